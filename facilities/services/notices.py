"""Notices: a lease ends before its term, or at it, because somebody says so."""

from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from ..deeds import Actor, deed
from ..leasing.errors import LeaseOver, NoticeTooLate, UnderNotice
from ..leasing.notices import ends_open_to
from ..models.leases import Lease, LeaseLine, Letting, Notice
from ..models.people import User
from ..models.rates import RateComponent
from ..rules import may_manage_leases, require
from .leases import let_spaces
from .upkeep import locked, written


def earliest_end(lease: Lease, *, party: str, received_on: date) -> date:
    """The first day on which `lease` can be over by a notice of `party` received on that day; raises `NoBreak`."""
    return ends_open_to(
        party,
        regime=lease.regime,
        term=lease.days,
        received_on=received_on,
        notice_months=lease.notice_months,
        landlord_may_break=lease.landlord_may_break,
    )


@deed
def give_notice(
    *,
    by: Actor,
    lease: Lease,
    party: str,
    method: str,
    received_on: date,
    at: datetime,
    sent_on: date | None = None,
    ends_on: date | None = None,
    accepts_late: bool = False,
) -> Notice:
    """End a lease on `ends_on` (excluded), the earliest day the law allows unless given.

    A notice that comes too late for that day raises `NoticeTooLate`, or is kept and marked late with `accepts_late`.
    """
    lease = locked(lease)
    require(may_manage_leases(by, lease.site))
    if lease.stage != Lease.Stage.SIGNED or (lease.ends_on is not None and lease.ends_on <= received_on):
        raise LeaseOver
    if lease.notices.filter(withdrawn_at__isnull=True).exists():
        raise UnderNotice
    earliest = earliest_end(lease, party=party, received_on=received_on)
    ends_on = ends_on or earliest
    is_late = ends_on < earliest
    if is_late and not accepts_late:
        raise NoticeTooLate(earliest=earliest)
    notice = written(
        Notice(
            lease=lease,
            party=party,
            method=method,
            sent_on=sent_on,
            received_on=received_on,
            effective_on=ends_on,
            is_late=is_late,
            recorded_by=by if isinstance(by, User) else None,
            recorded_at=at,
            former_ends_on=lease.ends_on,
        )
    )
    _end(lease, ends_on)
    deed.record("lease.notice_given", notice, by=by, site=lease.site_id, organisation=lease.tenant_id, party=party)
    return notice


@deed
def withdraw_notice(*, by: Actor, notice: Notice, at: datetime) -> Notice:
    """Both go on as before; raises `SpaceLet` where a space is promised to somebody else by now."""
    notice = locked(notice)
    lease = locked(notice.lease)
    require(may_manage_leases(by, lease.site))
    if notice.withdrawn_at is not None or (lease.ends_on is not None and lease.ends_on <= at.date()):
        raise LeaseOver
    notice.withdrawn_at = at
    notice.save()
    _reopen(lease, notice.effective_on, notice.former_ends_on)
    deed.record("lease.notice_withdrawn", notice, by=by, site=lease.site_id, organisation=lease.tenant_id)
    return notice


def _end(lease: Lease, ends_on: date) -> None:
    """Everything of the lease that would go on past `ends_on` stops there."""
    lease.ends_on = ends_on
    written(lease)
    goes_on = Q(ends_on__isnull=True) | Q(ends_on__gt=ends_on)
    for rows in (
        Letting.objects.filter(line__lease=lease),
        RateComponent.objects.filter(line__lease=lease),
        LeaseLine.objects.filter(lease=lease),
    ):
        rows.filter(goes_on, starts_on__lt=ends_on).update(ends_on=ends_on)
    # What would begin only after it is not let at all; its line stays as the agreement had it.
    Letting.objects.filter(line__lease=lease, starts_on__gte=ends_on).delete()


def _reopen(lease: Lease, ended_on: date, ends_on: date | None) -> None:
    lease.ends_on = ends_on
    written(lease)
    # A rent that stopped on that day because it followed the index stays over.
    followed = RateComponent.objects.filter(line=OuterRef("line"), kind=OuterRef("kind"), starts_on=ended_on)
    rates = RateComponent.objects.filter(~Exists(followed), line__lease=lease)
    for rows in (LeaseLine.objects.filter(lease=lease), rates):
        rows.filter(ends_on=ended_on).update(ends_on=ends_on)
    lines = list(lease.lines.filter(quantity__isnull=True).select_related("space"))
    Letting.objects.filter(line__in=lines).delete()
    let_spaces(lines)
