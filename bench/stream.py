"""A server that also publishes: `python -m bench.stream product|tutorial PORT`.

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


def _product() -> tuple[Any, Callable[[int], int]]:
    from django.db import connection

    from config.asgi import application
    from facilities.deeds import deed
    from facilities.models import LiveTopic

    @deed
    def change() -> None:
        deed.touch(TOPIC)

    def publish(number: int) -> int:
        change()
        with connection.cursor():
            return LiveTopic.objects.get(pk=TOPIC).seq

    return application, publish


def _tutorial() -> tuple[Any, Callable[[int], int]]:
    from channels.layers import get_channel_layer

    from bench.anchors.tutorial_consumer import application

    layer = get_channel_layer()

    def publish(number: int) -> int:
        # The same size as a product state of five lines.
        lines = [{"key": f"bench-{n}", "label": f"Bench {n}", "now": "free", "until": None} for n in range(5)]
        event = {"type": "state", "state": {"t": "state", "topic": TOPIC, "seq": number, "state": {"lines": lines}}}
        loop = reactor._asyncioEventloop  # the loop the consumers live on
        asyncio.run_coroutine_threadsafe(layer.group_send("board", event), loop).result(60)
        return number

    return application, publish


def _conduct(publish: Callable[[int], int]) -> None:
    rate, seconds = map(float, sys.stdin.readline().split())
    last, count = 0, int(rate * seconds)
    start = time.perf_counter()
    for number in range(1, count + 1):
        time.sleep(max(0.0, start + number / rate - time.perf_counter()))
        last = publish(number)
    print(json.dumps({"last": last, "updates": count, "took": time.perf_counter() - start}), flush=True)


if __name__ == "__main__":
    application, publish = {"product": _product, "tutorial": _tutorial}[sys.argv[1]]()
    threading.Thread(target=_conduct, args=(publish,), daemon=True).start()
    Server(
        application=application,
        endpoints=[f"tcp:port={sys.argv[2]}:interface=127.0.0.1:backlog=4096"],
        signal_handlers=True,
        verbosity=0,
    ).run()
