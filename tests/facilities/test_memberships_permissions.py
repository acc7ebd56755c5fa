"""Nobody gives or takes a right beyond his own scope."""

from dataclasses import dataclass

import pytest

from facilities.errors import LastPlatformAdmin
from facilities.kernel.errors import NotAllowed
from facilities.models import Device, Membership, Organisation, Site, User
from facilities.rules import may_grant
from facilities.services.invitations import invite, resend_invitation, withdraw_invitation
from facilities.services.people import grant_membership, remove_membership
from tests.factories import NOON, a_device, a_site, a_user, an_invitation, an_organisation

pytestmark = pytest.mark.django_db


@dataclass
class World:
    here: Site
    there: Site
    tenant: Organisation
    stranger: Organisation
    cast: dict[str, User | Device]


@pytest.fixture
def world():
    here, there = a_site(slug="here"), a_site(slug="there")
    tenant, stranger = an_organisation(sites=[here]), an_organisation(sites=[there])
    cast = {
        "admin": a_user("platform_admin"),
        "auditor": a_user("auditor"),
        "manager": a_user("site_manager", site=here),
        "reception": a_user("receptionist", site=here),
        "tenant admin": a_user("tenant_admin", organisation=tenant),
        "tenant": a_user("tenant_member", organisation=tenant),
        "booker": a_user("external_booker", organisation=tenant),
        "nobody": a_user(),
        "device": a_device(site=here, shows="board:x")[0],
    }
    return World(here, there, tenant, stranger, cast)


def _scope(world, where):
    return {
        "platform": {},
        "here": {"site": world.here},
        "there": {"site": world.there},
        "tenant": {"organisation": world.tenant},
        "stranger": {"organisation": world.stranger},
        "walk-in": {"organisation": world.here.walk_in_organisation},
    }[where]


@pytest.mark.parametrize(
    ("role", "where", "who"),
    [
        ("platform_admin", "platform", {"admin"}),
        ("auditor", "platform", {"admin"}),
        ("site_manager", "here", {"admin"}),
        ("receptionist", "here", {"admin", "manager"}),
        ("receptionist", "there", {"admin"}),
        ("tenant_admin", "tenant", {"admin", "manager", "tenant admin"}),
        ("tenant_member", "tenant", {"admin", "manager", "tenant admin"}),
        ("external_booker", "tenant", {"admin", "manager"}),
        ("tenant_admin", "stranger", {"admin"}),
        ("tenant_member", "stranger", {"admin"}),
        ("tenant_member", "walk-in", set()),
    ],
)
def test_only_those_may_grant(world, role, where, who):
    scope = _scope(world, where)

    assert {name for name, actor in world.cast.items() if may_grant(actor, role, **scope)} == who


@pytest.mark.parametrize("name", ["auditor", "reception", "tenant", "booker", "nobody", "device"])
def test_inviting_without_the_right_is_refused(world, name):
    with pytest.raises(NotAllowed):
        invite(
            by=world.cast[name], email="x@example.org", name="X", role="tenant_member",
            organisation=world.tenant, at=NOON,
        )  # fmt: skip


def test_granting_resending_withdrawing_and_removing_ask_for_the_same_right(world):
    outsider = a_user("tenant_admin", organisation=world.stranger)
    invitation, _ = an_invitation(organisation=world.tenant)
    membership = world.cast["tenant"].memberships.get()

    with pytest.raises(NotAllowed):
        grant_membership(by=outsider, user=outsider, role="tenant_admin", organisation=world.tenant)
    with pytest.raises(NotAllowed):
        resend_invitation(by=outsider, invitation=invitation, at=NOON)
    with pytest.raises(NotAllowed):
        withdraw_invitation(by=outsider, invitation=invitation, at=NOON)
    with pytest.raises(NotAllowed):
        remove_membership(by=outsider, membership=membership)


def test_a_tenant_admin_loses_the_right_to_invite_when_the_organisation_is_suspended(world):
    Organisation.objects.filter(pk=world.tenant.pk).update(is_suspended=True)

    with pytest.raises(NotAllowed):
        invite(
            by=world.cast["tenant admin"], email="x@example.org", name="X", role="tenant_member",
            organisation=world.tenant, at=NOON,
        )  # fmt: skip


def test_anybody_may_give_up_a_role_of_his_own(world):
    user = world.cast["booker"]

    remove_membership(by=user, membership=user.memberships.get())

    assert not user.memberships.exists()


def test_not_even_the_system_removes_the_last_platform_admin(world):
    with pytest.raises(LastPlatformAdmin):
        remove_membership(by=None, membership=Membership.objects.get(role="platform_admin"))
