"""What is left to decide about somebody at the desk: who he is, whether the host wants him, the house rules."""

import uuid
from datetime import datetime, timedelta
from typing import cast

from facilities.deeds import Actor, deed
from facilities.kernel.intervals import Interval
from facilities.models.people import Organisation, User
from facilities.models.places import Site

from .. import rules
from ..errors import CallSecurity, NothingToDecide, RulesHaveChanged, UnknownPass, VisitCancelled, VisitOver
from ..models.visits import Visit, VisitPass, VisitStep
from ..spelling import normalised_plate
from . import parking, traces
from .arriving import CheckIn, advance, newest_rules, next_step, note_stop
from .blocking import verdict_on
from .muster import follow
from .notices import tell_host
from .visits import check_parties

LASTS = timedelta(hours=2)


def announce_walk_in(
    *,
    by: Actor,
    site: Site,
    host: User,
    organisation: Organisation,
    visitor_name: str,
    at: datetime,
    nonce: uuid.UUID,
    firm: str = "",
    visitor_email: str = "",
    plate: str = "",
    language: str = User.Language.DUTCH,
    interval: Interval | None = None,
) -> CheckIn:
    """Somebody without an invitation stands at the desk: ask the host by mail whether he may come in."""
    interval = interval or Interval(at, at + LASTS)
    visit = Visit(
        site=site,
        host=host,
        organisation=organisation,
        invited_by=by if isinstance(by, User) else None,
        visitor_name=visitor_name.strip(),
        visitor_firm=firm.strip(),
        visitor_email=visitor_email.strip().lower(),
        language=language,
        plate=normalised_plate(plate),
        is_walk_in=True,
        starts_at=interval.start,
        ends_at=interval.end,
        created_at=at,
        changed_at=at,
    )
    try:
        return _announce(by=by, visit=visit, at=at, nonce=nonce)
    except CallSecurity:
        note_stop(by=by, visit=visit)
        raise


@deed
def _announce(*, by: Actor, visit: Visit, at: datetime, nonce: uuid.UUID) -> CheckIn:
    rules.require(rules.may_receive(by, visit.site))
    # No visit to lock yet: the same message twice at once takes turns at its site.
    Site.objects.select_for_update().get(pk=visit.site_id)
    told = VisitStep.objects.filter(nonce=nonce).select_related("visit").first()
    if told is not None:
        traces.is_echo(nonce, told.visit, VisitStep.Kind.ARRIVED)
        known = traces.locked(told.visit)
        return CheckIn(known, is_new=False, next_step=next_step(known))
    check_parties(visit.site, visit.organisation, cast(User, visit.host))
    verdict = verdict_on(visit, at=at)
    if verdict.is_blocked:
        raise CallSecurity
    # A retry after a deadlock starts from the same object, whose row was rolled back.
    visit.pk = None
    visit.resembles_blocked = verdict.needs_a_look
    visit.status, visit.arrived_at = Visit.Status.ARRIVED, at
    advance(visit, at)
    visit.save(force_insert=True)
    traces.take_step(VisitStep.Kind.ARRIVED, visit, by=by, nonce=nonce, at=at)
    traces.record(by, "announced", visit)
    follow(visit.site, key=f"visit:{visit.pk}", has_left=False, at=at)
    tell_host("asked", visit, at=at, once=True)
    return CheckIn(visit, is_new=True, next_step=next_step(visit))


@deed
def confirm_person(*, by: Actor, visit: Visit, at: datetime, nonce: uuid.UUID | None = None) -> CheckIn:
    """Somebody of the desk looked: the visitor only resembles one who may not come in."""
    rules.require(rules.is_staff_of(by, visit.site))
    visit = _at_the_desk(visit)
    if not visit.resembles_blocked:
        raise NothingToDecide
    visit.resembles_blocked = False
    return _decided(by, visit, "looked_at", at=at, nonce=nonce)


@deed
def approve_walk_in(*, by: Actor, visit: Visit, at: datetime, nonce: uuid.UUID | None = None) -> CheckIn:
    """The host, or the desk for him, lets a walk-in through."""
    rules.require(rules.may_decide(by, visit))
    return _approve(by, _at_the_desk(visit), at=at, nonce=nonce)


@deed
def refuse_visit(*, by: Actor, visit: Visit, at: datetime, nonce: uuid.UUID | None = None) -> Visit:
    """Send somebody at the desk away: the host does not expect him, or he is who he seemed to be."""
    rules.require(rules.may_decide(by, visit))
    return _refuse(by, _at_the_desk(visit), at=at, nonce=nonce)


