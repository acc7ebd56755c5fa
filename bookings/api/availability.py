"""Which rooms are free between two moments, for so many people, with such things."""

from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from facilities.kernel import clock
from facilities.kernel.intervals import Interval
from facilities.models.places import Site

from ..errors import InvalidRange
from ..models.rooms import Room
from ..offers import bookable
from .fields import InstantField, caller, settled
from .rooms import PlaceQuery, RoomSerializer, narrowed, read_query


class AvailabilityQuery(PlaceQuery):
    """A stretch of time and what the room must offer."""

    until = InstantField()

    def get_fields(self) -> dict[str, serializers.Field]:
        """`from`, a word of Python's own, among them."""
        return {"from": InstantField()} | super().get_fields()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Both ends as instants, on the clocks of the site asked for."""
        site = Site.objects.visible_to(self.context["request"].user).filter(slug=attrs.get("site")).first()
        zone = ZoneInfo(site.time_zone if site else settings.DISPLAY_TIME_ZONE)
        start, end = settled(attrs.pop("from"), zone), settled(attrs.pop("until"), zone)
        if end <= start:
            raise InvalidRange
        return attrs | {"interval": Interval(start, end)}


class FreeSerializer(serializers.Serializer):
    """The rooms that are free, smallest first."""

    starts_at = InstantField(source="interval.start")
    ends_at = InstantField(source="interval.end")
    rooms = RoomSerializer(many=True)


class AvailabilityView(APIView):
    """Rooms that can be booked as things stand."""

    @extend_schema(
        operation_id="availability_retrieve",
        summary="Rooms free between two moments",
        description="Turnover, opening hours and the limits of each room count; times without offset are of the site.",
        parameters=[AvailabilityQuery],
        responses=FreeSerializer,
    )
    def get(self, request: Request) -> Response:
        """All that fit; nothing is kept for the caller."""
        wanted = read_query(AvailabilityQuery, request)
        rooms = narrowed(Room.objects.visible_to(caller(request)).offered(), wanted).free(wanted["interval"])
        rooms = rooms.with_place().prefetch_related("equipment", "layouts").order_by("seats", "name", "pk")
        free = bookable(list(rooms), wanted["interval"], by=caller(request), at=clock.now())
        return Response(FreeSerializer({"interval": wanted["interval"], "rooms": free}).data)
