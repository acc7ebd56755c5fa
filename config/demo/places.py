"""The houses: names, towns and kinds are real (see docs/operations.md); areas, hours and door numbers are not."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from facilities.kernel.clock import BRUSSELS
from facilities.models.places import Amenity, Building, Floor, OpeningException, OpeningHours, Site, Space
from facilities.services.sites import add_site

DESKS = "demo.ruimte.example"

AMENITIES = {
    "projector": ("Beamer", "Projector"),
    "screen": ("Groot scherm", "Large screen"),
    "video": ("Videovergaderen", "Video conferencing"),
    "whiteboard": ("Whiteboard", "Whiteboard"),
    "flipchart": ("Flip-over", "Flip chart"),
    "induction-loop": ("Ringleiding", "Induction loop"),
    "microphone": ("Microfoon", "Microphone"),
    "lectern": ("Spreekgestoelte", "Lectern"),
    "coffee": ("Koffiehoek", "Coffee corner"),
    "daylight": ("Daglicht", "Daylight"),
    "cooling": ("Koeling", "Cooling"),
}


@dataclass(frozen=True, slots=True)
class House:
    """One site with its one building."""

    slug: str
    name: str
    kind: str
    street: str
    postcode: str
    city: str
    floors: tuple[tuple[int, str], ...]
    opens: int
    closes: int
    days: int = 5
    phone: str = ""
    keeps_holidays: bool = True


TWO = ((0, "Gelijkvloers"), (1, "Eerste verdieping"))
HOUSES = (
    House("darwin", "Incubator Darwin", "incubator", "Galileilaan", "2845", "Niel", TWO, 450, 1140),
    House("mth", "Milieutechnologiehuis", "technologiehuis", "", "2400", "Mol", TWO, 480, 1110),
    House(
        "voorbeeldkaai", "Bedrijvencentrum Voorbeeldkaai (fictief)", "bedrijvencentrum", "Voorbeeldkaai 1", "",
        "Fictiegem", TWO, 480, 1080,
    ),
    House(
        "geel", "Parkeergebouw Geel", "parkeergebouw", "", "2440", "Geel",
        tuple((level, f"Niveau {level}") for level in range(4)), 0, 1440, days=7, keeps_holidays=False,
    ),
)  # fmt: skip


# Every house has these on each floor besides its rooms; a parking building has bays only.
SPACES = (
    ("20", "office", "", "42.50"),
    ("21", "office", "", "28.00"),
    ("22", "office", "", "61.25"),
    ("30", "lab", "", "74.00"),
    ("40", "common", "Koffiehoek", "35.50"),
    ("50", "storage", "", "18.00"),
)
BAYS = (("P", "parking", "80 plaatsen (fictief)", "2100.00"),)


def fill(*, at: datetime) -> dict[str, Site]:
    """The sites by slug, each with its building, floors, hours and equipment."""
    for slug, (dutch, english) in AMENITIES.items():
        Amenity.objects.get_or_create(slug=slug, defaults={"name_nl": dutch, "name_en": english})
    return {house.slug: _site(house, at.astimezone(BRUSSELS).year) for house in HOUSES}


def _site(house: House, year: int) -> Site:
    site = Site.objects.filter(slug=house.slug).first()
    if site is None:
        site = add_site(
            by=None,
            name=house.name,
            slug=house.slug,
            kind=house.kind,
            street=house.street,
            postcode=house.postcode,
            city=house.city,
            desk_email=f"balie.{house.slug}@{DESKS}",
            closes_on_holidays=house.keeps_holidays,
        )
        OpeningHours.objects.bulk_create(
            OpeningHours(site=site, weekday=weekday, opens=house.opens, closes=house.closes)
            for weekday in range(house.days)
        )
    if house.keeps_holidays:
        for day in (date(year, 12, 24), date(year, 12, 31)):
            OpeningException.objects.get_or_create(
                site=site, day=day, defaults={"opens": house.opens, "closes": 720, "reason": "Eindejaar"}
            )
    building, _ = Building.objects.get_or_create(
        slug=house.slug, defaults={"site": site, "name": house.name.removesuffix(" (fictief)")}
    )
    for level, name in house.floors:
        floor, _ = Floor.objects.get_or_create(building=building, level=level, defaults={"name": name})
        for code, kind, title, area in BAYS if house.kind == "parkeergebouw" else SPACES:
            Space.objects.get_or_create(
                floor=floor,
                code=f"{level}.{code}",
                defaults={"kind": kind, "name": title, "area": Decimal(area), "is_lettable": kind != "common"},
            )
    return site
