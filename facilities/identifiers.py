"""Belgian identifiers: enterprise numbers (KBO/BCE) and structured payment references (OGM/VCS)."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from stdnum.be import ogm_vcs
from stdnum.be import vat as enterprise_numbers

# An establishment unit has a number of its own, starting with 2 to 8; tenants paste it for the firm's.
ESTABLISHMENT = re.compile(r"[2-8]\d{9}")


def enterprise_number(text: str) -> str:
    """The ten bare digits of an enterprise number, however it was typed: `BE 0403.019.261`, nine old digits.

    The first digit is 0 or 1 and the last two are 97 minus the first eight modulo 97, so 97 and never 00 (KBO; Peppol
    rule PEPPOL-COMMON-R043). Raises `ValidationError`, in words of its own for an establishment unit number.
    """
    number = re.sub(r"[\s./-]", "", text.upper()).removeprefix("BE")
    if re.fullmatch(r"\d{9}", number):
        number = f"0{number}"
    if ESTABLISHMENT.fullmatch(number):
        raise ValidationError(
            _("This is the number of an establishment unit. Give the enterprise number: it starts with 0 or 1."),
            code="establishment_number",
        )
    if not enterprise_numbers.is_valid(number) or number[0] not in "01" or number.endswith("00"):
        raise ValidationError(_("This is not a valid Belgian enterprise number."), code="enterprise_number")
    return number


def check_enterprise_number(value: str) -> None:
    """Refuse what is not a valid enterprise number in ten bare digits."""
    if enterprise_number(value) != value:
        raise ValidationError(_("This is not a valid Belgian enterprise number."), code="enterprise_number")


def structured_reference(number: int) -> str:
    """The twelve digits of the payment reference of `number` (at most ten digits): its last two are `number` modulo 97,
    97 where that is 0 (Febelfin, OGM/VCS)."""
    if not 0 <= number < 10**10:
        raise ValueError("a structured reference holds ten digits")
    digits = f"{number:010d}"
    return digits + ogm_vcs.calc_check_digits(digits)


def shown_reference(reference: str) -> str:
    """As a bank shows it: `+++202/6000/00697+++`."""
    return f"+++{reference[:3]}/{reference[3:7]}/{reference[7:]}+++"
