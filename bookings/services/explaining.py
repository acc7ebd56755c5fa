"""Turns "taken" and "closed" into refusals that say by what, as far as the asker may know, and what is left instead."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.utils.translation import gettext as _

from facilities.deeds import Actor
from facilities.kernel.intervals import Interval
from facilities.models.people import User

from ..availability import taken
from ..errors import EquipmentOut, OutsideOpeningHours, RoomTaken
from ..models.bookings import Booking
from ..models.rooms import Room
from ..occupancy import in_use, minutes_around, occupied, site_of
from ..offers import Wish, alternatives
from ..stock import Shortage, shortages
from .claims import Taken, TooFew


@contextmanager
def explained(*, by: Actor, room: Room, interval: Interval, wish: Wish | None = None) -> Iterator[None]:
    """Around a deed that claims: when it is refused, its rows are gone by now and the question is asked anew.

    `wish` says what to look for instead; a block has none.
    """
    try:
        yield
    except Taken as error:
        viewer = by if isinstance(by, User) else None
        raise RoomTaken(
            room_name=room.name,
            conflicts=_conflicts(room, interval, viewer, wish),
            alternatives=_offers(wish),
        ) from error
    except TooFew as error:
        raise _short(by, room, interval, wish) from error
    except OutsideOpeningHours as error:
        raise OutsideOpeningHours(**error.details, alternatives=_offers(wish)) from error


def require_free(*, by: User, room: Room, claimed: Interval) -> None:
    """Refuse like a deed that claims would, by what is known now: nothing is taken."""
    if found := _told(room, claimed, by):
        raise RoomTaken(room_name=room.name, conflicts=found, alternatives=[])


def _short(by: Actor, room: Room, interval: Interval, wish: Wish | None) -> RoomTaken | EquipmentOut:
    viewer = by if isinstance(by, User) else None
    # Whose room is taken too needs another time anyway.
    conflicts = _conflicts(room, interval, viewer, wish)
    if wish is None or conflicts:
        return RoomTaken(room_name=room.name, conflicts=conflicts, alternatives=_offers(wish))
    carried = in_use(interval, **minutes_around(wish.layout))
    short = shortages(site_of(room), wish.equipment, carried, but=wish.moving)
    return EquipmentOut(
        # When enough came back meanwhile, the kinds alone.
        what=", ".join(_in_words(one) for one in short) or ", ".join(kind.name for kind in wish.equipment),
        shortages=[{"kind": one.kind.slug, "wanted": one.wanted, "free": one.free} for one in short],
        alternatives=_offers(wish),
    )


def _in_words(one: Shortage) -> str:
    words = _("%(kind)s (%(wanted)d wanted, %(free)d free)")
    return words % {"kind": one.kind.name, "wanted": one.wanted, "free": one.free}


def _offers(wish: Wish | None) -> list[dict[str, Any]]:
    return [
        {
            "room": offer.room.pk,
            "room_name": offer.room.name,
            "starts_at": offer.interval.start,
            "ends_at": offer.interval.end,
        }
        for offer in (alternatives(wish) if wish else [])
    ]


def _conflicts(room: Room, interval: Interval, viewer: User | None, wish: Wish | None) -> list[dict[str, Any]]:
    claimed = interval if wish is None else occupied(room, interval, **minutes_around(wish.layout))
    return _told(room, claimed, viewer, but=wish.moving if wish else None)


def _told(room: Room, claimed: Interval, viewer: User | None, *, but: Booking | None = None) -> list[dict[str, Any]]:
    return [
        {
            "starts_at": one.starts_at,
            "ends_at": one.ends_at,
            "label": one.label,
            "booking": one.booking.pk if one.booking else None,
        }
        for one in taken([room], claimed, viewer=viewer, but=but)
    ]
