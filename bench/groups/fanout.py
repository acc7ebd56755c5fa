"""W3: server CPU per delivery of the hub against the tutorial's consumer at 200 boards; W7: no last state is lost.

The product is served whole: Origin, hello, rights, one heartbeat in the measured stretch, a deed an update in the
database and, where there is a Valkey, hints over it. CPU is all threads of the server process that publishes too.
"""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from statistics import median
from typing import Any

from bench import cpu, world
from bench.report import Row
from facilities.models import Board, BoardLine

RATE, SECONDS, BEAT = 10, 5, 5
# The tutorial's way is the ceiling; 1/30 needs the direct-socket adapter, which is not built.
GOAL, FLOOR, QUICK_FLOOR = 0.8, 1.3, 2.5


def measure(where: str, *, quick: bool) -> Iterator[Row]:
    """Run the servers in turns, each with the same boards and the same updates; then once with stalled boards."""
    boards, rounds = (60, 1) if quick else (200, 3)
    _a_board()
    spent: dict[str, list[float]] = {"product": [], "tutorial": [], "bare": []}
    shares: dict[str, float] = {}
    for number in range(rounds):
        for kind in sorted(spent, reverse=bool(number % 2)):
            told = _one(kind, boards)
            spent[kind].append(told["cpu"])
            shares[kind] = min(told["share"], shares.get(kind, 1.0))
    cost = {kind: f"{kind} {median(each) * 1e6:.0f} µs" for kind, each in spent.items()}
    name = f"CPU per delivery, hub against tutorial, {boards} boards, {RATE} updates/s"
    for rival, what in (("tutorial", "same reads and writes"), ("bare", "which is handed its states")):
        value = median(ours / theirs for ours, theirs in zip(spent["product"], spent[rival], strict=True))
        note = f"{cost['product']}, {cost[rival]}; least delivered {shares['product']:.0%} and {shares[rival]:.0%}"
        goal, floor = (None, QUICK_FLOOR) if quick else (GOAL, FLOOR)
        yield Row("W3", f"{name}, {what}", where, value, goal, floor, note)
    stalled = boards // 20
    told = _one("product", boards, stalled=stalled, beat=1, settle=3)
    name = f"boards whose last state is lost or stale, {boards} boards of which {stalled} stalled"
    yield Row("W7", name, where, float(told["lost"]), 0.0, 0.0, f"last update {told['last']}, {told['frames']} frames")


def _a_board() -> None:
    world.rooms(5)
    board, made = Board.objects.get_or_create(
        slug="bench", defaults={"site": world.a_site(), "name": "Bench", "is_public": True}
    )
    if made:
        BoardLine.objects.create(board=board, position=1, provider="rooms", argument="bench", topic="rooms.bench")


def _one(kind: str, boards: int, *, stalled: int = 0, beat: int = BEAT, settle: float = 0.5) -> dict[str, Any]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    origin = "http://bench.example"
    environ = os.environ | {"RUIMTE_ORIGINS": origin, "RUIMTE_LIVE_HEARTBEAT": str(beat), "RUIMTE_WORKER": "0"}
    if kind != "product":
        environ["REDIS_URL"] = ""  # its in-memory layer, as in the tutorial
    server = _start(["bench.stream", kind, str(port)], environ, core=0)
    clients = None
    try:
        _wait_for(port)
        clients = _start(["bench.boards"], environ, core=1)
        orders = {
            "url": f"ws://127.0.0.1:{port}/ws/live/board.bench/",
            "origin": origin,
            "product": kind == "product",
            "boards": boards,
            "stalled": stalled,
            "settle": settle,
        }
        _say(clients, json.dumps(orders))
        _hear(clients)
        time.sleep(1)
        before = cpu.seconds(server.pid)
        _say(server, f"{RATE} {SECONDS}")
        told = _hear(server)
        time.sleep(0.5)
        spent = cpu.seconds(server.pid) - before
        _say(clients, "over")
        report = _hear(clients)
    finally:
        for process in filter(None, (clients, server)):
            process.terminate()
            process.wait(20)
    frames = sum(board["frames"] for board in report if not board["stalled"])
    reading = sum(not board["stalled"] for board in report)
    return {
        "cpu": spent / max(1, min(frames, reading * told["updates"])),
        "share": frames / (reading * told["updates"]),
        "frames": frames,
        "last": told["last"],
        "lost": sum(board["seq"] != told["last"] for board in report),
    }


def _start(module: list[str], environ: dict[str, str], *, core: int) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-m", *module], env=environ, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    cpu.pin(process.pid, core)
    return process


def _say(process: "subprocess.Popen[str]", line: str) -> None:
    assert process.stdin is not None
    process.stdin.write(line + "\n")
    process.stdin.flush()


def _hear(process: "subprocess.Popen[str]") -> Any:
    assert process.stdout is not None
    return json.loads(process.stdout.readline())


def _wait_for(port: int) -> None:
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("the server does not answer")
