"""The live hub: one per event loop. It reads each watched topic once per change and hands the same text to all sockets.

The database holds the truth. A hint only makes the hub look sooner; the heartbeat finds what no hint told.
"""

from __future__ import annotations

import asyncio
import logging
from asyncio import AbstractEventLoop, Task
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings

from ..kernel import clock
from .carrier import Carrier, carry_without_hub
from .frames import Message, stamp, text
from .guard import Guard
from .rights import versions_of
from .threads import DatabaseThread
from .topics import Published, publish

if TYPE_CHECKING:
    from .socket import LiveSocket

logger = logging.getLogger(__name__)

_hubs: dict[AbstractEventLoop, Hub] = {}


def hint_everyone(topics: Sequence[str]) -> None:
    """Tell the hubs of this process and of the others. Called from any thread; never raises."""
    hubs = list(_hubs.items())
    for loop, hub in hubs:
        try:
            loop.call_soon_threadsafe(hub.hinted, topics)
        except RuntimeError:  # its loop closed meanwhile
            _hubs.pop(loop, None)
    if not settings.REDIS_URL:
        return
    for loop, hub in hubs:
        try:
            loop.call_soon_threadsafe(hub.carrier.carry, topics)
            return
        except RuntimeError:
            continue
    carry_without_hub(topics)


