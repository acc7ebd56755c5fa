"""Two managers approve one round at once, each over a connection of his own: one wins, nothing is half written."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection

from facilities.models import Indexation, IndexedRent, OutboxMessage, RateComponent
from facilities.services.indexations import approve_round
from facilities.services.leases import set_rate, sign_lease
from tests.factories import NOON, a_building, a_lease, a_site, a_tenant, a_user, an_index, an_office

pytestmark = pytest.mark.django_db(transaction=True)
LEASES = 5


def test_of_two_managers_who_approve_one_round_at_once_one_finds_it_done() -> None:
    site = a_site()
    organisation, _ = a_tenant(site=site, role="tenant_admin")
    building = a_building(site=site)
    an_index(month="2024-11", value="133.22")
    an_index(month="2025-12", value="136.69")
    leases = []
    for _ in range(LEASES):
        lease = a_lease(site=site, tenant=organisation, spaces=[an_office(building=building)], starts_on="2025-01-01")
        rent = {"kind": "rent", "amount": Decimal(850), "per": "month", "vat": "letting", "is_indexable": True}
        set_rate(by=None, line=lease.lines.get(), **rent)
        leases.append(sign_lease(by=None, lease=lease, signed_on=date(2024, 12, 1)))
    managers = [a_user("site_manager", site=site) for _ in range(2)]
    gate = threading.Barrier(2)

    def approve(manager, chosen) -> int:
        try:
            gate.wait(timeout=20)
            return len(approve_round(by=manager, leases=chosen, month=date(2026, 1, 1), at=NOON))
        finally:
            connection.close()

    # Opposite orders, so that rivals who lock as they go would wait for each other for ever.
    with ThreadPoolExecutor(2) as pool:
        made = sorted(pool.map(approve, managers, [leases, leases[::-1]]))

    assert made == [0, LEASES]
    assert Indexation.objects.count() == IndexedRent.objects.count() == OutboxMessage.objects.count() == LEASES
    assert RateComponent.objects.count() == 2 * LEASES
    assert len({row.approved_by_id for row in Indexation.objects.all()}) == 1
