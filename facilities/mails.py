"""Mails: written in the receiver's language within the deed, sent by the worker from the outbox."""

from __future__ import annotations

from base64 import b64decode, b64encode
from dataclasses import dataclass
from email.mime.image import MIMEImage
from typing import Any, Protocol
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone, translation

from .models.machinery import OutboxMessage


class Receiver(Protocol):
    """Whoever a mail can go to: a user, an invitation."""

    email: str
    name: str
    language: str


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG that travels with a mail; its HTML shows it as `<img src="cid:NAME">`, with words for who cannot see."""

    name: str
    png: bytes


def mail(
    *,
    template: str,
    to: Receiver,
    context: dict[str, Any],
    calendar: str | None = None,
    method: str = "REQUEST",
    picture: Picture | None = None,
) -> dict[str, Any]:
    """The outbox payload of a mail: `<template>.subject.txt` and `<template>.txt`, rendered now in `to`'s language.

    Templates also know `receiver` and `base_url` (for whole addresses: `{{ base_url }}{% url "home" %}`).
    `calendar` is an iCalendar text that travels along as an invitation with `method`. A mail with a `picture` has
    `<template>.html` too.
    """
    known = {"base_url": settings.BASE_URL, "receiver": to} | context
    with translation.override(to.language), timezone.override(ZoneInfo(settings.DISPLAY_TIME_ZONE)):
        payload = {
            "to": to.email,
            "subject": " ".join(_text(f"{template}.subject.txt", known).split()),
            "body": _text(f"{template}.txt", known).strip() + "\n",
            "language": to.language,
        }
        if picture is not None:
            html = get_template(f"{template}.html").render(known | {"language": to.language})
            payload |= {"html": html, "picture": picture.name, "png": b64encode(picture.png).decode()}
    if calendar is not None:
        payload |= {"calendar": calendar, "method": method}
    return payload


def _text(name: str, context: dict[str, Any]) -> str:
    # Plain text: nothing to escape, and "O&amp;O" is no name.
    return get_template(name).template.render(Context(context, autoescape=False))  # type: ignore[attr-defined]


def message_of(row: OutboxMessage) -> EmailMultiAlternatives:
    """The message of an outbox row; its Message-ID is the row's, so that a second copy after a crash shows as one."""
    payload = row.payload
    message = EmailMultiAlternatives(
        subject=payload["subject"],
        body=payload["body"],
        from_email=settings.MAIL_FROM,
        to=[payload["to"]],
        headers={
            "Message-ID": message_id(row),
            "Content-Language": payload["language"],
            "Auto-Submitted": "auto-generated",
        },
    )
    if "html" in payload:
        message.attach_alternative(payload["html"], "text/html")
        message.mixed_subtype = "related"  # type: ignore[attr-defined]  # unknown to the stubs
        message.attach(_inline(payload["picture"], b64decode(payload["png"])))
    if "calendar" in payload:
        # Django adds the charset; as an alternative, not an attachment, mail programs offer to accept it.
        message.attach_alternative(payload["calendar"], f"text/calendar; method={payload['method']}")
    return message


def _inline(name: str, png: bytes) -> MIMEImage:
    image = MIMEImage(png, "png")
    image.add_header("Content-ID", f"<{name}>")
    image.add_header("Content-Disposition", "inline", filename=f"{name}.png")
    return image


def message_id(row: OutboxMessage) -> str:
    """The stable Message-ID of an outbox row."""
    host = urlsplit(settings.BASE_URL).hostname or "localhost"
    return f"<{row.pk}.{int(row.created_at.timestamp())}.outbox@{host}>"


def send(row: OutboxMessage) -> None:
    """Hand the mail to the server of the settings; whatever it raises means: not sent, try again."""
    message_of(row).send(fail_silently=False)
