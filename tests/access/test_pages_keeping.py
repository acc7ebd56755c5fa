"""House rules and the list of who may not come in: managers write, the desk never reads why."""

import pytest
from django.urls import reverse

from access.models import BlockedVisitor, HouseRules
from access.services.house_rules import publish_rules
from facilities.kernel.errors import NotAllowed
from facilities.models import AuditEntry
from tests.bookings.asking import logged_in
from tests.factories import NOON, a_blocked_visitor, a_site, a_user, at

pytestmark = pytest.mark.django_db

TEXT = {"text_nl": "Draag uw badge.", "text_en": "Wear your badge."}


def test_each_text_is_the_next_version_and_the_same_text_is_none():
    site = a_site()

    versions = [
        publish_rules(by=None, site=site, at=NOON, **TEXT | more).version for more in ({}, {}, {"text_en": "X"})
    ]

    assert versions == [1, 1, 2]
    assert HouseRules.objects.newest(site).get().version == 2


def test_a_manager_publishes_and_the_desk_reads():
    site = a_site()
    address = reverse("access:house-rules", args=[site.slug])

    answer = logged_in(a_user("site_manager", site=site)).post(address, TEXT)
    desk = logged_in(a_user("receptionist", site=site))

    assert answer.status_code == 302
    assert "Draag uw badge." in desk.get(address).content.decode()
    assert desk.post(address, TEXT).status_code == 403
    with pytest.raises(NotAllowed):
        publish_rules(by=a_user("receptionist", site=site), site=site, at=NOON, **TEXT)


def test_a_manager_keeps_somebody_out_of_his_own_site_until_a_day_is_over():
    site = a_site()
    manager = logged_in(a_user("site_manager", site=site))
    values = {"name": "Jan Peeters", "reason": "Theft", "site": site.pk, "until": "2027-05-11"}

    assert manager.post(reverse("access:blocked-add"), values | {"site": ""}).status_code == 400
    assert manager.post(reverse("access:blocked-add"), values).status_code == 302

    blocked = BlockedVisitor.objects.get()
    assert (blocked.site, blocked.until) == (site, at("2027-05-12 00:00"))
    assert "Theft" in manager.get(reverse("access:blocked-list")).content.decode()


def test_the_audit_log_holds_neither_name_nor_reason():
    a_blocked_visitor(site=a_site(), reason="Theft")

    entry = AuditEntry.objects.get(verb="blocked_visitor.kept_out")
    assert "Jan" not in str(entry.facts)
    assert "Theft" not in str(entry.facts)


def test_a_manager_sees_and_lifts_no_block_of_another_site_or_of_all():
    manager = logged_in(a_user("site_manager", site=a_site()))
    others = [a_blocked_visitor(site=a_site(slug="geel")), a_blocked_visitor(site=None)]

    for blocked in others:
        assert manager.post(reverse("access:blocked-lift", args=[blocked.pk])).status_code == 404
    assert "Jan Peeters" not in manager.get(reverse("access:blocked-list")).content.decode()


def test_a_lifted_block_stands_as_lifted():
    site = a_site()
    blocked = a_blocked_visitor(site=site)
    manager = logged_in(a_user("site_manager", site=site))

    manager.post(reverse("access:blocked-lift", args=[blocked.pk]))

    blocked.refresh_from_db()
    assert blocked.lifted_at is not None


@pytest.mark.parametrize("role", ["receptionist", "tenant_admin"])
def test_the_list_is_for_managers(role):
    site = a_site()
    scope = {"site": site} if role == "receptionist" else {"organisation": site.walk_in_organisation}

    assert logged_in(a_user(role, **scope)).get(reverse("access:blocked-list")).status_code == 403
