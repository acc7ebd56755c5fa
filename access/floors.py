"""On which floor a visitor is: that of the room of the meeting, else where the firm that is visited rents."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from facilities.models.leases import Lease, LeaseLine
from facilities.models.places import Site

from .models.visits import Visit


def floors_of(visits: Iterable[Visit], site: Site, *, on: date) -> dict[int, str]:
    """The floor or floors by the key of the visit, which was read `with_people()`; one query more."""
    visits = list(visits)
    firms = {visit.organisation_id for visit in visits if visit.booking is None}
    still = Q(ends_on__isnull=True) | Q(ends_on__gt=on)
    lines = LeaseLine.objects.filter(
        still,
        lease__in=Lease.objects.running_on(on).filter(tenant__in=firms),
        starts_on__lte=on,
        # A number of places of something shared is no floor.
        quantity__isnull=True,
        space__floor__building__site=site,
    )
    rented: dict[int, list[str]] = {}
    for firm, name in lines.order_by("space__floor__level").values_list("lease__tenant", "space__floor__name"):
        if name not in rented.setdefault(firm, []):
            rented[firm].append(name)
    return {
        visit.pk: visit.booking.room.space.floor.name
        if visit.booking
        else ", ".join(rented.get(visit.organisation_id, []))
        for visit in visits
    }
