"""The pages on which a house is built: what they show, where they lead, whom they refuse."""

import pytest
from django.urls import reverse

from facilities.models import Amenity, Building, Floor, Organisation, Site, Space
from tests.factories import a_building, a_room, a_site, a_space, a_user, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin(client):
    user = a_user("platform_admin", language="en-gb")
    client.force_login(user)
    return user


@pytest.fixture
def manager(client):
    site = a_site()
    user = a_user("site_manager", site=site, language="en-gb")
    client.force_login(user)
    return user, site


def page(name, *args):
    return reverse(f"facilities:{name}", args=args)


def test_a_house_is_built_page_after_page(client, admin):
    facts = {"name": "Incubator Darwin", "kind": "incubator", "city": "Niel", "closes_on_holidays": "on"}

    hours = client.post(page("site-add"), facts).url
    assert hours == page("site-hours", "incubator-darwin")
    week = {f"opens_{day}_0": 480 for day in range(5)} | {f"closes_{day}_0": 1080 for day in range(5)}
    assert client.post(hours, week).status_code == 302
    assert client.post(page("building-add", "incubator-darwin"), {"name": "Darwin"}).status_code == 302
    assert client.post(page("floor-add", "darwin"), {"level": 0, "name": "Ground floor"}).status_code == 302
    space = {"code": "0.01", "name": "Newton", "kind": "meeting", "area": "31.5", "is_step_free": "on"}
    places = client.post(page("space-add", Floor.objects.get().pk), space).url

    tree = client.get(places).content.decode()
    assert all(word in tree for word in ["Darwin", "Ground floor", "0.01", "Newton", "31.50 m²"])


@pytest.mark.parametrize(
    ("built", "next_page"),
    [
        (lambda site: None, "building-add"),
        (lambda site: a_building(site=site, slug="darwin"), "floor-add"),
        (lambda site: Floor.objects.create(building=a_building(site=site), level=0, name="Ground"), "space-add"),
    ],
)
def test_a_new_site_says_what_comes_next(client, manager, built, next_page):
    _, site = manager
    built(site)

    step = client.get(page("site-places", site.slug)).context["next_step"]

    keys = {
        "building-add": lambda: site.slug,
        "floor-add": lambda: Building.objects.get().slug,
        "space-add": lambda: Floor.objects.get().pk,
    }
    assert step["address"] == page(next_page, keys[next_page]())


def test_a_site_without_hours_asks_for_them_first(client, manager):
    _, site = manager
    site.opening_hours.all().delete()

    step = client.get(page("site-places", site.slug)).context["next_step"]

    assert step["address"] == page("site-hours", site.slug)


def test_a_finished_site_asks_for_nothing(client, manager):
    _, site = manager
    a_room(site=site)
    an_organisation(sites=[site])

    assert client.get(page("site-places", site.slug)).context["next_step"] is None


def test_a_parking_building_is_not_asked_for_rooms(client, manager):
    _, site = manager
    site.kind = Site.Kind.PARKEERGEBOUW
    site.save()
    a_space(building=a_building(site=site), kind="parking")

    step = client.get(page("site-places", site.slug)).context["next_step"]

    assert step["address"] == page("organisation-add")


def test_the_walk_in_organisation_is_not_somebody_who_moved_in(client, manager):
    _, site = manager
    site.walk_in_organisation.sites.add(site)

    assert Organisation.objects.filter(sites=site).exists()
    a_room(site=site)
    assert client.get(page("site-places", site.slug)).status_code == 200


def test_a_tenant_sees_only_the_sites_of_his_firm(client):
    mine, other = a_site(slug="darwin"), a_site(slug="mol")
    client.force_login(a_user("tenant_member", organisation=an_organisation(sites=[mine])))

    shown = client.get(page("site-list")).context["sites"]

    assert mine in shown
    assert other not in shown


