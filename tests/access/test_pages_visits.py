"""Visits as pages: the list, inviting one and many, from a meeting, and what a host may do."""

from uuid import uuid4

import pytest
from django.urls import reverse

from access.models import Visit, VisitGroup
from access.services.arriving import check_in
from access.services.deciding import announce_walk_in
from bookings.models import Booking
from facilities.kernel import clock
from facilities.models import Membership, OutboxMessage
from tests.bookings.asking import logged_in, queries
from tests.factories import a_booking, a_room, a_site, a_tenant, a_user, a_visit, at, between

pytestmark = pytest.mark.django_db

WHEN = {"day": "2027-05-11", "start": "09:00", "end": "10:00"}


@pytest.fixture
def house():
    site = a_site()
    organisation, member = a_tenant(site=site)
    return site, organisation, member


def add(user, **fields):
    values = {"visitor_name": "Jan Peeters", "visitor_email": "jan@example.org"} | WHEN
    return logged_in(user).post(reverse("access:visit-add"), values | fields)


def test_a_member_invites_with_three_fields(house):
    site, organisation, member = house

    answer = add(member)

    visit = Visit.objects.get()
    assert answer.url == reverse("access:visit-details", args=[visit.pk])
    assert (visit.site, visit.organisation, visit.host) == (site, organisation, member)
    assert visit.starts_at == at("2027-05-11 09:00")


def test_a_member_is_asked_for_no_host_and_no_site(house):
    page = logged_in(house[2]).get(reverse("access:visit-add")).content.decode()

    assert '<input type="hidden" name="host"' in page
    assert '<input type="hidden" name="site"' in page


def test_the_desk_chooses_among_the_people_of_its_site(house):
    site, organisation, member = house
    _, stranger = a_tenant(site=a_site(slug="geel"))
    clerk = a_user("receptionist", site=site)

    page = logged_in(clerk).get(reverse("access:visit-add")).content.decode()

    assert member.name in page
    assert stranger.name not in page
    assert add(clerk, host=f"{organisation.pk}-{stranger.pk}").status_code == 400
    a_user("tenant_member", organisation=organisation)
    assert add(clerk, host=f"{organisation.pk}-{member.pk}").status_code == 302


def test_what_is_refused_keeps_what_was_typed(house):
    answer = add(house[2], day="2020-05-11")

    assert answer.status_code == 409
    assert "Jan Peeters" in answer.content.decode()
    assert not Visit.objects.exists()


def paste(user, people, **fields):
    return logged_in(user).post(reverse("access:group-add"), {"title": "Audit", "people": people} | WHEN | fields)


def test_a_pasted_list_becomes_a_group(house):
    answer = paste(house[2], "An Maes; an@example.org; Maes nv; 1-ABC-123\n\nBo Wils\tbo@example.org\nCo\nDo <do@a.be>")

    assert answer.status_code == 302
    assert list(Visit.objects.order_by("id").values_list("visitor_name", "visitor_email", "plate")) == [
        ("An Maes", "an@example.org", "1ABC123"),
        ("Bo Wils", "bo@example.org", ""),
        ("Co", "", ""),
        ("Do", "do@a.be", ""),
    ]
    assert VisitGroup.objects.get().title == "Audit"


def test_one_line_that_cannot_be_read_invites_nobody_and_each_is_named(house):
    answer = paste(house[2], "An Maes; an@example.org\nBo; not-an-address\n; x@example.org\nCo; an@example.org")

    page = answer.content.decode()
    assert answer.status_code == 400
    assert not Visit.objects.exists()
    assert [line in page for line in ("Regel 2", "Regel 3", "Regel 4")] == [True] * 3 or "Line 2" in page
    assert "An Maes; an@example.org" in page
    assert not OutboxMessage.objects.exists()


@pytest.fixture
def meeting(house):
    site, organisation, member = house
    return a_booking(
        room=a_room(site=site),
        organisation=organisation,
        organiser=member,
        interval=between("2027-05-11 14:00", "15:00"),
    )


def test_visitors_of_a_meeting_need_no_time(house, meeting):
    page = reverse("access:visit-add") + f"?booking={meeting.pk}"

    values = {"visitor_name": "Jan Peeters", "visitor_email": "jan@example.org"}
    answer = logged_in(house[2]).post(page, values)

    visit = Visit.objects.get()
    assert (visit.booking, visit.starts_at) == (meeting, meeting.starts_at)
    assert answer.url == reverse("bookings:booking-details", args=[meeting.pk])
    assert "Jan Peeters" in logged_in(house[2]).get(answer.url).content.decode()


