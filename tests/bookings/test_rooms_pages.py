"""The pages of rooms: finding one, and managing them."""

import pytest
from django.urls import reverse

from bookings.models import Layout, Room
from facilities.models import Amenity
from tests.factories import a_booking, a_building, a_room, a_site, a_space, a_user, an_organisation, between

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    site = a_site()
    user = a_user("site_manager", site=site, language="en-gb")
    client.force_login(user)
    return user, site


def page(name, *args):
    return reverse(f"bookings:{name}", args=args)


def rules(**more):
    return {
        "name": "Newton",
        "seats": 8,
        "audience": "site_tenants",
        "is_offered": "on",
        "grid": 15,
        "shortest": 30,
        "longest": 480,
        "notice": 0,
        "horizon": 90,
        "turnover": 10,
    } | more


def test_a_space_becomes_a_room(client, manager):
    _, site = manager
    space = a_space(building=a_building(site=site), name="Newton", capacity=12)
    address = f"{page('room-add')}?space={space.pk}"

    form = client.get(address).context["form"]
    answer = client.post(address, rules())

    assert (form["name"].value(), form["seats"].value()) == ("Newton", 12)
    assert answer.url == page("room-show", "newton")
    assert Room.objects.get().turnover == 10


def test_without_a_space_the_page_asks_which(client, manager):
    _, site = manager
    a_space(building=a_building(site=site), code="1.04")
    a_space(building=a_building(site=a_site(slug="mol")), code="9.99")

    shown = client.get(page("room-add")).content.decode()

    assert "1.04" in shown
    assert "9.99" not in shown


def test_a_posted_room_without_a_space_is_no_deed(client, manager):
    assert client.post(page("room-add"), rules()).status_code == 405


@pytest.mark.parametrize("asked", ["x", "0", "-1", "99999999999999999999"])
def test_a_space_that_is_no_number_or_not_there_is_not_found(client, manager, asked):
    assert client.get(page("room-add"), {"space": asked}).status_code == 404


def test_a_space_of_a_site_one_does_not_see_is_not_found(client, manager):
    space = a_space(building=a_building(site=a_site(slug="mol")))

    assert client.get(page("room-add"), {"space": space.pk}).status_code == 404


def test_a_space_where_one_only_receives_becomes_no_room(client, manager):
    user, _ = manager
    other = a_site(slug="mol")
    user.memberships.create(role="receptionist", site=other)

    assert client.get(page("room-add"), {"space": a_space(building=a_building(site=other)).pk}).status_code == 403


def test_a_hall_is_made_by_ticking_its_halves(client, manager):
    _, site = manager
    building = a_building(site=site)
    halves = [a_room(building=building).atoms.get() for _ in range(2)]
    address = f"{page('room-add')}?space={a_space(building=building).pk}"

    client.post(address, rules(name="Hall", atoms=[atom.pk for atom in halves]))

    assert set(Room.objects.get(slug="hall").atoms.all()) == set(halves)


def test_parts_of_another_building_are_no_choice(client, manager):
    _, site = manager
    a_room(site=site)
    building = a_building(site=site)
    a_room(building=building)
    foreign = a_room(site=site).atoms.get()

    answer = client.post(f"{page('room-add')}?space={a_space(building=building).pk}", rules(atoms=[foreign.pk]))

    assert answer.status_code == 400


def test_rules_that_contradict_come_back_in_words(client, manager):
    _, site = manager
    room = a_room(site=site)

    answer = client.post(page("room-edit", room.slug), rules(shortest=240, longest=60))

    assert answer.status_code == 400
    assert "may not be shorter" in answer.content.decode()


def test_a_room_is_changed_by_its_form(client, manager):
    _, site = manager
    room = a_room(site=site)

    client.post(page("room-edit", room.slug), rules(name="Einstein", takes_whole_day="on"))

    room.refresh_from_db()
    assert (room.name, room.takes_whole_day, room.longest) == ("Einstein", True, 480)


def test_a_rule_off_the_list_stays_a_choice(client, manager):
    _, site = manager
    room = a_room(site=site, longest=77)

    form = client.get(page("room-edit", room.slug)).context["form"]

    assert '<option value="77" selected>77 ' in str(form["longest"])


def test_a_booked_room_keeps_its_parts_and_says_why(client, manager):
    _, site = manager
    building = a_building(site=site)
    room, other = a_room(building=building), a_room(building=building)
    a_booking(room=room, interval=between("2030-11-26 12:00", "13:00"))

    answer = client.post(page("room-parts", room.slug), {"atoms": [other.atoms.get().pk]})

    assert answer.status_code == 409
    assert "booked or blocked" in answer.content.decode()


