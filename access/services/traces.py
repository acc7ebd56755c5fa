"""What every deed about a visit leaves: an audit entry, a step, live touches; and the lock it begins with."""

import uuid
from datetime import datetime
from typing import Any

from facilities.deeds import Actor, deed
from facilities.models.devices import Device
from facilities.models.people import User

from ..errors import NonceReused
from ..models.visits import Visit, VisitStep


def locked(visit: Visit) -> Visit:
    """The visit as it stands now, held until the deed ends."""
    return Visit.objects.select_for_update(of=("self",)).select_related("site", "host", "organisation").get(pk=visit.pk)


def record(by: Actor, verb: str, visit: Visit, **facts: Any) -> None:
    """Write the audit entry, by ids and values only, and tell the screens of the site."""
    deed.record(f"visit.{verb}", visit, by=by, site=visit.site_id, organisation=visit.organisation_id, **facts)
    touch(visit)


def touch(visit: Visit) -> None:
    """Tell the desk of the site, and whatever counts the people in it."""
    deed.touch(f"desk.{visit.site.slug}", f"people.{visit.site.slug}")


def is_echo(nonce: uuid.UUID, visit: Visit, *kinds: VisitStep.Kind) -> bool:
    """Whether this very message came before; raises `NonceReused` when its nonce was about something else."""
    step = VisitStep.objects.filter(nonce=nonce).first()
    if step is None:
        return False
    if step.visit_id != visit.pk or step.kind not in kinds:
        raise NonceReused
    return True


def take_step(
    kind: VisitStep.Kind,
    visit: Visit,
    *,
    by: Actor,
    nonce: uuid.UUID,
    at: datetime,
    happened_at: datetime | None = None,
) -> None:
    """Write down what happened, under the nonce of the message that told it."""
    VisitStep.objects.create(
        visit=visit,
        nonce=nonce,
        kind=kind,
        at=at,
        by=by if isinstance(by, User) else None,
        device=by if isinstance(by, Device) else None,
        offline_at=happened_at,
    )
