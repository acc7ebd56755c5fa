"""Who of the firms is inside today: most came between half past seven and half past nine and leave in the afternoon."""

import random
from datetime import datetime

from access.models.presence import Presence
from access.services.presence import come_in, leave
from facilities.kernel import clock
from facilities.models.people import Organisation, User
from facilities.models.places import Site


def fill(sites: dict[str, Site], firms: dict[str, Organisation], staff: dict[int, list[User]], *, at: datetime) -> None:
    """Let those come and leave whose time it was by `at`; who was here today already decides for himself."""
    day = at.astimezone(clock.BRUSSELS).date()
    if day.weekday() > 4:
        return
    morning = clock.at_minute(day, 0)
    known = set(Presence.objects.filter(since__gte=morning).values_list("person", flat=True))
    for firm in firms.values():
        # Who only books rooms has no place in a house.
        sits = firm.kind != Organisation.Kind.EXTERNAL
        here = [site for site in sites.values() if sits and site in firm.sites.all()]
        for person in staff[firm.pk] if here else []:
            draw = random.Random(f"inside {person.email} {day}")  # noqa: S311 - invented, the same at every start
            comes, goes = draw.randrange(450, 570), draw.randrange(960, 1100)
            # Of two houses one works in the first.
            if person.pk not in known and draw.random() < 0.6 and clock.at_minute(day, comes) <= at:
                _one_day(person, here[0], clock.at_minute(day, comes), clock.at_minute(day, goes), at)


def _one_day(person: User, site: Site, came: datetime, went: datetime, at: datetime) -> None:
    floors = [floor for building in site.buildings.all() for floor in building.floors.all()]
    floor = floors[person.pk % len(floors)] if floors else None
    basis = Presence.Basis.RECEPTION if person.pk % 3 else Presence.Basis.DECLARED
    presence = come_in(by=None, person=person, site=site, at=came, basis=basis, floor=floor)
    if went <= at:
        leave(by=None, presence=presence, at=went)