def test_layouts_are_kept_on_the_room_s_page(client, manager):
    _, site = manager
    room = a_room(site=site)

    client.post(page("layout-add", room.slug), {"name": "Theatre", "seats": 30, "setup": 20, "teardown": 10})
    layout = Layout.objects.get()
    client.post(page("layout-edit", layout.pk), {"name": "Theatre", "seats": 35, "setup": 20, "teardown": 10})
    shown = client.get(page("room-show", room.slug)).content.decode()
    client.post(page("layout-remove", layout.pk))

    assert "35 seats" in shown
    assert "set-up 20 min" in shown
    assert not Layout.objects.exists()


def test_a_room_that_was_booked_stays_and_says_why(client, manager):
    _, site = manager
    room = a_room(site=site)
    a_booking(room=room)

    answer = client.post(page("room-remove", room.slug), follow=True)

    assert "cannot be removed" in answer.content.decode()
    assert Room.objects.filter(pk=room.pk).exists()


def test_the_list_shows_a_tenant_what_is_offered_to_him(client):
    home, other = a_site(slug="darwin"), a_site(slug="mol")
    mine, shared = a_room(site=home), a_room(site=other, audience="all_tenants")
    theirs, retired = a_room(site=other), a_room(site=home, is_offered=False)
    client.force_login(a_user("tenant_member", organisation=an_organisation(sites=[home])))

    rooms = list(client.get(page("room-list")).context["rooms"])

    assert set(rooms) == {mine, shared}
    assert client.get(page("room-show", theirs.slug)).status_code == 404
    assert client.get(page("room-show", retired.slug)).status_code == 404


def test_the_filter_of_sites_names_only_sites_with_a_room_one_sees(client):
    home = a_site(slug="darwin")
    a_room(site=home)
    a_room(site=a_site(slug="mol"))
    client.force_login(a_user("tenant_member", organisation=an_organisation(sites=[home])))

    form = client.get(page("room-list")).context["form"]

    assert list(form.fields["site"].queryset) == [home]


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"people": 20}, {"large"}),
        ({"equipment": "beamer"}, {"large", "small"}),
        ({"equipment": ["beamer", "loop"]}, {"small"}),
        ({"step_free": "on"}, {"large"}),
        ({"site": "darwin"}, {"large", "small", "plain"}),
        ({"site": "unknown"}, {"large", "small", "plain"}),
        ({"people": "many"}, {"large", "small", "plain"}),
    ],
)
def test_the_list_is_narrowed_by_what_one_needs(client, manager, asked, found):
    _, site = manager
    beamer = Amenity.objects.create(slug="beamer", name_nl="Beamer", name_en="Projector")
    loop = Amenity.objects.create(slug="loop", name_nl="Ringleiding", name_en="Induction loop")
    a_room(site=site, slug="large", seats=40).equipment.set([beamer])
    a_room(site=site, slug="small", seats=4).equipment.set([beamer, loop])
    a_room(site=site, slug="plain", seats=8)
    for slug in ["small", "plain"]:
        space = Room.objects.get(slug=slug).space
        space.is_step_free = False
        space.save()

    rooms = client.get(page("room-list"), asked).context["rooms"]

    assert {room.slug for room in rooms} == found


def test_the_list_asks_the_same_however_many_rooms_there_are(client, manager, django_assert_max_num_queries):
    _, site = manager
    building = a_building(site=site)
    Amenity.objects.create(slug="beamer", name_nl="Beamer", name_en="Projector")
    for _ in range(12):
        a_room(building=building)

    with django_assert_max_num_queries(9):
        assert client.get(page("room-list")).status_code == 200


@pytest.mark.parametrize("name", ["room-edit", "room-parts", "layout-add"])
def test_a_room_s_forms_are_the_manager_s_of_its_site(client, manager, name):
    user, _ = manager
    other = a_site(slug="mol")
    room = a_room(site=other)

    before = client.get(page(name, room.slug)).status_code
    user.memberships.create(role="receptionist", site=other)

    assert (before, client.get(page(name, room.slug)).status_code) == (404, 403)


def test_a_layout_of_a_site_one_does_not_manage_stays(client, manager):
    user, _ = manager
    other = a_site(slug="mol")
    layout = Layout.objects.create(room=a_room(site=other), name="U", seats=8)

    before = client.post(page("layout-remove", layout.pk)).status_code
    user.memberships.create(role="receptionist", site=other)

    assert (before, client.post(page("layout-remove", layout.pk)).status_code) == (404, 403)
    assert Layout.objects.exists()