def test_a_meeting_of_others_is_not_there(house):
    other = a_booking(room=a_room(site=house[0]), interval=between("2027-05-11 14:00", "15:00"))

    assert logged_in(house[2]).get(reverse("access:visit-add") + f"?booking={other.pk}").status_code == 404
    assert logged_in(house[2]).get(reverse("access:visit-add") + "?booking=x").status_code == 404


def test_a_meeting_offers_to_invite_until_it_is_over(house, meeting):
    address = reverse("bookings:booking-details", args=[meeting.pk])
    offer = reverse("access:visit-add")

    assert offer in logged_in(house[2]).get(address).content.decode()
    Booking.objects.update(starts_at=at("2025-05-11 14:00"), ends_at=at("2025-05-11 15:00"))
    assert offer not in logged_in(house[2]).get(address).content.decode()


def test_a_visit_is_changed_and_cancelled_on_its_pages(house):
    site, _organisation, member = house
    visit = a_visit(site=site, host=member, interval=between("2027-05-11 09:00", "10:00")).visit
    client = logged_in(member)

    fields = {"visitor_name": "Jan", "visitor_email": "jan@example.org", "day": "2027-05-12"}
    changed = client.post(reverse("access:visit-change", args=[visit.pk]), WHEN | fields)
    visit.refresh_from_db()
    assert (changed.status_code, visit.visitor_name, visit.starts_at) == (302, "Jan", at("2027-05-12 09:00"))

    client.post(reverse("access:visit-cancel", args=[visit.pk]))
    visit.refresh_from_db()
    assert visit.status == "cancelled"


def test_the_host_answers_and_signs_out_on_the_page(house):
    site, _organisation, member = house
    now = clock.now()
    made = a_visit(site=site, host=member, interval=between("2026-11-24 09:00", "10:00"))
    check_in(by=None, token=made.token, at=at("2026-11-24 09:00"), nonce=uuid4())
    client, address = logged_in(member), reverse("access:visit-decide", args=[made.visit.pk])

    client.post(address, {"deed": "coming"})
    client.post(address, {"deed": "sign_out"})

    visit = Visit.objects.get()
    assert (visit.host_answer, visit.status) == ("coming", "out")
    assert visit.left_at >= now


def test_a_walk_in_is_let_in_or_sent_away_on_the_page(house):
    site, organisation, member = house
    visit = announce_walk_in(
        by=None,
        site=site,
        host=member,
        organisation=organisation,
        visitor_name="An",
        at=clock.now(),
        nonce=uuid4(),
    ).visit
    page = logged_in(member).get(reverse("access:visit-details", args=[visit.pk])).content.decode()
    assert 'value="approve"' in page

    logged_in(member).post(reverse("access:visit-decide", args=[visit.pk]), {"deed": "refuse"})

    visit.refresh_from_db()
    assert visit.closed_how == "refused"


def test_the_list_asks_no_more_for_more_visitors(house):
    site, _organisation, member = house
    clerk, address = logged_in(a_user("receptionist", site=site)), reverse("access:visit-list") + "?show=upcoming"
    a_visit(site=site, host=member, interval=between("2027-05-11 09:00", "10:00"))
    clerk.get(address)
    few = queries(clerk, address)

    for _ in range(5):
        a_visit(site=site, host=member, interval=between("2027-05-11 09:00", "10:00"))

    assert queries(clerk, address) == few


def test_who_receives_elsewhere_prints_no_badge_here(house):
    site, organisation, _ = house
    clerk = a_user("receptionist", site=a_site(slug="geel"))
    Membership.objects.create(user=clerk, role="tenant_member", organisation=organisation)
    visit = a_visit(site=site, organisation=organisation, host=clerk, visitor_name="Jan Peeters").visit

    answer = logged_in(clerk).post(reverse("access:visit-badge", args=[visit.pk]))

    assert answer.status_code == 403
    assert "Jan Peeters" not in answer.content.decode()


def test_who_reads_everything_decides_only_about_visitors_of_his_own(house):
    site, organisation, member = house
    auditor = a_user("auditor")
    _, other = a_tenant(site=site)
    Membership.objects.create(user=auditor, role="tenant_member", organisation=other.memberships.get().organisation)
    visit = a_visit(site=site, organisation=organisation, host=member).visit

    answer = logged_in(auditor).post(reverse("access:visit-decide", args=[visit.pk]), {"deed": "coming"})

    assert answer.status_code == 403
