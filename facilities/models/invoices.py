"""Invoices and credit notes as issued: nothing of them ever changes. A draft is a preview and has no row."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Round
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ..kernel.constraints import Immutable, NoOverlap
from ..kernel.days import DAY, Days
from ..kernel.remaining import NeverBeyond
from ..leasing.vat import Treatment
from ..querysets_invoices import InvoiceQuerySet
from .journals import Journal
from .people import Organisation, User
from .places import Site


class Invoice(models.Model):
    """One invoice, or a credit note against one, with its parties as they were; what became of it stands elsewhere."""

    class Kind(models.TextChoices):
        INVOICE = "380", _("invoice")
        CREDIT_NOTE = "381", _("credit note")

    class Status(models.TextChoices):
        OPEN = "open", pgettext_lazy("invoice", "open")
        PART_PAID = "part_paid", _("paid in part")
        PAID = "paid", _("paid")
        CREDITED = "credited", _("credited")
        CREDIT_NOTE = "credit_note", _("credit note")

    # Annotated by `with_settlement()`.
    credited: Decimal
    paid: Decimal
    open: Decimal

    journal = models.ForeignKey(Journal, models.PROTECT, related_name="invoices", verbose_name=_("journal"))
    year = models.PositiveSmallIntegerField(_("year"))
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("kind"), max_length=3, choices=Kind.choices, default=Kind.INVOICE)
    site = models.ForeignKey(Site, models.PROTECT, related_name="invoices", verbose_name=_("site"))
    seller = models.ForeignKey(Organisation, models.PROTECT, related_name="invoices_sent", verbose_name=_("seller"))
    buyer = models.ForeignKey(Organisation, models.PROTECT, related_name="invoices", verbose_name=_("buyer"))
    seller_facts = models.JSONField(_("seller as it was"))
    buyer_facts = models.JSONField(_("buyer as it was"))
    issued_on = models.DateField(_("issued on"))
    due_on = models.DateField(_("due on"))
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends before"))
    reference = models.CharField(_("reference of the buyer"), max_length=200)
    payment_reference = models.CharField(_("payment reference"), max_length=12, unique=True)
    net = models.DecimalField(_("without VAT"), max_digits=12, decimal_places=2)
    vat = models.DecimalField(_("VAT"), max_digits=12, decimal_places=2)
    total = models.DecimalField(_("total"), max_digits=12, decimal_places=2)
    credits = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="credit_notes", verbose_name=_("credits")
    )
    reason = models.CharField(_("reason"), max_length=200, blank=True)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("issued by")
    )

    objects = InvoiceQuerySet.as_manager()

    class Meta:
        ordering = ["-issued_on", "-year", "-number"]
        verbose_name = _("invoice")
        verbose_name_plural = _("invoices")
        constraints = [
            models.UniqueConstraint(name="invoice_number_is_given_once", fields=["journal", "year", "number"]),
            models.CheckConstraint(name="invoice_number_starts_at_one", condition=Q(number__gte=1)),
            models.CheckConstraint(name="invoice_kind_is_known", condition=Q(kind__in=["380", "381"])),
            models.CheckConstraint(name="invoice_is_due_after_it_is_issued", condition=Q(due_on__gte=F("issued_on"))),
            models.CheckConstraint(name="invoice_period_has_days", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(
                name="invoice_total_is_net_and_vat", condition=Q(total=Round(F("net") + F("vat"), 2))
            ),
            models.CheckConstraint(name="invoice_asks_for_something", condition=Q(total__gt=0)),
            models.CheckConstraint(
                name="invoice_credits_when_it_is_a_credit_note",
                condition=Q(kind="380", credits__isnull=True) | Q(kind="381", credits__isnull=False),
            ),
            Immutable(name="invoice_is_never_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.journal.code} {self.year}/{self.number:05}"

    @property
    def slug(self) -> str:
        """Its number as the name of a file."""
        return f"{self.journal.code}-{self.year}-{self.number:05}"

    @property
    def status(self) -> Invoice.Status:
        """What became of it, of a row read `with_settlement()`."""
        if self.kind == self.Kind.CREDIT_NOTE:
            return self.Status.CREDIT_NOTE
        if self.credited == self.total:
            return self.Status.CREDITED
        if self.open <= 0:
            return self.Status.PAID
        return self.Status.PART_PAID if self.paid else self.Status.OPEN

    @property
    def last_day(self) -> date:
        """The last day that is in ("t.e.m.")."""
        return self.ends_on - DAY


class InvoiceLine(models.Model):
    """One charge on an invoice, or what is given back of one, with the VAT treatment it had then."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="lines", verbose_name=_("invoice"))
    position = models.PositiveSmallIntegerField(_("line"))
    source = models.CharField(_("source"), max_length=20)
    key = models.CharField(_("key of the source"), max_length=60)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends before"))
    text = models.CharField(_("what for"), max_length=200)
    reference = models.CharField(_("reference"), max_length=40, blank=True)
    quantity = models.DecimalField(_("quantity"), max_digits=12, decimal_places=4)
    unit = models.CharField(_("unit"), max_length=3)
    price = models.DecimalField(_("price"), max_digits=14, decimal_places=4)
    net = models.DecimalField(_("without VAT"), max_digits=12, decimal_places=2)
    treatment = models.CharField(_("VAT"), max_length=10, choices=Treatment.choices)
    category = models.CharField(_("VAT category"), max_length=2)
    rate = models.DecimalField(_("VAT rate"), max_digits=5, decimal_places=2)
    ground = models.CharField(_("legal ground"), max_length=200)
    credits = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="credit_lines", verbose_name=_("credits")
    )

    class Meta:
        ordering = ["invoice_id", "position"]
        verbose_name = _("line of an invoice")
        verbose_name_plural = _("lines of invoices")
        constraints = [
            models.UniqueConstraint(name="invoice_line_has_a_place", fields=["invoice", "position"]),
            models.CheckConstraint(name="invoice_line_has_days", condition=Q(ends_on__gt=F("starts_on"))),
            models.CheckConstraint(name="invoice_line_price_is_not_below_zero", condition=Q(price__gte=0)),
            models.CheckConstraint(
                name="invoice_line_is_taxed_or_exempt",
                condition=Q(category="S", rate__gt=0) | Q(category="E", rate=0),
            ),
            Immutable(name="invoice_line_is_never_changed"),
            NeverBeyond(
                name="invoice_line_is_credited_at_most_whole",
                of="credits",
                amount="net",
                violation_error_message=_("More than remains cannot be credited."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.position}"

    @property
    def days(self) -> Days:
        """The days of the service."""
        return Days(self.starts_on, self.ends_on)


class InvoiceTax(models.Model):
    """The VAT of an invoice in one category and rate, rounded once."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="taxes", verbose_name=_("invoice"))
    category = models.CharField(_("VAT category"), max_length=2)
    rate = models.DecimalField(_("VAT rate"), max_digits=5, decimal_places=2)
    base = models.DecimalField(_("without VAT"), max_digits=12, decimal_places=2)
    amount = models.DecimalField(_("VAT"), max_digits=12, decimal_places=2)
    ground = models.CharField(_("legal ground"), max_length=400)

    class Meta:
        ordering = ["invoice_id", "category", "rate"]
        verbose_name = _("VAT of an invoice")
        verbose_name_plural = _("VAT of invoices")
        constraints = [
            models.UniqueConstraint(name="invoice_tax_is_one_a_rate", fields=["invoice", "category", "rate"]),
            Immutable(name="invoice_tax_is_never_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.category} {self.rate}"


class BilledPeriod(models.Model):
    """Days of a service that stand on an invoice: no day is billed twice. It goes when its line is credited whole."""

    line = models.OneToOneField(InvoiceLine, models.PROTECT, related_name="billed")
    source = models.CharField(_("source"), max_length=20)
    key = models.CharField(_("key of the source"), max_length=60)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends before"))

    class Meta:
        ordering = ["source", "key", "starts_on"]
        verbose_name = _("billed period")
        verbose_name_plural = _("billed periods")
        constraints = [
            models.CheckConstraint(name="billed_period_has_days", condition=Q(ends_on__gt=F("starts_on"))),
            NoOverlap(name="billed_period_is_billed_once", within=("source", "key"), start="starts_on", end="ends_on"),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.key} {self.starts_on}"


class Payment(models.Model):
    """Money received for an invoice."""

    invoice = models.ForeignKey(Invoice, models.PROTECT, related_name="payments", verbose_name=_("invoice"))
    amount = models.DecimalField(_("amount in euro"), max_digits=12, decimal_places=2)
    received_on = models.DateField(_("received on"))
    bank_reference = models.CharField(
        _("reference of the bank"), max_length=80, blank=True, help_text=_("One line of a statement is entered once.")
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("recorded by")
    )

    class Meta:
        ordering = ["received_on", "id"]
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            models.CheckConstraint(name="payment_is_an_amount", condition=Q(amount__gt=0)),
            models.UniqueConstraint(
                name="payment_is_entered_once",
                fields=["bank_reference"],
                condition=~Q(bank_reference=""),
                violation_error_message=_("This line of the statement was entered already."),
            ),
            Immutable(name="payment_is_never_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.invoice_id} {self.amount}"
