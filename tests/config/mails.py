"""What makes the house write its mails, for who reads them in Dutch."""

from datetime import date
from pathlib import Path
from uuid import uuid4

from django.conf import settings

from access.services.arriving import check_in
from access.services.deciding import announce_walk_in
from access.services.self_service import cancel_by_link
from access.services.visits import change_visit
from config.catalogue import STOREYS
from facilities.services.indexations import approve_round
from facilities.services.leases import set_rate, sign_lease
from tests.factories import NOON, a_building, a_lease, a_user, a_visit, an_index, an_office, at, between


def visitors_come_and_stay_away(site, firm, host) -> None:
    """Every mail about a visit."""
    meant = {"site": site, "organisation": firm, "host": host, "visitor_name": "Lena Maes", "firm": "Boomhut"}
    made, nine = a_visit(**meant), at("2026-11-24 09:00")
    change_visit(by=None, visit=made.visit, at=NOON, interval=between("2026-11-24 14:00", "15:00"))
    cancel_by_link(token=made.token, at=NOON)
    check_in(by=None, token=a_visit(**meant).token, at=nine, nonce=uuid4())
    announce_walk_in(by=None, at=nine, nonce=uuid4(), **meant)


def a_rent_follows_the_index(site, firm) -> None:
    """The mail with the letter."""
    a_user("tenant_admin", organisation=firm)
    lease = a_lease(site=site, tenant=firm, spaces=[an_office(building=a_building(site=site))], starts_on="2025-01-01")
    rent = {"kind": "rent", "amount": 850, "per": "month", "vat": "letting", "is_indexable": True}
    set_rate(by=None, line=lease.lines.get(), **rent)
    lease = sign_lease(by=None, lease=lease, signed_on=date(2024, 12, 1))
    for month in ("2024-11", "2025-12"):
        an_index(month=month, value="136.69")
    approve_round(by=None, leases=[lease], month=date(2026, 1, 1), at=NOON)


def mail_templates() -> list[Path]:
    """Subjects and bodies; what several bodies include is no mail of its own."""
    found = [path for storey in STOREYS for path in Path(settings.BASE_DIR, storey).rglob("templates/*/mail/*.txt")]
    return [path for path in found if path.with_name(f"{path.name.partition('.')[0]}.subject.txt") in found]


def calendar_lines(payload: dict) -> list[str]:
    """What a calendar shows."""
    unfolded = payload.get("calendar", "").replace("\r\n ", "").replace("\n ", "").splitlines()
    return [line.partition(":")[2] for line in unfolded if line.startswith(("SUMMARY", "DESCRIPTION", "LOCATION"))]
