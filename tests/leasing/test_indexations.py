"""Rounds of indexation: from index numbers and leases to new rents and letters."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from facilities.indexing import Standing, round_of
from facilities.kernel.constraints import violated
from facilities.kernel.errors import NotAllowed
from facilities.leasing.rents import total
from facilities.letters import letter_pdf
from facilities.models import Indexation, IndexedRent, IndexLink, IndexValue, Lease, OutboxMessage, RateComponent
from facilities.services.indexations import approve_round
from facilities.services.leases import set_rate, sign_lease
from facilities.services.notices import give_notice, withdraw_notice
from facilities.services.outbox import deliver_one
from tests.factories import NOON, a_building, a_lease, a_site, a_tenant, a_user, an_index, an_office, at

pytestmark = pytest.mark.django_db
MARCH = date(2023, 3, 1)
LATER = at("2023-03-20 12:00")


@pytest.fixture
def site():
    return a_site()


def rented(site, amount: str = "1000.00", *, signed_on: str = "2022-03-10", per: str = "month", **more) -> Lease:
    """Case A1 unless said otherwise: signed on 10 March 2022, begun on the 15th."""
    days = {"starts_on": "2022-03-15", "ends_on": "2031-03-15"} | more
    lease = a_lease(site=site, spaces=[an_office(building=a_building(site=site))], **days)
    line = lease.lines.get()
    set_rate(by=None, line=line, kind="rent", amount=Decimal(amount), per=per, vat="letting", is_indexable=True)
    return sign_lease(by=None, lease=lease, signed_on=date.fromisoformat(signed_on))


def published(**numbers: str) -> None:
    for month, value in numbers.items():
        an_index(month=month.removeprefix("m").replace("_", "-"), value=value)


def of(month: date, *, on: date):
    return round_of(Lease.objects.all(), month=month, on=on)


def approve(lease: Lease, month: date = MARCH, moment=LATER, by=None) -> list[Indexation]:
    return approve_round(by=by, leases=[lease], month=month, at=moment)


@pytest.mark.parametrize(
    ("amount", "signed", "starts", "month", "expected"),
    [
        ("1000.00", "2022-03-10", "2022-03-15", "2023-03-01", "1068.38"),
        ("850.00", "2016-01-05", "2016-01-11", "2026-01-01", "1136.52"),
        ("192.00", "2023-02-01", "2023-02-10", "2024-02-01", "195.29"),
        ("733.33", "2020-02-03", "2020-02-10", "2025-02-01", "905.77"),
        ("612.40", "2020-03-03", "2020-03-10", "2025-03-01", "756.87"),
    ],
)
def test_a_rent_follows_the_published_index(site, amount, signed, starts, month, expected) -> None:
    published(
        m2022_02="118.74", m2023_02="126.86", m2015_12="102.23", m2025_12="136.69", m2023_01="128.00",
        m2024_01="130.19", m2020_01="109.72", m2025_01="135.52", m2020_02="109.87", m2025_02="135.79",
    )  # fmt: skip
    lease = rented(site, amount, signed_on=signed, starts_on=starts, ends_on="2040-01-01")

    approve(lease, date.fromisoformat(month), at("2026-11-24 12:00"))

    assert RateComponent.objects.get(starts_on__gt=lease.starts_on).amount == Decimal(expected)


def test_charges_do_not_follow(site) -> None:
    published(m2022_02="118.74", m2023_02="126.86")
    lease = a_lease(
        site=site,
        spaces=[an_office(building=a_building(site=site))],
        starts_on="2022-03-15",
        ends_on="2031-03-15",
    )
    line = lease.lines.get()
    facts = {"by": None, "line": line, "per": "month"}
    set_rate(**facts, kind="rent", amount=Decimal("1000.00"), vat="letting", is_indexable=True)
    set_rate(**facts, kind="provision", amount=Decimal("150.00"), vat="services")

    approve(sign_lease(by=None, lease=lease, signed_on=date(2022, 3, 10)))

    counting = [rate for rate in line.rates.all() if date(2023, 4, 1) in rate.days]
    assert total(rate.rate.of_month(date(2023, 4, 1)) for rate in counting) == Decimal("1218.38")


def test_without_the_index_a_rent_waits(site) -> None:
    IndexValue.objects.filter(month=date(2023, 2, 1)).delete()
    published(m2022_02="118.74")
    lease = rented(site)

    assert [proposal.standing for proposal in of(MARCH, on=date(2023, 3, 20))] == [Standing.WAITING]
    assert approve(lease) == []


def test_a_rent_is_ready_on_the_anniversary_and_not_a_day_before(site) -> None:
    published(m2022_02="118.74", m2023_02="126.86")
    rented(site)

    assert of(MARCH, on=date(2023, 3, 14))[0].standing == Standing.EARLY
    assert of(MARCH, on=date(2023, 3, 15))[0].standing == Standing.READY


def test_a_second_run_of_a_round_does_nothing(site) -> None:
    published(m2022_02="118.74", m2023_02="126.86")
    lease = rented(site)

    assert len(approve(lease)) == 1
    assert approve(lease) == []
    assert of(MARCH, on=date(2023, 3, 20))[0].standing == Standing.APPROVED
    assert IndexedRent.objects.count() == 1


def test_each_year_begins_at_the_agreed_rent_so_that_no_rounding_piles_up(site) -> None:
    numbers = {"m2020_01": "109.72", "m2021_01": "110.35", "m2022_01": "118.21", "m2023_01": "128.00"}
    published(**numbers, m2024_01="130.19", m2025_01="135.52")
    lease = rented(site, "733.33", signed_on="2020-02-03", starts_on="2020-02-10", ends_on="2040-01-01")

    for year in range(2021, 2026):
        approve(lease, date(year, 2, 1), NOON)

    assert [rate.amount for rate in lease.lines.get().rates.order_by("starts_on")][-1] == Decimal("905.77")


def test_an_earlier_year_is_not_indexed_after_a_later_one(site) -> None:
    published(m2020_01="109.72", m2021_01="110.35", m2022_01="118.21")
    lease = rented(site, signed_on="2020-02-03", starts_on="2020-02-10")
    approve(lease, date(2022, 2, 1), NOON)

    assert of(date(2021, 2, 1), on=date(2026, 1, 1))[0].standing == Standing.PASSED
    assert approve(lease, date(2021, 2, 1), NOON) == []


def test_numbers_of_two_bases_wait_for_the_official_coefficient(site) -> None:
    IndexValue.objects.filter(month__in=[date(2022, 2, 1), date(2023, 2, 1)]).delete()
    an_index(month="2022-02", value="118.74")
    an_index(month="2023-02", value="93.56", base=2025)
    rented(site)
    assert of(MARCH, on=date(2023, 3, 20))[0].standing == Standing.WAITING

    IndexLink.objects.create(
        from_base=2013, to_base=2025, coefficient=Decimal("0.7375"), source="Statbel", imported_at=NOON
    )
    found = of(MARCH, on=date(2023, 3, 20))[0]

    # 118.74 × 0.7375 = 87.57; 1000 × 93.56 / 87.57
    assert (found.standing, found.after) == (Standing.READY, Decimal("1068.40"))


def test_the_month_of_the_change_is_cut_at_its_day(site) -> None:
    published(m2022_02="118.74", m2023_02="126.86")
    rented(site)

    old, new, together = of(MARCH, on=date(2023, 3, 20))[0].seam

    # 14 of 31 days at 1000.00, 17 of 31 at 1068.38
    assert (old, new, together) == (Decimal("451.61"), Decimal("585.89"), Decimal("1037.50"))


def test_a_rent_per_square_metre_is_rounded_once_for_the_whole_space(site) -> None:
    published(m2022_02="118.74", m2023_02="126.86")
    lease = rented(site, "95.1234", per="area_year")

    approve(lease)

    # 40 m² × 95.1234 = 3804.94 a year
    result = RateComponent.objects.get(starts_on=date(2023, 3, 15))
    assert (result.per, result.amount) == ("year", Decimal("4065.14"))


def test_a_step_that_was_agreed_for_that_very_day_is_left_alone(site) -> None:
    published(m2022_02="118.74", m2023_02="126.86")
    lease = a_lease(
        site=site, spaces=[an_office(building=a_building(site=site))], starts_on="2022-03-15", ends_on="2031-03-15"
    )
    step = {"by": None, "line": lease.lines.get(), "kind": "rent", "per": "month", "vat": "letting"}
    set_rate(**step, amount=Decimal(900), is_indexable=True, ends_on=date(2023, 3, 15))
    set_rate(**step, amount=Decimal(1000), is_indexable=True, starts_on=date(2023, 3, 15))
    sign_lease(by=None, lease=lease, signed_on=date(2022, 3, 10))

    assert of(MARCH, on=date(2023, 3, 20)) == []


def test_a_withdrawn_notice_leaves_the_indexed_rent_in_place(site) -> None:
    published(m2022_02="118.74", m2023_02="126.86")
    lease = rented(site)
    approve(lease)
    moment = at("2022-12-01 12:00")
    notice = give_notice(
        by=None, lease=lease, party="both", method="letter", received_on=date(2023, 3, 14), at=moment,
        ends_on=date(2023, 3, 15),
    )  # fmt: skip

    withdraw_notice(by=None, notice=notice, at=moment)

    ends = list(lease.lines.get().rates.order_by("starts_on").values_list("ends_on", flat=True))
    assert ends == [date(2023, 3, 15), date(2031, 3, 15)]


def test_a_manager_of_another_site_approves_nothing_here(site) -> None:
    published(m2022_02="118.74", m2023_02="126.86")
    lease = rented(site)

    with pytest.raises(NotAllowed):
        approve(lease, by=a_user("site_manager", site=a_site(slug="mol")))


def test_the_database_itself_holds_one_indexation_a_lease_year(site) -> None:
    published(m2022_02="118.74", m2023_02="126.86")
    done = approve(rented(site))[0]
    again = {field.attname: getattr(done, field.attname) for field in Indexation._meta.concrete_fields[1:]}

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Indexation.objects.create(**again)

    assert "lease_year" in violated(refused.value)


def test_what_was_approved_is_never_changed(site) -> None:
    published(m2022_02="118.74", m2023_02="126.86")
    approve(rented(site))

    for row in (Indexation, IndexedRent):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.objects.update(id=99)


def test_the_tenant_gets_the_letter_with_the_mail(site, mailoutbox) -> None:
    published(m2022_02="118.74", m2023_02="126.86")
    organisation, admin = a_tenant(site=site, role="tenant_admin")
    approve(rented(site, tenant=organisation))

    deliver_one(at=at("2030-01-01 12:00"))

    (message,) = mailoutbox
    (name, content, kind) = message.attachments[0]
    assert message.to == [admin.email]
    assert (name.endswith("-2023-03-15.pdf"), content[:5], kind) == (True, b"%PDF-", "application/pdf")
    assert OutboxMessage.objects.get().state == "sent"


def test_the_letter_is_the_same_whenever_it_is_made(site) -> None:
    published(m2022_02="118.74", m2023_02="126.86")
    done = approve(rented(site))[0]

    assert len(letter_pdf(done)) == len(letter_pdf(Indexation.objects.get(pk=done.pk)))


def test_a_round_asks_the_database_as_often_for_many_leases_as_for_one(site) -> None:
    published(m2022_02="118.74", m2023_02="126.86")
    leases = [rented(site) for _ in range(6)]
    asked = []
    for some in (leases[:1], leases[1:]):
        with CaptureQueriesContext(connection) as queries:
            approve_round(by=None, leases=some, month=MARCH, at=LATER)
        asked.append(len(queries))

    assert asked[0] == asked[1]
