"""The questions asked of rooms, bookings, blocks and claims."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q, Subquery

from facilities.kernel.intervals import Interval
from facilities.scopes import scope_of

if TYPE_CHECKING:
    from facilities.models.people import User
    from facilities.models.places import Site


class AtomQuerySet(models.QuerySet):
    """Questions about atoms."""

    def busy(self, interval: Interval) -> Self:
        """Atoms with a claim in `interval`.

        Claims of an atom never overlap, so the first one that ends after the start decides alone: an index look-up
        however many claims there are, where a plain overlap test walks them all.
        """
        Claim = apps.get_model("bookings.Claim")

        following = Claim.objects.filter(atom=OuterRef("pk"), ends_at__gt=interval.start).order_by("ends_at")
        return self.alias(next_starts_at=Subquery(following.values("starts_at")[:1])).filter(
            next_starts_at__lt=interval.end
        )


class RoomQuerySet(models.QuerySet):
    """Questions about rooms."""

    def visible_to(self, user: User) -> Self:
        """Platform: all; staff: at their sites; tenants and external bookers: those offered to them."""
        scope = scope_of(user)
        if scope.is_platform:
            return self
        reach = Q(space__floor__building__site__in=scope.staff_sites)
        if scope.organisations:
            reach |= Q(audience="everyone", is_offered=True)
        if scope.tenant_organisations:
            Site = apps.get_model("facilities.Site")

            homes = Site.objects.filter(organisations__in=scope.tenant_organisations).values("pk")
            reach |= Q(audience="all_tenants", is_offered=True)
            reach |= Q(audience="site_tenants", is_offered=True, space__floor__building__site__in=homes)
        return self.filter(reach)

    def offered(self) -> Self:
        """Rooms that can be booked at all."""
        return self.filter(is_offered=True)

    def at(self, site: Site) -> Self:
        """Rooms of one site."""
        return self.filter(space__floor__building__site=site)

    def with_place(self) -> Self:
        """With space, floor, building and site in the same query."""
        return self.select_related("space__floor__building__site")

    def free(self, interval: Interval) -> Self:
        """Rooms none of whose atoms is claimed in `interval`; turnover and opening hours are the rules' business."""
        Atom = apps.get_model("bookings.Atom")

        taken = Atom.objects.filter(rooms=OuterRef("pk")).busy(interval)
        return self.filter(~Exists(taken))

    def for_people(self, count: int) -> Self:
        """Rooms that seat at least `count`."""
        return self.filter(seats__gte=count)

    def with_equipment(self, slugs: list[str]) -> Self:
        """Rooms that offer every amenity named."""
        rooms = self
        for slug in slugs:
            rooms = rooms.filter(equipment__slug=slug)
        return rooms


class BookingQuerySet(models.QuerySet):
    """Questions about bookings."""

    def live(self) -> Self:
        """Bookings that hold their claims."""
        return self.filter(status="confirmed")

    def ongoing(self, at: datetime) -> Self:
        """Live at `at`: started, not yet ended."""
        return self.live().filter(starts_at__lte=at, ends_at__gt=at)

    def during(self, interval: Interval) -> Self:
        """Some part of them lies in `interval`."""
        return self.filter(starts_at__lt=interval.end, ends_at__gt=interval.start)

    def visible_to(self, user: User) -> Self:
        """The rows a person may open: platform all, staff their sites, tenant admins their firm, others their own.

        What anybody else holds is shown as "Bezet" through the claims, never through these rows.
        """
        scope = scope_of(user)
        if scope.is_platform:
            return self
        own = Q(organiser=user) | Q(booked_by=user)
        return self.filter(
            Q(room__space__floor__building__site__in=scope.staff_sites)
            | Q(organisation__in=scope.administered_organisations)
            | (own & Q(organisation__in=scope.organisations))
        )


class BlockQuerySet(models.QuerySet):
    """Questions about blocks."""

    def standing(self) -> Self:
        """Blocks that hold their claims."""
        return self.filter(lifted_at__isnull=True)

    def visible_to(self, user: User) -> Self:
        """Platform all, staff at their sites; to others a block is only a taken room."""
        scope = scope_of(user)
        if scope.is_platform:
            return self
        return self.filter(room__space__floor__building__site__in=scope.staff_sites)


class ClaimQuerySet(models.QuerySet):
    """Questions about claims."""

    def during(self, interval: Interval) -> Self:
        """Claims that take some of `interval`."""
        return self.filter(starts_at__lt=interval.end, ends_at__gt=interval.start)
