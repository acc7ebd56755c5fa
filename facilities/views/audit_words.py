"""The audit log in words: `room.added` reads "added", beside its subject; `starts_at` reads as its field does."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ..models.devices import Device
from ..models.machinery import AuditEntry
from ..models.people import User

WORDS: dict[str, str | Promise] = {
    "accepted": _("accepted"),
    "added": _("added"),
    "announced": _("announced at the desk"),
    "answered": _("answered by the host"),
    "approved": _("approved"),
    "arrived": _("arrived"),
    "atoms_set": _("composed anew"),
    "badge_printed": _("given a badge"),
    "begun": _("begun"),
    "billed": _("invoiced"),
    "blocked": _("taken out of use"),
    "booked": _("booked"),
    "came_in": _("came in"),
    "marked": _("marked on the evacuation list"),
    "cancelled": _("cancelled"),
    "capacity_set": _("given another number of places"),
    "changed": _("changed"),
    "closed": _("closed at the end of the day"),
    "credited": _("credited"),
    "done": _("had a task ticked off"),
    "drafted": _("drafted"),
    "ended_early": _("ended early"),
    "exception_added": _("given an exception to the hours"),
    "exception_removed": _("freed of an exception to the hours"),
    "gave_up_turnover": _("gave up turnover time"),
    "granted": _("granted"),
    "hours_set": _("given opening hours"),
    "imported": _("imported"),
    "indexed": _("indexed"),
    "invited": _("invited"),
    "issued": _("given a token"),
    "kept_out": _("kept out"),
    "let_in": _("let in again"),
    "lifted": _("taken into use again"),
    "line_added": _("given a line"),
    "line_raised": _("line moved up"),
    "line_removed": _("freed of a line"),
    "link_sent": _("sent a link for a new password"),
    "looked_at": _("looked at by the desk"),
    "mode_set": _("put in another mode"),
    "notice_given": _("given notice of"),
    "notice_withdrawn": _("freed of a notice"),
    "offered": _("offered"),
    "paid": _("paid"),
    "paired": _("paired"),
    "place_held": _("held a place for a visitor"),
    "place_moved": _("moved a held place"),
    "place_released": _("released a held place"),
    "place_taken": _("taken by the visitor"),
    "published": _("published"),
    "rate_removed": _("freed of a rate"),
    "rate_set": _("given a rate"),
    "recounted": _("recounted"),
    "refused": _("refused"),
    "removed": _("removed"),
    "resent": _("sent again"),
    "reported": _("reported"),
    "resolved": _("resolved"),
    "retry": _("tried again"),
    "revoked": _("revoked"),
    "rules_accepted": _("accepted the house rules"),
    "said": _("said instead of the count"),
    "sent": _("sent"),
    "signed": _("signed"),
    "signed_out": _("signed out"),
    "stopped": _("stopped at the desk"),
    "suspended": _("suspended"),
    "taken_back": _("taken back"),
    "token_rotated": _("given another token"),
    "undone": _("had a task taken back"),
    "visitor_days_set": _("given another time to remember visitors"),
    "withdrawn": _("withdrawn"),
    "taken_up": _("taken up"),
}


def word_for(verb: str) -> str:
    """The word, or the verb itself where none is known."""
    return str(WORDS.get(verb.rpartition(".")[2], verb))


FACTS: dict[str, str | Promise] = {
    "before": _("before"),
    "by_visitor": _("by the visitor"),
    "changed": _("changed"),
    "effective_on": _("from"),
    "fields": _("changed"),
    "late": _("told later"),
    "number": _("number"),
    "out_of_service": _("out of service"),
    "places": _("places"),
    "topic": _("line"),
    "until": _("until"),
    "version": _("version"),
    "week": _("opening hours"),
}


def subject_in_words(subject: str) -> str:
    """`bookings.booking:12` as booking 12."""
    label, _colon, pk = subject.partition(":")
    model = _model(label)
    return f"{model._meta.verbose_name} {pk}" if model else subject


def facts_in_words(entry: AuditEntry) -> Iterator[tuple[str, str]]:
    """The facts of an entry, each with its name; names and choices are those of the subject's fields."""
    model = _model(entry.subject.partition(":")[0])
    for key, value in entry.facts.items():
        yield str(FACTS.get(key) or _name(model, key)), _value(model, key, value)


def actor_names(actors: Iterable[str]) -> dict[str, str]:
    """The names of people and screens behind `user:3` and `device:5`; two queries at most."""
    keys: dict[str, set[int]] = {"user": set(), "device": set()}
    for actor in actors:
        kind, _colon, key = actor.partition(":")
        if kind in keys and key.isdecimal():
            keys[kind].add(int(key))
    names = {f"user:{pk}": user.name for pk, user in User.objects.in_bulk(keys["user"]).items()}
    names |= {f"device:{pk}": str(device) for pk, device in Device.objects.in_bulk(keys["device"]).items()}
    return names | {"system": gettext("the system")}


def _model(label: str) -> type[Model] | None:
    try:
        return apps.get_model(label)
    except (LookupError, ValueError):
        return None


def _name(model: type[Model] | None, key: str) -> str:
    try:
        return str(getattr(model._meta.get_field(key), "verbose_name", key)) if model else key
    except FieldDoesNotExist:
        return key


def _value(model: type[Model] | None, key: str, value: Any) -> str:
    match value:
        case None:
            return "–"
        case bool():
            return str(_("yes") if value else _("no"))
        case list():
            return ", ".join(_name(model, one) if key in {"changed", "fields"} else str(one) for one in value)
        case str():
            return _instant(value) or _choice(model, key, value)
    return str(value)


def _instant(value: str) -> str:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return ""
    return date_format(timezone.localtime(moment), "SHORT_DATETIME_FORMAT") if moment.tzinfo else ""


def _choice(model: type[Model] | None, key: str, value: str) -> str:
    """Roles, kinds and modes by name; `before` is one of what it was before."""
    try:
        field = model._meta.get_field("mode" if key == "before" else key) if model else None
    except FieldDoesNotExist:
        return value
    return str(dict(getattr(field, "flatchoices", ())).get(value, value))
