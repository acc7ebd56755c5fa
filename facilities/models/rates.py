"""What a lease costs: rates of its lines, each during days of its own."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..kernel.constraints import NoOverlap
from ..kernel.days import Days
from ..leasing.rents import Per, Rate
from ..leasing.vat import Treatment
from .leases import LeaseLine

PERS = [
    (Per.MONTH, _("per month")),
    (Per.QUARTER, _("per quarter")),
    (Per.YEAR, _("per year")),
    (Per.AREA_YEAR, _("per m² and year")),
]


class RateComponent(models.Model):
    """One thing a line costs during [starts_on, ends_on); a discount is an amount below zero."""

    class Kind(models.TextChoices):
        RENT = "rent", _("rent")
        SERVICE = "service", _("service fee")
        PROVISION = "provision", _("provision for common costs")
        PARKING = "parking", _("parking")
        DISCOUNT = "discount", _("discount")

    line = models.ForeignKey(LeaseLine, models.PROTECT, related_name="rates", verbose_name=_("line"))
    kind = models.CharField(_("what for"), max_length=10, choices=Kind.choices)
    amount = models.DecimalField(_("amount in euro"), max_digits=14, decimal_places=4)
    per = models.CharField(_("per"), max_length=10, choices=PERS)
    is_indexable = models.BooleanField(
        _("follows the index"), default=False, help_text=_("The rent does; charges and provisions never do.")
    )
    vat = models.CharField(_("VAT"), max_length=10, choices=Treatment.choices)
    starts_on = models.DateField(_("starts on"))
    ends_on = models.DateField(_("ends before"), null=True, blank=True)

    class Meta:
        ordering = ["line_id", "kind", "starts_on"]
        verbose_name = _("rate")
        verbose_name_plural = _("rates")
        constraints = [
            models.CheckConstraint(
                name="rate_ends_after_it_starts",
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                violation_error_message=_("The last day must not come before the first."),
            ),
            models.CheckConstraint(
                name="rate_below_zero_is_a_discount",
                condition=Q(kind="discount", amount__lt=0) | Q(amount__gte=0) & ~Q(kind="discount"),
                violation_error_message=_("A discount is below zero, and nothing else is."),
            ),
            models.CheckConstraint(
                name="rate_that_follows_the_index_is_rent",
                condition=Q(is_indexable=False) | Q(kind="rent"),
                violation_error_message=_("Only the rent follows the index (art. 1728bis of the old Civil Code)."),
            ),
            NoOverlap(
                name="rate_is_one_of_its_kind_a_day",
                within=("line", "kind"),
                start="starts_on",
                end="ends_on",
                violation_error_message=_("This line has such a rate already during part of these days."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.kind}"

    @property
    def days(self) -> Days:
        """The days it counts."""
        return Days(self.starts_on, self.ends_on)

    @property
    def rate(self) -> Rate:
        """Its amount, with the area or places of its line, for the arithmetic of rents."""
        times = self.line.quantity or 1
        return Rate(self.amount * times, self.per, self.line.area)
