"""The mode of a house: calling an evacuation or a lockdown, and ending it. Nothing else writes it."""

from dataclasses import dataclass
from datetime import datetime

from ..deeds import Actor, deed
from ..errors import DrillDuringAlarm
from ..models.modes import SiteMode
from ..models.people import User
from ..models.places import Site
from ..rules import may_set_mode, require
from .sites import show_anew
from .upkeep import locked, written

NORMAL = Site.Mode.NORMAL


@dataclass(frozen=True, slots=True)
class SiteModeChanged:
    """Announced inside the deed: what ended and what began, of which one may be None."""

    site: Site
    ended: SiteMode | None
    begun: SiteMode | None


@deed
def start_evacuation(*, by: Actor, site: Site, at: datetime, reason: str = "", is_drill: bool = False) -> SiteMode:
    """Everybody out: every screen of the house says so. Called again while it runs, it is the one that runs."""
    set_site_mode(by=by, site=site, mode=Site.Mode.EVACUATION, at=at, reason=reason, is_drill=is_drill)
    return SiteMode.objects.running().get(site=site)


def end_evacuation(*, by: Actor, site: Site, at: datetime) -> Site:
    """It is safe: screens show again what they showed."""
    return set_site_mode(by=by, site=site, mode=NORMAL, at=at)


@deed
def set_site_mode(*, by: Actor, site: Site, mode: str, at: datetime, reason: str = "", is_drill: bool = False) -> Site:
    """Switch a house to normal, lockdown or evacuation; the same again changes nothing.

    The real thing takes the place of a drill at once; a drill never that of the real thing.
    """
    site = locked(site)
    require(may_set_mode(by, site, mode))
    is_drill = is_drill and mode != NORMAL
    before, is_real = site.mode, site.mode != NORMAL and not site.is_drill
    if (before, site.is_drill) == (mode, is_drill):
        return site
    if is_drill and is_real:
        raise DrillDuringAlarm
    ended = _end(by, site, at)
    site.mode, site.is_drill = mode, is_drill
    site.save(update_fields=["mode", "is_drill"])
    begun = None
    if mode != NORMAL:
        begun = written(
            SiteMode(
                site=site,
                mode=mode,
                # Clocks of two servers differ by a little: one mode follows the other without a gap or an overlap.
                since=max(at, ended.until) if ended and ended.until else at,
                by=_person(by),
                reason=reason.strip(),
                is_drill=is_drill,
            )
        )
    deed.record("site.mode_set", site, by=by, site=site, mode=mode, before=before, is_drill=is_drill)
    show_anew(site)
    deed.announce(SiteModeChanged(site, ended, begun))
    return site


def _end(by: Actor, site: Site, at: datetime) -> SiteMode | None:
    running = SiteMode.objects.running().filter(site=site).first()
    if running is not None:
        running.until, running.ended_by = max(at, running.since), _person(by)
        running.save(update_fields=["until", "ended_by"])
    return running


def _person(by: Actor) -> User | None:
    return by if isinstance(by, User) else None
