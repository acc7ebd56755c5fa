"""How long a house remembers its visitors: as the platform does, or shorter."""

from django.conf import settings

from facilities.deeds import Actor, deed
from facilities.models.places import Site

from .. import rules
from ..errors import KeptTooLong
from ..models.terms import VisitorTerm


def days_of(site: Site) -> int:
    """The days that count at `site`."""
    term = VisitorTerm.objects.filter(site=site).first()
    return settings.VISITOR_DAYS if term is None else min(term.days, settings.VISITOR_DAYS)


@deed
def set_visitor_days(*, by: Actor, site: Site, days: int | None) -> int:
    """Let `site` forget visitors after `days`, or as the platform does (None); gives the days that count now."""
    rules.require(rules.may_set_visitor_days(by, site))
    if days is not None and not 1 <= days <= settings.VISITOR_DAYS:
        raise KeptTooLong(most=settings.VISITOR_DAYS)
    # Two managers at once take turns.
    Site.objects.select_for_update().get(pk=site.pk)
    before = VisitorTerm.objects.filter(site=site).values_list("days", flat=True).first()
    if days == before:
        return days_of(site)
    if days is None:
        VisitorTerm.objects.filter(site=site).delete()
    else:
        VisitorTerm.objects.update_or_create(site=site, defaults={"days": days})
    deed.record("site.visitor_days_set", site, by=by, site=site, days=days)
    return days_of(site)
