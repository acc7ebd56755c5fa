"""Watches over the rights of open sockets: at once when told that they changed, and every half minute anyway."""

from __future__ import annotations

import asyncio
import logging
from asyncio import Task
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..kernel import clock
from ..services.devices import stamp_seen
from .rights import Credentials, Verdict, Who, judge, take_place
from .threads import DatabaseThread
from .topics import place_topic

if TYPE_CHECKING:
    from .hub import Hub
    from .socket import LiveSocket

logger = logging.getLogger(__name__)

ROUND = 30  # seconds after which rights are looked at without a reason
STEP = 1
Version = tuple[str, int]


class Guard:
    """The internal topics `user.<pk>` and `device.<pk>` of a hub's sockets, and the looks they cause."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.database = DatabaseThread("live-rights")
        self._known: dict[str, Version | None] = {}
        self._sockets: dict[str, set[LiveSocket]] = defaultdict(set)
        self._strangers: Counter[str] = Counter()
        self._unchecked: set[LiveSocket] = set()
        self._checking: Task[None] | None = None

    @property
    def names(self) -> list[str]:
        """The internal topics to ask the versions of."""
        return list(self._sockets)

    def enter(self, socket: LiveSocket) -> None:
        """Count a socket of somebody yet unknown."""
        self._strangers[socket.network] += 1

    def strangers(self, network: str) -> int:
        """How many sockets of nobody known this network has open here."""
        return self._strangers[network]

    def register(self, socket: LiveSocket, who: Who) -> None:
        """Listen for changes in the rights of `who`, before their rights are read."""
        if who.topics:
            self._forget_stranger(socket)
        for name in who.topics:
            self._sockets[name].add(socket)

    def forget(self, socket: LiveSocket) -> None:
        """The socket is gone."""
        self._unchecked.discard(socket)
        if not any(socket in self._sockets.get(name, ()) for name in socket.who.topics):
            self._forget_stranger(socket)
        for name in socket.who.topics:
            self._sockets[name].discard(socket)
            if not self._sockets[name]:
                del self._sockets[name]
                self._known.pop(name, None)

    def _forget_stranger(self, socket: LiveSocket) -> None:
        self._strangers[socket.network] -= 1
        if self._strangers[socket.network] <= 0:
            del self._strangers[socket.network]

    def count(self, who: Who) -> int:
        """How many sockets this person or device has open here."""
        return max((len(self._sockets[name]) for name in who.topics), default=0)

    async def relieve(self, newcomer: LiveSocket) -> None:
        """A board hangs in one place: where the same screen shows it anew, the socket that was there before goes."""
        who = newcomer.who
        if who.device is not None and who.hangs_at(newcomer.topic):
            newcomer.claim = await self.database.run(take_place, who.device)

    def hinted(self, topics: Sequence[str]) -> None:
        """Rights changed: look at once."""
        for name in topics:
            self._look_at(self._sockets.get(name, ()))

    def compare(self, versions: dict[str, Version]) -> None:
        """The heartbeat's versions: what differs from the last look is looked at again."""
        for name in self.names:
            if name in self._known and versions.get(name) != self._known[name]:
                self._look_at(self._sockets[name])
            self._known[name] = versions.get(name)

    async def ask(self, credentials: Credentials, topic: str, who: Who) -> Verdict:
        """Judge in the thread, and remember the versions that the judgement rests on."""
        verdict = await self.database.run(judge, credentials, topic, who)
        for name in who.topics:
            self._known.setdefault(name, verdict.versions.get(name))
        return verdict

    async def run(self) -> None:
        """Every second, look at the sockets whose last look is half a minute old."""
        while True:
            await asyncio.sleep(STEP)
            now = self.hub.loop.time()
            self._look_at(s for s in list(self.hub.sockets) if s.checked_at + ROUND <= now)

    def stop(self) -> None:
        """No socket is left."""
        if self._checking is not None:
            self._checking.cancel()
        self.database.stop()

    def _look_at(self, sockets: Iterable[LiveSocket]) -> None:
        self._unchecked.update(sockets)
        if self._unchecked and (self._checking is None or self._checking.done()):
            self._checking = self.hub.loop.create_task(self._check())

    async def _check(self) -> None:
        """Ask once for all sockets that showed the same credentials for the same topic."""
        while self._unchecked:
            alike: dict[tuple[Credentials, str, Who], list[LiveSocket]] = defaultdict(list)
            for socket in self._unchecked:
                alike[(socket.credentials, socket.topic, socket.who)].append(socket)
            self._unchecked.clear()
            for (credentials, topic, who), sockets in alike.items():
                started = self.hub.loop.time()
                try:
                    verdict = await self.database.run(judge, credentials, topic, who)
                    if who.device and any(socket.is_answering for socket in sockets):
                        await self.database.run(stamp_seen, who.device, clock.now())
                except Exception:
                    logger.exception("rights of live sockets cannot be read")
                    return
                for socket in sockets:
                    socket.checked_at = started
                    # Somebody else behind the same cookie, or nobody, is as good as no right; so is a screen
                    # that is to show something else now.
                    if verdict.refusal is not None or verdict.who != who:
                        socket.end(4403)
                    elif _is_relieved(socket, verdict):
                        socket.end(4409)


def _is_relieved(socket: LiveSocket, verdict: Verdict) -> bool:
    """Whether another socket took the place of this one; a verdict read before its own claim says nothing."""
    if socket.claim is None or socket.who.device is None:
        return False
    epoch, seq = verdict.versions.get(place_topic(socket.who.device), socket.claim)
    return epoch == socket.claim[0] and seq > socket.claim[1]
