"""What the API reads about bookings and blocks."""

from collections import Counter
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from facilities.kernel.intervals import Interval
from facilities.models.people import Organisation, User
from facilities.models.places import Amenity
from facilities.scopes import scope_of

from ..errors import InvalidRange
from ..models.bookings import Booking
from ..models.rooms import Layout, Room
from ..occupancy import zone_of
from .fields import InstantField, LayoutField, VisibleField, settled

PEOPLE: dict[str, Any] = {"min_value": 1, "max_value": 32767, "allow_null": True, "required": False}


def interval_between(start: datetime, end: datetime, zone: ZoneInfo) -> Interval:
    """From two moments as they were written, on the clocks of `zone`."""
    first, last = settled(start, zone), settled(end, zone)
    if last <= first:
        raise InvalidRange
    return Interval(first, last)


class EquipmentWish(serializers.Serializer):
    """So many items of a kind that are to be brought."""

    kind = serializers.SlugRelatedField("slug", queryset=Amenity.objects.all(), help_text="Short name of the kind.")
    count = serializers.IntegerField(min_value=1, max_value=32767)


def wanted(lines: list[dict[str, Any]]) -> dict[Amenity, int]:
    """Validated wishes as the service takes them; a kind named twice is asked for together."""
    counts: Counter[Amenity] = Counter()
    for line in lines:
        counts[line["kind"]] += line["count"]
    return dict(counts)


class BookingForm(serializers.Serializer):
    """A new booking; whoever belongs to one organisation need not name it."""

    room = VisibleField(queryset=Room.objects.with_place())
    starts_at = InstantField()
    ends_at = InstantField()
    title = serializers.CharField(max_length=120)
    organisation = VisibleField(queryset=Organisation.objects.all(), required=False)
    organiser = VisibleField(
        queryset=User.objects.all(),
        required=False,
        allow_null=True,
        help_text="Left out: the caller, unless reception books for somebody else.",
    )
    layout = LayoutField(queryset=Layout.objects.all(), required=False, allow_null=True)
    attendees = serializers.IntegerField(**PEOPLE)
    is_private = serializers.BooleanField(required=False)
    equipment = EquipmentWish(many=True, required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """As the service takes it."""
        attrs["equipment"] = wanted(attrs.get("equipment", []))
        user = self.context["request"].user
        own = scope_of(user).organisations
        if "organisation" not in attrs:
            if len(own) != 1:
                raise serializers.ValidationError({"organisation": _("Say for which organisation.")}, "required")
            attrs["organisation"] = Organisation.objects.get(pk__in=own)
        attrs.setdefault("organiser", user if attrs["organisation"].pk in own else None)
        attrs["interval"] = interval_between(attrs.pop("starts_at"), attrs.pop("ends_at"), zone_of(attrs["room"]))
        return attrs


class BookingChange(serializers.Serializer):
    """What is to change; the rest is left out."""

    room = VisibleField(queryset=Room.objects.with_place(), required=False)
    starts_at = InstantField(required=False)
    ends_at = InstantField(required=False)
    title = serializers.CharField(max_length=120, required=False)
    layout = LayoutField(queryset=Layout.objects.all(), required=False, allow_null=True)
    attendees = serializers.IntegerField(**PEOPLE)
    is_private = serializers.BooleanField(required=False)
    equipment = EquipmentWish(many=True, required=False, help_text="Replaces all that was asked for.")

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """As the service takes it: one end alone keeps the other."""
        if "equipment" in attrs:
            attrs["equipment"] = wanted(attrs["equipment"])
        if "starts_at" in attrs or "ends_at" in attrs:
            booking: Booking = self.instance  # type: ignore[assignment]  # the view always gives it
            zone = zone_of(attrs.get("room", booking.room))
            start, end = attrs.pop("starts_at", booking.starts_at), attrs.pop("ends_at", booking.ends_at)
            attrs["interval"] = interval_between(start, end, zone)
        return attrs


class BlockForm(serializers.Serializer):
    """A new block."""

    room = VisibleField(queryset=Room.objects.with_place())
    starts_at = InstantField()
    ends_at = InstantField()
    reason = serializers.CharField(max_length=120)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """As the service takes it."""
        attrs["interval"] = interval_between(attrs.pop("starts_at"), attrs.pop("ends_at"), zone_of(attrs["room"]))
        return attrs


class PeriodQuery(serializers.Serializer):
    """A period and a room; times without offset are of Brussels."""

    until = InstantField(required=False)
    room = serializers.IntegerField(required=False, min_value=1, max_value=2**63 - 1)

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from`, a word of Python's own, among them."""
        return {"from": InstantField(required=False)} | super().get_fields()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Both ends as instants."""
        zone = ZoneInfo(settings.DISPLAY_TIME_ZONE)
        return attrs | {name: settled(attrs[name], zone) for name in ("from", "until") if name in attrs}


class BookingQuery(PeriodQuery):
    """Bookings with some part in a period, of a room, in a status."""

    status = serializers.ChoiceField(Booking.Status.choices, required=False)
