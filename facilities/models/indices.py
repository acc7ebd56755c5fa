"""Published index numbers, and the rents that followed them."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ..kernel.constraints import Immutable
from ..leasing.indexation import Index
from .leases import Lease
from .people import User
from .rates import RateComponent


class Series(models.TextChoices):
    """Which index: the law names the health index for what was agreed since 1 February 1994."""

    HEALTH = "health", _("health index")


class IndexValue(models.Model):
    """The index of a month as it was published; the year that counts as 100 belongs to the number."""

    series = models.CharField(_("index"), max_length=10, choices=Series.choices, default=Series.HEALTH)
    base = models.PositiveSmallIntegerField(_("base year"), help_text=_("The year that counts as 100."))
    month = models.DateField(_("month"))
    value = models.DecimalField(_("number"), max_digits=9, decimal_places=2)
    source = models.CharField(_("source"), max_length=200)
    imported_at = models.DateTimeField(_("imported at"))

    class Meta:
        ordering = ["series", "base", "month"]
        verbose_name = _("index number")
        verbose_name_plural = _("index numbers")
        constraints = [
            models.UniqueConstraint(
                name="index_value_is_one_a_month",
                fields=["series", "base", "month"],
                violation_error_message=_("This index of this month is known already."),
            ),
            models.CheckConstraint(name="index_value_series_is_known", condition=Q(series__in=["health"])),
            models.CheckConstraint(
                name="index_value_is_above_zero",
                condition=Q(value__gt=0),
                violation_error_message=_("An index number is above zero."),
            ),
            models.CheckConstraint(
                name="index_value_is_of_a_whole_month",
                condition=Q(month__day=1),
                violation_error_message=_("Give the first day of the month."),
            ),
            models.CheckConstraint(
                name="index_value_has_a_source",
                condition=~Q(source=""),
                violation_error_message=_("Say where the number was published."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.value} ({self.base})"

    @property
    def index(self) -> Index:
        """For the arithmetic of rents."""
        return Index(self.month, self.base, self.value)


class IndexLink(models.Model):
    """The official coefficient that turns a number of one base into a number of another."""

    series = models.CharField(_("index"), max_length=10, choices=Series.choices, default=Series.HEALTH)
    from_base = models.PositiveSmallIntegerField(_("from base year"))
    to_base = models.PositiveSmallIntegerField(_("to base year"))
    coefficient = models.DecimalField(_("coefficient"), max_digits=12, decimal_places=8)
    source = models.CharField(_("source"), max_length=200)
    imported_at = models.DateTimeField(_("imported at"))

    class Meta:
        ordering = ["series", "from_base", "to_base"]
        verbose_name = _("conversion coefficient")
        verbose_name_plural = _("conversion coefficients")
        constraints = [
            models.UniqueConstraint(
                name="index_link_is_one_between_two_bases",
                fields=["series", "from_base", "to_base"],
                violation_error_message=_("This coefficient is known already."),
            ),
            models.CheckConstraint(name="index_link_series_is_known", condition=Q(series__in=["health"])),
            models.CheckConstraint(name="index_link_joins_two_bases", condition=~Q(from_base=F("to_base"))),
            models.CheckConstraint(
                name="index_link_is_above_zero",
                condition=Q(coefficient__gt=0),
                violation_error_message=_("A coefficient is above zero."),
            ),
            models.CheckConstraint(
                name="index_link_has_a_source",
                condition=~Q(source=""),
                violation_error_message=_("Say where the number was published."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.from_base} → {self.to_base}: {self.coefficient}"


class Indexation(models.Model):
    """A lease whose rents followed the index on a day: once a lease year, with all that explains it, for ever."""

    lease = models.ForeignKey(Lease, models.PROTECT, related_name="indexations", verbose_name=_("lease"))
    lease_year = models.PositiveSmallIntegerField(_("lease year"))
    effective_on = models.DateField(_("from"))
    initial = models.ForeignKey(IndexValue, models.PROTECT, related_name="+", verbose_name=_("initial index"))
    new = models.ForeignKey(IndexValue, models.PROTECT, related_name="+", verbose_name=_("new index"))
    link = models.ForeignKey(
        IndexLink, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("conversion coefficient")
    )
    # As they stood in the formula, in one base.
    base = models.PositiveSmallIntegerField(_("base year"))
    initial_value = models.DecimalField(_("initial index"), max_digits=9, decimal_places=2)
    new_value = models.DecimalField(_("new index"), max_digits=9, decimal_places=2)
    approved_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("approved by")
    )
    approved_at = models.DateTimeField(_("approved at"))

    class Meta:
        ordering = ["-effective_on", "lease_id"]
        verbose_name = _("indexation")
        verbose_name_plural = _("indexations")
        constraints = [
            models.UniqueConstraint(
                name="indexation_is_once_a_lease_year",
                fields=["lease", "lease_year"],
                violation_error_message=_("This lease was indexed in this lease year already."),
            ),
            models.CheckConstraint(name="indexation_is_not_in_the_first_year", condition=Q(lease_year__gt=0)),
            Immutable(name="indexation_is_never_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.lease_id} {self.effective_on}"


class IndexedRent(models.Model):
    """One rent of an indexation: from the base rent of the agreement to the rent that counts from then on."""

    indexation = models.ForeignKey(Indexation, models.PROTECT, related_name="rents", verbose_name=_("indexation"))
    agreed = models.ForeignKey(RateComponent, models.PROTECT, related_name="indexed", verbose_name=_("agreed rent"))
    result = models.OneToOneField(RateComponent, models.PROTECT, related_name="made_by", verbose_name=_("new rent"))
    base_rent = models.DecimalField(_("base rent"), max_digits=14, decimal_places=4)
    former_rent = models.DecimalField(_("former rent"), max_digits=14, decimal_places=4)
    exact = models.DecimalField(_("before rounding"), max_digits=18, decimal_places=8)
    amount = models.DecimalField(_("new rent"), max_digits=12, decimal_places=2)

    class Meta:
        ordering = ["indexation_id", "id"]
        verbose_name = _("indexed rent")
        verbose_name_plural = _("indexed rents")
        constraints = [
            models.UniqueConstraint(name="indexed_rent_is_once_an_indexation", fields=["indexation", "agreed"]),
            Immutable(name="indexed_rent_is_never_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.agreed_id} {self.amount}"
