"""Leases as a source of charges: the rates of their lines, month by month."""

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Q

from .kernel.days import Days, whole_month
from .leasing.charges import MONTH, ONE, Charge
from .leasing.rents import shares
from .models.leases import Lease
from .models.people import Organisation
from .models.places import Site
from .models.rates import RateComponent

SOURCE = "lease"


class LeaseCharges:
    """What signed leases cost, whole months in full and parts by their days (facilities/leasing/rents.py)."""

    def charges(self, *, site: Site, landlord: Organisation, over: Days) -> Iterator[Charge]:
        """A charge for each rate and calendar month; the same rate of a line is one service, whoever raised it."""
        begun = Q(starts_on__lt=over.end) & (Q(ends_on__isnull=True) | Q(ends_on__gt=over.start))
        rates = (
            RateComponent.objects.filter(
                begun, line__lease__site=site, line__lease__landlord=landlord, line__lease__stage=Lease.Stage.SIGNED
            )
            .select_related("line__lease", "line__space")
            .order_by("line", "kind", "starts_on")
        )
        for rate in rates:
            lease_days = rate.days.shared(rate.line.days)
            within = None if lease_days is None else lease_days.shared(rate.line.lease.days)
            days = None if within is None else within.shared(over)
            if within is not None and days is not None:
                yield from _charges(rate, days, within)


def _charges(rate: RateComponent, days: Days, within: Days) -> Iterator[Charge]:
    lease = rate.line.lease
    for share in shares(rate.rate, days, within=within):
        yield Charge(
            source=SOURCE,
            key=f"{rate.line_id}:{rate.kind}",
            tenant=lease.tenant_id,
            landlord=lease.landlord_id,
            days=share.days,
            text=f"{_capital(rate.get_kind_display())} {rate.line.space}",
            price=abs(share.amount),
            treatment=rate.vat,
            quantity=Decimal(-1 if share.amount < 0 else 1),
            unit=MONTH if share.days == whole_month(share.days.start) else ONE,
            reference=lease.number,
        )


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
