"""The questions asked of rooms, bookings, blocks and claims."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models
from django.db.models import BooleanField, Exists, Expression, F, OuterRef, Q

from facilities.kernel.intervals import Interval
from facilities.scopes import scope_of

if TYPE_CHECKING:
    from facilities.models.people import User
    from facilities.models.places import Site

    from .models.bookings import Booking


class Free(Expression):
    """Whether no atom of the room `pk` is claimed in `interval`.

    Claims of an atom never overlap, so the first one that ends after the start decides alone: one step in an index
    however many claims there are, where a plain overlap test walks them all. Written as SQL because building the same
    from querysets costs more than running it. The CASE ties the step to the room, so that PostgreSQL takes it only for
    rooms the other conditions have left (bench C1).
    """

    conditional = True
    template = (
        "NOT EXISTS (SELECT 1 FROM bookings_room_atoms made_of WHERE made_of.room_id = {room}"
        " AND CASE WHEN made_of.room_id = {room} THEN ("
        "SELECT claim.starts_at FROM bookings_claim claim WHERE claim.atom_id = made_of.atom_id"
        " AND claim.ends_at > %s ORDER BY claim.ends_at LIMIT 1) END < %s)"
    )

    def __init__(self, pk: F, interval: Interval) -> None:
        super().__init__(output_field=BooleanField())
        self.pk: Any = pk  # an F, a column once it is resolved
        self.interval = interval

    def get_source_expressions(self) -> list[Any]:
        """The room's column; the instants need no resolving."""
        return [self.pk]

    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        """The resolved column."""
        (self.pk,) = exprs

    def as_sql(  # type: ignore[override]  # the stubs allow no parameters of mixed types
        self, compiler: Any, connection: Any
    ) -> tuple[str, list[Any]]:
        """The template with the room's column and the two instants in their places."""
        room, parameters = compiler.compile(self.pk)
        adapted = connection.ops.adapt_datetimefield_value
        instants = [adapted(self.interval.start), adapted(self.interval.end)]
        return self.template.format(room=room), [*parameters, *parameters, *instants]


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
        return self.filter(Free(F("pk"), interval))

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


class DefectQuerySet(models.QuerySet):
    """Questions about defects."""

    def open(self) -> Self:
        """Not resolved yet."""
        return self.exclude(state="resolved")

    def visible_to(self, user: User) -> Self:
        """Platform all, staff at their sites, everybody what they reported themselves."""
        scope = scope_of(user)
        if scope.is_platform:
            return self
        return self.filter(Q(room__space__floor__building__site__in=scope.staff_sites) | Q(reported_by=user))


class ItemQuerySet(models.QuerySet):
    """Questions about items of equipment."""

    def visible_to(self, user: User) -> Self:
        """Those of sites where this person sees a room."""
        scope = scope_of(user)
        if scope.is_platform:
            return self
        Room = apps.get_model("bookings.Room")

        rooms = Room.objects.visible_to(user).values("space__floor__building__site")
        return self.filter(Q(atom__building__site__in=scope.staff_sites) | Q(atom__building__site__in=rooms))

    def at(self, site: Site) -> Self:
        """Items of one site."""
        return self.filter(atom__building__site=site)

    def in_service(self) -> Self:
        """Items that can be promised."""
        return self.filter(is_in_service=True)

    def free(self, interval: Interval, *, but: Booking | None = None) -> Self:
        """Items nobody has during some of `interval`; those of the booking `but` count as free."""
        Claim = apps.get_model("bookings.Claim")

        held = Claim.objects.during(interval).filter(atom=OuterRef("atom"))
        if but is not None:
            held = held.exclude(booking=but)
        return self.filter(~Exists(held))


class ClaimQuerySet(models.QuerySet):
    """Questions about claims."""

    def during(self, interval: Interval) -> Self:
        """Claims that take some of `interval`."""
        return self.filter(starts_at__lt=interval.end, ends_at__gt=interval.start)


class RoomSensorQuerySet(models.QuerySet):
    """Questions about sensors in rooms."""

    def visible_to(self, user: User) -> Self:
        """Platform: all; staff: of their sites."""
        scope = scope_of(user)
        return self if scope.is_platform else self.filter(room__space__floor__building__site__in=scope.staff_sites)

    def live(self) -> Self:
        """Those whose word counts."""
        return self.filter(device__paired_at__isnull=False, device__revoked_at__isnull=True)
