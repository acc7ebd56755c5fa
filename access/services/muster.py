"""The roll call: opened and ended with the evacuation, ticked off by several wardens at once, reported for ever."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from facilities.deeds import Actor, deed
from facilities.models.modes import SiteMode
from facilities.models.people import User
from facilities.models.places import Site
from facilities.modes import mode_facts

from .. import rules
from ..errors import NameTooShort, NobodyMustered, NonceReused
from ..models.muster import Muster, MusterEntry, MusterMark, MusterReport
from ..models.presence import Presence
from ..models.visits import Visit
from ..presence import Inside, in_the_building

# How long somebody who was never seen leaving still stands on a list, apart from those who are inside.
UNKNOWN_FOR = timedelta(hours=48)
Kind = MusterEntry.Kind


def open_muster(evacuation: SiteMode) -> Muster:
    """Begin the list of an evacuation with everybody inside at that moment; part of the deed that calls it."""
    muster = Muster.objects.create(evacuation=evacuation)
    gather(muster, at=evacuation.since)
    _list_unknown(muster, at=evacuation.since)
    touch(evacuation.site)
    return muster


def end_muster(evacuation: SiteMode) -> MusterReport | None:
    """Write the report; part of the deed that ends the evacuation."""
    muster = Muster.objects.running().filter(evacuation=evacuation).first()
    if muster is None or evacuation.until is None:
        return None
    lines = list(with_marks(muster.entries.all()))
    counted = [line for line in lines if line.kind != Kind.UNKNOWN]
    safe = sum(line.mark in {"safe", "left"} for line in counted)
    report = MusterReport.objects.create(
        muster=muster,
        is_drill=evacuation.is_drill,
        opened_at=evacuation.since,
        ended_at=evacuation.until,
        listed=len(counted),
        added=sum(line.kind == Kind.ADDED for line in counted),
        safe=safe,
        missing=len(counted) - safe,
        unknown=len(lines) - len(counted),
    )
    touch(evacuation.site)
    return report


@deed
def mark_entry(
    *,
    by: Actor,
    site: Site,
    key: str,
    kind: str,
    at: datetime,
    nonce: uuid.UUID,
    happened_at: datetime | None = None,
) -> MusterMark | None:
    """Tick somebody off as safe, or say that he is missing after all; what is so already is not written again.

    `happened_at` is when a phone without a connection saw it.
    """
    rules.require(rules.is_staff_of(by, site))
    muster = _running(site)
    gather(muster, at=at)
    # Of two wardens at once the second waits here, and finds it done.
    entry = MusterEntry.objects.select_for_update().filter(muster=muster, key=key).first()
    if entry is None:
        raise NobodyMustered
    told = MusterMark.objects.filter(nonce=nonce).first()
    if told is not None and (told.entry_id, told.kind) != (entry.pk, kind):
        raise NonceReused
    last = entry.marks.order_by("-number").first()
    if told is not None or (last is None and kind == MusterMark.Kind.MISSING) or (last and last.kind == kind):
        return told or last
    return _mark(entry, last, kind, by=by, at=at, nonce=nonce, happened_at=happened_at)


@deed
def add_entry(*, by: Actor, site: Site, name: str, at: datetime, nonce: uuid.UUID) -> MusterEntry:
    """Put somebody on the list whom nobody knew of: "man in red jacket"; the same message twice is one line."""
    rules.require(rules.is_staff_of(by, site))
    muster = _running(site)
    name = name.strip()
    if not any(letter.isalnum() for letter in name):
        raise NameTooShort
    entry, is_new = MusterEntry.objects.get_or_create(
        muster=muster,
        key=f"added:{nonce}",
        defaults={
            "kind": Kind.ADDED,
            "name": name,
            "since": at,
            "listed_at": at,
            "basis": Presence.Basis.DECLARED,
            "added_by": by if isinstance(by, User) else None,
        },
    )
    if is_new:
        deed.record("muster.added", entry, by=by, site=site)
        touch(site)
    return entry


def gather(muster: Muster, *, at: datetime) -> None:
    """Put everybody on the list who is inside and not on it yet."""
    known = set(muster.entries.values_list("key", flat=True))
    rows = in_the_building(muster.evacuation.site, at=at).rows
    entries = [_entry(muster, row, at) for row in rows if row.key not in known]
    MusterEntry.objects.bulk_create(entries, ignore_conflicts=True)


def follow(site: Site, *, key: str, has_left: bool, at: datetime) -> None:
    """During an evacuation: who comes in is on the list, who signs out is accounted for."""
    if _standing(site) is None:
        return
    try:
        muster = _running(site)
    except NobodyMustered:
        return
    gather(muster, at=at)
    entry = MusterEntry.objects.select_for_update().filter(muster=muster, key=key).first()
    last = entry.marks.order_by("-number").first() if entry else None
    is_gone = last is not None and last.kind == MusterMark.Kind.LEFT
    if entry and has_left != is_gone:
        kind = MusterMark.Kind.LEFT if has_left else MusterMark.Kind.MISSING
        _mark(entry, last, kind, by=None, at=at, nonce=uuid.uuid4(), happened_at=None)
    touch(site)


def with_marks(entries: QuerySet[MusterEntry]) -> QuerySet[Any]:  # Any: mypy does not know what is annotated
    """Lines with what was seen last of each: `mark`, `marked_at` and `marked_by`."""
    last = MusterMark.objects.filter(entry=OuterRef("pk")).order_by("-number")
    return entries.annotate(
        mark=Subquery(last.values("kind")[:1]),
        marked_at=Subquery(last.values("at")[:1]),
        marked_by=Subquery(last.values("by__name")[:1]),
    )


def muster_state(site: Site) -> dict[str, Any]:
    """How many are on the list that runs, and how many of them are accounted for."""
    lines = with_marks(MusterEntry.objects.filter(muster__in=Muster.objects.at(site).running()).exclude(kind="unknown"))
    marks = list(lines.values_list("mark", flat=True))
    safe = sum(mark in {"safe", "left"} for mark in marks)
    return {"site": site.slug, **mode_facts(site), "listed": len(marks), "safe": safe, "missing": len(marks) - safe}


def touch(site: Site) -> None:
    """Tell whoever looks at the list."""
    deed.touch(f"muster.{site.slug}", f"people.{site.slug}", f"desk.{site.slug}")


def _running(site: Site) -> Muster:
    # The row the evacuation is called and ended under: ticks and the end take turns at it.
    Site.objects.select_for_update().get(pk=site.pk)
    muster = _standing(site)
    if muster is None:
        raise NobodyMustered
    return muster


def _standing(site: Site) -> Muster | None:
    return Muster.objects.at(site).running().select_related("evacuation__site").first()


def _mark(
    entry: MusterEntry,
    last: MusterMark | None,
    kind: str,
    *,
    by: Actor,
    at: datetime,
    nonce: uuid.UUID,
    happened_at: datetime | None,
) -> MusterMark:
    site = entry.muster.evacuation.site
    mark = MusterMark.objects.create(
        entry=entry,
        number=last.number + 1 if last else 1,
        kind=kind,
        nonce=nonce,
        at=min(happened_at or at, at),
        told_at=at,
        by=by if isinstance(by, User) else None,
    )
    deed.record("muster.marked", entry, by=by, site=site, kind=kind, late=happened_at is not None)
    touch(site)
    return mark


def _entry(muster: Muster, row: Inside, at: datetime) -> MusterEntry:
    return MusterEntry(
        muster=muster,
        key=row.key,
        kind=row.kind,
        name=row.name,
        firm=row.firm,
        host=row.host,
        organisation_id=row.organisation,
        person_id=row.presence.person_id if row.presence else None,
        visit=row.visit,
        building=row.building,
        floor=row.floor,
        since=row.since,
        basis=row.basis,
        listed_at=at,
    )


def _list_unknown(muster: Muster, *, at: datetime) -> None:
    """Who was closed at the end of a day and never seen leaving: apart, and not counted as inside."""
    site, since = muster.evacuation.site, at - UNKNOWN_FOR
    shared: dict[str, Any] = {"muster": muster, "kind": Kind.UNKNOWN, "listed_at": at}
    visits = Visit.objects.at(site).known().filter(status="auto_closed", closed_at__gt=since)
    entries = [
        MusterEntry(
            key=f"visit:{visit.pk}",
            name=visit.visitor_name,
            firm=visit.visitor_firm,
            organisation_id=visit.organisation_id,
            visit=visit,
            since=visit.arrived_at or visit.starts_at,
            basis=Presence.Basis.RECEPTION,
            **shared,
        )
        for visit in visits
    ]
    newest = Presence.objects.filter(person=OuterRef("person")).order_by("-pk").values("pk")[:1]
    closed = Presence.objects.at(site).filter(pk=Subquery(newest), closed_how="day_end", closed_at__gt=since)
    entries += [
        MusterEntry(
            key=f"person:{presence.person_id}",
            name=presence.person.name,
            person=presence.person,
            since=presence.since,
            basis=presence.basis,
            **shared,
        )
        for presence in closed.select_related("person")
    ]
    MusterEntry.objects.bulk_create(entries, ignore_conflicts=True)
