"""Who may add, change and suspend which organisation."""

import pytest

from facilities.kernel.errors import NotAllowed
from facilities.services.organisations import add_organisation, change_organisation, suspend_organisation
from tests.factories import a_site, a_user, an_organisation

pytestmark = pytest.mark.django_db


def _change(organisation, *, by, sites, kind="tenant"):
    return change_organisation(by=by, organisation=organisation, name="New name", kind=kind, sites=sites)


def test_a_manager_adds_at_own_sites_only():
    own, other = a_site(slug="own"), a_site(slug="other")
    manager = a_user("site_manager", site=own)

    add_organisation(by=manager, name="Acme", sites=[own])
    with pytest.raises(NotAllowed):
        add_organisation(by=manager, name="Other", sites=[own, other])


@pytest.mark.parametrize("role", ["auditor", "receptionist", "tenant_admin", "tenant_member", "external_booker"])
def test_the_others_add_and_change_nothing(role):
    site = a_site()
    organisation = an_organisation(sites=[site])
    scope = {"receptionist": {"site": site}, "auditor": {}}.get(role, {"organisation": organisation})
    user = a_user(role, **scope)

    with pytest.raises(NotAllowed):
        add_organisation(by=user, name="Acme", sites=[site])
    with pytest.raises(NotAllowed):
        _change(organisation, by=user, sites=[site])
    with pytest.raises(NotAllowed):
        suspend_organisation(by=user, organisation=organisation)


def test_a_manager_moves_no_organisation_to_or_from_sites_of_others():
    own, other = a_site(slug="own"), a_site(slug="other")
    organisation = an_organisation(sites=[own])
    manager = a_user("site_manager", site=own)

    with pytest.raises(NotAllowed):
        _change(organisation, by=manager, sites=[own, other])
    organisation.sites.add(other)
    with pytest.raises(NotAllowed):
        _change(organisation, by=manager, sites=[own])
    _change(organisation, by=manager, sites=[own, other])


def test_a_manager_suspends_only_what_sits_at_no_site_of_others():
    own, other = a_site(slug="own"), a_site(slug="other")
    manager = a_user("site_manager", site=own)
    both, mine = an_organisation(sites=[own, other]), an_organisation(sites=[own])

    suspend_organisation(by=manager, organisation=mine)
    with pytest.raises(NotAllowed):
        suspend_organisation(by=manager, organisation=both)


def test_nobody_suspends_the_walk_in_guests_or_makes_a_tenant_of_them():
    site = a_site()
    admin = a_user("platform_admin")

    with pytest.raises(NotAllowed):
        suspend_organisation(by=admin, organisation=site.walk_in_organisation)
    with pytest.raises(NotAllowed):
        _change(site.walk_in_organisation, by=admin, sites=[])
