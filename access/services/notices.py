"""The mails of a visit; called inside a deed, which puts them into the outbox."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation

from facilities.deeds import deed
from facilities.kernel.tokens import hashed, new_token
from facilities.mails import Picture, mail

from ..codes import qr_png
from ..ical import invitation
from ..models.visits import Visit, VisitPass
from .parking import place_of

# What a desk sees before the underscore of a scanned code: a visitor who comes, a badge that leaves.
PREFIX = {VisitPass.Kind.VISITOR: "rv", VisitPass.Kind.HOST: "rh", VisitPass.Kind.BADGE: "rb"}


@dataclass(slots=True)
class Guest:
    """Where a mail to a visitor goes; a visitor has no account."""

    name: str
    email: str
    language: str


def issue_pass(visit: Visit, kind: VisitPass.Kind, *, at: datetime) -> str:
    """A fresh token that opens the visit; earlier ones go on working, so that no printed code grows old."""
    token = new_token(PREFIX[kind])
    VisitPass.objects.create(visit=visit, kind=kind, token_hash=hashed(token), created_at=at)
    return token


def tell_visitor(what: str, visit: Visit, *, token: str | None = None) -> None:
    """Mail `access/mail/visitor_<what>` to the visitor, if an address is known, with calendar entry and code."""
    if not visit.visitor_email:
        return
    guest = Guest(visit.visitor_name, visit.visitor_email, visit.language)
    context = _context(visit) | {"link": f"{settings.BASE_URL}/v/{token}/" if token else ""}
    with translation.override(visit.language):
        text, method = invitation(visit)
    picture = Picture("code", qr_png(token)) if token else None
    payload = mail(
        template=f"access/mail/visitor_{what}",
        to=guest,
        context=context,
        calendar=text,
        method=method,
        picture=picture,
    )
    deed.send("mail", payload)


def tell_host(what: str, visit: Visit, *, at: datetime, once: bool = False) -> None:
    """Mail `access/mail/host_<what>` to the host, with a link that answers for him; `once` for the whole visit."""
    if visit.host is None:
        return
    token = issue_pass(visit, VisitPass.Kind.HOST, at=at)
    context = _context(visit) | {"link": f"{settings.BASE_URL}/h/{token}/"}
    key = f"visit:{visit.public_id}:{what}" if once else None
    deed.send("mail", mail(template=f"access/mail/host_{what}", to=visit.host, context=context), dedupe_key=key)


def _context(visit: Visit) -> dict[str, object]:
    room = visit.booking.room if visit.booking is not None else None
    return {"visit": visit, "site": visit.site, "host": visit.host, "room": room, "place": place_of(visit)}
