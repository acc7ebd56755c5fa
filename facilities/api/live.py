"""The HTTP twin of every live topic: the same published state, for whoever polls."""

from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404
from django.utils.http import parse_etags
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, OpenApiResponse, extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ..kernel import clock
from ..live.frames import stamp
from ..live.topics import Bound, Viewer, find, publish, version
from ..services.devices import stamp_seen

STATE = inline_serializer(
    "LiveState",
    {
        "topic": serializers.CharField(),
        "epoch": serializers.CharField(),
        "seq": serializers.IntegerField(),
        "as_of": serializers.DateTimeField(),
        "state": serializers.DictField(),
    },
)


class LiveView(APIView):
    """One topic's state with its `epoch-seq` as ETag."""

    @extend_schema(
        operation_id="live_retrieve",
        summary="The state of a live topic",
        description="Send the ETag back as If-None-Match: 304 means that nothing changed.",
        parameters=[
            OpenApiParameter("topic", OpenApiTypes.STR, "path", description="Such as room.12 or board.lobby."),
            OpenApiParameter("If-None-Match", OpenApiTypes.STR, "header"),
        ],
        responses={200: STATE, 304: OpenApiResponse(description="Nothing changed.")},
    )
    def get(self, request: Request, topic: str) -> Response:
        """The whole state; 404 alike for what is not there and what is not theirs."""
        bound = _bound(request, topic)
        at = clock.now()
        row = version(bound.name, at)
        known = parse_etags(request.headers.get("If-None-Match", ""))
        # Without a next transition the row is newer than any state that was handed out.
        if row is not None and row.next_transition_at is not None and _etag(row) in known:
            return _tagged(Response(status=304), _etag(row))
        published = publish(bound.name, at)
        if published is None:
            raise Http404
        body = {
            "topic": published.name,
            "epoch": published.epoch,
            "seq": published.seq,
            "as_of": stamp(published.as_of),
            "state": published.state,
        }
        return _tagged(Response(body), _etag(published))


def _bound(request: Request, name: str) -> Bound:
    bound = find(name)
    device = getattr(request._request, "device", None)
    user = request.user if request.user.is_authenticated else AnonymousUser()
    if bound is None or not bound.may_watch(Viewer(user, device)):
        raise Http404
    if device is not None:
        stamp_seen(device.pk, clock.now())
    return bound


def _etag(versioned: Any) -> str:  # Any: a row or a published state
    return f'"{versioned.epoch}-{versioned.seq}"'


def _tagged(response: Response, etag: str) -> Response:
    response["ETag"] = etag
    response["Cache-Control"] = "no-cache"
    return response
