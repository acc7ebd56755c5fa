"""Leases: draft, fill, offer, sign, withdraw. What is signed lets its spaces."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..deeds import Actor, deed
from ..kernel.constraints import violated
from ..kernel.days import DAY, Days
from ..leasing.errors import (
    LeaseHasNoLines,
    LeaseNotDraft,
    OutOfService,
    OutsideLease,
    PlacesLet,
    SpaceLet,
)
from ..models.leases import Lease, LeaseLine, Letting
from ..models.people import Organisation
from ..models.places import Site, Space
from ..models.rates import RateComponent
from ..rules import may_manage_leases, require
from .upkeep import changed, locked, removed, written

FACTS = (
    "regime",
    "tenant",
    "landlord",
    "purpose",
    "starts_on",
    "ends_on",
    "landlord_may_break",
    "notice_months",
)


@deed
def draft_lease(
    *,
    by: Actor,
    site: Site,
    number: str,
    tenant: Organisation,
    landlord: Organisation,
    regime: str,
    starts_on: date,
    ends_on: date | None = None,
    **facts: Any,
) -> Lease:
    """Begin a lease; [starts_on, ends_on), no end for one without a term."""
    require(may_manage_leases(by, site))
    lease = written(
        Lease(
            site=site,
            number=number,
            tenant=tenant,
            landlord=landlord,
            regime=regime,
            starts_on=starts_on,
            ends_on=ends_on,
            **facts,
        )
    )
    _record("lease.drafted", lease, by=by, number=number)
    return lease


@deed
def change_lease(*, by: Actor, lease: Lease, **fields: Any) -> Lease:
    """Change a draft's facts."""
    lease = _draft(by, lease)
    names = changed(lease, fields, of=FACTS)
    if names:
        for line in lease.lines.all():
            _check_within(line.days, lease.days)
        _record("lease.changed", lease, by=by, changed=names)
    return lease


@deed
def add_line(
    *,
    by: Actor,
    lease: Lease,
    space: Space,
    quantity: int | None = None,
    starts_on: date | None = None,
    ends_on: date | None = None,
    area: Decimal | None = None,
) -> LeaseLine:
    """Let a space, or `quantity` places of a shared one, with the lease; its days are the lease's unless given.

    Raises `OutsideLease`, and `OutOfService` where the space cannot be let on all of them.
    """
    lease = _draft(by, lease)
    line = LeaseLine(
        lease=lease,
        space=space,
        quantity=quantity,
        area=space.area if area is None else area,
        starts_on=starts_on or lease.starts_on,
        ends_on=ends_on or lease.ends_on,
    )
    _check_within(line.days, lease.days)
    _check_service(line)
    written(line)
    _record("lease.line_added", lease, by=by, of=line, space=space.pk)
    return line


@deed
def remove_line(*, by: Actor, line: LeaseLine) -> None:
    """Take a line off a draft, with its rates."""
    lease = _draft(by, line.lease)
    line.rates.all().delete()
    _record("lease.line_removed", lease, by=by, of=line, space=line.space_id)
    removed(line)