class Watched:
    """One topic that sockets of this hub watch: its finished frame and who gets it."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.sockets: set[LiveSocket] = set()
        self.version: tuple[str, int] | None = None
        self.message: Message = {}
        self.is_dirty = True
        self.is_gone = False
        self.sent_at = float("-inf")
        self.refreshing: Task[None] | None = None
        self.timer: asyncio.TimerHandle | None = None


class Hub:
    """All live sockets of one event loop; starts with the first and stops with the last."""

    def __init__(self, loop: AbstractEventLoop) -> None:
        self.loop = loop
        self.sockets: set[LiveSocket] = set()
        self.watched: dict[str, Watched] = {}
        self.database = DatabaseThread("live-hub")
        self.carrier = Carrier(self.hinted)
        self.guard = Guard(self)
        self.beats = 0
        self.is_blind = False
        self._tasks: list[Task[None]] = []

    @classmethod
    def here(cls) -> Hub:
        """The hub of the running loop."""
        loop = asyncio.get_running_loop()
        hub = _hubs.get(loop)
        if hub is None:
            hub = _hubs[loop] = cls(loop)
            hub._tasks = [loop.create_task(hub._beat()), loop.create_task(hub.guard.run())]
            if settings.REDIS_URL:
                hub._tasks.append(loop.create_task(hub.carrier.run()))
        return hub

    def enter(self, socket: LiveSocket) -> None:
        """Count a socket in, before it watches anything."""
        self.sockets.add(socket)
        self.guard.enter(socket)

    def leave(self, socket: LiveSocket) -> None:
        """Forget a socket; the last one ends the hub."""
        self.sockets.discard(socket)
        self.guard.forget(socket)
        watched = self.watched.get(socket.topic)
        if watched is not None:
            watched.sockets.discard(socket)
            if not watched.sockets:
                self._drop(watched)
        if not self.sockets and _hubs.get(self.loop) is self:
            del _hubs[self.loop]
            for task in self._tasks:
                task.cancel()
            self.guard.stop()
            self.database.stop()

    async def watch(self, socket: LiveSocket) -> Watched:
        """Add a socket to its topic once a state of it is there to be sent."""
        watched = self.watched.get(socket.topic)
        if watched is None:
            watched = self.watched[socket.topic] = Watched(socket.topic)
        watched.sockets.add(socket)
        if watched.version is None:
            reading = watched.refreshing
            if reading is None or reading.done():
                reading = self._refresh_soon(watched)
            # Waited for, not awaited: one client that goes away must not cancel what the others wait for.
            await asyncio.wait([reading])
        return watched

    # --- Changes --------------------------------------------------------------------------------------------------

    def hinted(self, topics: Sequence[str]) -> None:
        """Somebody changed these topics: look at those that are watched, at once."""
        for name in topics:
            watched = self.watched.get(name)
            if watched is not None:
                self._refresh_soon(watched)
        self.guard.hinted(topics)

    def _refresh_soon(self, watched: Watched) -> Task[None]:
        watched.is_dirty = True
        if watched.refreshing is None or watched.refreshing.done():
            watched.refreshing = self.loop.create_task(self._refresh(watched))
        return watched.refreshing

    async def _refresh(self, watched: Watched) -> None:
        """Read until nothing changed meanwhile; never two frames within the gap, so a storm of changes costs few."""
        while watched.is_dirty:
            pause = watched.sent_at + settings.LIVE_FRAME_GAP - self.loop.time()
            if pause > 0:
                await asyncio.sleep(pause)
            watched.is_dirty = False
            try:
                published = await self.database.run(publish, watched.name, clock.now())
            except Exception:
                # Nothing that a topic or the database does may end the hub: the next heartbeat tries again.
                logger.exception("live topic %s cannot be read", watched.name)
                watched.is_dirty = True
                return
            self._show(watched, published)

    def _show(self, watched: Watched, published: Published | None) -> None:
        if published is None:
            watched.is_gone = True
            for socket in list(watched.sockets):
                socket.end(4404)
            return
        self._set_timer(watched, published.next_transition_at)
        version = published.epoch, published.seq
        if version == watched.version:
            return
        watched.version = version
        watched.message = text(
            {
                "t": "state",
                "topic": published.name,
                "epoch": published.epoch,
                "seq": published.seq,
                "as_of": stamp(published.as_of),
                "state": published.state,
            }
        )
        watched.sent_at = self.loop.time()
        for socket in watched.sockets:
            socket.push_state(watched)

    def _set_timer(self, watched: Watched, due: datetime | None) -> None:
        if watched.timer is not None:
            watched.timer.cancel()
            watched.timer = None
        if due is not None and watched.sockets:
            # A hair late rather than early: an early look finds nothing due.
            delay = max((due - clock.now()).total_seconds(), 0) + 0.005
            watched.timer = self.loop.call_later(delay, self._refresh_soon, watched)

    def _drop(self, watched: Watched) -> None:
        self.watched.pop(watched.name, None)
        if watched.timer is not None:
            watched.timer.cancel()
        if watched.refreshing is not None:
            watched.refreshing.cancel()

    # --- Heartbeat ------------------------------------------------------------------------------------------------

    async def _beat(self) -> None:
        while True:
            await asyncio.sleep(settings.LIVE_HEARTBEAT)
            try:
                await self._look()
                self._greet()
                self.is_blind = False
            except Exception as error:
                # Sockets hear nothing now, so their clients mark what they show as old by their own clocks.
                if not self.is_blind:
                    logger.warning("live heartbeat: %s", error)
                self.is_blind = True

    async def _look(self) -> None:
        """One question for all versions; what is newer than shown is read before the heartbeat goes out."""
        names = [*self.watched, *self.guard.names]
        versions = await self.database.run(versions_of, names)
        waiting = [
            self._refresh_soon(watched)
            for name, watched in list(self.watched.items())
            if watched.is_dirty or versions.get(name) != watched.version
        ]
        self.guard.compare(versions)
        if waiting:
            await asyncio.wait(waiting, timeout=settings.LIVE_HEARTBEAT)

    def _greet(self) -> None:
        self.beats += 1
        now = stamp(clock.now())
        for watched in list(self.watched.values()):
            if watched.version is None or watched.is_dirty:
                continue
            epoch, seq = watched.version
            beat = text({"t": "hb", "n": self.beats, "epoch": epoch, "seq": seq, "server_time": now})
            for socket in list(watched.sockets):
                socket.push_heartbeat(beat)

    def count(self) -> dict[str, int]:
        """Sockets by topic, for the operations page."""
        counts: dict[str, int] = defaultdict(int)
        for watched in self.watched.values():
            counts[watched.name] = len(watched.sockets)
        return dict(counts)
