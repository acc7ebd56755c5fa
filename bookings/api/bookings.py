"""Bookings: list, make, change, cancel, end early."""

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_view
from rest_framework import mixins, serializers, status, viewsets
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from facilities.kernel import clock
from facilities.kernel.paging import CursorPages
from facilities.services.repeats import Once

from ..models.bookings import Booking
from ..models.equipment import EquipmentLine
from ..services.bookings import book_room, cancel_booking, change_booking, end_booking_early
from .booking_forms import BookingChange, BookingForm, BookingQuery
from .fields import InstantField, caller
from .rooms import read_query


class EquipmentLineSerializer(serializers.ModelSerializer):
    """So many of a kind that a booking asked for."""

    kind: serializers.SlugRelatedField = serializers.SlugRelatedField("slug", read_only=True)

    class Meta:
        model = EquipmentLine
        fields = ["kind", "count"]


class BookingSerializer(serializers.ModelSerializer):
    """A booking as those see it who may open it."""

    room_name = serializers.CharField(source="room.name", read_only=True)
    organisation_name = serializers.CharField(source="organisation.name", read_only=True)
    organiser_name = serializers.CharField(source="organiser.name", default=None, read_only=True, allow_null=True)
    starts_at = InstantField()
    ends_at = InstantField()
    created_at = InstantField()
    changed_at = InstantField()
    cancelled_at = InstantField(allow_null=True)
    equipment = EquipmentLineSerializer(source="equipment_lines", many=True, read_only=True)

    class Meta:
        model = Booking
        fields = [
            "id",
            "uid",
            "sequence",
            "status",
            "room",
            "room_name",
            "layout",
            "organisation",
            "organisation_name",
            "organiser",
            "organiser_name",
            "booked_by",
            "title",
            "attendees",
            "is_private",
            "equipment",
            "starts_at",
            "ends_at",
            "setup",
            "teardown",
            "created_at",
            "changed_at",
            "cancelled_at",
        ]
        read_only_fields = fields


KEY = OpenApiParameter(
    "Idempotency-Key",
    str,
    OpenApiParameter.HEADER,
    description="Sent again within 24 hours with the same body, the answer is 200 with the booking made the first "
    "time; with another body 422.",
)


class ByStart(CursorPages):
    """Pages in the order of the meetings."""

    ordering = ("starts_at", "id")  # type: ignore[assignment]  # DRF takes both


@extend_schema_view(
    list=extend_schema(summary="Bookings", parameters=[BookingQuery]), retrieve=extend_schema(summary="A booking")
)
class BookingViewSet(mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """The bookings the caller may open; what others hold shows in the availability of a room only."""

    queryset = Booking.objects.none()
    serializer_class = BookingSerializer
    pagination_class = ByStart

    def get_queryset(self) -> QuerySet[Booking]:
        """Those visible, narrowed by the query string of a list."""
        bookings = (
            Booking.objects.visible_to(caller(self.request))
            .select_related("organisation", "organiser", "layout", "room__space__floor__building__site")
            .prefetch_related("equipment_lines__kind")
            .distinct()
        )
        if self.action != "list":
            return bookings
        wanted = read_query(BookingQuery, self.request)
        if "from" in wanted:
            bookings = bookings.filter(ends_at__gt=wanted["from"])
        if "until" in wanted:
            bookings = bookings.filter(starts_at__lt=wanted["until"])
        return bookings.filter(**{name: wanted[name] for name in ("room", "status") if name in wanted})

    @extend_schema(
        summary="Book a room",
        request=BookingForm,
        parameters=[KEY],
        responses={201: BookingSerializer, 200: BookingSerializer},
    )
    def create(self, request: Request) -> Response:
        """409 with what is in the way and what is free instead when the room is taken."""
        form = self._form(BookingForm, request)
        key = request.headers.get("Idempotency-Key")
        once = Once.asked(user=caller(request), purpose="booking", key=key, body=request.data)
        booking = book_room(by=caller(request), at=clock.now(), once=once, **form.validated_data)
        address = reverse("v1:bookings:booking-detail", args=[booking.pk])
        code = status.HTTP_200_OK if once and once.is_repeat else status.HTTP_201_CREATED
        return Response(self._shown(booking), code, headers={"Location": address})

    @extend_schema(summary="Change a booking", request=BookingChange, responses=BookingSerializer)
    def partial_update(self, request: Request, pk: str) -> Response:
        """What is left out stays; a move keeps its old time until it has the new one."""
        booking = self.get_object()
        form = self._form(BookingChange, request, instance=booking)
        changed = change_booking(by=caller(request), booking=booking, at=clock.now(), **form.validated_data)
        return Response(self._shown(changed))

    @extend_schema(summary="Cancel a booking", request=None, responses=BookingSerializer)
    @action(detail=True, methods=["post"], url_path="cancel", url_name="cancel")
    def cancel(self, request: Request, pk: str) -> Response:
        """The booking stays, cancelled; its time is free again."""
        booking = cancel_booking(by=caller(request), booking=self.get_object(), at=clock.now())
        return Response(self._shown(booking))

    @extend_schema(summary="End a running booking now", request=None, responses=BookingSerializer)
    @action(detail=True, methods=["post"], url_path="end-early", url_name="end-early")
    def end_early(self, request: Request, pk: str) -> Response:
        """What is left of its time is free again."""
        booking = end_booking_early(by=caller(request), booking=self.get_object(), at=clock.now())
        return Response(self._shown(booking))

    def _form(self, form: type[serializers.Serializer], request: Request, **more: Any) -> serializers.Serializer:
        filled = form(data=request.data, context=self.get_serializer_context(), **more)
        filled.is_valid(raise_exception=True)
        return filled

    def _shown(self, booking: Booking) -> dict[str, Any]:
        return BookingSerializer(booking, context=self.get_serializer_context()).data