@deed
def answer_visit(*, by: Actor, visit: Visit, answer: str, at: datetime) -> Visit:
    """The host says that he is coming or that the visitor may come up; to a walk-in that says yes too."""
    rules.require(rules.may_decide(by, visit))
    return _answer(by, visit, answer, at=at)


@deed
def answer_by_link(*, token: str, answer: str, at: datetime) -> Visit:
    """The same from the link in the host's mail: coming, send_up or refuse."""
    visit = visit_of(token, kind=VisitPass.Kind.HOST)
    if answer == "refuse":
        return _refuse(visit.host, _at_the_desk(visit), at=at, nonce=None)
    return _answer(visit.host, visit, answer, at=at)


@deed
def accept_rules(
    *, by: Actor, version: int, at: datetime, token: str | None = None, visit: Visit | None = None
) -> Visit:
    """The visitor accepts the house rules, by the link, at the kiosk or before the desk."""
    if token is not None or visit is None:
        visit = visit_of(token or "")
    else:
        rules.require(rules.may_receive(by, visit.site))
    visit = traces.locked(visit)
    _must_be_open(visit)
    newest = newest_rules(visit.site)
    if newest is None or newest.version != version:
        raise RulesHaveChanged
    if visit.rules_accepted_id == newest.pk:
        return visit
    visit.rules_accepted, visit.rules_accepted_at, visit.changed_at = newest, at, at
    if visit.status == Visit.Status.ARRIVED:
        advance(visit, at)
    visit.save()
    traces.record(by, "rules_accepted", visit, version=version)
    return visit


def visit_of(token: str, *, kind: str = VisitPass.Kind.VISITOR) -> Visit:
    """The visit that a link opens, or `UnknownPass`."""
    found = Visit.objects.known().with_pass(token, kinds=[kind]).with_people().first()
    if found is None:
        raise UnknownPass
    return found


def _answer(by: Actor, visit: Visit, answer: str, *, at: datetime) -> Visit:
    visit = traces.locked(visit)
    _must_be_open(visit)
    if visit.host_answer == answer:
        return visit
    visit.host_answer, visit.changed_at = Visit.Answer(answer), at
    if visit.is_walk_in and visit.approved_at is None and visit.status == Visit.Status.ARRIVED:
        return _approve(by, visit, at=at, nonce=None).visit
    visit.save(update_fields=["host_answer", "changed_at"])
    traces.record(by, "answered", visit, answer=answer)
    return visit


def _approve(by: Actor, visit: Visit, *, at: datetime, nonce: uuid.UUID | None) -> CheckIn:
    if nonce is not None and traces.is_echo(nonce, visit, VisitStep.Kind.ADMITTED):
        return CheckIn(visit, is_new=False, next_step=next_step(visit))
    if not visit.is_walk_in or visit.approved_at is not None:
        raise NothingToDecide
    visit.approved_by, visit.approved_at = by if isinstance(by, User) else None, at
    return _decided(by, visit, "approved", at=at, nonce=nonce)


def _decided(by: Actor, visit: Visit, verb: str, *, at: datetime, nonce: uuid.UUID | None) -> CheckIn:
    visit.changed_at = at
    advance(visit, at)
    visit.save()
    traces.take_step(VisitStep.Kind.ADMITTED, visit, by=by, nonce=nonce or uuid.uuid4(), at=at)
    traces.record(by, verb, visit)
    return CheckIn(visit, is_new=True, next_step=next_step(visit))


def _refuse(by: Actor, visit: Visit, *, at: datetime, nonce: uuid.UUID | None) -> Visit:
    visit.status, visit.closed_how, visit.waits_for = Visit.Status.CANCELLED, Visit.Closing.REFUSED, ""
    visit.closed_at = visit.changed_at = at
    visit.save()
    parking.give_back(visit, at=at)
    traces.take_step(VisitStep.Kind.REFUSED, visit, by=by, nonce=nonce or uuid.uuid4(), at=at)
    traces.record(by, "refused", visit)
    follow(visit.site, key=f"visit:{visit.pk}", has_left=True, at=at)
    return visit


def _at_the_desk(visit: Visit) -> Visit:
    visit = traces.locked(visit)
    _must_be_open(visit)
    if visit.status != Visit.Status.ARRIVED:
        raise NothingToDecide
    return visit


def _must_be_open(visit: Visit) -> None:
    if visit.status == Visit.Status.CANCELLED:
        raise VisitCancelled
    if visit.status in {Visit.Status.OUT, Visit.Status.NO_SHOW, Visit.Status.AUTO_CLOSED}:
        raise VisitOver
