"""Invoices: the list, one of them with its files, and sending those of a month."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView, View

from .. import rules
from ..forms.invoices import InvoiceFilter, MonthForm
from ..identifiers import shown_reference
from ..invoice_pdf import invoice_pdf
from ..kernel import clock
from ..kernel.errors import DomainError
from ..leasing.vat import rule_of
from ..models.invoices import Invoice, InvoiceLine
from ..models.journals import Journal
from ..models.people import Organisation, User
from ..models.places import Site
from ..querysets_invoices import InvoiceQuerySet
from ..scopes import person_of, scope_of
from ..services.invoices import Draft, drafts, issue_month
from ..ubl import ubl_of

PAGE = 50
TYPES = {"pdf": "application/pdf", "xml": "application/xml"}


class InvoiceList(TemplateView):
    """The invoices and credit notes one sees, the newest first."""

    template_name = "facilities/invoices/list.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """One page of them, and the sites whose months this person sends."""
        user = person_of(self.request)
        form = InvoiceFilter(self.request.GET, sites=Site.objects.visible_to(user).order_by("name"))
        invoices = form.chosen(seen_by(user)).order_by("-issued_on", "-year", "-number", "pk")
        return super().get_context_data(
            form=form,
            page=Paginator(invoices, PAGE).get_page(self.request.GET.get("page")),
            managed=Site.objects.managed_by(user).order_by("name"),
            may_begin_journal=scope_of(user).is_admin,
            today=clock.today(),
            **more,
        )


class InvoiceDetail(TemplateView):
    """One invoice or credit note as it was issued, and what became of it."""

    template_name = "facilities/invoices/detail.html"

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """Its lines, VAT, payments and credit notes."""
        user = person_of(self.request)
        invoice = seen_invoice(user, self.kwargs["pk"])
        is_owed = invoice.kind == Invoice.Kind.INVOICE
        return super().get_context_data(
            invoice=invoice,
            payment_reference=shown_reference(invoice.payment_reference),
            is_late=invoice.open > 0 and invoice.due_on < clock.today(),
            notes=invoice.credit_notes.select_related("journal").order_by("pk"),
            may_manage=is_owed and rules.may_manage_invoices(user, invoice.site),
            **more,
        )


class InvoiceFile(View):
    """The document for people (PDF) and for machines (UBL, with the PDF inside)."""

    def get(self, request: HttpRequest, pk: int, kind: str) -> HttpResponse:
        """Made anew: the same rows make the same document."""
        if kind not in TYPES:
            raise Http404
        invoice = seen_invoice(person_of(request), pk)
        pdf = invoice_pdf(invoice)
        answer = HttpResponse(pdf if kind == "pdf" else ubl_of(invoice, pdf=pdf), content_type=TYPES[kind])
        answer["Content-Disposition"] = f'attachment; filename="{invoice.slug}.{kind}"'
        return answer


class InvoiceRun(TemplateView):
    """A month of a site: what would be sent, firm by firm, and sending it."""

    template_name = "facilities/invoices/run.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Only for who sends invoices there."""
        self.site = get_object_or_404(Site.objects.visible_to(person_of(request)), slug=kwargs["slug"])
        if not rules.may_manage_invoices(person_of(request), self.site):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **more: Any) -> dict[str, Any]:
        """The drafts of each landlord."""
        user, today = person_of(self.request), clock.today()
        form = MonthForm(self.asked(), today=today)
        month = form.cleaned_data["month"] if form.is_valid() else today.replace(day=1)
        numbering = set(Journal.objects.values_list("landlord", flat=True))
        parts: list[dict[str, Any]] = [
            {
                "landlord": landlord,
                "has_journal": landlord.pk in numbering,
                "drafts": [_told(each) for each in drafts(by=user, site=self.site, landlord=landlord, month=month)],
            }
            for landlord in self.landlords()
        ]
        for part in parts:
            part["ready"] = sum(draft["problem"] is None for draft in part["drafts"])
        return super().get_context_data(site=self.site, form=form, month=month, parts=parts, **more)

    def post(self, request: HttpRequest, slug: str) -> HttpResponse:
        """Send what is ready of one landlord, and come back to the same month."""
        form = MonthForm(self.asked(), today=clock.today())
        given = request.POST.get("landlord", "")
        landlord = self.landlords().filter(pk=given).first() if given.isdecimal() and len(given) < 10 else None
        if landlord is None or not form.is_valid():
            messages.error(request, _("Choose the month and the landlord on this page."))
            return HttpResponseRedirect(request.path)
        try:
            sent = issue_month(
                by=person_of(request),
                site=self.site,
                landlord=landlord,
                month=form.cleaned_data["month"],
                at=clock.now(),
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            words = ngettext("%(count)s invoice is issued.", "%(count)s invoices are issued.", len(sent))
            messages.success(request, words % {"count": len(sent)})
        return HttpResponseRedirect(f"{request.path}?{urlencode({'month': form.data['month']})}")

    def asked(self) -> dict[str, str]:
        """The month of the address, else this one."""
        return {"month": self.request.GET.get("month") or f"{clock.today():%Y-%m}"}

    def landlords(self) -> QuerySet[Organisation]:
        """Who lets something at the site."""
        return Organisation.objects.filter(leases_granted__site=self.site).distinct().order_by("name")


def seen_by(user: User) -> InvoiceQuerySet:
    """The invoices this person sees, with what became of them."""
    seen = Invoice.objects.visible_to(user).with_settlement()
    return seen.select_related("journal", "site", "buyer", "credits__journal")


def seen_invoice(user: User, pk: int) -> Invoice:
    """One of them with its parts, or 404."""
    lines = Prefetch("lines", InvoiceLine.objects.order_by("position"))
    parts = seen_by(user).select_related("seller", "issued_by").prefetch_related(lines, "taxes", "payments")
    return get_object_or_404(parts, pk=pk)


def _told(draft: Draft) -> dict[str, Any]:
    lines = [(charge, rule_of(charge.treatment)) for charge in draft.charges]
    return {"buyer": draft.buyer, "lines": lines, "totals": draft.totals, "problem": draft.problem}