@deed
def set_rate(
    *,
    by: Actor,
    line: LeaseLine,
    kind: str,
    amount: Decimal,
    per: str,
    vat: str,
    is_indexable: bool = False,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> RateComponent:
    """Say what a line of a draft costs; its days are the line's unless given."""
    lease = _draft(by, line.lease)
    rate = RateComponent(
        line=line,
        kind=kind,
        amount=amount,
        per=per,
        vat=vat,
        is_indexable=is_indexable,
        starts_on=starts_on or line.starts_on,
        ends_on=ends_on or line.ends_on,
    )
    _check_within(rate.days, line.days)
    written(rate)
    _record("lease.rate_set", lease, by=by, of=rate, kind=kind)
    return rate


@deed
def remove_rate(*, by: Actor, rate: RateComponent) -> None:
    """Take a rate off a draft."""
    lease = _draft(by, rate.line.lease)
    _record("lease.rate_removed", lease, by=by, of=rate, kind=rate.kind)
    removed(rate)


@deed
def offer_lease(*, by: Actor, lease: Lease) -> Lease:
    """Show a draft to the tenant; it holds nothing yet."""
    return _move(by, lease, {Lease.Stage.DRAFT}, Lease.Stage.OFFERED, "lease.offered")


@deed
def withdraw_lease(*, by: Actor, lease: Lease) -> Lease:
    """Take a draft or an offer back."""
    return _move(by, lease, {Lease.Stage.DRAFT, Lease.Stage.OFFERED}, Lease.Stage.WITHDRAWN, "lease.withdrawn")


@deed
def sign_lease(*, by: Actor, lease: Lease, signed_on: date) -> Lease:
    """Sign: from now on its spaces are given away. Raises `SpaceLet`, `PlacesLet` and `LeaseHasNoLines`."""
    open_stages = {Lease.Stage.DRAFT, Lease.Stage.OFFERED}
    lease = _move(by, lease, open_stages, Lease.Stage.SIGNED, "lease.signed", signed_on=signed_on)
    lines = list(lease.lines.select_related("space").order_by("space_id"))
    for line in lines:
        _check_service(line)
    let_spaces([line for line in lines if line.quantity is None])
    for line in lines:
        if line.quantity is not None:
            _take_places(line)
    return lease


def let_spaces(lines: list[LeaseLine]) -> None:
    """Give whole spaces away, all or none, in the order of their keys so that rivals never wait for each other."""
    for line in sorted(lines, key=lambda line: line.space_id):
        try:
            with transaction.atomic():
                Letting.objects.create(line=line, space=line.space, starts_on=line.starts_on, ends_on=line.ends_on)
        except IntegrityError as error:
            if "letting_gives_a_space_to_one" in violated(error):
                raise SpaceLet(space=str(line.space), conflicts=rivals_of(line)) from error
            raise


def rivals_of(line: LeaseLine) -> str:
    """The leases that let the space of `line` during some of its days, with their last days."""
    rivals = Letting.objects.filter(space=line.space_id).exclude(line=line).select_related("line__lease")
    named = [rival for rival in rivals if Days(rival.starts_on, rival.ends_on).overlaps(line.days)]
    return ", ".join(
        f"{rival.line.lease.number} ({_last(rival.ends_on)})" if rival.ends_on else rival.line.lease.number
        for rival in named
    )


def _last(ends_on: date) -> str:
    return _("until %(day)s") % {"day": date_format(ends_on - DAY, "j F Y")}


def _take_places(line: LeaseLine) -> None:
    """A sum over rows, so the space is locked: no constraint can hold it on its own."""
    space = locked(line.space)
    taken = LeaseLine.objects.filter(space=space, quantity__isnull=False, lease__stage=Lease.Stage.SIGNED)
    rivals = [other for other in taken.exclude(pk=line.pk) if other.days.overlaps(line.days)]
    days = {line.starts_on, *(max(other.starts_on, line.starts_on) for other in rivals)}
    for day in sorted(days):
        left = (space.capacity or 0) - sum(other.quantity or 0 for other in rivals if day in other.days)
        if (line.quantity or 0) > left:
            raise PlacesLet(space=str(space), left=left, day=day.isoformat(), asked=line.quantity)


def _move(by: Actor, lease: Lease, stages: set[Lease.Stage], to: Lease.Stage, verb: str, **fields: Any) -> Lease:
    lease = locked(lease)
    require(may_manage_leases(by, lease.site))
    if lease.stage not in stages:
        raise LeaseNotDraft(number=lease.number)
    if to != Lease.Stage.WITHDRAWN and not lease.lines.exists():
        raise LeaseHasNoLines
    lease.stage = to
    for name, value in fields.items():
        setattr(lease, name, value)
    written(lease)
    _record(verb, lease, by=by)
    return lease


def _draft(by: Actor, lease: Lease) -> Lease:
    lease = locked(lease)
    require(may_manage_leases(by, lease.site))
    if lease.stage != Lease.Stage.DRAFT:
        raise LeaseNotDraft(number=lease.number)
    return lease


def _check_within(inner: Days, outer: Days) -> None:
    if not outer.covers(inner):
        raise OutsideLease


def _check_service(line: LeaseLine) -> None:
    space = line.space
    if not space.is_lettable or not space.in_service.covers(line.days):
        raise OutOfService(space=str(space))


def _record(verb: str, lease: Lease, *, by: Actor, of: LeaseLine | RateComponent | None = None, **facts: Any) -> None:
    deed.record(verb, of or lease, by=by, site=lease.site_id, organisation=lease.tenant_id, **facts)
