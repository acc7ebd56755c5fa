"""How many items of each kind of equipment a site has, and which of them are free."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Min

from facilities.kernel.intervals import Interval
from facilities.models.places import Amenity, Site
from facilities.modes import mode_facts

from .models.bookings import Booking
from .models.claims import Claim
from .models.equipment import Item
from .models.rooms import Room
from .occupancy import site_of

Wanted = Mapping[Amenity, int]


@dataclass(frozen=True, slots=True)
class Stock:
    """A kind of equipment at a site: how many there are, and how many of them nobody has in the time asked about."""

    kind: Amenity
    total: int
    free: int


@dataclass(frozen=True, slots=True)
class Shortage:
    """A kind of which too few are free."""

    kind: Amenity
    wanted: int
    free: int


def stock_at(site: Site, interval: Interval | None = None, *, but: Booking | None = None) -> list[Stock]:
    """Every kind there is at `site`, in the order of its name; two queries."""
    items = list(Item.objects.in_service().at(site).select_related("kind"))
    free = {item.pk for item in items} if interval is None else set(_free(site, interval, but))
    found: dict[Amenity, list[int]] = {}
    for item in items:
        found.setdefault(item.kind, []).append(item.pk)
    rows = [Stock(kind, len(keys), len(free.intersection(keys))) for kind, keys in found.items()]
    return sorted(rows, key=lambda row: row.kind.name)


def shortages(site: Site, wanted: Wanted, interval: Interval, *, but: Booking | None = None) -> list[Shortage]:
    """What of `wanted` cannot be had during `interval`; nothing asked, nothing looked up."""
    if not wanted:
        return []
    free = {row.kind: row.free for row in stock_at(site, interval, but=but)}
    short = [Shortage(kind, count, free.get(kind, 0)) for kind, count in wanted.items() if count > free.get(kind, 0)]
    return sorted(short, key=lambda one: one.kind.name)


def chosen_items(room: Room, wanted: Wanted, interval: Interval) -> list[int] | None:
    """The atoms of items to carry to `room`, those of its own building first; None when there are too few."""
    site, home = site_of(room), room.space.floor.building_id
    free = list(
        Item.objects.in_service().at(site).free(interval).values_list("kind", "atom", "atom__building").order_by("atom")
    )
    atoms = []
    for kind, count in wanted.items():
        here = [atom for of, atom, building in free if of == kind.pk and building == home]
        there = [atom for of, atom, building in free if of == kind.pk and building != home]
        if len(here) + len(there) < count:
            return None
        atoms += (here + there)[:count]
    return atoms


def wanted_by(booking: Booking) -> dict[Amenity, int]:
    """What `booking` asked for."""
    return {line.kind: line.count for line in booking.equipment_lines.select_related("kind")}


def stock_state(site: Site, *, at: datetime) -> dict[str, Any]:
    """How many of each kind are there at `at`, with the names in both languages for the page to choose."""
    return {
        "site": site.slug,
        **mode_facts(site),
        "kinds": [
            {
                "kind": row.kind.slug,
                "nl": row.kind.name_nl,
                "en": row.kind.name_en,
                "total": row.total,
                "free": row.free,
            }
            for row in sorted(stock_at(site, _moment(at)), key=lambda row: row.kind.slug)
        ],
    }


def stock_changes_at(site: Site, *, at: datetime) -> datetime | None:
    """When the next item of `site` goes to a meeting or comes back from one."""
    claims = Claim.objects.filter(atom__item__isnull=False, atom__building__site=site, ends_at__gt=at)
    going = claims.filter(starts_at__gt=at).aggregate(edge=Min("starts_at"))["edge"]
    coming = claims.aggregate(edge=Min("ends_at"))["edge"]
    return min((edge for edge in (going, coming) if edge is not None), default=None)


def _moment(at: datetime) -> Interval:
    return Interval(at, at + timedelta(microseconds=1))


def _free(site: Site, interval: Interval, but: Booking | None) -> list[int]:
    return list(Item.objects.in_service().at(site).free(interval, but=but).values_list("pk", flat=True))
