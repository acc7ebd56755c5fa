"""Fills the demonstration, or what is missing of it: run as often as you like."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from . import (
    boards,
    car_park,
    cleaning,
    days,
    defects,
    equipment,
    inside,
    invoices,
    leases,
    motion,
    organisations,
    people,
    places,
    rooms,
    screens,
    sensing,
    tasks,
    visitors,
)


class RefusedInProduction(Exception):
    """The demonstration was asked of a production server."""


def fill(*, at: datetime, back: timedelta = days.BACK, ahead: timedelta = days.AHEAD) -> dict[str, int]:
    """Bring the demonstration up to the days around `at`; what people made or changed themselves stays as it is."""
    if settings.PRODUCTION:
        raise RefusedInProduction("The demonstration is refused while RUIMTE_PRODUCTION is on.")
    with transaction.atomic():
        sites = places.fill(at=at)
        firms = organisations.fill(sites)
        staff = people.fill(sites, firms)
        offered = rooms.fill(sites)
        equipment.fill(sites)
        defects.fill(at=at)
        sensing.fill(at=at)
        boards.fill(sites)
        screens.fill(sites, at=at)
        cleaning.fill(at=at, back=back, ahead=ahead)
        let = leases.fill(sites, firms, at=at)
        invoices.fill(sites, firms, at=at)
    # What moved when the server stopped hangs in the air.
    motion.clear(before=at)
    passed = car_park.fill(sites["geel"], at=at, back=min(back, car_park.BACK))
    booked = days.fill(offered, firms, staff, at=at, back=back, ahead=ahead)
    tasks.fill(sites, at=at)
    inside.fill(sites, firms, staff, at=at)
    invited = visitors.fill(sites, firms, staff, at=at)
    return {
        "sites": len(sites),
        "rooms": len(offered),
        "organisations": len(firms),
        "people": sum(len(each) for each in staff.values()),
        "leases": let,
        "new bookings": booked,
        "new visitors": invited,
        "new events of sensors": passed,
    }
