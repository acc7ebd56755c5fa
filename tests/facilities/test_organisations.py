"""Organisations: added, changed, suspended."""

import pytest

from facilities.errors import EnterpriseNumberTaken, NameTaken, NoSite
from facilities.models import LiveTopic, Organisation, User
from facilities.scopes import scope_of
from facilities.services.organisations import (
    add_organisation,
    change_organisation,
    suspend_organisation,
    unsuspend_organisation,
)
from tests.factories import a_site, a_user, an_organisation

pytestmark = pytest.mark.django_db
NUMBER = "0202239951"


def _change(organisation, *, by=None, **more):
    values = {"name": organisation.name, "kind": organisation.kind, "sites": organisation.sites.all()}
    return change_organisation(by=by, organisation=organisation, **values | more)


def test_an_organisation_sits_at_the_sites_it_was_added_to():
    site = a_site()

    organisation = add_organisation(by=None, name="Acme", sites=[site], enterprise_number=NUMBER)

    assert list(organisation.sites.all()) == [site]
    assert Organisation.objects.get(name="Acme").enterprise_number == NUMBER


def test_two_organisations_have_no_name_in_common():
    an_organisation(name="Acme")

    with pytest.raises(NameTaken):
        add_organisation(by=None, name="Acme", sites=[])


def test_two_organisations_have_no_enterprise_number_in_common():
    an_organisation(name="Acme", enterprise_number=NUMBER)

    with pytest.raises(EnterpriseNumberTaken):
        add_organisation(by=None, name="Other", sites=[], enterprise_number=NUMBER)


def test_many_organisations_have_no_enterprise_number():
    add_organisation(by=None, name="One", sites=[], enterprise_number="")
    add_organisation(by=None, name="Two", sites=[], enterprise_number="")

    assert Organisation.objects.filter(enterprise_number=None, kind="tenant").count() == 2


def test_the_organisation_of_a_manager_sits_somewhere():
    manager = a_user("site_manager", site=a_site())

    with pytest.raises(NoSite):
        add_organisation(by=manager, name="Acme", sites=[])


def test_a_change_of_sites_touches_the_sockets_of_its_members():
    organisation = an_organisation()
    member = a_user("tenant_member", organisation=organisation)

    _change(organisation, sites=[a_site()])

    assert LiveTopic.objects.filter(name=f"user.{member.pk}").exists()


def test_suspending_takes_the_roles_out_of_force_and_letting_in_again_gives_them_back():
    organisation = an_organisation()
    member = a_user("tenant_member", organisation=organisation)

    suspend_organisation(by=None, organisation=organisation)
    assert scope_of(member).roles == frozenset()

    unsuspend_organisation(by=None, organisation=organisation)
    assert scope_of(User.objects.get(pk=member.pk)).roles == {"tenant_member"}
    assert LiveTopic.objects.get(name=f"user.{member.pk}").seq == 2


def test_suspending_twice_is_one_deed():
    organisation = an_organisation()

    suspend_organisation(by=None, organisation=organisation)
    suspend_organisation(by=None, organisation=organisation)

    assert organisation.audit_entries.count() == 1
