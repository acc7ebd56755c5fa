"""Leases from draft to signature, and what the database holds of them."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from facilities.errors import ValueRefused
from facilities.kernel.constraints import violated
from facilities.kernel.errors import NotAllowed
from facilities.leasing.errors import (
    LeaseHasNoLines,
    LeaseNotDraft,
    OutOfService,
    OutsideLease,
    PlacesLet,
    SpaceLet,
)
from facilities.models import AuditEntry, Lease, LeaseLine, Letting
from facilities.services.leases import (
    add_line,
    change_lease,
    offer_lease,
    remove_line,
    set_rate,
    sign_lease,
    withdraw_lease,
)
from tests.factories import a_building, a_lease, a_site, a_space, a_tenant, a_user, an_office

pytestmark = pytest.mark.django_db
SIGNED = date(2025, 12, 1)


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def office(site):
    return an_office(building=a_building(site=site))


def rent(line: LeaseLine, amount: int | str, **more):
    facts = {"kind": "rent", "per": "month", "vat": "letting"}
    return set_rate(by=None, line=line, amount=Decimal(amount), **facts | more)


def test_a_signed_lease_gives_its_spaces_away(site, office) -> None:
    lease = a_lease(site=site, spaces=[office], signed_on="2025-12-01")

    letting = Letting.objects.get(space=office)
    assert (letting.starts_on, letting.ends_on) == (date(2026, 1, 1), date(2029, 1, 1))
    assert lease.signed_on == SIGNED
    assert AuditEntry.objects.filter(verb="lease.signed").count() == 1


def test_a_draft_and_an_offer_hold_nothing(site, office) -> None:
    offer_lease(by=None, lease=a_lease(site=site, spaces=[office]))

    assert not Letting.objects.exists()


def test_leases_back_to_back_share_a_space(site, office) -> None:
    a_lease(site=site, spaces=[office], ends_on="2026-02-01", signed_on="2025-12-01")
    a_lease(site=site, spaces=[office], starts_on="2026-02-01", signed_on="2025-12-01")

    assert Letting.objects.count() == 2


def test_a_space_let_on_one_of_these_days_is_refused_with_the_lease_that_has_it(site, office) -> None:
    a_lease(site=site, number="L-A", spaces=[office], ends_on="2026-02-01", signed_on="2025-12-01")
    rival = a_lease(site=site, spaces=[office], starts_on="2026-01-31")

    with pytest.raises(SpaceLet) as refused:
        sign_lease(by=None, lease=rival, signed_on=SIGNED)

    assert "L-A" in str(refused.value)
    rival.refresh_from_db()
    assert rival.stage == Lease.Stage.DRAFT


def test_the_database_itself_refuses_a_second_letting(site, office) -> None:
    a_lease(site=site, spaces=[office], signed_on="2025-12-01")
    line = a_lease(site=site, spaces=[office]).lines.get()

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        Letting.objects.create(line=line, space=office, starts_on=date(2028, 12, 31))

    assert "letting_gives_a_space_to_one" in violated(refused.value)


def test_the_database_lets_a_line_name_a_space_once(site, office) -> None:
    lease = a_lease(site=site, spaces=[office])

    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        LeaseLine.objects.create(lease=lease, space=office, area=40, starts_on=date(2026, 6, 1))

    assert "lease_line_holds_a_space_once_in_its_lease" in violated(refused.value)


def test_two_rates_of_one_kind_never_count_on_one_day(site, office) -> None:
    line = a_lease(site=site, spaces=[office]).lines.get()
    set_rate(by=None, line=line, kind="rent", amount=Decimal(850), per="month", vat="letting", ends_on=date(2027, 1, 1))
    set_rate(
        by=None, line=line, kind="rent", amount=Decimal(900), per="month", vat="letting", starts_on=date(2027, 1, 1)
    )

    with pytest.raises(ValueRefused):
        set_rate(by=None, line=line, kind="rent", amount=Decimal(1), per="month", vat="letting")


@pytest.mark.parametrize(("kind", "amount"), [("discount", "10.00"), ("rent", "-10.00")])
def test_only_a_discount_is_below_zero(site, office, kind: str, amount: str) -> None:
    line = a_lease(site=site, spaces=[office]).lines.get()

    with pytest.raises(ValueRefused):
        rent(line, amount, kind=kind)


def test_charges_never_follow_the_index(site, office) -> None:
    line = a_lease(site=site, spaces=[office]).lines.get()

    with pytest.raises(ValueRefused):
        set_rate(
            by=None, line=line, kind="provision", amount=Decimal(150), per="month", vat="services", is_indexable=True
        )


def test_a_line_lies_within_its_lease(site, office) -> None:
    lease = a_lease(site=site)

    with pytest.raises(OutsideLease):
        add_line(by=None, lease=lease, space=office, starts_on=date(2025, 12, 31))


def test_a_lease_cannot_shrink_under_its_lines(site, office) -> None:
    lease = a_lease(site=site, spaces=[office])

    with pytest.raises(OutsideLease):
        change_lease(by=None, lease=lease, starts_on=date(2026, 2, 1))


@pytest.mark.parametrize("facts", [{"is_lettable": False}, {"out_of_service_on": date(2028, 1, 1)}])
def test_a_space_is_let_only_while_it_can_be(site, facts) -> None:
    space = an_office(building=a_building(site=site), **facts)

    with pytest.raises(OutOfService):
        add_line(by=None, lease=a_lease(site=site), space=space)


def test_a_lease_without_spaces_is_not_signed(site) -> None:
    with pytest.raises(LeaseHasNoLines):
        sign_lease(by=None, lease=a_lease(site=site), signed_on=SIGNED)


def test_a_signed_lease_is_no_draft(site, office) -> None:
    lease = a_lease(site=site, spaces=[office], signed_on="2025-12-01")

    for deed in (
        lambda: withdraw_lease(by=None, lease=lease),
        lambda: change_lease(by=None, lease=lease, purpose="x"),
        lambda: remove_line(by=None, line=lease.lines.get()),
    ):
        with pytest.raises(LeaseNotDraft):
            deed()


def test_a_line_goes_with_its_rates(site, office) -> None:
    line = a_lease(site=site, spaces=[office]).lines.get()
    rent(line, 850)

    remove_line(by=None, line=line)

    assert not LeaseLine.objects.exists()


def places(site) -> object:
    return a_space(building=a_building(site=site), kind="parking", area="250.00", capacity=10)


def parking(site, space, quantity: int, **more) -> Lease:
    lease = a_lease(site=site, regime="parking", **more)
    add_line(by=None, lease=lease, space=space, quantity=quantity)
    return lease


def test_places_of_a_shared_space_go_to_several_leases(site) -> None:
    garage = places(site)
    for quantity in (4, 6):
        sign_lease(by=None, lease=parking(site, garage, quantity), signed_on=SIGNED)

    assert not Letting.objects.exists()


def test_no_more_places_are_let_than_there_are_on_any_day(site) -> None:
    garage = places(site)
    sign_lease(by=None, lease=parking(site, garage, 7, starts_on="2027-01-01"), signed_on=SIGNED)

    with pytest.raises(PlacesLet) as refused:
        sign_lease(by=None, lease=parking(site, garage, 4), signed_on=SIGNED)

    assert refused.value.details["day"] == "2027-01-01"
    assert refused.value.details["left"] == 3


def test_another_site_s_manager_signs_nothing_here(site, office) -> None:
    lease = a_lease(site=site, spaces=[office])
    stranger = a_user("site_manager", site=a_site(slug="mol"))

    with pytest.raises(NotAllowed):
        sign_lease(by=stranger, lease=lease, signed_on=SIGNED)


def test_a_tenant_admin_sees_the_leases_offered_and_signed_and_no_draft(site, office) -> None:
    organisation, admin = a_tenant(site=site, role="tenant_admin")
    draft = a_lease(site=site, tenant=organisation, spaces=[office])
    signed = a_lease(
        site=site, tenant=organisation, spaces=[an_office(building=a_building(site=site))], signed_on="2025-12-01"
    )
    a_lease(site=site, spaces=[an_office(building=a_building(site=site))], signed_on="2025-12-01")

    assert list(Lease.objects.visible_to(admin)) == [signed]
    assert draft not in Lease.objects.priced_for(admin)


def test_the_desk_sees_leases_without_prices(site, office) -> None:
    lease = a_lease(site=site, spaces=[office])
    desk = a_user("receptionist", site=site)

    assert list(Lease.objects.visible_to(desk)) == [lease]
    assert not Lease.objects.priced_for(desk).exists()


def test_a_member_of_the_tenant_sees_no_lease(site, office) -> None:
    organisation, member = a_tenant(site=site)
    a_lease(site=site, tenant=organisation, spaces=[office], signed_on="2025-12-01")

    assert not Lease.objects.visible_to(member).exists()


@pytest.mark.parametrize(
    ("day", "is_noticed", "state"),
    [
        (date(2025, 12, 31), False, "signed"),
        (date(2026, 1, 1), False, "active"),
        (date(2028, 12, 31), True, "noticed"),
        (date(2029, 1, 1), True, "ended"),
    ],
)
def test_the_state_of_a_lease_follows_from_its_days(site, office, day: date, is_noticed: bool, state: str) -> None:
    lease = a_lease(site=site, spaces=[office], signed_on="2025-12-01")

    assert lease.state_on(day, is_noticed=is_noticed) == state
