"""The audit log: who did what to what, for those who answer for it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.views.generic import TemplateView

from ..forms.audit import AuditFilterForm
from ..kernel import clock
from ..models.machinery import AuditEntry
from ..scopes import person_of
from .audit_words import WORDS, actor_names, facts_in_words, subject_in_words, word_for

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with its actor, subject and facts in words."""

    entry: AuditEntry
    actor: str
    deed: str
    subject: str
    facts: list[tuple[str, str]]


class AuditList(TemplateView):
    """The entries in one's scope, newest first; older ones follow by number, so that new ones shift nothing."""

    template_name = "facilities/audit/list.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """One page, and where the next begins."""
        form = AuditFilterForm(self.request.GET, words=WORDS)
        entries: QuerySet[AuditEntry] = AuditEntry.objects.visible_to(person_of(self.request)).select_related(
            "site", "organisation"
        )
        if form.is_valid():
            entries = _filtered(entries, form.cleaned_data)
        found = list(entries.order_by("-id")[: PAGE + 1])
        page = found[:PAGE]
        older = page[-1].pk if len(found) > PAGE else None
        newest = bool(form.is_valid() and not form.cleaned_data["before"])
        return super().get_context_data(form=form, lines=list(_lines(page)), older=older, newest=newest, **more)


def _filtered(entries: QuerySet[AuditEntry], wanted: Mapping[str, Any]) -> QuerySet[AuditEntry]:
    if wanted["verb"]:
        # `booked` stands alone, `room.added` behind its noun.
        entries = entries.filter(Q(verb=wanted["verb"]) | Q(verb__endswith=f".{wanted['verb']}"))
    if wanted["subject"]:
        entries = entries.filter(subject__startswith=wanted["subject"].strip())
    if wanted["since"]:
        entries = entries.filter(at__gte=clock.local_midnight(wanted["since"]))
    if wanted["until"]:
        entries = entries.filter(at__lt=clock.local_midnight(wanted["until"] + timedelta(days=1)))
    if wanted["before"]:
        entries = entries.filter(pk__lt=wanted["before"])
    return entries


def _lines(entries: list[AuditEntry]) -> Iterable[Line]:
    names = actor_names(entry.actor for entry in entries)
    for entry in entries:
        actor, subject = names.get(entry.actor, entry.actor), subject_in_words(entry.subject)
        yield Line(entry, actor, word_for(entry.verb), subject, list(facts_in_words(entry)))
