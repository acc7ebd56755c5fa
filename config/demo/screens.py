"""Screens on the walls of the demonstration, invented: boards in the lobby and panels at doors; one fell silent."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from access.screens import kiosk_of
from bookings.screens import panel_of
from facilities.kernel.tokens import hashed, new_token
from facilities.models.devices import Device
from facilities.models.places import Site
from facilities.screens import board_of
from facilities.services.devices import stamp_seen

# What each shows, at which site, and what it is called.
HUNG = (
    (board_of("lobby-darwin"), "darwin", "Scherm inkomhal"),
    (panel_of("newton"), "darwin", "Paneel Newton"),
    (panel_of("curie"), "darwin", "Paneel Curie"),
    (panel_of("mendel"), "darwin", "Paneel Mendel"),
    (board_of("lobby-mth"), "mth", "Scherm onthaal"),
    (kiosk_of("darwin"), "darwin", "Bezoekerskiosk"),
    (board_of("geel"), "geel", "Bord aan de inrit"),
    (board_of("lobby-geel"), "geel", "Scherm inkomhal"),
)
SILENT = panel_of("mendel")
SILENT_FOR = timedelta(hours=5)


def fill(sites: dict[str, Site], *, at: datetime) -> None:
    """The screens that are missing; nobody holds their tokens."""
    for shows, site, name in HUNG:
        Device.objects.get_or_create(
            uuid=_known_as(shows),
            defaults={
                "site": sites[site],
                "name": name,
                "shows": shows,
                "token_hash": hashed(new_token("rd")),
                "paired_at": at - timedelta(days=30),
                "last_seen_at": at - SILENT_FOR,
            },
        )
    move(at=at)


def move(*, at: datetime) -> None:
    """Let each screen that works be heard."""
    working = [_known_as(shows) for shows, *_ in HUNG if shows != SILENT]
    for pk in Device.objects.live().filter(uuid__in=working).values_list("pk", flat=True):
        stamp_seen(pk, at)


def _known_as(shows: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"ruimte-demo:{shows}")
