"""Where sensors send their events: a batch in, what became of each item out."""

from typing import Any

from django.conf import settings
from drf_spectacular.utils import OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from facilities.kernel import clock
from facilities.kernel.errors import NotAllowed
from facilities.kernel.problems import problem
from facilities.services.devices import stamp_seen

from ..counting import Result
from ..errors import BodyTooLarge, TooManyEvents
from ..services.ingest import Taken, take_events

MOST_EVENTS = 1000
MOST_BYTES = 256 * 1024
ALONE = {"accepted": 201, "duplicate": 200, "late": 200}


class EventSerializer(serializers.Serializer):
    """An event as a sensor tells it; which fields it needs depends on its kind."""

    id = serializers.CharField(max_length=120, help_text="The sender's own number; sent again it counts once.")
    kind = serializers.ChoiceField(["passage", "total", "level", "heartbeat"], default="passage")
    occurred_at = serializers.DateTimeField(help_text="With an offset; a heartbeat may leave it out.")
    lane = serializers.CharField(required=False, help_text="Passage, total: short name of a lane of this sensor.")
    direction = serializers.ChoiceField(["in", "out"], required=False, help_text="Passage: needed on a two-way lane.")
    count = serializers.IntegerField(min_value=1, max_value=500, default=1, help_text="Passage: vehicles.")
    vehicle_class = serializers.CharField(required=False, help_text="Passage: car unless said otherwise.")
    subject = serializers.CharField(required=False, allow_null=True, help_text="Passage: kept as a keyed hash only.")
    total_in = serializers.IntegerField(required=False, help_text="Total: lifetime counter in.")
    total_out = serializers.IntegerField(required=False, help_text="Total: lifetime counter out.")
    area = serializers.CharField(required=False, help_text="Level: short name of an area told by another system.")
    occupied = serializers.IntegerField(required=False, help_text="Level: vehicles; or say `free`.")
    free = serializers.IntegerField(required=False, min_value=0, help_text="Level: free places.")


class ResultSerializer(serializers.Serializer):
    """What became of one event."""

    id = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(["accepted", "duplicate", "conflict", "late", "rejected"])
    flags = serializers.ListField(child=serializers.CharField())
    code = serializers.CharField(required=False, help_text="Conflict, rejected: why.")
    detail = serializers.CharField(required=False, help_text="Conflict, rejected: why, for people.")


BATCH = inline_serializer("EventBatch", {"events": EventSerializer(many=True)})
TAKEN = inline_serializer(
    "EventsTaken",
    {"results": ResultSerializer(many=True), "seq": serializers.DictField(child=serializers.IntegerField())},
)


class EventView(APIView):
    """The ledger's door."""

    @extend_schema(
        operation_id="parking_events_create",
        summary="Tell events of a sensor",
        description=(
            "With the sensor's token as Bearer. Up to 1,000 events and 256 KB; one that cannot count keeps no other "
            "out. Sent alone an event answers 201 when accepted, 200 when late or a duplicate, else its problem. "
            "Safe to repeat."
        ),
        request=BATCH,
        responses={200: TAKEN, 201: OpenApiResponse(TAKEN, description="The only event was accepted.")},
    )
    def post(self, request: Request) -> Response:
        """Read the batch, take it, say what became of each."""
        device = getattr(request._request, "device", None)
        if device is None:
            raise NotAllowed
        items, at = _items(request), clock.now()
        taken = take_events(device=device, items=items, at=at, most_a_minute=settings.PARKING_EVENT_REQUESTS)
        stamp_seen(device.pk, at)
        body = {"results": [_shown(result) for result in taken.results], "seq": taken.seqs}
        return _alone(taken, body) if len(items) == 1 else Response(body)


def _items(request: Request) -> list[Any]:
    told = request._request.META.get("CONTENT_LENGTH") or "0"
    if int(told) > MOST_BYTES or len(request._request.body) > MOST_BYTES:
        raise BodyTooLarge(most=MOST_BYTES)
    body = request.data
    items = body.get("events") if isinstance(body, dict) else None
    if not isinstance(items, list) or not items:
        raise serializers.ValidationError({"events": serializers.ListField.default_error_messages["empty"]})
    if len(items) > MOST_EVENTS:
        raise TooManyEvents(most=MOST_EVENTS)
    return items


def _shown(result: Result) -> dict[str, Any]:
    shown: dict[str, Any] = {"id": result.id, "status": result.status, "flags": list(result.flags)}
    if result.refusal is not None:
        shown |= {"code": result.refusal.code, "detail": str(result.refusal)}
    return shown


def _alone(taken: Taken, body: dict[str, Any]) -> Response:
    (result,) = taken.results
    if result.refusal is not None:
        return problem(result.refusal.status, result.refusal.code, str(result.refusal), **body)
    return Response(body, ALONE[result.status])
