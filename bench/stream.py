"""A server that also publishes: `python -m bench.stream product|tutorial|bare PORT`.

Reads `RATE SECONDS` from standard input, publishes that many updates a second, then prints the last number as JSON.
"""

import asyncio
import json
import os
import sys
import threading
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

from daphne.server import Server  # noqa: E402
from twisted.internet import reactor  # noqa: E402

TOPIC = "board.bench"


Publish = Callable[[int], int]


def _product() -> tuple[Any, Publish]:
    """The product as it is served: a deed touches the topic, the hub reads it and tells the boards."""
    from config.asgi import application

    return application, lambda number: _change()


def _tutorial() -> tuple[Any, Publish]:
    """The same change in the same database and the same state read from it, then the tutorial's group."""
    application, send = _group()

    def publish(number: int) -> int:
        seq = _change()
        send(seq, _state())
        return seq

    return application, publish


def _bare() -> tuple[Any, Publish]:
    """The tutorial's group alone, handed a finished state of the same size: no database at all."""
    application, send = _group()
    state = _state()

    def publish(number: int) -> int:
        send(number, state)
        return number

    return application, publish


def _change() -> int:
    from facilities.deeds import deed
    from facilities.models import LiveTopic

    @deed
    def change() -> None:
        deed.touch(TOPIC)

    change()
    return LiveTopic.objects.get(pk=TOPIC).seq


def _state() -> dict[str, Any]:
    from facilities.kernel import clock
    from facilities.live.topics import find

    bound = find(TOPIC)
    assert bound is not None
    state = bound.topic.state(at=clock.now(), **bound.args)
    assert state is not None
    return state


def _group() -> tuple[Any, Callable[[int, dict[str, Any]], None]]:
    from channels.layers import get_channel_layer

    from bench.anchors.tutorial_consumer import application

    layer = get_channel_layer()

    def send(seq: int, state: dict[str, Any]) -> None:
        event = {"type": "state", "state": {"t": "state", "topic": TOPIC, "seq": seq, "state": state}}
        loop = reactor._asyncioEventloop  # the loop the consumers live on
        asyncio.run_coroutine_threadsafe(layer.group_send("board", event), loop).result(60)

    return application, send


def _conduct(publish: Callable[[int], int]) -> None:
    rate, seconds = map(float, sys.stdin.readline().split())
    last, count = 0, int(rate * seconds)
    start = time.perf_counter()
    for number in range(1, count + 1):
        time.sleep(max(0.0, start + number / rate - time.perf_counter()))
        last = publish(number)
    print(json.dumps({"last": last, "updates": count, "took": time.perf_counter() - start}), flush=True)


if __name__ == "__main__":
    application, publish = {"product": _product, "tutorial": _tutorial, "bare": _bare}[sys.argv[1]]()
    threading.Thread(target=_conduct, args=(publish,), daemon=True).start()
    Server(
        application=application,
        endpoints=[f"tcp:port={sys.argv[2]}:interface=127.0.0.1:backlog=4096"],
        signal_handlers=True,
        verbosity=0,
    ).run()
