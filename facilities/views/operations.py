"""The machine room: what waits, what failed, when the periodic jobs ran."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views import View
from django.views.generic import TemplateView

from ..kernel import clock
from ..models.machinery import OutboxMessage, PeriodicJob
from ..scopes import person_of, scope_of
from ..services import jobs, outbox

SHOWN = 50


class OperationsView(TemplateView):
    """Outgoing messages and periodic jobs, for platform admins and auditors."""

    template_name = "facilities/operations.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Counts, the failed and the late, and every declared job with its last run."""
        person = person_of(self.request)
        rows = OutboxMessage.objects.visible_to(person)
        runs = PeriodicJob.objects.in_bulk()
        return super().get_context_data(
            now=clock.now(),
            counts=_counts(rows),
            oldest=rows.filter(state=OutboxMessage.State.WAITING).aggregate(oldest=Min("created_at"))["oldest"],
            failed=rows.filter(state=OutboxMessage.State.FAILED)[:SHOWN],
            late=rows.filter(state=OutboxMessage.State.WAITING, attempts__gt=0)[:SHOWN],
            jobs=[(job, runs.get(name)) for name, job in jobs.declared().items()],
            may_retry=scope_of(person).is_admin,
            **kwargs,
        )


class MessageRetryView(View):
    """Put a failed message back in the queue."""

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Try again, now."""
        message = get_object_or_404(OutboxMessage.objects.visible_to(person_of(request)), pk=pk)
        outbox.try_again(by=person_of(request), message=message, at=clock.now())
        messages.success(request, _("The message will be sent again."))
        return HttpResponseRedirect(reverse("facilities:operations"))


class JobRetryView(View):
    """Let a failed job run again without waiting."""

    def post(self, request: HttpRequest, name: str) -> HttpResponse:
        """Run it at the worker's next round."""
        row = get_object_or_404(PeriodicJob, pk=name)
        jobs.retry_job(by=person_of(request), row=row)
        messages.success(request, _("The job will run again."))
        return HttpResponseRedirect(reverse("facilities:operations"))


def _counts(rows: Any) -> dict[str, int]:  # Any: a queryset of outbox messages
    counted = dict(rows.order_by().values_list("state").annotate(Count("pk")))
    return {state: counted.get(state, 0) for state in OutboxMessage.State.values}
