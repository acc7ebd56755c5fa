"""One live socket, spoken to in raw ASGI: no dispatch and no thread hop per message."""

from __future__ import annotations

import asyncio
import logging
import random
import secrets
from asyncio import Task
from collections.abc import Awaitable, Callable

from django.conf import settings

from ..kernel import clock
from .frames import PROTOCOL, BadFrame, Frame, Message, decode, stamp, text
from .hub import Hub, Watched
from .rights import Credentials, Who, credentials_of, network_of, who_is

logger = logging.getLogger(__name__)

Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HELLO_WITHIN = 5  # seconds
MESSAGES_A_SECOND = 40  # twice what a client at full rate acknowledges
UNREAD_STATES = 2  # states without an answer before a socket gets one a second
UNREAD_GAP = 1  # seconds between two states to a client that answers none
SILENT_BEATS = 2  # heartbeats without an answer before a socket gets nothing but the newest state when it answers
DEAD_BEATS = 6  # heartbeats without an answer before it is closed
LIFETIME = 12 * 3600


class LiveSocket:
    """A client of one topic: says hello, then answers; gets states and heartbeats, the latest of each."""

    def __init__(self, scope: Message, receive: Receive, send: Send) -> None:
        self.topic: str = scope["url_route"]["kwargs"]["topic"]
        self.credentials = credentials_of(scope)
        self.who = Who()
        self.network = network_of(scope)
        self.is_ended = False
        # The place of a wall screen, as it was taken.
        self.claim: tuple[str, int] | None = None
        self._scope, self._receive, self._send = scope, receive, send
        self._hub = Hub.here()
        self.checked_at = self._opened_at = self._spoke_at = self._hub.loop.time()
        # Spread, or all screens of a house would come back in one second.
        self._lifetime = LIFETIME * random.uniform(0.8, 1)  # noqa: S311
        self._watched: Watched | None = None
        self._is_gone = False
        self._is_behind = False
        self._unanswered = 0
        # `send` never waits for the client, so what it may not have read is counted by what it did not answer.
        self._unread = 0
        self._state_at = float("-inf")
        self._timer: asyncio.TimerHandle | None = None
        self._allowance = float(MESSAGES_A_SECOND)
        # What waits to be sent, the latest of each kind; a socket never queues two states.
        self._pending: dict[str, Message] = {}
        self._sending: Task[None] | None = None

    async def run(self) -> None:
        """From the handshake until the client is gone."""
        self._hub.enter(self)
        try:
            await self._receive()
            offered: list[str] = self._scope.get("subprotocols") or []
            chosen = PROTOCOL if PROTOCOL in offered else next(iter(offered), None)
            await self._send({"type": "websocket.accept", "subprotocol": chosen})
            if self._hub.guard.strangers(self.network) > settings.LIVE_SOCKETS:
                self.end(4429)
            elif chosen not in (PROTOCOL, None):
                self._refuse(4426, "unsupported_protocol", f"Spoken here: {PROTOCOL}.")
            elif await self._said_hello():
                await self._listen()
            while not self._is_gone:
                self._is_gone = (await self._receive())["type"] == "websocket.disconnect"
        finally:
            self._forget_timer()
            self._hub.leave(self)

    # --- Coming in ------------------------------------------------------------------------------------------------

    async def _said_hello(self) -> bool:
        hello: Frame | None = None
        try:
            async with asyncio.timeout(HELLO_WITHIN):
                while hello is None or hello.get("t") != "hello":
                    hello = await self._frame()
                    if hello is None:
                        return False
        except TimeoutError:
            self.end(4408)
            return False
        if hello.get("proto", 1) != 1:
            self._refuse(4426, "unsupported_protocol", f"Spoken here: {PROTOCOL}.")
            return False
        return await self._admitted(hello)

    async def _admitted(self, hello: Frame) -> bool:
        token = hello.get("token")
        if isinstance(token, str) and self.credentials.token is None:
            self.credentials = Credentials(token=token)
        guard = self._hub.guard
        try:
            self.who = await guard.database.run(who_is, self.credentials)
            if guard.count(self.who) >= settings.LIVE_SOCKETS:
                self.end(4429)
                return False
            guard.register(self, self.who)
            self.checked_at = self._hub.loop.time()
            verdict = await guard.ask(self.credentials, self.topic, self.who)
            is_welcome = verdict.refusal is None and verdict.who == self.who
            if is_welcome:
                await guard.relieve(self)
        except Exception:
            logger.exception("live socket cannot be opened")
            self.end(4503)
            return False
        if not is_welcome:
            self.end(verdict.refusal or 4403)
        if not self.is_ended:
            await self._welcome(hello.get("resume"))
        return not self.is_ended

    async def _welcome(self, resume: object) -> None:
        watched = await self._hub.watch(self)
        if watched.version is None:
            self.end(4404 if watched.is_gone else 4503)
            return
        epoch, seq = watched.version
        resumed = isinstance(resume, dict) and (resume.get("epoch"), resume.get("seq")) == (epoch, seq)
        welcome = {
            "t": "welcome",
            "proto": 1,
            "session": f"s_{secrets.token_hex(4)}",
            "server_time": stamp(clock.now()),
            "heartbeat_s": settings.LIVE_HEARTBEAT,
            "stale_after_s": settings.LIVE_STALE_AFTER,
            "resumed": resumed,
        }
        self._push("welcome", text(welcome))
        self._watched = watched
        if not resumed:
            self.push_state(watched)

    # --- Listening ------------------------------------------------------------------------------------------------

    async def _listen(self) -> None:
        while frame := await self._frame():
            if frame.get("t") in {"pong", "ack"}:
                self._unanswered = self._unread = 0
                self._catch_up()

    async def _frame(self) -> Frame | None:
        """The next frame that can be read; None when the client is gone or was sent away."""
        message = await self._receive()
        if message["type"] == "websocket.disconnect":
            self.is_ended = self._is_gone = True
        if self.is_ended or not self._has_allowance():
            return None
        try:
            return decode(message.get("text"))
        except BadFrame as reason:
            self._refuse(4400, "bad_message", str(reason))
            return None

    def _has_allowance(self) -> bool:
        now = self._hub.loop.time()
        earned = (now - self._spoke_at) * MESSAGES_A_SECOND
        self._allowance = min(self._allowance + earned, MESSAGES_A_SECOND) - 1
        self._spoke_at = now
        if self._allowance < 0:
            self._refuse(4429, "too_many_messages", f"At most {MESSAGES_A_SECOND} messages a second.")
        return self._allowance >= 0

    # --- Going out ------------------------------------------------------------------------------------------------

    def push_state(self, watched: Watched) -> None:
        """Send the newest state: at once, after the gap, or when a client that stopped answering does so again."""
        if self._watched is None or self.is_ended:
            return
        now = self._hub.loop.time()
        gap = settings.LIVE_FRAME_GAP
        due = self._state_at + (gap if self._unread < UNREAD_STATES else max(gap, UNREAD_GAP))
        if not self.is_answering or due > now:
            self._is_behind = True
            if self.is_answering and self._timer is None:
                self._timer = self._hub.loop.call_at(due, self._catch_up)
            return
        self._unread += 1
        self._state_at = now
        self._push("state", watched.message)

    def _catch_up(self) -> None:
        self._forget_timer()
        if self._is_behind and self._watched is not None:
            self._is_behind = False
            self.push_state(self._watched)

    def _forget_timer(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def push_heartbeat(self, message: Message) -> None:
        """Send a heartbeat; a client that answers none is sent away, one that was here for half a day starts anew."""
        if self._watched is None or self.is_ended:
            return
        self._unanswered += 1
        if self._unanswered > DEAD_BEATS:
            self.end(4508)
        elif self._hub.loop.time() - self._opened_at > self._lifetime:
            self.end(4503)
        elif self.is_answering:
            self._push("hb", message)

    def end(self, code: int) -> None:
        """Close with this code after what is under way; nothing more goes out."""
        if not self.is_ended:
            self.is_ended = True
            self._pending.pop("state", None)
            self._pending.pop("hb", None)
            self._push("close", {"type": "websocket.close", "code": code})

    @property
    def is_answering(self) -> bool:
        """Whether the client answered lately; counted in heartbeats, for a hub that was blind itself sent none."""
        return self._unanswered <= SILENT_BEATS

    def _refuse(self, close: int, code: str, detail: str) -> None:
        self._push("error", text({"t": "error", "code": code, "detail": detail}))
        self.end(close)

    def _push(self, kind: str, message: Message) -> None:
        self._pending[kind] = message
        if self._sending is None or self._sending.done():
            self._sending = self._hub.loop.create_task(self._drain())

    async def _drain(self) -> None:
        try:
            while self._pending:
                kind = next(iter(self._pending))
                await self._send(self._pending.pop(kind))
        except Exception as error:
            # The server says so when the client is gone; `receive` says it too.
            logger.info("live socket not written to: %s", error)
            self.is_ended = True
