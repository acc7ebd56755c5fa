"""What live tests share: a count to watch, and a client that speaks the protocol."""

import asyncio
import contextlib
import json
from datetime import timedelta

import pytest
from asgiref.sync import sync_to_async
from django.conf import settings
from django.db import connections, transaction
from django.test import Client as Browser
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from facilities.kernel import clock
from facilities.live.touch import bump, hint
from facilities.models import Throttle
from facilities.permissions import topic_table

PROTOCOL = "ruimte.live.v1"
PATIENCE = 20


@pytest.fixture(autouse=True)
def _topics_of_the_tests(settings):
    import tests.live.topics  # noqa: F401

    settings.RUIMTE_ROUTES = (*settings.RUIMTE_ROUTES, "tests.live.topics")
    topic_table.cache_clear()
    yield
    topic_table.cache_clear()


def in_thread(function):
    """Await a function that asks the database; its connection is closed after it, for PostgreSQL waits for that."""

    def closing(*args, **kwargs):
        try:
            return function(*args, **kwargs)
        finally:
            connections.close_all()

    return sync_to_async(closing)


def a_count(key: str, *, count: int = 0, ends_in: float = 3600) -> Throttle:
    return Throttle.objects.create(key=key, count=count, window_ends_at=clock.now() + timedelta(seconds=ends_in))


def change(key: str, count: int, *, kind: str = "open", tell: bool = True) -> None:
    """What a deed does: write, touch in the same transaction, hint after it; `tell=False` dies before the hint."""
    with transaction.atomic():
        Throttle.objects.filter(key=key).update(count=count)
        bump([f"{kind}.{key}"])
    if tell:
        hint([f"{kind}.{key}"])


class Client:
    """A live client of the tests: keeps what it hears, and answers states and heartbeats unless told not to."""

    def __init__(self, socket, *, answers: bool):
        self.socket, self.answers = socket, answers
        self.frames = asyncio.Queue()
        self.reading = asyncio.create_task(self._read())

    async def _read(self):
        with contextlib.suppress(ConnectionClosed):
            while True:
                frame = json.loads(await self.socket.recv())
                self.frames.put_nowait(frame)
                if frame["t"] == "hb" and self.answers:
                    await self.say(t="pong", n=frame["n"])
                if frame["t"] == "state" and self.answers:
                    await self.say(t="ack", seq=frame["seq"])

    async def say(self, **frame):
        with contextlib.suppress(ConnectionClosed):
            await self.socket.send(json.dumps(frame))

    async def hear(self, *kinds: str, within: float = PATIENCE) -> dict:
        """The next frame of one of these kinds (any without)."""
        async with asyncio.timeout(within):
            while True:
                frame = await self.frames.get()
                if not kinds or frame["t"] in kinds:
                    return frame

    async def hear_count(self, count: int, *, within: float = PATIENCE) -> dict:
        async with asyncio.timeout(within):
            while True:
                frame = await self.hear("state", within=within)
                if frame["state"]["count"] == count:
                    return frame

    async def closed(self, *, within: float = PATIENCE) -> int:
        """The code with which the server closes."""
        async with asyncio.timeout(within):
            await self.reading
        return self.socket.close_code

    async def nothing_but_close(self) -> int:
        """The code of a close that no frame came before."""
        code = await self.closed()
        assert self.frames.empty()
        return code


@pytest.fixture
async def a_client():
    """Connect: `await a_client(server, "open.x")`; hello is said unless `hello=None`."""
    clients = []

    async def client(
        server,
        topic,
        *,
        hello=(),
        user=None,
        token=None,
        origin=...,
        protocols=(PROTOCOL,),
        cookies=(),
        answers=True,
    ):
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        jar = dict(cookies)
        if user is not None:
            jar[settings.SESSION_COOKIE_NAME] = user
        if jar:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        socket = await connect(
            server.live(topic),
            origin=server.origin if origin is ... else origin,
            subprotocols=list(protocols) or None,
            additional_headers=headers,
            proxy=None,
        )
        made = Client(socket, answers=answers)
        clients.append(made)
        if hello is not None:
            await made.say(t="hello", proto=1, **dict(hello))
        return made

    yield client
    for made in clients:
        await made.socket.close()
        await made.reading


def a_session(user) -> str:
    """The session key of `user`, logged in."""
    browser = Browser()
    browser.force_login(user)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value
