"""Coming in and leaving of those who work in a house; of visitors see arriving.py and leaving.py."""

from datetime import datetime

from facilities.deeds import Actor, deed
from facilities.models.people import User
from facilities.models.places import Building, Floor, Site
from facilities.services.upkeep import written

from .. import rules
from ..errors import NotOfThisHouse
from ..models.presence import Presence
from .muster import follow


@deed
def come_in(
    *, by: Actor, person: User, site: Site, at: datetime, basis: str | None = None, floor: Floor | None = None
) -> Presence:
    """Say that somebody is inside; said again it changes nothing but the floor, and elsewhere he is no more.

    Without `basis` it is declared by oneself, or seen by the desk.
    """
    rules.require(rules.may_declare(by, person, site))
    if not rules.works_at(person, site) or (floor is not None and floor.building.site_id != site.pk):
        raise NotOfThisHouse(site_name=site.name)
    person = User.objects.select_for_update().get(pk=person.pk)
    standing = Presence.objects.open().filter(person=person).select_related("site").first()
    if standing is not None and standing.site_id == site.pk:
        if floor is not None and floor.pk != standing.floor_id:
            standing.floor, standing.building = floor, floor.building
            standing.save(update_fields=["floor", "building"])
            touch(site)
        return standing
    if standing is not None:
        _close(standing, Presence.Closing.ELSEWHERE, by=by, at=at)
    before = Presence.objects.at(site).filter(person=person).order_by("-pk").first()
    presence = written(
        Presence(
            person=person,
            site=site,
            # Where he was last: most people have one desk.
            building=floor.building if floor else before.building if before else _only_building(site),
            floor=floor or (before.floor if before else None),
            basis=basis or (Presence.Basis.DECLARED if by == person else Presence.Basis.RECEPTION),
            since=at,
        )
    )
    deed.record("presence.came_in", presence, by=by, site=site, basis=presence.basis)
    touch(site)
    follow(site, key=f"person:{person.pk}", has_left=False, at=at)
    return presence


@deed
def leave(*, by: Actor, presence: Presence, at: datetime) -> Presence:
    """Say that somebody left; said again it changes nothing."""
    rules.require(rules.may_declare(by, presence.person, presence.site))
    person = User.objects.select_for_update().get(pk=presence.person_id)
    presence = Presence.objects.select_related("site").get(pk=presence.pk, person=person)
    if presence.closed_at is None:
        presence.until = max(at, presence.since)
        _close(presence, Presence.Closing.LEFT, by=by, at=at)
        follow(presence.site, key=f"person:{person.pk}", has_left=True, at=at)
    return presence


def close_presences(site: Site, *, before: datetime, at: datetime) -> int:
    """At the end of the day: who did not say that he left is no longer counted; when he left nobody knows."""
    some = list(Presence.objects.open().at(site).filter(since__lt=before).select_related("site").order_by("pk"))
    for presence in some:
        _close(presence, Presence.Closing.DAY_END, by=None, at=at)
    return len(some)


def touch(site: Site) -> None:
    """Tell the desk of the site, and whatever counts or lists the people in it."""
    deed.touch(f"desk.{site.slug}", f"people.{site.slug}")


def _close(presence: Presence, how: Presence.Closing, *, by: Actor, at: datetime) -> None:
    presence.closed_at, presence.closed_how = at, how
    presence.save(update_fields=["until", "closed_at", "closed_how"])
    deed.record("presence.left", presence, by=by, site=presence.site_id, closed_how=how)
    touch(presence.site)


def _only_building(site: Site) -> Building | None:
    buildings = list(site.buildings.all()[:2])
    return buildings[0] if len(buildings) == 1 else None
