"""Who may change places: platform admins all, managers their own site, nobody else."""

from datetime import date

import pytest

from facilities.kernel.errors import NotAllowed
from facilities.models import AuditEntry
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
from tests.factories import NOON, a_site, a_space, a_user, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return a_site()


def cast(name, site):
    match name:
        case "platform admin":
            return a_user("platform_admin")
        case "auditor":
            return a_user("auditor")
        case "manager":
            return a_user("site_manager", site=site)
        case "manager elsewhere":
            return a_user("site_manager", site=a_site(slug="mol"))
        case "receptionist":
            return a_user("receptionist", site=site)
        case "tenant admin":
            return a_user("tenant_admin", organisation=an_organisation(sites=[site]))


DEEDS = {
    "change site": lambda by, space: change_site(by=by, site=space.floor.building.site, city="Mol"),
    "set hours": lambda by, space: set_opening_hours(by=by, site=space.floor.building.site, week={}),
    "add exception": lambda by, space: add_exception(by=by, site=space.floor.building.site, day=date(2026, 12, 24)),
    "remove exception": lambda by, space: remove_exception(
        by=by, exception=add_exception(by=None, site=space.floor.building.site, day=date(2026, 12, 24))
    ),
    "add building": lambda by, space: add_building(by=by, site=space.floor.building.site, name="B"),
    "change building": lambda by, space: change_building(by=by, building=space.floor.building, name="B"),
    "remove building": lambda by, space: remove_building(
        by=by, building=add_building(by=None, site=space.floor.building.site, name="Empty")
    ),
    "add floor": lambda by, space: add_floor(by=by, building=space.floor.building, level=9, name="Attic"),
    "change floor": lambda by, space: change_floor(by=by, floor=space.floor, name="Attic"),
    "remove floor": lambda by, space: remove_floor(
        by=by, floor=add_floor(by=None, building=space.floor.building, level=8, name="Empty")
    ),
    "add space": lambda by, space: add_space(by=by, floor=space.floor, code="9", kind="lab", area=1),
    "change space": lambda by, space: change_space(by=by, space=space, name="Newton"),
    "remove space": lambda by, space: remove_space(by=by, space=space),
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", ["platform admin", "manager"])
def test_places_are_changed_by_who_manages_the_site(site, who, deed):
    space = a_space(building=add_building(by=None, site=site, name="Darwin"))
    by = cast(who, site)

    DEEDS[deed](by, space)

    assert AuditEntry.objects.filter(actor=f"user:{by.pk}").exists()


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", ["auditor", "manager elsewhere", "receptionist", "tenant admin"])
def test_nobody_else_changes_places(site, who, deed):
    space = a_space(building=add_building(by=None, site=site, name="Darwin"))

    with pytest.raises(NotAllowed):
        DEEDS[deed](cast(who, site), space)


@pytest.mark.parametrize("who", ["auditor", "manager", "receptionist", "tenant admin"])
def test_only_a_platform_admin_adds_a_site(site, who):
    with pytest.raises(NotAllowed):
        add_site(by=cast(who, site), name="New", kind="incubator", city="Niel")


def test_equipment_is_added_by_managers_and_renamed_by_platform_admins(site):
    amenity = add_amenity(by=cast("manager", site), name_nl="Beamer", name_en="Projector")

    with pytest.raises(NotAllowed):
        change_amenity(by=cast("manager", site), amenity=amenity, name_en="Screen")
    with pytest.raises(NotAllowed):
        add_amenity(by=cast("receptionist", site), name_nl="Bord", name_en="Board")


@pytest.mark.parametrize(
    ("who", "before", "mode", "allowed"),
    [
        ("manager", "normal", "lockdown", True),
        ("manager", "lockdown", "normal", True),
        ("receptionist", "normal", "evacuation", True),
        ("receptionist", "evacuation", "normal", True),
        ("receptionist", "normal", "lockdown", False),
        ("receptionist", "lockdown", "normal", False),
        ("receptionist", "lockdown", "evacuation", False),
        ("manager elsewhere", "normal", "evacuation", False),
        ("auditor", "normal", "evacuation", False),
        ("tenant admin", "normal", "evacuation", False),
    ],
)
def test_a_lockdown_is_the_managers_and_an_evacuation_also_the_desks(who, before, mode, allowed):
    site = a_site(mode=before)
    person = cast(who, site)

    if not allowed:
        with pytest.raises(NotAllowed):
            set_site_mode(by=person, site=site, mode=mode, at=NOON)
    else:
        set_site_mode(by=person, site=site, mode=mode, at=NOON)

    site.refresh_from_db()
    assert site.mode == (mode if allowed else before)
