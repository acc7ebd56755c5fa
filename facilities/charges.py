"""What there is to invoice: every source named in settings.RUIMTE_CHARGES says what is owed for some days."""

from collections.abc import Iterable
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from .kernel.days import Days
from .leasing.charges import Charge
from .models.people import Organisation
from .models.places import Site


class ChargeSource(Protocol):
    """Something firms pay for: leases, and later bookings and parking."""

    def charges(self, *, site: Site, landlord: Organisation, over: Days) -> Iterable[Charge]:
        """What `landlord` may ask for days of `over` at `site`, whether billed already or not, the same whenever asked.

        Two charges with one `source` and `key` never share a day, and all days of a charge lie within `over`.
        """


def charges_of(*, site: Site, landlord: Organisation, over: Days) -> list[Charge]:
    """What all sources say, in the order of firm, reference and service; what comes to nothing is left out."""
    sources: list[ChargeSource] = [import_string(path)() for path in settings.RUIMTE_CHARGES]
    found = [each for source in sources for each in source.charges(site=site, landlord=landlord, over=over)]
    owed = (each for each in found if each.amount)
    return sorted(owed, key=lambda each: (each.tenant, each.reference, each.source, each.key, each.days.start))
