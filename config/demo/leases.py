"""Who rents what in the demonstration: invented agreements of every kind, at every point of their lives."""

from dataclasses import dataclass
from datetime import date, datetime, time
from decimal import Decimal

from django.db import transaction

from facilities.indexing import Standing, round_of
from facilities.kernel.clock import BRUSSELS
from facilities.kernel.days import plus_months
from facilities.models.leases import Lease
from facilities.models.machinery import OutboxMessage
from facilities.models.people import Organisation
from facilities.models.places import Site, Space
from facilities.services.indexations import LETTER, approve_round
from facilities.services.leases import add_line, draft_lease, offer_lease, set_rate, sign_lease
from facilities.services.notices import give_notice

LANDLORD = "Huisbeheer Demonstratie"
LONGEST_STAY = {"darwin": 60}


@dataclass(frozen=True, slots=True)
class Deal:
    """One lease: `began` and `term` in months, before today and from its start (no term: without end)."""

    house: str
    firm: str
    regime: str
    spaces: tuple[str, ...]
    began: int
    term: int | None
    rent: str
    vat: str = "letting"
    service: str = ""
    ends: str = "signed"  # or draft, offered, noticed


DEALS = (
    Deal("darwin", "Zilverzwam Biotech", "common", ("0.30", "0.20"), 27, 36, "1480.00", service="210.00"),
    Deal("darwin", "Quarkwerk Sensoren", "common", ("0.22",), 12, 36, "905.00", service="120.00"),
    Deal("darwin", "Kwikstaart Diagnostica", "common", ("1.30", "1.50"), 55, 60, "1390.00", service="240.00"),
    Deal("darwin", "Parelpad Medtech", "services", ("1.20",), 8, None, "780.00", "services"),
    Deal("darwin", "Vlierbes Farma", "services", ("1.21",), 20, None, "515.00", "services", ends="noticed"),
    Deal("darwin", "Bietenbit Software", "short", ("0.21",), 3, 9, "460.00", "short"),
    Deal("darwin", "Hoppelhaas Logistiek", "common", ("1.22",), -1, 36, "940.00", ends="offered"),
    Deal("mth", "Pluimvolt Energie", "common", ("0.30",), 33, 36, "1120.00", service="160.00"),
    Deal("mth", "Moerasmos Materialen", "common", ("1.30",), 12, 36, "1165.00", service="160.00"),
    Deal("mth", "Wolkbreuk Watertechniek", "services", ("0.20", "0.50"), 18, None, "870.00", "services"),
    Deal("mth", "Mosselmeter Milieumetingen", "services", ("1.20",), 5, None, "695.00", "services"),
    Deal("mth", "Turfturbine Engineering", "common", ("1.22",), 40, 36, "880.00"),
    Deal("mth", "Slibslim Recyclage", "precarious", ("0.21",), 2, None, "250.00"),
    Deal("voorbeeldkaai", "Stekelbaars Robotica", "commercial", ("0.22",), 29, 108, "1010.00", "letting"),
    Deal("voorbeeldkaai", "Ganzenveer Communicatie", "services", ("0.20",), 16, None, "740.00", "services"),
    Deal("voorbeeldkaai", "Nevelnet Data", "services", ("1.20",), 26, None, "755.00", "services"),
    Deal("voorbeeldkaai", "Duingras Advies", "services", ("0.21",), 11, None, "490.00", "services"),
    Deal("voorbeeldkaai", "Vreemde Vogel", "services", ("1.21",), 1, None, "505.00", "services"),
    Deal("voorbeeldkaai", "Bietenbit Software", "common", ("1.30",), -2, 36, "1240.00", ends="draft"),
)


def fill(sites: dict[str, Site], firms: dict[str, Organisation], *, at: datetime) -> int:
    """The leases that are missing; how many there are now."""
    today = at.astimezone(BRUSSELS).date()
    spaces = Space.objects.filter(floor__building__site__in=sites.values()).select_related("floor__building__site")
    by_code = {(space.floor.building.site.slug, space.code): space for space in spaces}
    for slug, months in LONGEST_STAY.items():
        Site.objects.filter(slug=slug, longest_stay=None).update(longest_stay=months)
    standing = set(Lease.objects.values_list("number", flat=True))
    for position, deal in enumerate(DEALS, start=1):
        number = f"H-{position:03}"
        if number not in standing:
            _agree(number, deal, sites[deal.house], firms, by_code, today, at)
    _index(today, at)
    return len(DEALS)


def _index(today: date, at: datetime) -> None:
    """Past rounds are approved where the index is published; the last round that is ready waits for the manager."""
    first = min(plus_months(today.replace(day=1), -deal.began) for deal in DEALS)
    months = [plus_months(first, step) for step in range(1, 1 + (today.year - first.year) * 12 + today.month)]
    rounds = []
    for month in months:
        found = round_of(Lease.objects.all(), month=month, on=today)
        ready = [proposal.lease for proposal in found if proposal.standing == Standing.READY]
        if ready:
            rounds.append((month, ready))
    for month, leases in rounds[:-1]:
        late_that_month = datetime.combine(month.replace(day=20), time(10), BRUSSELS)
        # Nobody gets a letter about a rent of the demonstration: it is taken out before anybody can see it.
        with transaction.atomic():
            made = approve_round(by=None, leases=leases, month=month, at=min(at, late_that_month))
            for row in made:
                OutboxMessage.objects.filter(kind=LETTER, dedupe_key__startswith=f"indexation:{row.pk}:").delete()


def _agree(
    number: str,
    deal: Deal,
    site: Site,
    firms: dict[str, Organisation],
    spaces: dict[tuple[str, str], Space],
    today: date,
    at: datetime,
) -> None:
    starts_on = plus_months(today.replace(day=1), -deal.began)
    lease = draft_lease(
        by=None,
        site=site,
        number=number,
        tenant=firms[deal.firm],
        landlord=firms[LANDLORD],
        regime=deal.regime,
        starts_on=starts_on,
        ends_on=plus_months(starts_on, deal.term) if deal.term else None,
        notice_months=0 if deal.regime == "precarious" else 3,
        purpose="Fictieve huurder (demonstratie)",
    )
    share = (Decimal(deal.rent) / len(deal.spaces)).quantize(Decimal("0.01"))
    for code in deal.spaces:
        line = add_line(by=None, lease=lease, space=spaces[site.slug, code])
        set_rate(
            by=None, line=line, kind="rent", amount=share, per="month", vat=deal.vat, is_indexable=deal.vat == "letting"
        )
    if deal.service:
        set_rate(by=None, line=line, kind="service", amount=Decimal(deal.service), per="month", vat="services")
    if deal.ends == "draft":
        return
    if deal.ends == "offered":
        offer_lease(by=None, lease=lease)
        return
    lease = sign_lease(by=None, lease=lease, signed_on=plus_months(starts_on, -1))
    if deal.ends == "noticed":
        received_on = plus_months(today, -1)
        give_notice(by=None, lease=lease, party="tenant", method="registered", received_on=received_on, at=at)
