"""Which live topics change when the time of a room is taken or freed."""

from facilities.models.places import Site

from .models.rooms import Room
from .occupancy import site_of


def topics_of(*rooms: Room) -> list[str]:
    """`room.<pk>` of every room that shares an atom with `rooms`, and `rooms.<slug>` of their sites."""
    sharing = Room.objects.filter(atoms__rooms__in=[room.pk for room in rooms])
    # A building belongs to one site and an atom to one building, so the sites of `rooms` are all there are.
    sites = {f"rooms.{site_of(room).slug}" for room in rooms}
    uses = {use_topic(site_of(room)) for room in rooms}
    return sorted({f"room.{pk}" for pk in sharing.values_list("pk", flat=True)} | sites | uses)


def use_topic(site: Site) -> str:
    """The topic that tells staff which rooms are really used."""
    return f"use.{site.slug}"
