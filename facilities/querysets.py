"""The ground floor's questions; every read for a person starts with `visible_to`."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q

from .scopes import scope_of

if TYPE_CHECKING:
    from .models.people import User


class SiteQuerySet(models.QuerySet):
    """Questions about sites."""

    def visible_to(self, user: User) -> Self:
        """Platform: all; staff: their sites; tenants: the sites of their organisations."""
        scope = scope_of(user)
        if scope.is_platform:
            return self
        return self.filter(Q(pk__in=scope.staff_sites) | Q(organisations__in=scope.organisations)).distinct()

    def managed_by(self, user: User) -> Self:
        """Sites whose places, devices and people this user may change."""
        scope = scope_of(user)
        return self if scope.is_admin else self.filter(pk__in=scope.managed_sites)


class SiteModeQuerySet(models.QuerySet):
    """Questions about evacuations and lockdowns."""

    def visible_to(self, user: User) -> Self:
        """Platform: all; staff: of their sites."""
        scope = scope_of(user)
        return self if scope.is_platform else self.filter(site__in=scope.staff_sites)

    def running(self) -> Self:
        """Those that are not over."""
        return self.filter(until__isnull=True)


class BuildingQuerySet(models.QuerySet):
    """Questions about buildings."""

    def visible_to(self, user: User) -> Self:
        """Those of the sites the user sees."""
        Site = apps.get_model("facilities.Site")

        return self.filter(site__in=Site.objects.visible_to(user).values("pk"))


class FloorQuerySet(models.QuerySet):
    """Questions about floors."""

    def visible_to(self, user: User) -> Self:
        """Those of the sites the user sees."""
        Site = apps.get_model("facilities.Site")

        return self.filter(building__site__in=Site.objects.visible_to(user).values("pk"))


class SpaceQuerySet(models.QuerySet):
    """Questions about spaces."""

    def visible_to(self, user: User) -> Self:
        """Those of the sites the user sees."""
        Site = apps.get_model("facilities.Site")

        return self.filter(floor__building__site__in=Site.objects.visible_to(user).values("pk"))


class LeaseQuerySet(models.QuerySet):
    """Questions about leases."""

    def visible_to(self, user: User) -> Self:
        """Platform: all; staff: those of their sites; tenant admins: their own, once offered."""
        scope = scope_of(user)
        if scope.is_platform:
            return self
        own = Q(tenant__in=scope.administered_organisations, stage__in=["offered", "signed"])
        return self.filter(Q(site__in=scope.staff_sites) | own)

    def priced_for(self, user: User) -> Self:
        """Those of which this user may read the amounts: the desk sees who and until when, and no price."""
        scope = scope_of(user)
        if scope.is_platform:
            return self
        own = Q(tenant__in=scope.administered_organisations, stage__in=["offered", "signed"])
        return self.filter(Q(site__in=scope.managed_sites) | own)

    def with_price_right(self, user: User) -> Self:
        """With `is_priced`: this user may read its amounts."""
        Lease = apps.get_model("facilities.Lease")

        return self.annotate(is_priced=Exists(Lease.objects.priced_for(user).filter(pk=OuterRef("pk"))))

    def with_parts(self) -> Self:
        """With site, parties, notices, lines with their places, and rates: five queries however many leases."""
        LeaseLine, RateComponent, Notice = (
            apps.get_model(f"facilities.{name}") for name in ("LeaseLine", "RateComponent", "Notice")
        )

        rates = Prefetch("rates", RateComponent.objects.order_by("starts_on", "kind"))
        lines = LeaseLine.objects.select_related("space__floor__building").prefetch_related(rates)
        notices = Notice.objects.select_related("recorded_by")
        return self.select_related("site", "tenant", "landlord").prefetch_related(
            Prefetch("lines", lines), Prefetch("notices", notices)
        )

    def managed_by(self, user: User) -> Self:
        """Those this user reads as their house's side, prices and all."""
        scope = scope_of(user)
        return self if scope.is_platform else self.filter(site__in=scope.managed_sites)

    def running_on(self, day: date) -> Self:
        """Signed, and begun and not over on that day."""
        over = Q(ends_on__isnull=True) | Q(ends_on__gt=day)
        return self.filter(over, stage="signed", starts_on__lte=day)

    def with_notice(self) -> Self:
        """With `is_noticed`: somebody gave notice of it."""
        Notice = apps.get_model("facilities.Notice")

        given = Notice.objects.filter(lease=OuterRef("pk"), withdrawn_at__isnull=True)
        return self.annotate(is_noticed=Exists(given))


