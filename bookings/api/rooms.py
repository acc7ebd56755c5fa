"""Rooms: which there are, and when one of them is free."""

from datetime import date
from typing import Any

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_view
from rest_framework import serializers, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from facilities.kernel import clock
from facilities.kernel.clock import local_day

from ..availability import free_stretches, taken
from ..filters import RoomFilter
from ..models.rooms import Layout, Room
from ..occupancy import zone_of
from ..querysets import RoomQuerySet
from .fields import InstantField, caller


class LayoutSerializer(serializers.ModelSerializer):
    """A way to furnish a room."""

    class Meta:
        model = Layout
        fields = ["id", "name", "seats", "setup", "teardown"]


class RoomSerializer(serializers.ModelSerializer):
    """A room with its place and its limits."""

    site = serializers.CharField(source="space.floor.building.site.slug", read_only=True)
    building = serializers.CharField(source="space.floor.building.slug", read_only=True)
    floor = serializers.IntegerField(source="space.floor.level", read_only=True)
    is_step_free = serializers.BooleanField(source="space.is_step_free", read_only=True)
    equipment: serializers.SlugRelatedField = serializers.SlugRelatedField("slug", many=True, read_only=True)
    layouts = LayoutSerializer(many=True, read_only=True)

    class Meta:
        model = Room
        fields = [
            "id",
            "slug",
            "name",
            "site",
            "building",
            "floor",
            "seats",
            "description",
            "equipment",
            "is_step_free",
            "layouts",
            "audience",
            "is_offered",
            "grid",
            "shortest",
            "longest",
            "notice",
            "horizon",
            "turnover",
            "takes_whole_day",
        ]


class PlaceQuery(serializers.Serializer):
    """Where a room must be and what it must offer: the filter of the timeline."""

    site = serializers.SlugField(required=False, help_text="Short name of a site.")
    building = serializers.SlugField(required=False, help_text="Short name of a building.")
    equipment = serializers.ListField(
        child=serializers.SlugField(), required=False, help_text="Short names; repeat it, all must be there."
    )
    step_free = serializers.BooleanField(required=False, allow_null=True, default=None)
    induction_loop = serializers.BooleanField(required=False, default=False, help_text="With a loop for hearing aids.")
    people = serializers.IntegerField(
        required=False, min_value=1, max_value=32767, help_text="Seats at least; with `layout` those of the layout."
    )
    layout = serializers.CharField(
        required=False, max_length=60, help_text="The name of a layout the room can be furnished in."
    )
    free_now = serializers.BooleanField(
        required=False, default=False, help_text="Nothing has the room at this moment, and its house is open."
    )


class RoomQuery(PlaceQuery):
    """How to narrow a list of rooms down."""

    seats = serializers.IntegerField(required=False, min_value=1, max_value=32767, help_text="Seats at least.")


def narrowed(rooms: RoomQuerySet, wanted: dict[str, Any]) -> RoomQuerySet:
    """`rooms` that fit a validated `PlaceQuery`."""
    if "site" in wanted:
        rooms = rooms.filter(space__floor__building__site__slug=wanted["site"])
    if "building" in wanted:
        rooms = rooms.filter(space__floor__building__slug=wanted["building"])
    if "seats" in wanted:
        rooms = rooms.for_people(wanted["seats"])
    asked = RoomFilter(
        people=wanted.get("people"),
        layout=wanted.get("layout", ""),
        equipment=tuple(wanted.get("equipment", ())),
        step_free=wanted["step_free"],
        induction_loop=wanted["induction_loop"],
        free_now=wanted["free_now"],
    )
    return asked.narrow(rooms, at=clock.now())


def read_query(form: type[serializers.Serializer], request: Request) -> dict[str, Any]:
    """The validated query string."""
    query = form(data=request.query_params, context={"request": request})
    query.is_valid(raise_exception=True)
    return query.validated_data


class DayQuery(serializers.Serializer):
    """Which day."""

    day = serializers.DateField(help_text="A day of the house, such as 2026-11-24.")

    def validate_day(self, value: date) -> date:
        """A day before and after it must exist."""
        if not 2000 <= value.year < 2200:
            raise serializers.ValidationError(self.fields["day"].error_messages["invalid"].format(format="YYYY-MM-DD"))
        return value


class StretchSerializer(serializers.Serializer):
    """A free stretch of time."""

    starts_at = InstantField(source="start")
    ends_at = InstantField(source="end")


class TakenSerializer(serializers.Serializer):
    """A taken stretch of time, turnover included; whose it is only for those who may know."""

    starts_at = InstantField()
    ends_at = InstantField()
    label = serializers.CharField()  # type: ignore[assignment]  # a field of ours, no option
    booking = serializers.IntegerField(source="booking.pk", default=None, allow_null=True)


class RoomDaySerializer(serializers.Serializer):
    """One day of a room."""

    room = serializers.IntegerField(source="room.pk")
    day = serializers.DateField()
    free = StretchSerializer(many=True)
    taken = TakenSerializer(many=True)


@extend_schema_view(
    list=extend_schema(summary="Rooms", parameters=[RoomQuery]), retrieve=extend_schema(summary="A room")
)
class RoomViewSet(viewsets.ReadOnlyModelViewSet):
    """Rooms the caller may see."""

    queryset = Room.objects.none()
    serializer_class = RoomSerializer

    def get_queryset(self) -> QuerySet[Room]:
        """Those visible, narrowed by the query string of a list."""
        rooms = Room.objects.visible_to(caller(self.request)).with_place().prefetch_related("equipment", "layouts")
        return narrowed(rooms, read_query(RoomQuery, self.request)) if self.action == "list" else rooms

    @extend_schema(
        summary="A day of a room: what is free, what is taken", parameters=[DayQuery], responses=RoomDaySerializer
    )
    @action(detail=True, url_path="availability", url_name="availability", pagination_class=None)
    def availability(self, request: Request, pk: str) -> Response:
        """Free stretches lie within opening hours; what the caller may not open reads as occupied."""
        room, day = self.get_object(), read_query(DayQuery, request)["day"]
        stretches = {
            "room": room,
            "day": day,
            "free": free_stretches(room, day),
            "taken": taken([room], local_day(day, zone_of(room)), viewer=caller(request)),
        }
        return Response(RoomDaySerializer(stretches).data)
