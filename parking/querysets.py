"""The questions asked of car parks, their areas, lanes, sensors and ledgers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.apps import apps
from django.db import models
from django.db.models import Q

from facilities.scopes import scope_of

if TYPE_CHECKING:
    from django.contrib.auth.models import AnonymousUser

    from facilities.models.people import User


# What a count says that was written because the events before it go.
CLOSING = "Closing count before older events are removed"


def _reach(user: User, path: str = "") -> Q | None:
    """Which car parks `user` sees, as a condition on `path`; None for all."""
    scope = scope_of(user)
    if scope.is_platform:
        return None
    if not scope.roles:
        return Q(pk__in=[])
    Site = apps.get_model("facilities.Site")
    return (
        Q(**{f"{path}site__in": scope.staff_sites})
        | Q(**{f"{path}is_public": True})
        | Q(**{f"{path}site__in": Site.objects.visible_to(user)})
    )


def _staff_reach(user: User, path: str) -> Q | None:
    """Which car parks `user` works for or audits, as a condition on `path`; None for all."""
    scope = scope_of(user)
    return None if scope.is_platform else Q(**{f"{path}site__in": scope.staff_sites})


class CarParkQuerySet(models.QuerySet):
    """Questions about car parks."""

    def visible_to(self, user: User) -> Self:
        """Platform: all; staff: of their sites; other people: public ones and those of their sites."""
        reach = _reach(user)
        return self if reach is None else self.filter(reach)

    def seen_by(self, user: User | AnonymousUser) -> Self:
        """Public ones for anybody; with those of `visible_to` for people who are logged in."""
        if not user.is_authenticated:
            return self.filter(is_public=True)
        reach = _reach(user)
        return self if reach is None else self.filter(reach | Q(is_public=True))

    def worked_by(self, user: User) -> Self:
        """Those whose ledger, sensors and anomalies `user` may look into."""
        reach = _staff_reach(user, "")
        return self if reach is None else self.filter(reach)


class _OfCarPark(models.QuerySet):
    """Rows of a car park that only its staff and auditors see."""

    path = "car_park__"

    def visible_to(self, user: User) -> Self:
        """Platform: all; staff: of their sites."""
        reach = _staff_reach(user, self.path)
        return self if reach is None else self.filter(reach)


class AreaQuerySet(models.QuerySet):
    """Questions about areas."""

    def visible_to(self, user: User) -> Self:
        """Those of the car parks that `user` sees."""
        reach = _reach(user, "car_park__")
        return self if reach is None else self.filter(reach)

    def counting(self) -> Self:
        """Those that count for themselves: areas without areas of their own."""
        return self.filter(children__isnull=True)


class LaneQuerySet(_OfCarPark):
    """Questions about lanes."""


class SensorQuerySet(_OfCarPark):
    """Questions about sensors."""


class AnomalyQuerySet(_OfCarPark):
    """Questions about anomalies."""

    def open(self) -> Self:
        """Those that go on."""
        return self.filter(ended_at__isnull=True)


class HoldQuerySet(_OfCarPark):
    """Questions about held places."""

    def unanswered(self, at: datetime) -> Self:
        """Those for which nobody has come yet and which nobody has released, by `at`."""
        return self.filter(Q(arrived_at__isnull=True) | Q(arrived_at__gt=at)).filter(
            Q(released_at__isnull=True) | Q(released_at__gt=at)
        )


class CountEventQuerySet(_OfCarPark):
    """Questions about the ledger."""

    path = "sensor__car_park__"

    def moving(self) -> Self:
        """Those that moved vehicles."""
        return self.filter(Q(entered__gt=0) | Q(returned__gt=0))


class AnchorQuerySet(_OfCarPark):
    """Questions about recounts and told levels."""

    path = "area__car_park__"

    def present(self, at: datetime | None = None) -> Self:
        """Latest first, those counted up to and including `at` (all when None)."""
        rows = self if at is None else self.filter(counted_at__lte=at)
        return rows.order_by("-counted_at", "-id")

    def told(self) -> Self:
        """Those that somebody counted at their moment, without those that were only worked out."""
        return self.exclude(reason=CLOSING)

    def closing(self) -> Self:
        """Those that stand for events which are gone."""
        return self.filter(reason=CLOSING)
