"""Whether a visitor is one of those who may not come in."""

from dataclasses import dataclass
from datetime import datetime

from facilities.deeds import Actor, deed
from facilities.models.people import User
from facilities.models.places import Site

from .. import rules
from ..errors import NameTooShort
from ..models.blocked import BlockedVisitor
from ..models.visits import Visit
from ..spelling import normalised_name, resembles


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the list says of a visitor: certainly on it, or alike enough that a person must look."""

    is_blocked: bool = False
    needs_a_look: bool = False


def verdict_on(visit: Visit, *, at: datetime) -> Verdict:
    """Compare the visitor with those kept out of the site; one query.

    The mail address decides alone. The same name does so where one of both has no address, because two people may
    bear it; with different addresses, or spelt nearly the same, a person has to look.
    """
    name, email = normalised_name(visit.visitor_name), visit.visitor_email.lower()
    near = False
    for blocked in BlockedVisitor.objects.in_force(visit.site, at=at):
        if email and blocked.email == email:
            return Verdict(is_blocked=True)
        if blocked.normalised_name == name:
            if not (email and blocked.email):
                return Verdict(is_blocked=True)
            near = True
        near = near or resembles(blocked.normalised_name, name)
    return Verdict(needs_a_look=near)


@deed
def block_visitor(
    *,
    by: Actor,
    site: Site | None,
    name: str,
    reason: str,
    at: datetime,
    email: str = "",
    until: datetime | None = None,
) -> BlockedVisitor:
    """Keep somebody out of `site`, or of every site; the audit entry holds neither name nor reason."""
    rules.require(rules.may_block(by, site))
    if not normalised_name(name):
        raise NameTooShort
    blocked = BlockedVisitor.objects.create(
        site=site,
        name=name,
        normalised_name=normalised_name(name),
        email=email.strip().lower(),
        reason=reason,
        blocked_by=by if isinstance(by, User) else None,
        created_at=at,
        until=until,
    )
    deed.record("blocked_visitor.kept_out", blocked, by=by, site=site)
    return blocked


@deed
def lift_visitor_block(*, by: Actor, blocked: BlockedVisitor, at: datetime) -> BlockedVisitor:
    """Let somebody in again; lifting twice is lifting once."""
    rules.require(rules.may_block(by, blocked.site))
    if BlockedVisitor.objects.filter(pk=blocked.pk, lifted_at__isnull=True).update(lifted_at=at):
        deed.record("blocked_visitor.let_in", blocked, by=by, site=blocked.site)
    blocked.refresh_from_db()
    return blocked