class UserQuerySet(models.QuerySet):
    """Questions about people."""

    def visible_to(self, user: User) -> Self:
        """Platform: all; staff: people of their sites' organisations and their colleagues; else: own colleagues."""
        Membership = apps.get_model("facilities.Membership")

        scope = scope_of(user)
        if scope.is_platform:
            return self
        held = Membership.objects.filter(user=OuterRef("pk")).filter(
            Q(organisation__in=scope.organisations)
            | Q(organisation__sites__in=scope.staff_sites)
            | Q(site__in=scope.staff_sites)
        )
        return self.filter(Q(pk=user.pk) | Exists(held))


class OrganisationQuerySet(models.QuerySet):
    """Questions about organisations."""

    def visible_to(self, user: User) -> Self:
        """Platform: all; staff: those at their sites; others: their own."""
        scope = scope_of(user)
        if scope.is_platform:
            return self
        return self.filter(Q(pk__in=scope.organisations) | Q(sites__in=scope.staff_sites)).distinct()


class MembershipQuerySet(models.QuerySet):
    """Questions about memberships."""

    def visible_to(self, user: User) -> Self:
        """Platform: all; staff: at their sites and of the organisations there; others: in their organisations."""
        scope = scope_of(user)
        if scope.is_platform:
            return self
        return self.filter(
            Q(user=user)
            | Q(organisation__in=scope.organisations)
            | Q(site__in=scope.staff_sites)
            | Q(organisation__sites__in=scope.staff_sites)
        ).distinct()


class InvitationQuerySet(models.QuerySet):
    """Questions about invitations."""

    def open(self, at: datetime) -> Self:
        """Neither accepted nor withdrawn nor expired at `at`."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True, expires_at__gt=at)

    def visible_to(self, user: User) -> Self:
        """Those into a scope this user administers."""
        scope = scope_of(user)
        if scope.is_platform:
            return self
        return self.filter(
            Q(organisation__in=scope.administered_organisations)
            | Q(site__in=scope.managed_sites)
            | Q(organisation__sites__in=scope.managed_sites)
        ).distinct()


class DeviceQuerySet(models.QuerySet):
    """Questions about devices."""

    def live(self) -> Self:
        """Paired and not revoked."""
        return self.filter(paired_at__isnull=False, revoked_at__isnull=True)

    def screens(self) -> Self:
        """Those that show something (`board:lobby`); sensors and controllers say in one word what they are."""
        return self.filter(shows__contains=":")

    def visible_to(self, user: User) -> Self:
        """Those of the sites the user works at."""
        scope = scope_of(user)
        return self.filter(site__isnull=False) if scope.is_platform else self.filter(site__in=scope.staff_sites)


class BoardQuerySet(models.QuerySet):
    """Questions about boards."""

    def visible_to(self, user: User) -> Self:
        """Those of the sites the user works at."""
        scope = scope_of(user)
        return self if scope.is_platform else self.filter(site__in=scope.staff_sites)


class AuditQuerySet(models.QuerySet):
    """Questions about the audit log."""

    def visible_to(self, user: User) -> Self:
        """Platform: all; managers: their sites; tenant admins: their organisations."""
        scope = scope_of(user)
        if scope.is_platform:
            return self
        return self.filter(Q(site__in=scope.managed_sites) | Q(organisation__in=scope.administered_organisations))


class OutboxQuerySet(models.QuerySet):
    """Questions about outgoing messages."""

    def due(self, at: datetime) -> Self:
        """Waiting, their time come, and leased by no worker."""
        return self.filter(state="waiting", due_at__lte=at).filter(
            Q(leased_until__isnull=True) | Q(leased_until__lte=at)
        )

    def visible_to(self, user: User) -> Self:
        """Platform people only."""
        return self if scope_of(user).is_platform else self.none()
