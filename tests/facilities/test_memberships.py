"""Roles: given and taken away, at once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from facilities.errors import AlreadyMember, LastPlatformAdmin, OwnLastAdminRight
from facilities.kernel.errors import NotAllowed
from facilities.models import AuditEntry, LiveTopic, Membership, User
from facilities.services.people import grant_membership, remove_membership
from tests.factories import a_site, a_user, an_organisation

pytestmark = pytest.mark.django_db


def _seq(user):
    return LiveTopic.objects.get(name=f"user.{user.pk}").seq


def test_a_role_given_and_taken_away_touches_the_sockets_of_that_person():
    user, site = a_user(), a_site()

    membership = grant_membership(by=None, user=user, role="receptionist", site=site)
    given = _seq(user)
    remove_membership(by=None, membership=membership)

    assert _seq(user) == given + 1
    assert not user.memberships.exists()


def test_the_audit_log_tells_who_gave_which_role_where():
    admin, user, organisation = a_user("platform_admin"), a_user(), an_organisation()

    grant_membership(by=admin, user=user, role="tenant_admin", organisation=organisation)

    entry = AuditEntry.objects.get(verb="membership.granted")
    assert (entry.actor, entry.organisation) == (f"user:{admin.pk}", organisation)
    assert entry.facts == {"user": user.pk, "role": "tenant_admin"}


def test_a_role_is_held_once():
    user, organisation = a_user(), an_organisation()
    grant_membership(by=None, user=user, role="tenant_member", organisation=organisation)

    with pytest.raises(AlreadyMember):
        grant_membership(by=None, user=user, role="tenant_member", organisation=organisation)


def test_a_closed_account_does_not_count_as_another_platform_admin():
    admin = a_user("platform_admin")
    a_user("platform_admin", is_active=False)

    with pytest.raises(LastPlatformAdmin):
        remove_membership(by=admin, membership=admin.memberships.get(), knowingly=True)


def test_ones_own_last_admin_right_goes_only_knowingly():
    user = a_user("tenant_admin", organisation=an_organisation())

    with pytest.raises(OwnLastAdminRight):
        remove_membership(by=user, membership=user.memberships.get())
    remove_membership(by=user, membership=user.memberships.get(), knowingly=True)

    assert not user.memberships.exists()


def test_of_two_admin_rights_one_goes_without_a_second_question():
    user = a_user("tenant_admin", organisation=an_organisation())
    Membership.objects.create(user=user, role="site_manager", site=a_site())

    remove_membership(by=user, membership=user.memberships.get(role="tenant_admin"))

    assert user.memberships.get().role == "site_manager"


@pytest.mark.django_db(transaction=True)
def test_two_platform_admins_cannot_remove_each_other_at_the_same_moment():
    admins = [a_user("platform_admin") for _ in range(2)]
    start = Barrier(2)

    def rival(pair):
        by, other = pair
        try:
            by, membership = User.objects.get(pk=by), Membership.objects.get(user=other)
            start.wait()
            remove_membership(by=by, membership=membership)
            return "removed"
        except (LastPlatformAdmin, NotAllowed):
            return "refused"
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(rival, [(admins[0].pk, admins[1].pk), (admins[1].pk, admins[0].pk)]))

    assert sorted(answers) == ["refused", "removed"]
    assert Membership.objects.filter(role="platform_admin").count() == 1
