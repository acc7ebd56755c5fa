"""Rents follow the index: a round of many leases, each once a lease year."""

from collections.abc import Collection
from datetime import date, datetime

from django.db.models import Q
from django.urls import reverse

from ..deeds import Actor, deed
from ..indexing import Proposal, Standing, round_of
from ..kernel.clock import BRUSSELS
from ..leasing.indexation import lease_year
from ..mails import mail
from ..models.indices import Indexation, IndexedRent
from ..models.leases import Lease
from ..models.people import Membership, Role, User
from ..models.rates import RateComponent
from ..rules import may_manage_leases, require

LETTER = "letter"


@deed
def approve_round(*, by: Actor, leases: Collection[Lease], month: date, at: datetime) -> list[Indexation]:
    """Let the rents of those among `leases` that are ready follow the index from their anniversary in that month.

    What waits, comes too early or was approved already stays as it is, so a second run does nothing. The leases are
    locked in the order of their keys: of two managers who approve one round at once, one finds it done.
    """
    for site in {lease.site for lease in leases}:
        require(may_manage_leases(by, site))
    keys = [lease.pk for lease in leases]
    list(Lease.objects.select_for_update().filter(pk__in=keys).order_by("pk").values_list("pk"))
    found = round_of(Lease.objects.filter(pk__in=keys), month=month, on=at.astimezone(BRUSSELS).date())
    ready = [proposal for proposal in found if proposal.standing == Standing.READY]
    made = _written(ready, by=by, at=at)
    for indexation in made:
        deed.record(
            "lease.indexed",
            indexation,
            by=by,
            site=indexation.lease.site_id,
            organisation=indexation.lease.tenant_id,
            effective_on=indexation.effective_on.isoformat(),
        )
    _send_letters(made)
    return made


def _written(ready: list[Proposal], *, by: Actor, at: datetime) -> list[Indexation]:
    made = Indexation.objects.bulk_create(
        Indexation(
            lease=proposal.lease,
            lease_year=lease_year(proposal.lease.starts_on, proposal.effective_on),
            effective_on=proposal.effective_on,
            initial=proposal.pair.initial,
            new=proposal.pair.new,
            link=proposal.pair.link,
            base=proposal.pair.indices[0].base,
            initial_value=proposal.pair.indices[0].value,
            new_value=proposal.pair.indices[1].value,
            approved_by=by if isinstance(by, User) else None,
            approved_at=at,
        )
        for proposal in ready
        if proposal.pair is not None
    )
    rents = [(indexation, rent) for indexation, proposal in zip(made, ready, strict=True) for rent in proposal.rents]
    ends = [rent.former.ends_on for _, rent in rents]
    for indexation, rent in rents:
        rent.former.ends_on = indexation.effective_on
    # The former rent stops first: never do two of a kind count on one day.
    RateComponent.objects.bulk_update([rent.former for _, rent in rents], ["ends_on"])
    results = RateComponent.objects.bulk_create(
        RateComponent(
            line=rent.former.line,
            kind=rent.former.kind,
            amount=rent.sum.amount,
            per=rent.per,
            is_indexable=True,
            vat=rent.former.vat,
            starts_on=indexation.effective_on,
            ends_on=end,
        )
        for (indexation, rent), end in zip(rents, ends, strict=True)
    )
    IndexedRent.objects.bulk_create(
        IndexedRent(
            indexation=indexation,
            agreed=rent.agreed,
            result=result,
            base_rent=rent.sum.base_rent,
            former_rent=rent.former.amount,
            exact=rent.sum.exact,
            amount=rent.sum.amount,
        )
        for (indexation, rent), result in zip(rents, results, strict=True)
    )
    return made


def _send_letters(made: list[Indexation]) -> None:
    """One letter a lease, to everybody who administers its tenant; the worker sets the PDF when it sends it."""
    tenants = {indexation.lease.tenant_id for indexation in made}
    admins: dict[int | None, list[User]] = {}
    asked = Membership.objects.filter(Q(organisation__in=tenants), role=Role.TENANT_ADMIN, user__is_active=True)
    for membership in asked.select_related("user").order_by("pk"):
        admins.setdefault(membership.organisation_id, []).append(membership.user)
    for indexation in made:
        for admin in admins.get(indexation.lease.tenant_id, []):
            context = {
                "lease": indexation.lease,
                "effective_on": indexation.effective_on,
                "path": reverse("facilities:lease-detail", args=[indexation.lease_id]),
            }
            payload = mail(template="facilities/mail/indexation", to=admin, context=context)
            key = f"indexation:{indexation.pk}:{admin.pk}"
            deed.send(LETTER, payload | {"indexation": indexation.pk}, dedupe_key=key)
