"""Keeping a time for ten minutes while somebody makes up their mind."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from facilities.kernel import clock

from ..models.holds import Hold
from ..models.rooms import Room
from ..occupancy import zone_of
from ..services.holds import hold_room, release_hold
from .booking_forms import interval_between
from .fields import InstantField, VisibleField, caller


class HoldForm(serializers.Serializer):
    """What is to be kept."""

    room = VisibleField(queryset=Room.objects.with_place())
    starts_at = InstantField()
    ends_at = InstantField()

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """As the service takes it."""
        attrs["interval"] = interval_between(attrs.pop("starts_at"), attrs.pop("ends_at"), zone_of(attrs["room"]))
        return attrs


class HoldSerializer(serializers.ModelSerializer):
    """What is kept, and until when."""

    starts_at = InstantField()
    ends_at = InstantField()
    expires_at = InstantField()

    class Meta:
        model = Hold
        fields = ["room", "starts_at", "ends_at", "expires_at"]
        read_only_fields = fields


class HoldView(APIView):
    """The one hold of the caller."""

    @extend_schema(
        operation_id="holds_create", summary="Hold a room", request=HoldForm, responses={201: HoldSerializer}
    )
    def post(self, request: Request) -> Response:
        """Replaces what was held before; others see the time as taken, the caller's own booking takes its place."""
        form = HoldForm(data=request.data, context={"request": request})
        form.is_valid(raise_exception=True)
        hold = hold_room(by=caller(request), at=clock.now(), **form.validated_data)
        return Response(HoldSerializer(hold).data, status.HTTP_201_CREATED)

    @extend_schema(operation_id="holds_destroy", summary="Give back what is held", responses={204: None})
    def delete(self, request: Request) -> Response:
        """Also when nothing is held."""
        release_hold(by=caller(request))
        return Response(status=status.HTTP_204_NO_CONTENT)
