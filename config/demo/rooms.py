"""The rooms: all invented, each description says so."""

from dataclasses import dataclass, field
from decimal import Decimal

from bookings.models.rooms import Atom, Layout, Room
from facilities.models.places import Amenity, Building, Floor, Site, Space

FICTION = "Fictieve zaal van de demonstratie."


@dataclass(frozen=True, slots=True)
class Plan:
    """One room; `parts` names the atoms it shares with others, none means one of its own."""

    slug: str
    name: str
    site: str
    code: str
    seats: int
    area: str
    equipment: tuple[str, ...] = ("screen", "whiteboard")
    kind: str = "meeting"
    parts: tuple[str, ...] = ()
    layouts: tuple[tuple[str, int, int, int], ...] = ()
    rules: dict[str, object] = field(default_factory=dict)


THEATRE = ("Theater", 60, 15, 15)
HORSESHOE = ("U-vorm", 28, 30, 15)
CLASSROOM = ("Klasopstelling", 36, 30, 15)
HALL = ("projector", "screen", "microphone", "induction-loop", "flipchart", "cooling")

PLANS = (
    Plan("newton", "Newton", "darwin", "0.01", 8, "24.00", ("screen", "video", "whiteboard")),
    Plan("curie", "Curie", "darwin", "0.02", 12, "36.50", ("screen", "video", "whiteboard", "daylight")),
    Plan("mendel", "Mendel", "darwin", "0.03", 6, "18.00", rules={"shows_subject": True}),
    Plan("linnaeus", "Linnaeus", "darwin", "0.04", 4, "12.00", ("screen",), rules={"longest": 180}),
    Plan(
        "lamarck", "Lamarck", "darwin", "1.01", 16, "48.00", ("projector", "video", "flipchart", "coffee"),
        rules={"turnover": 15, "audience": "everyone"},
    ),
    Plan(
        "beagle", "Beagle", "darwin", "1.05", 60, "110.00", HALL, parts=("Beagle bakboord", "Beagle stuurboord"),
        layouts=(THEATRE, CLASSROOM, HORSESHOE), rules={"turnover": 15, "shortest": 60, "audience": "everyone"},
    ),
    Plan(
        "beagle-bakboord", "Beagle bakboord", "darwin", "1.06", 28, "55.00", HALL, parts=("Beagle bakboord",),
        layouts=(("Theater", 28, 15, 15), ("U-vorm", 16, 30, 15)), rules={"turnover": 15, "audience": "everyone"},
    ),
    Plan(
        "beagle-stuurboord", "Beagle stuurboord", "darwin", "1.07", 28, "55.00", HALL, parts=("Beagle stuurboord",),
        layouts=(("Theater", 28, 15, 15), ("U-vorm", 16, 30, 15)), rules={"turnover": 15, "audience": "everyone"},
    ),
    Plan(
        "galapagos", "Auditorium Galapagos", "darwin", "0.10", 120, "180.00", (*HALL, "lectern"), kind="auditorium",
        rules={"takes_whole_day": True, "shortest": 60, "audience": "everyone", "shows_subject": True},
    ),
    Plan("turbine", "Turbine", "mth", "0.01", 10, "30.00", ("screen", "video", "whiteboard")),
    Plan("biogas", "Biogas", "mth", "0.02", 6, "18.50"),
    Plan("warmtepomp", "Warmtepomp", "mth", "0.03", 8, "22.00", ("screen", "whiteboard", "daylight")),
    Plan("zonnepaneel", "Zonnepaneel", "mth", "1.01", 14, "41.00", ("projector", "video", "daylight")),
    Plan("proefopstelling", "Proefopstelling", "mth", "1.02", 4, "11.50", ("whiteboard",)),
    Plan(
        "kringloop", "Kringloopzaal", "mth", "0.10", 40, "85.00", HALL,
        layouts=(("Theater", 40, 15, 15), HORSESHOE), rules={"turnover": 30, "audience": "all_tenants"},
    ),
    Plan("anker", "Anker", "voorbeeldkaai", "0.01", 8, "25.00", ("screen", "video", "whiteboard")),
    Plan("sluis", "Sluis", "voorbeeldkaai", "0.02", 6, "17.00"),
    Plan("kraan", "Kraan", "voorbeeldkaai", "0.03", 4, "10.50", ("whiteboard",), rules={"longest": 120}),
    Plan("boei", "Boei", "voorbeeldkaai", "1.01", 12, "33.00", ("projector", "video", "flipchart", "daylight")),
    Plan(
        "loods", "Loods", "voorbeeldkaai", "1.02", 24, "64.00", ("projector", "flipchart", "coffee"),
        layouts=(("Theater", 24, 15, 0), ("Workshop", 16, 30, 15)), rules={"turnover": 30, "audience": "everyone"},
    ),
)  # fmt: skip


def fill(sites: dict[str, Site]) -> list[Room]:
    """All rooms of the plans; those that stand already keep what people changed."""
    amenities = Amenity.objects.in_bulk(field_name="slug")
    standing = {room.slug: room for room in Room.objects.with_place().filter(slug__in=[p.slug for p in PLANS])}
    return [standing.get(plan.slug) or _room(plan, sites[plan.site], amenities) for plan in PLANS]


def _room(plan: Plan, site: Site, amenities: dict[str, Amenity]) -> Room:
    building = Building.objects.get(slug=plan.site)
    floor = Floor.objects.get(building=building, level=int(plan.code[0]))
    space, _ = Space.objects.get_or_create(
        floor=floor,
        code=plan.code,
        defaults={"name": plan.name, "kind": plan.kind, "area": Decimal(plan.area), "capacity": plan.seats},
    )
    room = Room.objects.create(
        space=space, slug=plan.slug, name=plan.name, seats=plan.seats, description=FICTION, **plan.rules
    )
    room.equipment.set(amenities[slug] for slug in plan.equipment)
    room.atoms.set(Atom.objects.get_or_create(building=building, name=part)[0] for part in plan.parts or (plan.name,))
    Layout.objects.bulk_create(
        Layout(room=room, name=name, seats=seats, setup=setup, teardown=teardown)
        for name, seats, setup, teardown in plan.layouts
    )
    return Room.objects.with_place().get(pk=room.pk)
