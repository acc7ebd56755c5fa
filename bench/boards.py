"""Many boards in one process: each a WebSocket that remembers the last state it was sent.

Reads one JSON line of orders from standard input, answers on standard output. Run as `python -m bench.boards`.
"""

import asyncio
import json
import sys
import time
from dataclasses import dataclass
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Origin, Subprotocol


@dataclass(slots=True)
class Board:
    """One client; a stalled one reads nothing until the stream is over."""

    stalled: bool
    seq: int = -1
    frames: int = 0
    heard_at: float = 0.0

    async def run(
        self, orders: dict[str, Any], opened: asyncio.Semaphore, go: asyncio.Event, thaw: asyncio.Event
    ) -> None:
        """Connect, read until the server or the run ends; come back once when the server closed a stalled one."""
        while True:
            async with opened:
                socket = await connect(
                    orders["url"],
                    origin=Origin(orders["origin"]),
                    subprotocols=[Subprotocol("ruimte.live.v1")] if orders["product"] else None,
                    compression=None,
                    max_queue=4,
                    ping_interval=None,
                )
            if orders["product"]:
                await socket.send(json.dumps({"t": "hello", "proto": 1, "client": {"name": "bench"}}))
            if not go.is_set():
                orders["ready"].put_nowait(self)
            if self.stalled:
                await thaw.wait()
            try:
                await self._read(socket, answers=orders["product"])
            except ConnectionClosed:
                if not thaw.is_set():
                    self.seq = -1
                continue

    async def _read(self, socket: ClientConnection, *, answers: bool) -> None:
        async for raw in socket:
            frame = json.loads(raw)
            kind = frame.get("t", "state")
            if kind == "hb":
                await socket.send(json.dumps({"t": "pong", "n": frame["n"]}))
            elif kind == "state":
                self.seq, self.heard_at = frame["seq"], time.time()
                self.frames += 1
                if answers:
                    await socket.send(json.dumps({"t": "ack", "seq": self.seq}))


async def main() -> None:
    """Open all boards, say so, wait for the two words of the conductor, then report."""
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    orders = json.loads(await lines.readline()) | {"ready": asyncio.Queue()}
    boards = [Board(stalled=number < orders["stalled"]) for number in range(orders["boards"])]
    opened, go, thaw = asyncio.Semaphore(20), asyncio.Event(), asyncio.Event()
    tasks = [asyncio.create_task(board.run(orders, opened, go, thaw)) for board in boards]
    for _ in boards:
        await orders["ready"].get()
    print(json.dumps({"ready": len(boards)}), flush=True)
    go.set()
    await lines.readline()  # the stream is over
    thaw.set()
    await asyncio.sleep(orders["settle"])
    for task in tasks:
        task.cancel()
    report = [{"seq": b.seq, "frames": b.frames, "stalled": b.stalled, "heard_at": b.heard_at} for b in boards]
    print(json.dumps(report), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
