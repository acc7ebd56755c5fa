"""The visitors of a house, for the walk."""

from datetime import timedelta

from access.models import Muster, MusterReport, Presence, Visit, VisitPass
from access.services.blocking import block_visitor
from access.services.house_rules import publish_rules
from access.services.presence import come_in
from access.services.visits import invite
from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from facilities.kernel.tokens import hashed
from facilities.models import Organisation, Site, SiteMode, User


class Visitors:
    """Somebody expected now by the tenant's member, with the token of his code."""

    def __init__(self, site: Site, organisation: Organisation, host: User, slug: str) -> None:
        self.site, self.organisation, self.host, self.slug = site, organisation, host, slug
        self.visit, self.token = self.more(0)
        self.blocked = block_visitor(by=None, site=site, name=f"Geweerd uit {slug}", reason="", at=clock.now())
        self.host_token = f"rh_{slug}"
        VisitPass.objects.create(
            visit=self.visit, kind="host", token_hash=hashed(self.host_token), created_at=self.visit.created_at
        )

    def presence(self, person: User | None) -> Presence:
        """Somebody who is inside: `person`, or one of the tenant."""
        return come_in(by=None, person=person or self.host, site=self.site, at=clock.now())

    @property
    def muster(self) -> Muster:
        """A drill of long ago, with its report."""
        drill = SiteMode.objects.filter(site=self.site, reason="walk").first()
        if drill is None:
            since = clock.now() - timedelta(days=900)
            drill = SiteMode.objects.create(
                site=self.site, mode="evacuation", since=since, until=since + timedelta(minutes=9), reason="walk"
            )
            open_drill(drill)
        return drill.muster

    def more(self, number: int) -> tuple[Visit, str]:
        """One more visitor."""
        start = clock.now() + timedelta(minutes=number)
        if number:
            block_visitor(by=None, site=self.site, name=f"Geweerd {number}", reason="", at=start)
            publish_rules(by=None, site=self.site, text_nl=f"Regel {number}", text_en=f"Rule {number}", at=start)
        made = invite(
            by=None,
            host=self.host,
            organisation=self.organisation,
            site=self.site,
            visitor_name=f"Bezoeker {number} van {self.slug}",
            visitor_email=f"visitor{number}@{self.slug}.example",
            interval=Interval(start, start + timedelta(hours=1)),
            at=start,
        )
        return made.visit, made.token


def open_drill(drill: SiteMode) -> None:
    """Its list, empty, and the report."""
    muster = Muster.objects.create(evacuation=drill)
    MusterReport.objects.create(
        muster=muster,
        is_drill=True,
        opened_at=drill.since,
        ended_at=drill.until,
        listed=0,
        added=0,
        safe=0,
        missing=0,
        unknown=0,
    )
