"""Published index numbers: the table, and a file that brings more."""

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import TemplateView

from ..forms.indices import ImportForm
from ..kernel import clock
from ..kernel.pages import ServiceFormView
from ..leasing.published import COLUMNS
from ..models.indices import IndexLink, IndexValue
from ..scopes import person_of, scope_of
from ..services.indices import Report, import_indices

MONTHS = range(1, 13)
# A number and a coefficient, as a file brings them.
SAMPLE = "\n".join((";".join(COLUMNS), "health;2013;2026-06;139.08;;;Statbel", "health;2013;;;2025;0.7375;Statbel"))


class IndexList(TemplateView):
    """The numbers by base, year and month, and the coefficients between bases."""

    template_name = "facilities/leases/indices.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Two queries."""
        table: dict[int, dict[int, dict[int, IndexValue]]] = defaultdict(lambda: defaultdict(dict))
        for value in IndexValue.objects.order_by("-base", "-month"):
            table[value.base][value.month.year][value.month.month] = value
        bases = [
            (base, [(year, [cells.get(month) for month in MONTHS]) for year, cells in years.items()])
            for base, years in table.items()
        ]
        return super().get_context_data(
            bases=bases,
            months=[clock.today().replace(month=month, day=1) for month in MONTHS],
            links=IndexLink.objects.all(),
            may_import=scope_of(person_of(self.request)).is_admin,
            **more,
        )


class IndexImport(ServiceFormView):
    """A file of numbers, tried first or taken in."""

    template_name = "facilities/leases/indices_import.html"
    form_class = ImportForm

    def perform(self, form: BaseForm) -> Report:
        """Try it, or take it in."""
        facts = form.cleaned_data
        return import_indices(by=person_of(self.request), text=facts["file"], at=clock.now(), dry_run=facts["dry_run"])

    def form_valid(self, form: BaseForm) -> HttpResponse:
        """After a try the report stands on the page; after an import the table does."""
        answer = super().form_valid(form)
        if self.result is None or not form.cleaned_data["dry_run"]:
            return answer
        return self.render_to_response(self.get_context_data(form=form, report=self.result))

    def get_success_url(self) -> str:
        """The table, with what came of it."""
        if not self.request.POST.get("dry_run"):
            words = _("%(added)s added, %(corrected)s corrected, %(known)s known already.")
            report = self.result
            counts = {"added": len(report.added), "corrected": len(report.corrected), "known": report.known}
            messages.success(self.request, words % counts)
        return reverse("facilities:index-list")

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Where to go without doing anything, and how a file looks."""
        return super().get_context_data(back=reverse("facilities:index-list"), sample=SAMPLE, **more)
