"""What is carried to the meetings of the demonstration: a few projectors, flip charts and microphones a house."""

import random

from bookings.models.equipment import Item
from bookings.services.equipment import add_items
from facilities.models.places import Amenity, Building, Site

from .agenda import Meeting

STOCK = (
    ("darwin", "projector", "Beamer Darwin", 3),
    ("darwin", "flipchart", "Flip-over Darwin", 4),
    ("darwin", "microphone", "Draagbare microfoon Darwin", 2),
    ("mth", "projector", "Beamer Mol", 2),
    ("mth", "flipchart", "Flip-over Mol", 2),
    ("voorbeeldkaai", "projector", "Beamer Kaai", 1),
    ("voorbeeldkaai", "flipchart", "Flip-over Kaai", 2),
)
ASKED_FOR = (("projector", 1), ("flipchart", 1), ("flipchart", 2), ("microphone", 1))


def fill(sites: dict[str, Site]) -> None:
    """The stock of each house that has none yet."""
    kinds = Amenity.objects.in_bulk(field_name="slug")
    stocked = set(Item.objects.values_list("atom__building__slug", "kind__slug").distinct())
    for house, kind, name, count in STOCK:
        if (house, kind) not in stocked:
            add_items(by=None, building=Building.objects.get(slug=house), kind=kinds[kind], name=name, count=count)
    # One is away for repair, as there always is.
    first = Item.objects.filter(atom__building__slug="darwin", kind__slug="flipchart").order_by("pk").last()
    if first is not None and ("darwin", "flipchart") not in stocked:
        Item.objects.filter(pk=first.pk).update(is_in_service=False)


def for_meeting(meeting: Meeting) -> dict[Amenity, int]:
    """What somebody had brought to `meeting`; the same each time, and nothing to most."""
    draw = random.Random(f"equipment {meeting.room} {meeting.interval.start.isoformat()}")  # noqa: S311 - a show
    if draw.random() > 0.2:
        return {}
    slug, count = draw.choice(ASKED_FOR)
    return dict.fromkeys(Amenity.objects.filter(slug=slug), count)
