"""What the desk knows, and who may know it."""

import pytest
from django.urls import reverse

from access.desk import MARK, desk_state
from facilities.kernel.tokens import hashed
from tests.access.test_check_in import NINE, scan
from tests.factories import a_booking, a_room, a_site, a_tenant, a_user, a_visit, at, between

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return a_site()


def names(site, *, when=NINE) -> list[str]:
    return [visit["name"] for visit in desk_state(site, at=when)["visits"]]


def test_the_desk_expects_the_visitors_of_the_day_and_of_its_own_site(site):
    a_visit(site=site, visitor_name="Today")
    a_visit(site=site, visitor_name="Tomorrow", interval=between("2026-11-25 09:00", "10:00"))
    a_visit(site=a_site(slug="mol"), visitor_name="Elsewhere")

    assert names(site) == ["Today"]


def test_somebody_inside_since_yesterday_is_still_shown(site):
    scan(a_visit(site=site, visitor_name="Since yesterday"))

    assert names(site, when=at("2026-11-25 08:00")) == ["Since yesterday"]


def test_a_code_is_known_again_by_a_part_of_its_hash(site):
    made = a_visit(site=site)

    marks = desk_state(site, at=NINE)["visits"][0]["marks"]

    assert marks == [hashed(made.token)[:MARK]]


def test_the_meetings_of_the_day_stand_beside_the_visitors(site):
    room = a_room(site=site, name="Newton")
    a_booking(room=room, interval=between("2026-11-24 10:00", "11:00"), at=NINE)

    assert [meeting["room"] for meeting in desk_state(site, at=NINE)["meetings"]] == ["Newton"]


def test_two_hundred_visitors_take_as_many_queries_as_two(site, django_assert_max_num_queries):
    organisation, host = a_tenant(site=site)
    for number in range(30):
        a_visit(site=site, host=host, organisation=organisation, visitor_name=f"Visitor {number}")

    with django_assert_max_num_queries(4):
        assert len(names(site)) == 30


def test_a_receptionist_of_one_house_is_led_to_its_desk(client, site):
    client.force_login(a_user("receptionist", site=site))

    assert client.get(reverse("access:desk-list")).headers["Location"] == "/desk/darwin/"


def test_a_tenant_has_no_desk(client, site):
    client.force_login(a_tenant(site=site, role="tenant_admin")[1])

    assert client.get(reverse("access:desk", args=["darwin"])).status_code == 403


def test_the_page_kept_for_a_bad_connection_names_nobody(client, site):
    a_visit(site=site, visitor_name="Secret Visitor")
    client.force_login(a_user("receptionist", site=site))

    shell = client.get(reverse("access:desk", args=["darwin"]), {"shell": ""}).content.decode()

    assert "Secret Visitor" not in shell
    assert "desk-words" in shell
