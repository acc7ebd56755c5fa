"""Fields of this API: instants that never guess, and keys that only reach what the caller sees."""

from datetime import UTC, datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request

from facilities.kernel import clock
from facilities.models.people import User

from ..models.rooms import Layout, Room

YEARS = range(2000, 2200)


@extend_schema_field(OpenApiTypes.DATETIME)
class InstantField(serializers.Field):
    """An ISO 8601 time: with an offset an instant, without one the wall clock of the house.

    It stays naive until `settled` knows which house; out it always goes in UTC.
    """

    default_error_messages = {
        "invalid": _("Write a day and a time, such as 2026-11-24T09:00 or 2026-11-24T08:00Z."),
    }

    def to_internal_value(self, data: Any) -> datetime:
        """The moment as it was written."""
        try:
            moment = parse_datetime(data) if isinstance(data, str) and len(data) > len("2026-11-24") else None
        except ValueError:
            moment = None
        # Computing a day before or after it must not leave the calendar.
        if moment is None or moment.year not in YEARS:
            self.fail("invalid")
        return moment

    def to_representation(self, value: datetime) -> str:
        """In UTC, with Z."""
        return value.astimezone(UTC).isoformat().replace("+00:00", "Z")


def caller(request: Request) -> User:
    """Who calls; the permission table let nobody through who is not logged in."""
    return cast(User, request.user)


def settled(moment: datetime, zone: ZoneInfo) -> datetime:
    """`moment` as an instant; a wall-clock time that does not exist in `zone`, or exists twice, is refused."""
    return clock.instant(moment, zone) if moment.tzinfo is None else moment.astimezone(UTC)


class VisibleField(serializers.PrimaryKeyRelatedField):
    """A key of a row the caller sees; any other answers as if it were not there."""

    default_error_messages = {
        "does_not_exist": _("This is not a valid value."),
        "incorrect_type": _("This is not a valid value."),
    }

    def get_queryset(self) -> QuerySet[Any]:
        """The visible rows."""
        rows: Any = super().get_queryset()  # Any: of whatever model, each with its own visible_to
        return rows.visible_to(caller(self.context["request"]))


class LayoutField(serializers.PrimaryKeyRelatedField):
    """A key of a layout of a room the caller sees."""

    default_error_messages = VisibleField.default_error_messages

    def get_queryset(self) -> QuerySet[Any]:
        """The layouts of the visible rooms."""
        return Layout.objects.filter(room__in=Room.objects.visible_to(caller(self.context["request"])))
