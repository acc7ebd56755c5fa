"""Sites, hours, buildings, floors, spaces and equipment: the deeds behind the pages."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils.translation import override

from facilities.errors import HoursOverlap, StillUsed, ValueRefused
from facilities.models import AuditEntry, Board, LiveTopic, OpeningHours, Organisation, Space
from facilities.services.hours import add_exception, remove_exception, set_opening_hours
from facilities.services.modes import set_site_mode
from facilities.services.places import (
    add_amenity,
    add_building,
    add_floor,
    add_space,
    change_amenity,
    change_building,
    change_floor,
    change_space,
    remove_building,
    remove_floor,
    remove_space,
)
from facilities.services.sites import add_site, change_site
from tests.factories import NOON, a_building, a_room, a_site, a_space, a_user

pytestmark = pytest.mark.django_db

DARWIN = {"name": "Incubator Darwin", "kind": "incubator", "city": "Niel"}


@pytest.fixture
def admin():
    return a_user("platform_admin")


def seq(topic):
    return LiveTopic.objects.filter(name=topic).values_list("seq", flat=True).first() or 0


def test_a_new_site_gets_a_short_name_and_its_walk_in_organisation(admin):
    site = add_site(by=admin, **DARWIN)

    assert site.slug == "incubator-darwin"
    assert site.walk_in_organisation.kind == Organisation.Kind.WALK_IN
    assert list(site.walk_in_organisation.sites.all()) == [site]


def test_two_names_that_shorten_alike_get_different_short_names(admin):
    building = add_building(by=admin, site=a_site(slug="one"), name="Main building")
    another = add_building(by=admin, site=a_site(slug="two"), name="Main building")

    assert (building.slug, another.slug) == ("main-building", "main-building-2")


def test_no_site_is_called_like_the_page_that_adds_one(admin):
    assert add_site(by=admin, **DARWIN | {"name": "Add"}).slug == "add-2"


def test_a_site_of_a_name_that_exists_is_refused_at_its_name(admin):
    add_site(by=admin, **DARWIN)

    with pytest.raises(ValueRefused) as refused:
        add_site(by=admin, **DARWIN)

    assert refused.value.field == "name"


def test_adding_a_site_is_recorded(admin):
    site = add_site(by=admin, **DARWIN)

    entry = AuditEntry.objects.get(verb="site.added")
    assert (entry.actor, entry.site) == (f"user:{admin.pk}", site)


def test_only_what_changed_is_recorded(admin):
    site = a_site()

    change_site(by=admin, site=site, name=site.name, city="Mol")

    assert AuditEntry.objects.get(verb="site.changed").facts == {"changed": ["city"]}


def test_changing_nothing_leaves_no_trace(admin):
    site = a_site()

    change_site(by=admin, site=site, name=site.name)

    assert not AuditEntry.objects.exists()


def test_the_week_is_replaced_as_a_whole(admin):
    site = a_site()

    set_opening_hours(by=admin, site=site, week={0: [(480, 720), (780, 1080)], 4: [(480, 960)]})

    rows = OpeningHours.objects.filter(site=site).values_list("weekday", "opens", "closes")
    assert list(rows) == [(0, 480, 720), (0, 780, 1080), (4, 480, 960)]


def test_stretches_of_a_day_that_overlap_are_refused_and_the_week_stays(admin):
    site = a_site()

    with pytest.raises(HoursOverlap):
        set_opening_hours(by=admin, site=site, week={0: [(480, 720), (700, 1080)]})

    assert OpeningHours.objects.filter(site=site).count() == 7


def test_stretches_of_a_day_may_touch(admin):
    set_opening_hours(by=admin, site=a_site(), week={0: [(480, 720), (720, 1080)]})

    assert OpeningHours.objects.count() == 2


def test_hours_that_end_before_they_begin_are_refused(admin):
    with override("en-gb"), pytest.raises(ValueRefused, match="Closing time"):
        set_opening_hours(by=admin, site=a_site(), week={0: [(720, 480)]})


def test_a_day_has_one_exception(admin):
    site = a_site()
    add_exception(by=admin, site=site, day=date(2026, 12, 24), reason="Bridge day")

    with pytest.raises(ValueRefused):
        add_exception(by=admin, site=site, day=date(2026, 12, 24))


def test_a_removed_exception_lets_the_week_rule_again(admin):
    site = a_site()
    exception = add_exception(by=admin, site=site, day=date(2026, 12, 24))

    remove_exception(by=admin, exception=exception)

    assert not site.opening_exceptions.exists()


@pytest.mark.parametrize("deed", ["hours", "exception", "mode", "name"])
def test_what_screens_show_of_a_site_touches_all_its_screens(admin, deed):
    site = a_site()
    room = a_room(site=site)
    Board.objects.create(slug="lobby", name="Lobby", site=site)
    topics = [f"rooms.{site.slug}", "board.lobby", f"room.{room.pk}"]

    match deed:
        case "hours":
            set_opening_hours(by=admin, site=site, week={})
        case "exception":
            add_exception(by=admin, site=site, day=date(2026, 12, 24))
        case "mode":
            set_site_mode(by=admin, site=site, mode="evacuation", at=NOON)
        case "name":
            change_site(by=admin, site=site, name="Darwin II")

    assert [seq(topic) for topic in topics] == [1, 1, 1]


def test_setting_the_mode_it_has_changes_nothing(admin):
    site = set_site_mode(by=admin, site=a_site(), mode="normal", at=NOON)

    assert not AuditEntry.objects.exists()
    assert seq(f"rooms.{site.slug}") == 0


def test_a_house_is_built_from_site_to_space(admin):
    site = add_site(by=admin, **DARWIN)
    beamer = add_amenity(by=admin, name_nl="Beamer", name_en="Projector")

    building = add_building(by=admin, site=site, name="Darwin")
    floor = add_floor(by=admin, building=building, level=1, name="First floor")
    space = add_space(by=admin, floor=floor, code="1.04", kind="meeting", area=Decimal("31.5"), equipment=[beamer])

    assert space.floor.building.site == site
    assert list(space.equipment.all()) == [beamer]


def test_a_space_without_area_is_refused(admin):
    floor = a_space().floor

    with override("en-gb"), pytest.raises(ValueRefused, match="more than 0"):
        add_space(by=admin, floor=floor, code="1", kind="office", area=Decimal(0))


def test_a_floor_level_exists_once_in_a_building(admin):
    floor = a_space().floor

    with override("en-gb"), pytest.raises(ValueRefused, match="already has a floor"):
        add_floor(by=admin, building=floor.building, level=floor.level, name="Again")


def test_changed_equipment_counts_as_a_change(admin):
    space = a_space()
    beamer = add_amenity(by=admin, name_nl="Beamer", name_en="Projector")

    change_space(by=admin, space=space, equipment=[beamer])

    assert AuditEntry.objects.get(verb="space.changed").facts == {"changed": ["equipment"]}


def test_everything_can_be_renamed(admin):
    space = a_space()
    amenity = add_amenity(by=admin, name_nl="Beamer", name_en="Beamer")

    change_space(by=admin, space=space, name="Newton")
    change_floor(by=admin, floor=space.floor, name="Gelijkvloers", level=2)
    change_building(by=admin, building=space.floor.building, name="Darwin")
    change_amenity(by=admin, amenity=amenity, name_en="Projector")

    amenity.refresh_from_db()
    renamed = Space.objects.select_related("floor__building").get(pk=space.pk)
    names = (renamed.name, renamed.floor.name, renamed.floor.level, renamed.floor.building.name, amenity.name_en)
    assert names == ("Newton", "Gelijkvloers", 2, "Darwin", "Projector")


@pytest.mark.parametrize("what", ["space", "floor", "building"])
def test_what_something_stands_on_is_not_removed(admin, what):
    room = a_room()
    space = room.space

    with pytest.raises(StillUsed):
        match what:
            case "space":
                remove_space(by=admin, space=space)
            case "floor":
                remove_floor(by=admin, floor=space.floor)
            case "building":
                remove_building(by=admin, building=space.floor.building)

    assert not AuditEntry.objects.exists()


def test_what_nothing_stands_on_is_removed_from_the_top_down(admin):
    space = a_space(building=a_building())
    floor, building = space.floor, space.floor.building
    number = building.pk

    remove_space(by=admin, space=space)
    remove_floor(by=admin, floor=floor)
    remove_building(by=admin, building=building)

    assert not building.site.buildings.exists()
    assert AuditEntry.objects.get(verb="building.removed").subject == f"facilities.building:{number}"
