"""The leases of a house, for the walk."""

from datetime import date
from decimal import Decimal

from facilities.kernel import clock
from facilities.kernel.days import plus_months
from facilities.models import Building, Indexation, Invoice, Journal, Lease, Organisation, Site
from facilities.services.indexations import approve_round
from facilities.services.invoices import issue_month
from facilities.services.leases import add_line, set_rate, sign_lease
from facilities.services.notices import give_notice
from tests.factories import a_lease, an_index, an_office


class Leases:
    """A draft and a signed lease of the tenant, each with a priced line, the signed one under notice."""

    def __init__(self, site: Site, building: Building, tenant: Organisation, slug: str) -> None:
        self.site, self.building, self.tenant, self.slug = site, building, tenant, slug
        self.draft = self._drafted("D0")
        self.line = self.draft.lines.get()
        self.rate = self.line.rates.get()
        self.signed = self._signed("S0")
        self.running = self._signed("R0")
        self.indexation = self._indexed("I0")
        self.invoice = self._invoiced()
        self.notice = give_notice(
            by=None,
            lease=self.signed,
            party="tenant",
            method="registered",
            received_on=clock.today(),
            at=clock.now(),
        )

    def more(self, number: int) -> None:
        """One more of each."""
        self._drafted(f"D{number}")
        self._signed(f"S{number}")
        self._invoiced()
        self._indexed(f"I{number}")
        add_line(by=None, lease=self.draft, space=an_office(building=self.building))

    def _indexed(self, number: str) -> Indexation:
        """A lease whose rent followed the index on its anniversary, the first of this month."""
        begun = plus_months(clock.today().replace(day=1), -12)
        lease = self._drafted(number, starts_on=begun.isoformat(), ends_on=plus_months(begun, 60).isoformat())
        rent = {"kind": "rent", "amount": Decimal(100), "per": "month", "vat": "letting", "is_indexable": True}
        line = add_line(by=None, lease=lease, space=an_office(building=self.building))
        set_rate(by=None, line=line, **rent)
        for month in (plus_months(begun, -2), plus_months(begun, 11)):
            an_index(month=f"{month:%Y-%m}", value="126.86")
        lease = sign_lease(by=None, lease=lease, signed_on=plus_months(begun, -1))
        return approve_round(by=None, leases=[lease], month=clock.today(), at=clock.now())[0]

    def _drafted(self, number: str, **days: str) -> Lease:
        lease = a_lease(
            site=self.site,
            tenant=self.tenant,
            number=f"{number}-{self.slug}",
            regime="services",
            purpose=f"Secret purpose of {self.slug}",
            spaces=[an_office(building=self.building)],
            **days,
        )
        line = lease.lines.get()
        set_rate(by=None, line=line, kind="rent", amount=Decimal(100), per="month", vat="services")
        return lease

    def _signed(self, number: str) -> Lease:
        return sign_lease(by=None, lease=self._drafted(number), signed_on=date(2025, 12, 1))

    def _invoiced(self) -> Invoice:
        landlord = self.draft.landlord
        for firm in (self.tenant, landlord):
            base = 19_990_000 + firm.pk
            number = firm.enterprise_number or f"{base}{97 - base % 97:02}"
            address = {"street": "Voorbeeldstraat 1", "postcode": "2845", "city": "Niel"}
            Organisation.objects.filter(pk=firm.pk).update(enterprise_number=number, **address)
        Journal.objects.get_or_create(
            landlord=landlord, defaults={"code": "VF", "prefix": 101, "iban": "BE68539007547034"}
        )
        # As it is now, with its address.
        landlord = Organisation.objects.get(pk=landlord.pk)
        sent = issue_month(by=None, site=self.site, landlord=landlord, month=clock.today(), at=clock.now())
        return sent[0]