def test_each_site_is_listed_with_its_figures(client, admin):
    building = a_building(site=a_site())
    a_building(site=building.site)
    a_room(building=building)
    a_space(building=building, area="12.50")
    a_site(slug="mol")

    darwin, mol = client.get(page("site-list")).context["sites"]

    assert (darwin.building_count, darwin.room_count, darwin.area) == (2, 1, 42.5)
    assert (mol.building_count, mol.room_count, mol.area) == (0, 0, 0)


def test_a_name_twice_comes_back_with_what_was_typed(client, admin):
    site = a_site()
    facts = {"name": site.name, "kind": "incubator", "city": "Boom"}

    answer = client.post(page("site-add"), facts)

    assert answer.status_code in {400, 409}
    assert 'value="Boom"' in answer.content.decode()


def test_a_building_s_name_twice_on_a_site_is_refused_in_words(client, manager):
    _, site = manager
    a_building(site=site, name="Darwin")

    answer = client.post(page("building-add", site.slug), {"name": "Darwin"})

    assert answer.status_code == 409
    assert "already has a building of that name" in answer.content.decode()


def test_a_refused_name_does_not_rename_the_page_around_it(client, manager):
    _, site = manager
    a_site(slug="mol", name="Mol")

    answer = client.post(page("site-edit", site.slug), {"name": "Mol", "kind": "incubator", "city": "Niel"})

    assert f"<h1>{site.name}</h1>" in answer.content.decode()


def test_what_is_used_is_not_removed_and_the_page_says_why(client, manager):
    _, site = manager
    room = a_room(site=site)

    answer = client.post(page("space-remove", room.space.pk), follow=True)

    assert "cannot be removed" in answer.content.decode()
    assert Space.objects.filter(pk=room.space.pk).exists()


def test_empty_parts_are_removed_by_their_buttons(client, manager):
    _, site = manager
    space = a_space(building=a_building(site=site))

    client.post(page("space-remove", space.pk))
    client.post(page("floor-remove", space.floor.pk))
    client.post(page("building-remove", space.floor.building.slug))

    assert not Building.objects.exists()


def test_parts_are_changed_by_their_forms(client, manager):
    _, site = manager
    space = a_space(building=a_building(site=site))
    beamer = Amenity.objects.create(slug="beamer", name_nl="Beamer", name_en="Projector")

    client.post(page("building-edit", space.floor.building.slug), {"name": "Darwin"})
    client.post(page("floor-edit", space.floor.pk), {"level": 1, "name": "First"})
    facts = {"code": "1.01", "kind": "lab", "area": "20", "equipment": [beamer.pk]}
    client.post(page("space-edit", space.pk), facts)

    space = Space.objects.select_related("floor__building").get()
    assert (space.floor.building.name, space.floor.level, space.code) == ("Darwin", 1, "1.01")
    assert list(space.equipment.all()) == [beamer]


def test_equipment_is_named_in_both_languages(client, admin):
    client.post(page("amenity-add"), {"name_nl": "Beamer", "name_en": "Beamer"})
    amenity = Amenity.objects.get()

    client.post(page("amenity-edit", amenity.pk), {"name_nl": "Beamer", "name_en": "Projector"})

    assert "Projector" in client.get(page("amenity-list")).content.decode()


def test_the_list_of_sites_asks_the_same_however_many_there_are(client, admin, django_assert_max_num_queries):
    for number in range(5):
        a_room(site=a_site(slug=f"site-{number}"))

    with django_assert_max_num_queries(6):
        assert client.get(page("site-list")).status_code == 200


def test_the_tree_asks_the_same_however_large_it_is(client, admin, django_assert_max_num_queries):
    site = a_site()
    for _ in range(3):
        building = a_building(site=site)
        for _ in range(4):
            a_space(building=building)

    with django_assert_max_num_queries(10):
        assert client.get(page("site-places", site.slug)).status_code == 200


def test_the_mode_of_a_site_in_trouble_is_listed(client, admin):
    Site.objects.filter(pk=a_site().pk).update(mode="evacuation")

    assert "Evacuation" in client.get(page("site-list")).content.decode()
