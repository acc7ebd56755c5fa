"""Carries hints between processes over the channel layer. Losing one costs a heartbeat, never a state."""

from __future__ import annotations

import asyncio
import logging
import secrets
from asyncio import Task
from collections.abc import Callable, Sequence

from asgiref.sync import async_to_sync
from channels.layers import get_channel_layer

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
        self._sending: Task[None] | None = None

    def carry(self, topics: Sequence[str]) -> None:
        """Tell the other processes; hints that come while one message is under way share the next."""
        self._waiting.update(topics)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.get_running_loop().create_task(self._send())

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
        while self._waiting:
            topics, self._waiting = sorted(self._waiting), set()
            await _tell(topics)


def carry_without_hub(topics: Sequence[str]) -> None:
    """The same from a process in which nobody watches: a command, the worker, a server without sockets."""
    try:
        async_to_sync(_tell)(list(topics))
    except RuntimeError as error:  # inside a running loop, where nobody may wait
        logger.warning("live hint not carried, the heartbeat heals it: %s", error)


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
