"""Which live topics change when the time of a room is taken or freed."""

from facilities.deeds import deed
from facilities.models.places import Site

from .events import MeetingsChanged
from .models.rooms import Room
from .occupancy import site_of


def topics_of(*rooms: Room) -> list[str]:
    """`room.<pk>` of every room that shares an atom with `rooms`, and `rooms.<slug>` of their sites."""
    sharing = Room.objects.filter(atoms__rooms__in=[room.pk for room in rooms])
    # A building belongs to one site and an atom to one building, so the sites of `rooms` are all there are.
    sites = {f"rooms.{site_of(room).slug}" for room in rooms}
    uses = {use_topic(site_of(room)) for room in rooms}
    return sorted({f"room.{pk}" for pk in sharing.values_list("pk", flat=True)} | sites | uses)


def show_meeting(*rooms: Room, moves_equipment: bool) -> None:
    """Called inside a deed about a meeting in `rooms`: touch whatever shows it, and tell the storeys above."""
    sites = {site_of(room) for room in rooms}
    deed.touch(*topics_of(*rooms), *map(tasks_topic, sites))
    if moves_equipment:
        deed.touch(*map(stock_topic, sites))
    for site in sites:
        deed.announce(MeetingsChanged(site))


def tasks_topic(site: Site) -> str:
    """The topic that tells staff what is to be done around today's meetings."""
    return f"tasks.{site.slug}"


def stock_topic(site: Site) -> str:
    """The topic that tells staff how much equipment is where."""
    return f"stock.{site.slug}"


def use_topic(site: Site) -> str:
    """The topic that tells staff which rooms are really used."""
    return f"use.{site.slug}"
