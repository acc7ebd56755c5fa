"""Inviting a visitor: what is written, who is told, who may."""

import pytest

from access.errors import (
    BookingNotStanding,
    BookingOfAnotherVisit,
    HostOfAnotherOrganisation,
    OrganisationReceivesNobody,
    VisitInThePast,
)
from access.models import Visit
from access.services.visits import Person, cancel_visit, change_visit, invite_group
from bookings.services.bookings import cancel_booking
from facilities.kernel.errors import NotAllowed
from facilities.kernel.tokens import hashed
from facilities.models import AuditEntry, OutboxMessage
from tests.factories import (
    NOON,
    a_booking,
    a_room,
    a_site,
    a_tenant,
    a_user,
    a_visit,
    an_organisation,
    at,
    between,
)

pytestmark = pytest.mark.django_db


def mails():
    return [row.payload for row in OutboxMessage.objects.order_by("id")]


def test_an_invitation_mails_the_visitor_a_link_that_opens_the_visit():
    made = a_visit(site=a_site())

    (mail,) = mails()
    assert mail["to"] == "jan@example.org"
    assert f"/v/{made.token}/" in mail["body"]
    assert Visit.objects.with_pass(made.token).get() == made.visit


def test_the_token_itself_is_kept_nowhere_but_in_the_mail():
    made = a_visit(site=a_site())

    assert made.visit.passes.get().token_hash == hashed(made.token)
    assert len(made.token) > 40
    assert made.token not in str(AuditEntry.objects.values_list("facts", flat=True))


def test_the_mail_speaks_the_visitors_language():
    a_visit(site=a_site(), language="en-gb")

    assert mails()[0]["language"] == "en-gb"
    assert "Dear Jan Peeters" in mails()[0]["body"]


def test_a_member_invites_to_himself():
    site = a_site()
    organisation, member = a_tenant(site=site)

    assert a_visit(site=site, by=member, host=member, organisation=organisation).visit.invited_by == member


@pytest.mark.parametrize(
    ("role", "allowed"),
    [("tenant_admin", True), ("tenant_member", False), ("external_booker", False)],
)
def test_inviting_to_a_colleague_is_for_the_admin_of_the_firm(role, allowed):
    site = a_site()
    organisation, host = a_tenant(site=site)
    by = a_user(role, organisation=organisation)

    if allowed:
        assert a_visit(site=site, by=by, host=host, organisation=organisation).visit.host == host
    else:
        with pytest.raises(NotAllowed):
            a_visit(site=site, by=by, host=host, organisation=organisation)


@pytest.mark.parametrize("role", ["site_manager", "receptionist"])
def test_staff_invite_at_their_own_site_only(role):
    site = a_site()
    organisation, host = a_tenant(site=site)
    here, elsewhere = a_user(role, site=site), a_user(role, site=a_site(slug="other"))

    assert a_visit(site=site, by=here, host=host, organisation=organisation).visit.site == site
    with pytest.raises(NotAllowed):
        a_visit(site=site, by=elsewhere, host=host, organisation=organisation)


def test_an_auditor_invites_nobody():
    site = a_site()
    organisation, host = a_tenant(site=site)

    with pytest.raises(NotAllowed):
        a_visit(site=site, by=a_user("auditor"), host=host, organisation=organisation)


def test_the_host_belongs_to_the_organisation():
    site = a_site()
    _, stranger = a_tenant(site=site)

    with pytest.raises(HostOfAnotherOrganisation):
        a_visit(site=site, host=stranger, organisation=an_organisation(sites=[site]))


@pytest.mark.parametrize("more", [{"is_suspended": True}, {"sites": []}])
def test_a_suspended_or_absent_organisation_receives_nobody(more):
    site = a_site()
    organisation = an_organisation(**{"sites": [site]} | more)

    with pytest.raises(OrganisationReceivesNobody):
        a_visit(site=site, organisation=organisation)


def test_the_house_itself_receives_visitors_of_its_desk():
    site = a_site()
    house = an_organisation(kind="operator")
    clerk = a_user("receptionist", site=site)

    assert a_visit(site=site, host=clerk, organisation=house).visit.host == clerk


def test_nobody_is_invited_to_a_time_that_is_over():
    with pytest.raises(VisitInThePast):
        a_visit(site=a_site(), interval=between("2026-10-01 08:00", "09:00"), at=NOON)


def test_a_booking_lends_its_visit_no_other_firm():
    site = a_site()
    booking = a_booking(room=a_room(site=site))

    with pytest.raises(BookingOfAnotherVisit):
        a_visit(site=site, booking=booking)


def test_nobody_is_invited_to_a_cancelled_meeting():
    site = a_site()
    booking = cancel_booking(by=None, booking=a_booking(room=a_room(site=site)), at=NOON)

    with pytest.raises(BookingNotStanding):
        a_visit(site=site, organisation=booking.organisation, booking=booking)


def group(site, *people, **more):
    organisation, host = a_tenant(site=site)
    values = {"title": "Audit", "interval": between("2026-11-24 09:00", "10:00"), "at": NOON, "by": None}
    return invite_group(site=site, host=host, organisation=organisation, people=people, **values | more)


def test_a_group_gets_a_code_each():
    made = group(a_site(), Person(name="An Maes", email="an@example.org"), Person(name="Bo Wils"))

    assert len({invitation.token for invitation in made}) == 2
    assert {invitation.visit.group.title for invitation in made} == {"Audit"}
    assert [mail["to"] for mail in mails()] == ["an@example.org"]


def test_a_group_comes_whole_or_not_at_all():
    with pytest.raises(VisitInThePast):
        group(a_site(), Person(name="An Maes"), interval=between("2026-09-24 09:00", "10:00"))

    assert not Visit.objects.exists()
    assert mails() == []


def test_another_time_is_told_with_a_code_and_the_earlier_code_goes_on_working():
    made = a_visit(site=a_site())

    visit = change_visit(by=None, visit=made.visit, interval=between("2026-11-24 14:00", "15:00"), at=NOON)

    assert (visit.starts_at, visit.sequence) == (at("2026-11-24 14:00"), 1)
    assert "/v/rv_" in mails()[-1]["body"]
    assert Visit.objects.with_pass(made.token).get() == visit


def test_another_address_makes_the_code_of_the_earlier_one_worthless():
    made = a_visit(site=a_site())

    change_visit(by=None, visit=made.visit, visitor_email="an@example.org", at=NOON)

    assert not Visit.objects.with_pass(made.token).exists()
    assert mails()[-1]["to"] == "an@example.org"


def test_a_cancelled_visit_is_told_and_cancelled_once():
    made = a_visit(site=a_site())

    visit = cancel_visit(by=None, visit=made.visit, at=NOON)

    assert (visit.status, visit.closed_at) == ("cancelled", NOON)
    assert len(mails()) == 2


def test_a_plate_is_kept_in_one_spelling():
    assert a_visit(site=a_site(), plate="1-abc-123").visit.plate == "1ABC123"
    assert a_visit(site=a_site(slug="geel"), plate=" - ").visit.plate == ""
