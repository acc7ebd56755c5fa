"""Agreeing on a visit: inviting one or many, changing it, calling it off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from bookings.models.bookings import Booking
from bookings.occupancy import site_of
from facilities.deeds import Actor, deed
from facilities.kernel.intervals import Interval
from facilities.models.people import Organisation, User
from facilities.models.places import Site

from .. import rules
from ..errors import (
    AlreadyArrived,
    BookingNotStanding,
    BookingOfAnotherVisit,
    HostOfAnotherOrganisation,
    OrganisationReceivesNobody,
    VisitCancelled,
    VisitInThePast,
    VisitOver,
)
from ..models.visits import Visit, VisitGroup, VisitPass
from ..spelling import normalised_plate
from . import parking, traces
from .notices import issue_pass, tell_host, tell_visitor


@dataclass(frozen=True, slots=True)
class Invitation:
    """A visit agreed on, and the token of its link and code, which nothing keeps."""

    visit: Visit
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """One of a group to invite."""

    name: str
    email: str = ""
    firm: str = ""
    plate: str = ""


@deed
def invite(
    *,
    by: Actor,
    host: User,
    organisation: Organisation,
    site: Site,
    visitor_name: str,
    visitor_email: str,
    interval: Interval,
    at: datetime,
    booking: Booking | None = None,
    group: VisitGroup | None = None,
    firm: str = "",
    plate: str = "",
    language: str = User.Language.DUTCH,
    needs_parking: bool = False,
) -> Invitation:
    """Expect somebody at `site`, and mail the visitor what opens the door."""
    rules.require(rules.may_invite(by, site, organisation, host))
    check_parties(site, organisation, host, booking)
    if interval.end <= at:
        raise VisitInThePast
    visit = Visit.objects.create(
        site=site,
        host=host,
        organisation=organisation,
        booking=booking,
        group=group,
        invited_by=by if isinstance(by, User) else None,
        visitor_name=visitor_name.strip(),
        visitor_firm=firm.strip(),
        visitor_email=visitor_email.strip().lower(),
        language=language,
        plate=normalised_plate(plate),
        needs_parking=needs_parking,
        starts_at=interval.start,
        ends_at=interval.end,
        created_at=at,
        changed_at=at,
    )
    if needs_parking:
        parking.hold_for(visit, at=at)
    token = issue_pass(visit, VisitPass.Kind.VISITOR, at=at)
    traces.record(by, "invited", visit, starts_at=interval.start.isoformat(), ends_at=interval.end.isoformat())
    tell_visitor("invited", visit, token=token)
    return Invitation(visit, token)


@deed
def invite_group(
    *,
    by: Actor,
    host: User,
    organisation: Organisation,
    site: Site,
    title: str,
    people: Sequence[Person],
    interval: Interval,
    at: datetime,
    booking: Booking | None = None,
    language: str = User.Language.DUTCH,
    needs_parking: bool = False,
) -> list[Invitation]:
    """Expect all of `people`, or, where one of them cannot be invited, nobody."""
    rules.require(rules.may_invite(by, site, organisation, host))
    group = VisitGroup.objects.create(site=site, title=title, host=host, organisation=organisation, created_at=at)
    return [
        invite(
            by=by,
            host=host,
            organisation=organisation,
            site=site,
            visitor_name=person.name,
            visitor_email=person.email,
            firm=person.firm,
            plate=person.plate,
            interval=interval,
            at=at,
            booking=booking,
            group=group,
            language=language,
            needs_parking=needs_parking,
        )
        for person in people
    ]


@deed
def change_visit(
    *,
    by: Actor,
    visit: Visit,
    at: datetime,
    interval: Interval | None = None,
    visitor_name: str | None = None,
    visitor_email: str | None = None,
    firm: str | None = None,
    plate: str | None = None,
    needs_parking: bool | None = None,
) -> Visit:
    """Change what is given and keep the rest; the visitor hears of another time, another address gets the code."""
    visit = traces.locked(visit)
    rules.require(rules.may_change(by, visit))
    must_be_planned(visit)
    if interval is not None and interval.end <= at:
        raise VisitInThePast
    wanted: dict[str, Any] = {  # Any: values of the visit's fields
        "starts_at": interval.start if interval else None,
        "ends_at": interval.end if interval else None,
        "visitor_name": visitor_name.strip() if visitor_name is not None else None,
        "visitor_email": visitor_email.strip().lower() if visitor_email is not None else None,
        "visitor_firm": firm.strip() if firm is not None else None,
        "needs_parking": needs_parking,
    }
    changed = [name for name, value in wanted.items() if value is not None and getattr(visit, name) != value]
    for name in changed:
        setattr(visit, name, wanted[name])
    if plate is not None and visit.plate != normalised_plate(plate):
        visit.plate = normalised_plate(plate)
        changed.append("plate")
    if changed:
        _save_change(by, visit, changed, at=at)
    return visit


def move_visit(*, by: Actor, visit: Visit, interval: Interval, at: datetime) -> Visit:
    """Follow the booking a visit belongs to; who may move the booking moves its visits. Called inside a deed."""
    visit = traces.locked(visit)
    changed = [
        name
        for name, value in (("starts_at", interval.start), ("ends_at", interval.end))
        if getattr(visit, name) != value
    ]
    if visit.status == Visit.Status.PLANNED:
        visit.starts_at, visit.ends_at = interval.start, interval.end
        # Another room is news too, though no field of the visit says so.
        _save_change(by, visit, changed or ["booking"], at=at, with_meeting=True)
    elif visit.status in {Visit.Status.ARRIVED, Visit.Status.IN} and interval.end > visit.starts_at:
        visit.ends_at, visit.changed_at = interval.end, at
        visit.save(update_fields=["ends_at", "changed_at"])
        parking.follow_if_possible(visit, ["ends_at"], at=at)
        traces.record(by, "changed", visit, fields=["ends_at"])
    return visit


@deed
def cancel_visit(*, by: Actor, visit: Visit, at: datetime) -> Visit:
    """Call a visit off before the visitor came."""
    visit = traces.locked(visit)
    rules.require(rules.may_change(by, visit))
    return call_off(by=by, visit=visit, at=at)


def call_off(*, by: Actor, visit: Visit, at: datetime, by_visitor: bool = False) -> Visit:
    """Cancel the locked `visit` and tell the other side; called inside a deed that has checked the right."""
    must_be_planned(visit)
    visit.status, visit.closed_how = Visit.Status.CANCELLED, Visit.Closing.CANCELLED
    visit.closed_at = visit.changed_at = at
    visit.sequence += 1
    visit.save()
    parking.give_back(visit, at=at)
    traces.record(by, "cancelled", visit, by_visitor=by_visitor)
    if by_visitor:
        tell_host("cancelled", visit, at=at)
    tell_visitor("cancelled", visit)
    return visit


def must_be_planned(visit: Visit) -> None:
    """Raise what stops a change of what was agreed."""
    match visit.status:
        case Visit.Status.PLANNED:
            return
        case Visit.Status.CANCELLED:
            raise VisitCancelled
        case Visit.Status.ARRIVED | Visit.Status.IN:
            raise AlreadyArrived
    raise VisitOver


def _save_change(by: Actor, visit: Visit, changed: list[str], *, at: datetime, with_meeting: bool = False) -> None:
    visit.changed_at = at
    visit.sequence += 1
    visit.save()
    (parking.follow_if_possible if with_meeting else parking.follow)(visit, changed, at=at)
    traces.record(by, "changed", visit, fields=sorted(changed))
    if "visitor_email" in changed:
        # The old address keeps no key to the house.
        visit.passes.filter(kind=VisitPass.Kind.VISITOR).delete()
    if {"starts_at", "ends_at", "booking", "visitor_email"} & set(changed):
        tell_visitor("changed", visit, token=issue_pass(visit, VisitPass.Kind.VISITOR, at=at))


def check_parties(site: Site, organisation: Organisation, host: User, booking: Booking | None = None) -> None:
    """Raise unless the host is one of the organisation's people, it sits at the site, and the booking is its own."""
    is_house = organisation.kind == Organisation.Kind.OPERATOR
    if organisation.is_suspended or not (is_house or organisation.sites.filter(pk=site.pk).exists()):
        raise OrganisationReceivesNobody(organisation_name=organisation.name, site_name=site.name)
    belongs = Q(organisation=organisation)
    if is_house:
        belongs |= Q(site=site)
    if not host.is_active or not host.memberships.filter(belongs).exists():
        raise HostOfAnotherOrganisation(organisation_name=organisation.name)
    if booking is None:
        return
    if booking.organisation_id != organisation.pk or site_of(booking.room) != site:
        raise BookingOfAnotherVisit
    if booking.status == Booking.Status.CANCELLED:
        raise BookingNotStanding
