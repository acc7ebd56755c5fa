"""How a supply is treated for VAT: category, rate and legal ground, by Belgian law."""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Treatment(models.TextChoices):
    """What is supplied, as far as VAT cares."""

    LETTING = "letting", _("passive letting, exempt")
    OPTED = "opted", _("letting with the option for VAT")
    SHORT = "short", _("letting of six months at most")
    STORAGE = "storage", _("storage with the option for VAT")
    SERVICES = "services", _("office with services")
    PARKING = "parking", _("parking of vehicles")


@dataclass(frozen=True, slots=True)
class Rule:
    """Category by EN 16931 (S standard, E exempt), rate in per cent, and the ground an invoice names."""

    category: str
    rate: Decimal
    ground: str | Promise
    # What the sources do not settle: shown beside the line, so that somebody asks the accountant.
    is_to_confirm: bool = False


STANDARD = Decimal("21.00")
RULES = {
    Treatment.LETTING: Rule("E", Decimal("0.00"), _("Exempt: letting of immovable property (art. 44 §3, 2° VAT Code)")),
    Treatment.OPTED: Rule("S", STANDARD, _("Letting of a new building by option of both parties since 2019")),
    Treatment.SHORT: Rule("S", STANDARD, _("Letting of six months at most for an economic use")),
    Treatment.STORAGE: Rule("S", STANDARD, _("Letting for storage by option")),
    Treatment.SERVICES: Rule("S", STANDARD, _("Office with services in a business centre")),
    Treatment.PARKING: Rule("S", STANDARD, _("Parking of vehicles"), is_to_confirm=True),
}


def rule_of(treatment: str) -> Rule:
    """The rule of a treatment."""
    return RULES[Treatment(treatment)]
