"""Which rents may follow the index in a month: the index numbers, the sum, and what stands in the way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.db.models import Prefetch, Q, QuerySet

from .kernel.days import Days, plus_months, whole_month
from .kernel.money import to_cents
from .leasing.errors import IndexedThisYear, TooEarlyToIndex
from .leasing.indexation import Index, Indexed, anniversary, check_moment, indexed, initial_month, new_month
from .leasing.rents import Per, Rate, Share, shares, total
from .models.indices import Indexation, IndexLink, IndexValue
from .models.leases import Lease
from .models.rates import RateComponent


class Standing(StrEnum):
    """How far the indexation of a lease is."""

    WAITING = "waiting"  # an index is not published, or no official coefficient joins the two bases
    EARLY = "early"  # the day has not come
    READY = "ready"
    APPROVED = "approved"
    PASSED = "passed"  # a later indexation stands already


@dataclass(frozen=True, slots=True)
class Pair:
    """The two numbers of the formula in one base, and the published ones they come from."""

    initial: IndexValue
    new: IndexValue
    link: IndexLink | None

    @property
    def indices(self) -> tuple[Index, Index]:
        """As the formula takes them: the older one converted by the official coefficient where it must be."""
        initial, new = self.initial.index, self.new.index
        if self.link is None:
            return initial, new
        if self.link.from_base == initial.base:
            return initial.rebased(to=self.link.to_base, coefficient=self.link.coefficient), new
        return initial, new.rebased(to=self.link.to_base, coefficient=self.link.coefficient)


@dataclass(frozen=True, slots=True)
class RentProposal:
    """One rent: the agreed one it is computed from, the one that counts until then, and the new one."""

    agreed: RateComponent
    former: RateComponent
    per: str
    sum: Indexed

    @property
    def monthly_before(self) -> Decimal:
        """What the former rent comes to in a whole month."""
        return self.former.rate.of_month(self.former.starts_on)

    @property
    def monthly_after(self) -> Decimal:
        """What the new rent comes to in a whole month."""
        return self.new_rate.of_month(self.former.starts_on)

    @property
    def new_rate(self) -> Rate:
        """The new rent for the arithmetic of rents."""
        return Rate(self.sum.amount * (self.former.line.quantity or 1), self.per)

    def seam(self, effective_on: date) -> list[Share]:
        """The month in which it changes: the days at the former rent, then those at the new one."""
        month = whole_month(effective_on)
        former, after = Days(self.former.starts_on, effective_on), Days(effective_on, self.former.ends_on)
        result = []
        for rate, days in ((self.former.rate, former), (self.new_rate, after)):
            part = days.shared(month)
            result += shares(rate, part, within=days) if part else []
        return result


@dataclass(frozen=True, slots=True)
class Proposal:
    """A lease in a round: what would become of its rents on its anniversary."""

    lease: Lease
    effective_on: date
    standing: Standing
    months: tuple[date, date]
    pair: Pair | None = None
    rents: Sequence[RentProposal] = ()
    done: Indexation | None = None

    @property
    def before(self) -> Decimal:
        """The rents of a whole month now."""
        return total(rent.monthly_before for rent in self.rents)

    @property
    def after(self) -> Decimal:
        """The rents of a whole month from then on."""
        return total(rent.monthly_after for rent in self.rents)

    @property
    def difference(self) -> Decimal:
        """What a whole month changes."""
        return self.after - self.before

    @property
    def seam(self) -> tuple[Decimal, Decimal, Decimal]:
        """Of the month in which it changes: due at the former rents, at the new ones, together."""
        cut = [share for rent in self.rents for share in rent.seam(self.effective_on)]
        old = total(share.amount for share in cut if share.days.start < self.effective_on)
        new = total(share.amount for share in cut if share.days.start >= self.effective_on)
        return old, new, old + new


def round_of(leases: QuerySet[Lease], *, month: date, on: date) -> list[Proposal]:
    """What a round over the anniversaries in the month of `month` would do, in five queries however many leases.

    Leases come in the order of their keys, so that rounds that lock them never wait for each other.
    """
    due = _anniversaries(leases, whole_month(month))
    if not due:
        return []
    found = _rents(due)
    pairs = Pairs({wanted for lease, day in due.items() for wanted in (initial_month(_signed(lease)), new_month(day))})
    proposals = (_proposal(lease, day, found[lease.pk], pairs, on) for lease, day in due.items())
    return [proposal for proposal in proposals if proposal is not None]


class Pairs:
    """The published numbers of these months, and the coefficients between bases: two queries."""

    def __init__(self, months: Collection[date]) -> None:
        self.values: dict[date, dict[int, IndexValue]] = defaultdict(dict)
        for value in IndexValue.objects.filter(month__in=months):
            self.values[value.month][value.base] = value
        self.links = {(link.from_base, link.to_base): link for link in IndexLink.objects.all()}

    def of(self, initial: date, new: date) -> Pair | None:
        """Both numbers in one base, the oldest that has both; else joined by an official coefficient; else None."""
        first, last = self.values[initial], self.values[new]
        shared = sorted(set(first) & set(last))
        if shared:
            return Pair(first[shared[0]], last[shared[0]], None)
        for was in sorted(first):
            for base in sorted(last):
                link = self.links.get((was, base)) or self.links.get((base, was))
                if link is not None:
                    return Pair(first[was], last[base], link)
        return None


def _anniversaries(leases: QuerySet[Lease], month: Days) -> dict[Lease, date]:
    """The leases with an anniversary in the month, and the day."""
    asked = (
        leases.filter(stage=Lease.Stage.SIGNED, starts_on__lt=month.start, starts_on__month=month.start.month)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gt=month.start))
        .select_related("site", "tenant")
        .prefetch_related(Prefetch("indexations", Indexation.objects.select_related("approved_by")))
        .order_by("pk")
    )
    days = {lease: anniversary(lease.starts_on, month.start.year - lease.starts_on.year) for lease in asked}
    return {lease: day for lease, day in days.items() if day > lease.starts_on}


def _rents(due: dict[Lease, date]) -> dict[int, list[RateComponent]]:
    """The rents that follow the index and count on the day before the anniversary, by lease."""
    first, last = min(due.values()), max(due.values())
    rates = (
        RateComponent.objects.filter(is_indexable=True, line__lease__in=due, starts_on__lte=last)
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=first))
        .select_related("line__space", "made_by__agreed")
        .order_by("line_id", "starts_on")
    )
    days = {lease.pk: day for lease, day in due.items()}
    found: dict[int, list[RateComponent]] = defaultdict(list)
    for rate in rates:
        if days[rate.line.lease_id] in rate.days:
            found[rate.line.lease_id].append(rate)
    return found


def _proposal(lease: Lease, day: date, rents: list[RateComponent], pairs: Pairs, on: date) -> Proposal | None:
    months = initial_month(_signed(lease)), new_month(day)
    # Prefetched, the latest first.
    last = next(iter(lease.indexations.all()), None)
    standing = Standing.READY
    try:
        check_moment(
            start=lease.starts_on, asked_on=on, effective_on=day, last_effective_on=last.effective_on if last else None
        )
    except TooEarlyToIndex:
        standing = Standing.EARLY
    except IndexedThisYear:
        done = next((row for row in lease.indexations.all() if row.effective_on == day), None)
        return Proposal(lease, day, Standing.APPROVED if done else Standing.PASSED, months, done=done)
    # A rent that begins on that very day is what was agreed for it.
    rents = [rate for rate in rents if rate.starts_on < day]
    if not rents:
        return None
    pair = pairs.of(*months)
    if pair is None:
        return Proposal(lease, day, Standing.WAITING, months)
    return Proposal(lease, day, standing, months, pair, [_rent(rate, pair) for rate in rents])


def _rent(former: RateComponent, pair: Pair) -> RentProposal:
    agreed = agreed_rent(former)
    per, base_rent = agreed.per, agreed.amount
    if per == Per.AREA_YEAR:
        # Rounded once, on the rent of the whole space: cents a m² would be euros a year.
        per, base_rent = Per.YEAR.value, to_cents(agreed.amount * former.line.area)
    initial, new = pair.indices
    return RentProposal(agreed, former, per, indexed(base_rent, initial=initial, new=new))


def agreed_rent(rate: RateComponent) -> RateComponent:
    """The rent of the agreement behind one that followed the index: every sum begins there, so none piles up."""
    made_by = getattr(rate, "made_by", None)
    return made_by.agreed if made_by is not None else rate


def months_around(on: date, *, back: int = 12, ahead: int = 3) -> Iterable[date]:
    """The months a round can be of, the latest first."""
    first = on.replace(day=1)
    return [plus_months(first, -step) for step in range(-ahead, back + 1)]


def _signed(lease: Lease) -> date:
    if lease.signed_on is None:
        raise ValueError("a signed lease has a date of signing")
    return lease.signed_on
