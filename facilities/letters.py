"""The letter of an indexed rent as PDF, set by Typst in this process in Dutch, the language of the lease."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import fontpkg_inter
import typst
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _

from .kernel.clock import BRUSSELS
from .kernel.days import DAY, Days, whole_month
from .leasing.rents import Share, shares, total
from .mails import message_of
from .models.indices import Indexation, IndexedRent
from .models.machinery import OutboxMessage

SOURCE = Path(__file__).parent / "typst" / "indexation.typ"
FONTS = [str(fontpkg_inter.ROOT / "files")]
LANGUAGE = "nl"


def letter_pdf(indexation: Indexation) -> bytes:
    """The letter, accessible (PDF/UA-1)."""
    with translation.override(LANGUAGE):
        words = _words(indexation)
    return typst.compile(
        SOURCE,
        format="pdf",
        pdf_standards=["ua-1"],
        **_inputs(words),
    )


def file_name(indexation: Indexation) -> str:
    """What the file is called."""
    with translation.override(LANGUAGE):
        name = _("indexation")
    return f"{name}-{indexation.lease.number}-{indexation.effective_on:%Y-%m-%d}.pdf"


def send(row: OutboxMessage) -> None:
    """Send a mail with the letter of its indexation; whatever it raises means: not sent, try again."""
    found = Indexation.objects.select_related(
        "lease__tenant", "lease__landlord", "lease__site", "initial", "new", "link"
    )
    indexation = found.get(pk=row.payload["indexation"])
    message = message_of(row)
    message.attach(file_name(indexation), letter_pdf(indexation), "application/pdf")
    message.send(fail_silently=False)


def _words(indexation: Indexation) -> dict[str, Any]:
    lease, effective_on = indexation.lease, indexation.effective_on
    rents = list(
        indexation.rents.select_related("agreed__line__space", "result__line__space").order_by("agreed__line_id", "pk")
    )
    day = date_format(effective_on, "j F Y")
    return {
        "language": LANGUAGE,
        "title": _("Indexation of the rent from %(day)s") % {"day": day},
        "footer": _("Lease %(number)s") % {"number": lease.number},
        "landlord": lease.landlord.name,
        "site": lease.site.name,
        "street": lease.site.street,
        "place": f"{lease.site.postcode} {lease.site.city}",
        "tenant": lease.tenant.name,
        "spaces": ", ".join(str(rent.agreed.line.space) for rent in rents),
        "dated": _("%(place)s, %(day)s")
        % {
            "place": lease.site.city,
            "day": date_format(indexation.approved_at.astimezone(BRUSSELS).date(), "j F Y"),
        },
        "opening": _(
            "Under lease %(number)s, which began on %(start)s, the rent follows the index. It changes on %(day)s."
        )
        % {"number": lease.number, "start": date_format(lease.starts_on, "j F Y"), "day": day},
        "law": _(
            "The new rent is the base rent times the new index, divided by the initial index (article 1728bis of the "
            "old Civil Code). Costs and charges do not follow the index."
        ),
        "index_head": [_("Health index"), _("Month"), _("Number")],
        "indices": _indices(indexation),
        "conversion": _conversion(indexation),
        "rent_head": [_("Space"), _("Base rent"), _("Rent until now"), _("New rent")],
        "rents": [_row(rent) for rent in rents],
        "formulas": [_formula(indexation, rent) for rent in rents],
        "seam": _seam(indexation, rents),
        "closing": _("All amounts are without VAT. The other terms of the lease stay as they are."),
    }


def _inputs(words: dict[str, Any]) -> dict[str, Any]:
    return {"font_paths": FONTS, "ignore_system_fonts": True, "sys_inputs": {"letter": json.dumps(words)}}


def _indices(indexation: Indexation) -> list[list[str]]:
    found = ((_("initial index"), indexation.initial), (_("new index"), indexation.new))
    return [
        [
            word,
            date_format(index.month, "F Y"),
            _("%(value)s (%(base)s = 100)") % {"value": _number(index.value), "base": index.base},
        ]
        for word, index in found
    ]


def _conversion(indexation: Indexation) -> str:
    link = indexation.link
    if link is None:
        return ""
    return _("Converted from %(was)s = 100 to %(base)s = 100 by the official coefficient %(coefficient)s.") % {
        "was": link.from_base,
        "base": link.to_base,
        "coefficient": number_format(link.coefficient.normalize()),
    }


def _row(rent: IndexedRent) -> list[str]:
    agreed = rent.agreed
    return [
        str(agreed.line.space),
        _euro(rent.base_rent),
        _euro(rent.former_rent),
        f"{_euro(rent.amount)} {rent.result.get_per_display()}",
    ]


def _formula(indexation: Indexation, rent: IndexedRent) -> str:
    return _("%(base)s × %(new)s / %(initial)s = %(exact)s, rounded to %(amount)s") % {
        "base": _euro(rent.base_rent),
        "new": _number(indexation.new_value),
        "initial": _number(indexation.initial_value),
        "exact": number_format(rent.exact.quantize(Decimal("0.00001"))),
        "amount": _euro(rent.amount),
    }


def _seam(indexation: Indexation, rents: list[IndexedRent]) -> str:
    """The month of the change, where it falls within one."""
    effective_on, month = indexation.effective_on, whole_month(indexation.effective_on)
    if effective_on == month.start:
        return ""
    after = Days(effective_on, month.end)
    new = total(share.amount for rent in rents for share in _part(rent, after))
    return _(
        "Of %(month)s, the days from %(day)s up to and including %(last)s are due at the new rent: %(amount)s."
    ) % {
        "month": date_format(effective_on, "F Y"),
        "day": date_format(effective_on, "j F"),
        "last": date_format((month.end or effective_on) - DAY, "j F"),
        "amount": _euro(new),
    }


def _part(rent: IndexedRent, days: Days) -> list[Share]:
    shared = rent.result.days.shared(days)
    return shares(rent.result.rate, shared, within=rent.result.days) if shared else []


def _number(value: Decimal) -> str:
    return number_format(value, decimal_pos=2)


def _euro(amount: Decimal) -> str:
    return f"€ {number_format(amount, decimal_pos=2, force_grouping=True)}"
