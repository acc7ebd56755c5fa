"""Where a firm numbers its invoices."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from stdnum import iban

from .people import Organisation


def check_iban(value: str) -> None:
    """Refuse what is no account number in its bare form."""
    if not iban.is_valid(value) or iban.compact(value) != value:
        raise ValidationError(_("This is not a valid account number (IBAN)."), code="iban")


class Journal(models.Model):
    """The invoices and credit notes of one firm, numbered together; where they are paid."""

    landlord = models.OneToOneField(Organisation, models.PROTECT, related_name="journal", verbose_name=_("firm"))
    code = models.SlugField(_("short name"), max_length=8, unique=True)
    prefix = models.PositiveSmallIntegerField(
        _("first digits of payment references"),
        unique=True,
        validators=[MinValueValidator(1), MaxValueValidator(999)],
    )
    iban = models.CharField(_("account number (IBAN)"), max_length=34, validators=[check_iban])

    class Meta:
        ordering = ["code"]
        verbose_name = _("journal")
        verbose_name_plural = _("journals")
        constraints = [
            models.CheckConstraint(
                name="journal_prefix_has_three_digits", condition=Q(prefix__gte=1) & Q(prefix__lte=999)
            )
        ]

    def __str__(self) -> str:
        return self.code


class JournalYear(models.Model):
    """The last number given in a year; who numbers locks its journal, so that no number is skipped or given twice."""

    journal = models.ForeignKey(Journal, models.PROTECT, related_name="years", verbose_name=_("journal"))
    year = models.PositiveSmallIntegerField(_("year"))
    last_number = models.PositiveIntegerField(_("last number"), default=0)

    class Meta:
        ordering = ["journal_id", "year"]
        verbose_name = _("year of a journal")
        verbose_name_plural = _("years of journals")
        constraints = [
            models.UniqueConstraint(name="journal_year_is_one", fields=["journal", "year"]),
            # What fits in a payment reference.
            models.CheckConstraint(name="journal_year_has_five_digits", condition=Q(last_number__lte=99999)),
        ]

    def __str__(self) -> str:
        return f"{self.journal_id} {self.year}"
