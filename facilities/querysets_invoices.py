"""Questions about invoices; every read for a person starts with `visible_to`."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import DecimalField, F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from .scopes import scope_of

if TYPE_CHECKING:
    from .models.people import User

MONEY: DecimalField = DecimalField(max_digits=12, decimal_places=2)


class InvoiceQuerySet(models.QuerySet):
    """Questions about invoices and credit notes."""

    def visible_to(self, user: User) -> Self:
        """Platform: all; managers: those of their sites; tenant admins: those their organisation received."""
        scope = scope_of(user)
        if scope.is_platform:
            return self
        return self.filter(Q(site__in=scope.managed_sites) | Q(buyer__in=scope.administered_organisations))

    def with_settlement(self) -> Self:
        """With `credited`, `paid` and `open`: what was given back, what was received, what is still owed."""
        Invoice, Payment = apps.get_model("facilities.Invoice"), apps.get_model("facilities.Payment")

        credited = _sum(Invoice.objects.filter(credits=OuterRef("pk")), of="credits", what="total")
        paid = _sum(Payment.objects.filter(invoice=OuterRef("pk")), of="invoice", what="amount")
        return self.annotate(credited=credited, paid=paid).annotate(
            open=models.Case(
                models.When(kind="381", then=models.Value(Decimal(0), output_field=MONEY)),
                default=F("total") - F("credited") - F("paid"),
                output_field=MONEY,
            )
        )

    def still_owed(self) -> Self:
        """Those of which something is open; read `with_settlement()`."""
        return self.filter(open__gt=0)


def _sum(rows: models.QuerySet, *, of: str, what: str) -> Coalesce:
    summed = rows.order_by().values(of).annotate(sum=Sum(what)).values("sum")
    return Coalesce(Subquery(summed, output_field=MONEY), models.Value(Decimal(0)), output_field=MONEY)
