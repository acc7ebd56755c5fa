"""Whom the pages of places refuse, and how."""

import pytest
from django.urls import reverse

from tests.factories import a_building, a_site, a_space, a_user, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    site = a_site()
    user = a_user("site_manager", site=site, language="en-gb")
    client.force_login(user)
    return user, site


def page(name, *args):
    return reverse(f"facilities:{name}", args=args)


SITE_PAGES = ["site-edit", "site-hours", "exception-add", "site-places", "building-add"]


@pytest.mark.parametrize("name", SITE_PAGES)
def test_the_pages_of_a_site_one_does_not_see_are_not_there(client, manager, name):
    other = a_site(slug="mol")

    assert client.get(page(name, other.slug)).status_code == 404


@pytest.mark.parametrize("name", [name for name in SITE_PAGES if name != "site-places"])
def test_a_manager_who_only_receives_elsewhere_changes_nothing_there(client, manager, name):
    user, _ = manager
    other = a_site(slug="mol")
    user.memberships.create(role="receptionist", site=other)

    assert client.get(page(name, other.slug)).status_code == 403


def test_removing_where_one_only_receives_is_refused(client, manager):
    user, _ = manager
    other = a_site(slug="mol")
    user.memberships.create(role="receptionist", site=other)
    space = a_space(building=a_building(site=other))

    assert client.post(page("space-remove", space.pk)).status_code == 403


def test_parts_of_a_site_one_does_not_see_are_not_there(client, manager):
    space = a_space(building=a_building(site=a_site(slug="mol")))

    for address in [
        page("building-edit", space.floor.building.slug),
        page("floor-add", space.floor.building.slug),
        page("floor-edit", space.floor.pk),
        page("space-add", space.floor.pk),
        page("space-edit", space.pk),
    ]:
        assert client.get(address).status_code == 404
    assert client.post(page("space-remove", space.pk)).status_code == 404


@pytest.mark.parametrize("role", ["receptionist", "tenant_admin", "auditor"])
def test_only_managers_open_the_forms(client, role):
    site = a_site()
    scope = {"receptionist": {"site": site}, "tenant_admin": {"organisation": an_organisation(sites=[site])}}
    client.force_login(a_user(role, **scope.get(role, {})))

    assert [client.get(page(name, site.slug)).status_code for name in SITE_PAGES if name != "site-places"] == [403] * 4


def test_reception_reads_the_places_without_buttons(client):
    site = a_site()
    a_space(building=a_building(site=site), code="0.99")
    client.force_login(a_user("receptionist", site=site))

    shown = client.get(page("site-places", site.slug)).content.decode()

    assert "0.99" in shown
    assert "/edit/" not in shown
