"""Who is in a building now: people of the house by their presence, visitors by their visit; one truth each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q

from facilities.models.people import Membership, User
from facilities.models.places import Site
from facilities.modes import mode_facts
from facilities.scopes import scope_of

from .models.presence import Presence
from .models.visits import Visit

STAFF, VISITOR = "staff", "visitor"
# Who stands at the desk is under the same roof as who was let in.
UNDER_ROOF = ["arrived", "in"]


@dataclass(frozen=True, slots=True)
class Inside:
    """Somebody inside: who, where as far as known, since when, and from what that is known."""

    kind: str
    name: str
    firm: str
    organisation: int | None
    building: str
    floor: str
    since: datetime
    basis: str
    host: str = ""
    presence: Presence | None = None
    visit: Visit | None = None

    @property
    def key(self) -> str:
        """The same for the same person, in every list and copy of one."""
        return f"visit:{self.visit.pk}" if self.visit else f"person:{self.presence.person_id}" if self.presence else ""

    def get_basis_display(self) -> Any:
        """What the basis is called; named as on the line of an evacuation list."""
        return Presence.Basis(self.basis).label


@dataclass(frozen=True, slots=True)
class People:
    """Everybody inside a site, by building and floor, with the totals."""

    rows: list[Inside]

    @property
    def staff(self) -> int:
        """How many work there."""
        return sum(row.kind == STAFF for row in self.rows)

    @property
    def visitors(self) -> int:
        """How many are visiting."""
        return sum(row.kind == VISITOR for row in self.rows)

    @property
    def places(self) -> list[tuple[str, str, int]]:
        """Building, floor and how many are there; empty words where that is not known."""
        return sorted((*place, count) for place, count in Counter((r.building, r.floor) for r in self.rows).items())


def in_the_building(site: Site, *, at: datetime) -> People:
    """Everybody inside `site` at `at`, by building, floor and name."""
    here = Membership.objects.filter(Q(site=site) | Q(organisation__sites=site)).select_related("organisation")
    presences = (
        Presence.objects.open()
        .at(site)
        .filter(since__lte=at)
        .select_related("person", "building", "floor")
        .prefetch_related(Prefetch("person__memberships", here.distinct(), to_attr="works_here"))
    )
    visits = Visit.objects.at(site).known().filter(status__in=UNDER_ROOF).with_people()
    rows = [*map(_of_the_house, presences), *map(_visiting, visits)]
    return People(sorted(rows, key=lambda row: (row.building, row.floor, row.kind, row.name.casefold(), row.key)))


def visible_rows(people: People, user: User, site: Site) -> list[Inside]:
    """Staff of the site see all by name, a tenant admin his own firm; an auditor sees figures only."""
    scope = scope_of(user)
    if scope.is_admin or site.pk in scope.staff_sites:
        return people.rows
    return [row for row in people.rows if row.organisation in scope.administered_organisations]


def people_state(site: Site) -> dict[str, Any]:
    """How many are inside: a public figure, without a name."""
    staff = Presence.objects.open().at(site).count()
    visitors = Visit.objects.at(site).filter(status__in=UNDER_ROOF).count()
    return {"site": site.slug, **mode_facts(site), "in_building": staff + visitors}


def _of_the_house(presence: Presence) -> Inside:
    works: Iterable[Membership] = presence.person.works_here  # type: ignore[attr-defined]
    firm = next((one.organisation for one in works if one.organisation is not None), None)
    return Inside(
        kind=STAFF,
        name=presence.person.name,
        firm=firm.name if firm else "",
        organisation=firm.pk if firm else None,
        building=presence.building.name if presence.building else "",
        floor=presence.floor.name if presence.floor else "",
        since=presence.since,
        basis=presence.basis,
        presence=presence,
    )


def _visiting(visit: Visit) -> Inside:
    floor = visit.booking.room.space.floor if visit.booking else None
    return Inside(
        kind=VISITOR,
        name=visit.visitor_name,
        firm=visit.visitor_firm,
        organisation=visit.organisation_id,
        building=floor.building.name if floor else "",
        floor=floor.name if floor else "",
        since=visit.entered_at or visit.arrived_at or visit.starts_at,
        basis=Presence.Basis.RECEPTION,
        host=visit.host.name if visit.host else "",
        visit=visit,
    )
