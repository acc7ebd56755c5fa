"""Where sensors in rooms send what they see: a batch in, what became of each item out."""

from typing import Any

from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from facilities.kernel import clock
from facilities.kernel.errors import NotAllowed
from facilities.services.devices import stamp_seen

from ..errors import TooManyReadings
from ..services.readings import Outcome, take_readings

MOST_READINGS = 500


class ReadingSerializer(serializers.Serializer):
    """A reading as a sensor tells it; with neither people nor motion it is a sign of life."""

    id = serializers.CharField(max_length=120, help_text="The sender's own number; sent again it counts once.")
    occurred_at = serializers.DateTimeField(help_text="With an offset; at most two days ago.")
    people = serializers.IntegerField(required=False, min_value=0, max_value=5000, help_text="Sensors that count.")
    motion = serializers.BooleanField(required=False, help_text="Sensors that see motion.")


class ReadingResultSerializer(serializers.Serializer):
    """What became of one reading."""

    id = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(["accepted", "duplicate", "conflict", "late", "rejected"])
    code = serializers.CharField(required=False, help_text="Conflict, rejected: why.")
    detail = serializers.CharField(required=False, help_text="Conflict, rejected: why, for people.")


class ReadingView(APIView):
    """The door for sensors in rooms."""

    @extend_schema(
        operation_id="rooms_readings_create",
        summary="Tell readings of a sensor in a room",
        description=(
            "With the sensor's token as Bearer. Up to 500 readings; one that cannot be read keeps no other out. The "
            "latest says how the room stands; late ones mend the sums of the past. Safe to repeat."
        ),
        request=inline_serializer("ReadingBatch", {"readings": ReadingSerializer(many=True)}),
        responses=inline_serializer("ReadingsTaken", {"results": ReadingResultSerializer(many=True)}),
    )
    def post(self, request: Request) -> Response:
        """Read the batch, take it, say what became of each."""
        device = getattr(request._request, "device", None)
        if device is None:
            raise NotAllowed
        at = clock.now()
        outcomes = take_readings(device=device, items=_items(request), at=at)
        stamp_seen(device.pk, at)
        return Response({"results": [_shown(outcome) for outcome in outcomes]})


def _items(request: Request) -> list[Any]:
    body = request.data
    items = body.get("readings") if isinstance(body, dict) else None
    if not isinstance(items, list) or not items:
        raise serializers.ValidationError({"readings": serializers.ListField.default_error_messages["empty"]})
    if len(items) > MOST_READINGS:
        raise TooManyReadings(most=MOST_READINGS)
    return items


def _shown(outcome: Outcome) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": outcome.id, "status": outcome.status}
    if outcome.refusal is not None:
        shown |= {"code": outcome.refusal.code, "detail": str(outcome.refusal)}
    return shown
