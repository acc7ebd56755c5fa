"""The questions asked of visits, the passes that open them, house rules and blocked visitors."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from facilities.kernel.intervals import Interval
from facilities.kernel.tokens import hashed
from facilities.models.people import Membership
from facilities.scopes import scope_of

if TYPE_CHECKING:
    from facilities.models.people import User
    from facilities.models.places import Site

OPEN = ["planned", "arrived", "in"]


def hosted_reach(user: User) -> Q:
    """What staff see of their sites, a tenant admin of the firm, a member of what he hosts himself."""
    scope = scope_of(user)
    return (
        Q(site__in=scope.staff_sites)
        | Q(organisation__in=scope.administered_organisations)
        | (Q(host=user) & Q(organisation__in=scope.tenant_organisations))
    )


class VisitQuerySet(models.QuerySet):
    """Questions about visits."""

    def visible_to(self, user: User) -> Self:
        """Platform: all; staff: at their sites; tenant admins: of their firm; members: those they host."""
        return self if scope_of(user).is_platform else self.filter(hosted_reach(user))

    def at(self, site: Site) -> Self:
        """Visits to one site."""
        return self.filter(site=site)

    def during(self, interval: Interval) -> Self:
        """Some part of the time agreed lies in `interval`."""
        return self.filter(starts_at__lt=interval.end, ends_at__gt=interval.start)

    def planned(self) -> Self:
        """Agreed, nobody came yet."""
        return self.filter(status="planned")

    def open(self) -> Self:
        """Planned, at the desk or inside."""
        return self.filter(status__in=OPEN)

    def inside(self) -> Self:
        """Let in and not signed out."""
        return self.filter(status="in")

    def known(self) -> Self:
        """Those whose visitor is not forgotten yet."""
        return self.filter(anonymised_at__isnull=True)

    def with_pass(self, token: str, *, kinds: Collection[str] = ("visitor",)) -> Self:
        """The visit that the pass `token` of one of these kinds opens, at most one."""
        return self.filter(passes__kind__in=kinds, passes__token_hash=hashed(token.strip()))

    def with_people(self) -> Self:
        """With site, host, firm, booking and room in the same query."""
        return self.select_related("site", "host", "organisation", "booking__room__space__floor__building", "group")


class VisitGroupQuerySet(models.QuerySet):
    """Questions about groups of visitors."""

    def visible_to(self, user: User) -> Self:
        """As with visits."""
        return self if scope_of(user).is_platform else self.filter(hosted_reach(user))


class HouseRulesQuerySet(models.QuerySet):
    """Questions about house rules."""

    def visible_to(self, user: User) -> Self:
        """Platform all, staff at their sites."""
        scope = scope_of(user)
        return self if scope.is_platform else self.filter(site__in=scope.staff_sites)

    def newest(self, site: Site) -> Self:
        """Only the version that counts at `site`; none where the house has no rules."""
        return self.filter(site=site).order_by("-version")[:1]


class BlockedVisitorQuerySet(models.QuerySet):
    """Questions about who may not come in."""

    def visible_to(self, user: User) -> Self:
        """Platform all, managers those of their sites; nobody else learns who or why."""
        scope = scope_of(user)
        return self if scope.is_platform else self.filter(site__in=scope.managed_sites)

    def in_force(self, site: Site, *, at: datetime) -> Self:
        """Those that keep somebody out of `site` at `at`."""
        return self.filter(Q(site=site) | Q(site__isnull=True), lifted_at__isnull=True).filter(
            Q(until__isnull=True) | Q(until__gt=at)
        )


class PresenceQuerySet(models.QuerySet):
    """Questions about who of the house is inside."""

    def visible_to(self, user: User) -> Self:
        """Platform: all; staff: at their sites; tenant admins: their people; everybody: oneself."""
        scope = scope_of(user)
        if scope.is_platform:
            return self
        own = Membership.objects.filter(organisation__in=scope.administered_organisations).values("user")
        return self.filter(Q(site__in=scope.staff_sites) | Q(person=user) | Q(person__in=own))

    def declared_by(self, user: User) -> Self:
        """Whose leaving the user may tell: the desk of everybody at its site, everybody of himself."""
        scope = scope_of(user)
        return self if scope.is_admin else self.filter(Q(site__in=scope.staff_sites) | Q(person=user))

    def open(self) -> Self:
        """Nobody said that they left."""
        return self.filter(closed_at__isnull=True)

    def at(self, site: Site) -> Self:
        """At one site."""
        return self.filter(site=site)


class MusterQuerySet(models.QuerySet):
    """Questions about evacuation lists."""

    def visible_to(self, user: User) -> Self:
        """Platform: all; staff: of their sites; tenant admins: of the houses of their firm."""
        scope = scope_of(user)
        if scope.is_platform:
            return self
        firms = Q(evacuation__site__organisations__in=scope.administered_organisations)
        return self.filter(Q(evacuation__site__in=scope.staff_sites) | firms).distinct()

    def running(self) -> Self:
        """Those that no report has ended."""
        return self.filter(report__isnull=True)

    def at(self, site: Site) -> Self:
        """Of one site."""
        return self.filter(evacuation__site=site)


class MusterEntryQuerySet(models.QuerySet):
    """Questions about the lines of evacuation lists."""

    def visible_to(self, user: User) -> Self:
        """Platform: all; staff: of their sites; tenant admins: those of their firm."""
        scope = scope_of(user)
        if scope.is_platform:
            return self
        return self.filter(
            Q(muster__evacuation__site__in=scope.staff_sites) | Q(organisation__in=scope.administered_organisations)
        )
