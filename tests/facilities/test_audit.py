"""Who may read which part of the audit log."""

import pytest

from facilities.models import AuditEntry
from tests.factories import NOON, a_site, a_user, an_organisation

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    site, firm = a_site(), an_organisation()
    scopes = {"here": {"site": site}, "ours": {"organisation": firm}, "elsewhere": {"site": a_site(slug="mol")}}
    for verb, more in scopes.items():
        AuditEntry.objects.create(at=NOON, actor="system", verb=verb, subject="facilities.site:1", **more)
    return site, firm


def seen(user) -> set[str]:
    return set(AuditEntry.objects.visible_to(user).values_list("verb", flat=True))


@pytest.mark.parametrize("role", ["platform_admin", "auditor"])
def test_the_platform_reads_everything(world, role):
    assert seen(a_user(role)) == {"here", "ours", "elsewhere"}


def test_a_manager_reads_what_happened_at_his_site(world):
    assert seen(a_user("site_manager", site=world[0])) == {"here"}


def test_a_tenant_admin_reads_what_concerns_his_firm(world):
    assert seen(a_user("tenant_admin", organisation=world[1])) == {"ours"}


@pytest.mark.parametrize("role", ["tenant_member", "external_booker"])
def test_members_read_none_of_it(world, role):
    assert seen(a_user(role, organisation=world[1])) == set()


def test_the_desk_reads_none_of_it(world):
    assert seen(a_user("receptionist", site=world[0])) == set()
