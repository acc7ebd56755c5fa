"""The envelope `ruimte.live.v1`: what goes over the wire, and what may come in."""

import json
from datetime import UTC, datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

PROTOCOL = "ruimte.live.v1"
MOST_BYTES = 16 * 1024
DEEPEST = 16

Frame = dict[str, Any]  # JSON objects, both ways
Message = dict[str, Any]  # ASGI


class BadFrame(Exception):
    """What came in is no frame; the text says why."""


def text(frame: Frame) -> Message:
    """A frame as the ASGI message that sends it; encoded once, however many sockets share it."""
    encoded = json.dumps(frame, cls=DjangoJSONEncoder, ensure_ascii=False, separators=(",", ":"))
    return {"type": "websocket.send", "text": encoded}


def decode(received: str | None) -> Frame:
    """The JSON object in a text frame of bounded size and depth."""
    if received is None:
        raise BadFrame("Send text frames.")
    if len(received.encode()) > MOST_BYTES:
        raise BadFrame("At most 16 KB a frame.")
    try:
        frame = json.loads(received)
    except (ValueError, RecursionError):
        raise BadFrame("This is not JSON.") from None
    if not isinstance(frame, dict):
        raise BadFrame("Send a JSON object.")
    if _depth_exceeds(frame, DEEPEST):
        raise BadFrame("Nested too deep.")
    return frame


def stamp(at: datetime) -> str:
    """An instant as the wire writes it: UTC, milliseconds, Z."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def _depth_exceeds(value: object, most: int) -> bool:
    layer = [value]
    for _ in range(most):
        layer = [
            inner
            for outer in layer
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not layer:
            return False
    return True
