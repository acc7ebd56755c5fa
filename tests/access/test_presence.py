"""Who is in the building: said once, known from one source each, and never with an invented leaving."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from access.errors import NotOfThisHouse
from access.models import Presence
from access.presence import in_the_building, people_state
from access.services.arriving import check_in
from access.services.closing import close_day
from access.services.leaving import sign_out
from access.services.presence import come_in, leave
from facilities.kernel.errors import NotAllowed
from facilities.models import LiveTopic
from tests.bookings.asking import logged_in
from tests.factories import a_building, a_site, a_space, a_tenant, a_user, a_visit, an_organisation, at

pytestmark = pytest.mark.django_db
NINE = at("2026-11-24 09:00")


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def rita(site):
    return a_user("receptionist", site=site, name="Rita Onthaal")


@pytest.fixture
def bea(site):
    return a_user("tenant_member", organisation=an_organisation(sites=[site]), name="Bea Maes")


def test_somebody_says_to_be_in_and_leaves(site, bea):
    presence = come_in(by=bea, person=bea, site=site, at=NINE)

    assert (presence.basis, presence.until) == ("declared", None)
    left = leave(by=bea, presence=presence, at=NINE + timedelta(hours=8))
    assert (left.until, left.closed_how) == (NINE + timedelta(hours=8), "left")
    assert leave(by=bea, presence=presence, at=NINE + timedelta(hours=9)).until == left.until


def test_said_twice_it_is_one_presence(site, bea, rita):
    first = come_in(by=bea, person=bea, site=site, at=NINE)

    assert come_in(by=rita, person=bea, site=site, at=NINE + timedelta(minutes=5)) == first


def test_the_desk_is_known_as_the_source(site, bea, rita):
    assert come_in(by=rita, person=bea, site=site, at=NINE).basis == "reception"


def test_who_comes_in_elsewhere_is_here_no_more_and_no_leaving_is_invented(site, bea):
    other = a_site(slug="other")
    bea.memberships.get().organisation.sites.add(other)
    here = come_in(by=bea, person=bea, site=site, at=NINE)

    come_in(by=bea, person=bea, site=other, at=NINE + timedelta(hours=1))

    here.refresh_from_db()
    assert (here.closed_how, here.until) == ("elsewhere", None)
    assert people_state(site)["in_building"] == 0 and people_state(other)["in_building"] == 1


def test_the_end_of_the_day_closes_without_inventing_a_leaving(site, bea):
    presence = come_in(by=bea, person=bea, site=site, at=NINE)

    close_day(site=site, day=NINE.date(), at=NINE + timedelta(hours=16))

    presence.refresh_from_db()
    assert (presence.closed_how, presence.until) == ("day_end", None)


def test_one_is_found_on_the_floor_where_one_was_last(site, bea):
    floor = a_space(building=a_building(site=site)).floor
    leave(by=bea, presence=come_in(by=bea, person=bea, site=site, at=NINE, floor=floor), at=NINE)

    again = come_in(by=bea, person=bea, site=site, at=NINE + timedelta(hours=1))

    assert (again.floor, again.building) == (floor, floor.building)


def test_nobody_speaks_for_another_but_the_desk(site, bea):
    other = a_tenant(site=site)[1]

    with pytest.raises(NotAllowed):
        come_in(by=other, person=bea, site=site, at=NINE)


def test_only_who_works_in_the_house_is_counted(site, rita):
    stranger = a_tenant(site=a_site(slug="other"))[1]

    with pytest.raises(NotOfThisHouse):
        come_in(by=rita, person=stranger, site=site, at=NINE)


def test_the_database_knows_one_open_presence_a_person(site, bea):
    come_in(by=bea, person=bea, site=site, at=NINE)

    with pytest.raises(IntegrityError), transaction.atomic():
        Presence.objects.create(person=bea, site=site, basis="reader", since=NINE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"until": NINE},
        {"closed_how": "left"},
        {"closed_at": NINE, "closed_how": "day_end", "until": NINE},
        {"basis": "x"},
    ],
)
def test_a_presence_never_contradicts_itself(site, bea, wrong):
    presence = come_in(by=bea, person=bea, site=site, at=NINE)

    with pytest.raises(IntegrityError), transaction.atomic():
        Presence.objects.filter(pk=presence.pk).update(**wrong)


def test_visitors_and_people_of_the_house_are_counted_together(site, bea):
    come_in(by=bea, person=bea, site=site, at=NINE)
    visit = a_visit(site=site, host=bea).visit
    check_in(by=None, visit=visit, at=NINE, nonce=uuid4())

    people = in_the_building(site, at=NINE + timedelta(minutes=1))
    assert (people.staff, people.visitors) == (1, 1)
    assert [(row.name, row.basis) for row in people.rows] == [("Bea Maes", "declared"), ("Jan Peeters", "reception")]

    sign_out(by=None, visit=visit, at=NINE + timedelta(minutes=30), nonce=uuid4())
    assert people_state(site) == {"site": "darwin", "mode": "normal", "is_drill": False, "in_building": 1}


def test_the_desk_and_the_figures_hear_of_it(site, bea):
    come_in(by=bea, person=bea, site=site, at=NINE)

    assert {"desk.darwin", "people.darwin"} <= set(LiveTopic.objects.values_list("name", flat=True))


def test_the_start_page_says_where_one_is_and_lets_one_leave(site, bea):
    client = logged_in(bea)
    client.post(reverse("access:presence-in", args=["darwin"]))

    presence = Presence.objects.get(person=bea)
    address = reverse("access:presence-out", args=[presence.pk])
    assert address in client.get("/").content.decode()
    assert client.post(address, {"next": "https://evil.example/"}).headers["Location"] == "/"
    presence.refresh_from_db()
    assert presence.closed_how == "left"


def test_the_desk_signs_a_colleague_in_on_the_page(site, bea, rita):
    client = logged_in(rita)

    client.post(reverse("access:people", args=["darwin"]), {"person": bea.pk})

    assert "Bea Maes" in client.get(reverse("access:people", args=["darwin"])).content.decode()


def test_a_tenant_admin_sees_own_people_and_an_auditor_figures(site, bea):
    come_in(by=bea, person=bea, site=site, at=NINE)
    own = a_user("tenant_admin", organisation=bea.memberships.get().organisation)
    neighbour = a_tenant(site=site, role="tenant_admin")[1]
    address = reverse("access:people", args=["darwin"])

    seen = {
        who: "Bea Maes" in logged_in(user).get(address).content.decode()
        for who, user in {"own": own, "neighbour": neighbour, "auditor": a_user("auditor")}.items()
    }

    assert seen == {"own": True, "neighbour": False, "auditor": False}


def test_somebody_else_cannot_sign_one_out(site, bea):
    presence = come_in(by=bea, person=bea, site=site, at=NINE)
    other = a_tenant(site=site)[1]

    assert logged_in(other).post(reverse("access:presence-out", args=[presence.pk])).status_code == 404


def test_who_has_no_place_in_the_house_is_told_so(site):
    admin = a_user("platform_admin")

    answer = logged_in(admin).post(reverse("access:presence-in", args=["darwin"]), follow=True)

    assert answer.status_code == 200 and not Presence.objects.exists()
    assert "werkt niet in Site darwin" in answer.content.decode()
