"""What the desk knows, and who may know it."""

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from access.desk import MARK, desk_state
from bookings.services.tasks import tick_task
from facilities.kernel.tokens import hashed
from facilities.models import LiveTopic
from tests.access.test_check_in import NINE, scan
from tests.factories import (
    a_booking,
    a_building,
    a_layout,
    a_lease,
    a_room,
    a_site,
    a_tenant,
    a_user,
    a_visit,
    an_office,
    at,
    between,
    house_rules,
)

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


def test_two_hundred_visitors_take_as_many_queries_as_two(site, django_assert_num_queries):
    organisation, host = a_tenant(site=site)
    for number in range(2):
        a_visit(site=site, host=host, organisation=organisation, visitor_name=f"Visitor {number}", needs_parking=False)
    with CaptureQueriesContext(connection) as two:
        assert len(names(site)) == 2

    for number in range(2, 30):
        a_visit(site=site, host=host, organisation=organisation, visitor_name=f"Visitor {number}")

    # Visits with their passes, house rules, floors, meetings and tasks; each once.
    with django_assert_num_queries(len(two)):
        assert len(names(site)) == 30
    assert len(two) <= 6


def test_the_tasks_of_the_day_say_who_did_them(site):
    room = a_room(site=site, name="Newton")
    meeting = a_booking(
        room=room,
        interval=between("2026-11-24 10:00", "11:00"),
        layout=a_layout(room=room, name="Theatre", setup=15),
        at=NINE,
    )
    tick_task(by=a_user("receptionist", site=site, name="Rita"), booking=meeting, kind="set_up", at=NINE)

    (task,) = desk_state(site, at=NINE)["tasks"]

    assert (task["room"], task["layout"], task["done_by"]) == ("Newton", "Theatre", "Rita")


def test_a_booking_made_elsewhere_reaches_the_desk(site):
    a_booking(room=a_room(site=site), interval=between("2026-11-24 10:00", "11:00"), at=NINE)

    assert LiveTopic.objects.get(name="desk.darwin").seq == 1


def test_the_floor_is_that_of_the_room_else_where_the_firm_rents(site):
    organisation, host = a_tenant(site=site)
    office = an_office(building=a_building(site=site))
    a_lease(site=site, tenant=organisation, spaces=[office], signed_on="2025-12-01")
    meeting = a_booking(
        room=a_room(site=site),
        organisation=organisation,
        organiser=host,
        interval=between("2026-11-24 09:00", "10:00"),
        at=NINE,
    )
    type(office.floor).objects.filter(pk=office.floor_id).update(name="First floor")
    a_visit(site=site, host=host, organisation=organisation, visitor_name="At the office")
    a_visit(site=site, host=host, organisation=organisation, visitor_name="Elsewhere", booking=meeting)
    a_visit(site=site, visitor_name="Nowhere known")

    floors = {visit["name"]: visit["floor"] for visit in desk_state(site, at=NINE)["visits"]}

    assert floors == {"At the office": "First floor", "Elsewhere": "Ground floor", "Nowhere known": ""}


def test_the_card_knows_the_place_to_park_and_whether_the_rules_were_accepted(site):
    a_visit(site=site, visitor_name="Before the rules")
    assert desk_state(site, at=NINE)["visits"][0]["rules"] is None

    house_rules(site=site)

    told = desk_state(site, at=NINE)["visits"][0]
    assert (told["rules"], told["parking"]) == (False, "")


def test_the_sheet_needs_no_script_and_tells_four_things(client, site):
    a_visit(site=site, visitor_name="Jan Expected", firm="Acme", plate="1-ABC-123", visitor_email="jan@example.org")
    scan(a_visit(site=site, visitor_name="An Inside"))
    client.force_login(a_user("receptionist", site=site))

    with time_machine.travel(NINE, tick=False):
        answer = client.get(reverse("access:desk-sheet", args=["darwin"]))

    shown = answer.content.decode()
    assert [visit.visitor_name for visit, _floor in answer.context["inside"]] == ["An Inside"]
    assert [visit.visitor_name for visit, _floor in answer.context["expected"]] == ["Jan Expected"]
    assert "stand van 09:00" in shown
    assert "Acme" in shown
    assert "1ABC123" not in shown
    assert "jan@example.org" not in shown


def test_the_sheet_is_for_the_staff_of_the_house(client, site):
    client.force_login(a_tenant(site=site, role="tenant_admin")[1])

    assert client.get(reverse("access:desk-sheet", args=["darwin"])).status_code == 403


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
