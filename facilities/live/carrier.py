"""Carries hints between processes over the channel layer. Losing one costs a heartbeat, never a state."""

from __future__ import annotations

import asyncio
import atexit
import logging
import os
import secrets
import threading
from asyncio import AbstractEventLoop, Task
from collections.abc import Callable, Sequence
from contextlib import suppress

from channels.layers import get_channel_layer
from django.conf import settings

logger = logging.getLogger(__name__)

GROUP = "live"
PATIENCE = 2  # seconds for one message
RENEWAL = 300  # seconds; memberships end silently after a day
PROCESS = secrets.token_hex(8)


class Carrier:
    """One hub's end of the channel layer."""

    def __init__(self, heard: Callable[[Sequence[str]], None]) -> None:
        self._heard = heard
        self._waiting: set[str] = set()
        self._lock = threading.Lock()
        self._is_sending = False
        self._sending: Task[None] | None = None

    def carry(self, topics: Sequence[str]) -> None:
        """Tell the other processes; hints that come soon after one another share a message."""
        if self.is_first(topics):
            self.send()

    def is_first(self, topics: Sequence[str]) -> bool:
        """Let `topics` wait, from whatever thread; whether nobody is sending, so that `send` must be called."""
        with self._lock:
            self._waiting.update(topics)
            is_first, self._is_sending = not self._is_sending, True
        return is_first

    def send(self) -> None:
        """Begin to send what waits, on the running loop."""
        self._sending = asyncio.get_running_loop().create_task(self._send())

    async def sent(self) -> None:
        """Wait until what was to be told is told."""
        if self._sending is not None:
            await self._sending

    async def run(self) -> None:
        """Listen to the other processes for as long as the hub lives."""
        while True:
            renewing: Task[None] | None = None
            try:
                layer = get_channel_layer()
                channel = await layer.new_channel()
                await layer.group_add(GROUP, channel)
                renewing = asyncio.get_running_loop().create_task(_renew(channel))
                while True:
                    message = await layer.receive(channel)
                    if message.get("from") != PROCESS:
                        self._heard(message["topics"])
            except Exception as error:
                logger.warning("live hints from other processes: %s", error)
                await asyncio.sleep(PATIENCE)
            finally:
                if renewing is not None:
                    renewing.cancel()

    async def _send(self) -> None:
        try:
            while topics := self._taken():
                await _tell(topics)
                # No socket is sent more than one frame within the gap, so hints that come closer bring nothing.
                await asyncio.sleep(settings.LIVE_FRAME_GAP)
        except BaseException:
            self._is_sending = False
            raise

    def _taken(self) -> list[str]:
        with self._lock:
            topics, self._waiting = sorted(self._waiting), set()
            self._is_sending = bool(topics)
        return topics


class _Alone:
    """The carrier of a process in which nobody watches, on a loop and a connection of its own: whoever changed
    something does not wait for it, and a rush of changes shares its messages."""

    def __init__(self) -> None:
        self._loop: AbstractEventLoop | None = None
        self._carrier = Carrier(lambda topics: None)
        self._starting = threading.Lock()

    def carry(self, topics: Sequence[str]) -> None:
        with self._starting:
            is_first, loop = self._loop is None, self._loop or asyncio.new_event_loop()
            if is_first:
                self._loop = loop
                threading.Thread(target=loop.run_forever, name="live-carrier", daemon=True).start()
        # To wake the loop for each of many hints would cost more than what they tell of.
        if self._carrier.is_first(topics):
            loop.call_soon_threadsafe(self._carrier.send)
        # A process that is about to end can look up no host any more, so the first is waited for. Not by a loop.
        if is_first and asyncio._get_running_loop() is None:
            self.finish()

    def finish(self) -> None:
        """Wait until all is told: a command ends the moment its work is done."""
        if self._loop is not None:
            with suppress(TimeoutError):
                asyncio.run_coroutine_threadsafe(self._carrier.sent(), self._loop).result(PATIENCE)


_alone = _Alone()


def _begin_anew() -> None:
    # What was forked has the loop and not the thread that turns it.
    global _alone
    _alone = _Alone()


os.register_at_fork(after_in_child=_begin_anew)
atexit.register(lambda: _alone.finish())


def carry_without_hub(topics: Sequence[str]) -> None:
    """The same from a process in which nobody watches: a command, the worker, a server without sockets."""
    _alone.carry(topics)


async def _renew(channel: str) -> None:
    while True:
        await asyncio.sleep(RENEWAL)
        try:
            await get_channel_layer().group_add(GROUP, channel)
        except Exception as error:
            logger.warning("live group not renewed: %s", error)


async def _tell(topics: list[str]) -> None:
    message = {"type": "hint", "topics": topics, "from": PROCESS}
    try:
        await asyncio.wait_for(get_channel_layer().group_send(GROUP, message), PATIENCE)
    except Exception as error:
        logger.warning("live hint not carried, the heartbeat heals it: %s", error)
