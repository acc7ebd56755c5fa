"""What a board can show of car parks: the whole, its levels, and the places of who has a right of their own."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from facilities.models.places import Site

from .faces import AreaFace, Published, iso
from .models.areas import Area, VehicleClass
from .models.car_parks import CarPark
from .models.ledger import Fullness
from .names import car_park_topic
from .publishing import heard_at, published

# `geel` shows a car park with its levels, `geel/total` one number, `geel/l2` one area.
TOTAL = "total"
FOR = {
    VehicleClass.DISABLED: gettext_lazy("For people with a disability"),
    VehicleClass.ELECTRIC: gettext_lazy("For electric cars"),
    VehicleClass.PERMIT: gettext_lazy("For permit holders"),
    VehicleClass.MOTORCYCLE: gettext_lazy("For motorcycles"),
    VehicleClass.BICYCLE: gettext_lazy("For bicycles"),
}
Row = dict[str, Any]  # JSON: what a board prints


class PlacesFree:
    """Free places of a car park (argument: its short name, and after a slash which part)."""

    def topic(self, argument: str) -> str:
        """The live topic these rows follow."""
        return car_park_topic(argument.partition("/")[0])

    def choices(self, sites: Iterable[Site]) -> list[tuple[str, str]]:
        """Each car park with its levels, by one number, and each area of it."""
        found = []
        in_order = Prefetch("areas", Area.objects.order_by("position", "pk"))
        for car_park in CarPark.objects.filter(site__in=sites).order_by("name").prefetch_related(in_order):
            found += [
                (car_park.slug, _("Places of %(name)s, by level") % {"name": car_park.name}),
                (f"{car_park.slug}/{TOTAL}", _("Places of %(name)s, one number") % {"name": car_park.name}),
                *(
                    (
                        f"{car_park.slug}/{area.slug}",
                        _("Places of %(name)s, only %(area)s") % {"name": car_park.name, "area": area.name},
                    )
                    for area in car_park.areas.all()
                ),
            ]
        return found

    def rows(self, argument: str, *, at: datetime) -> list[Row]:
        """The rows at `at`, each with the version of the car park's topic that it was read under."""
        car_park = _car_park(argument)
        if car_park is None:
            return []
        face, part = published(car_park, at=at), argument.partition("/")[2]
        if not part:
            return [_whole(argument, face), *(_area(argument, face, area) for area in _lines(face))]
        if part == TOTAL:
            return [_whole(argument, face)]
        return [_area(argument, face, area) for area in face.areas if area.slug == part]

    def words(self, row: Row, until: str | None) -> str:
        """What stands in small letters beside the digits, in the language of this moment."""
        said = self._said(row, until)
        if not row["held"] or row["state"] not in (Fullness.SPACES, Fullness.ALMOST, Fullness.FULL):
            return said
        return _("%(words)s · %(number)s held for visitors") % {"words": said, "number": row["held"]}

    def _said(self, row: Row, until: str | None) -> str:
        match row["state"], row["for"]:
            case Fullness.FULL, _any:
                return _("Full")
            case Fullness.CLOSED, _any:
                return _("Closed until %(time)s") % {"time": until} if until else _("Closed")
            case Fullness.UNKNOWN, _any:
                return _("Not known now")
            case Fullness.ALMOST, VehicleClass.CAR:
                return _("Almost full")
            case _, VehicleClass.CAR:
                return ngettext("Place free", "Places free", row["free"])
            case _, kind:
                return str(FOR[kind])

    def heard_at(self, argument: str, *, at: datetime) -> datetime | None:
        """When the sensor that has been silent longest was last heard."""
        car_park = _car_park(argument)
        return None if car_park is None else heard_at(car_park, at=at)


def _car_park(argument: str) -> CarPark | None:
    return CarPark.objects.select_related("site").filter(slug=argument.partition("/")[0]).first()


def _lines(face: Published) -> list[AreaFace]:
    """Levels first, then who has places of their own; a car park of one level is that level."""
    leaves = [area for area in face.areas if not area.is_sum]
    cars = [area for area in leaves if area.vehicle_class == VehicleClass.CAR]
    others = [area for area in leaves if area.vehicle_class != VehicleClass.CAR]
    return (cars if len(cars) > 1 else []) + (others if cars or len(others) > 1 else [])


def _whole(argument: str, face: Published) -> Row:
    return _row(argument, face, face, key="", label=face.name, kind=VehicleClass.CAR) | {"is_part": False}


def _area(argument: str, face: Published, area: AreaFace) -> Row:
    row = _row(argument, face, area, key=area.slug, label=area.name, kind=VehicleClass(area.vehicle_class))
    return row | {"is_part": True, "is_nearest": area.slug == face.nearest}


def _row(
    argument: str, face: Published, shown: Published | AreaFace, *, key: str, label: str, kind: VehicleClass
) -> Row:
    return {
        "key": f"{argument}:{key}",
        "label": label,
        "for": kind.value,
        "state": shown.fullness,
        "free": shown.free,
        "total": shown.total,
        "held": shown.held,
        "text": shown.text,
        "quality": shown.quality,
        "until": iso(face.until) if face.until and shown.fullness == Fullness.CLOSED else None,
        "is_nearest": False,
        "topic": car_park_topic(face.slug),
        "epoch": face.epoch,
        "seq": face.seq,
    }
