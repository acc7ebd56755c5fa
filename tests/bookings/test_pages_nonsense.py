"""Addresses and forms with nonsense in them: an answer, never a failure."""

import pytest

from tests.bookings.asking import a_house, filled, logged_in
from tests.factories import a_booking, a_room, a_tenant, a_user

pytestmark = pytest.mark.django_db

NONSENSE = ["\x00", "%00", "' OR 1=1 --", "9" * 40, "-1", "²", "１２", "😀"]


@pytest.mark.parametrize("text", NONSENSE)
def test_a_filter_takes_anything(text):
    site, building = a_house()
    a_booking(room=a_room(building=building))
    client = logged_in(a_user("receptionist", site=site))
    names = ["q", "room", "show", "mine", "day", "people", "equipment", "view", "start", "end", "organisation", "title"]

    for path in ["/bookings/", f"/timeline/{building.slug}/", "/bookings/add/", "/blocks/", "/blocks/add/"]:
        assert client.get(path, dict.fromkeys(names, text)).status_code == 200


@pytest.mark.parametrize("text", NONSENSE)
@pytest.mark.parametrize("role", ["receptionist", "tenant_member"])
def test_a_form_takes_anything(text, role):
    site, building = a_house()
    room, (firm, member) = a_room(building=building), a_tenant(site=site)
    client = logged_in(a_user(role, site=site) if role == "receptionist" else member)

    for name in filled(room, firm, layout="", organiser="", attendees="", end_day="", start_pass="", refill="x"):
        values = filled(room, firm) | {name: text}
        assert client.post("/bookings/add/", values).status_code in {200, 302, 400, 409}


@pytest.mark.parametrize("path", ["/bookings/{}/", "/bookings/{}/change/", "/bookings/{}/cancel/", "/blocks/{}/lift/"])
def test_a_number_beyond_all_numbers_is_not_there(path):
    assert logged_in(a_user("platform_admin")).get(path.format("9" * 40)).status_code == 404
