"""What live tests share: a count to watch, and a client that speaks the protocol."""

import asyncio
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
    """A live client of the tests: says hello, keeps what it hears."""

    def __init__(self, socket):
        self.socket = socket

    async def say(self, **frame):
        await self.socket.send(json.dumps(frame))

    async def hear(self, *kinds: str, within: float = 5) -> dict:
        """The next frame of one of these kinds (any without); heartbeats are answered on the way."""
        async with asyncio.timeout(within):
            while True:
                frame = json.loads(await self.socket.recv())
                if frame["t"] == "hb":
                    await self.say(t="pong", n=frame["n"])
                if not kinds or frame["t"] in kinds:
                    return frame

    async def hear_count(self, count: int, *, within: float = 5) -> dict:
        async with asyncio.timeout(within):
            while True:
                frame = await self.hear("state", within=within)
                if frame["state"]["count"] == count:
                    return frame

    async def closed(self, *, within: float = 5) -> int:
        """The code with which the server closes; frames before that are passed over."""
        try:
            async with asyncio.timeout(within):
                while True:
                    await self.socket.recv()
        except ConnectionClosed:
            return self.socket.close_code

    async def nothing_but_close(self, *, within: float = 5) -> int:
        """The code of a close that no frame came before."""
        with pytest.raises(ConnectionClosed):
            async with asyncio.timeout(within):
                pytest.fail(f"heard {await self.socket.recv()}")
        return self.socket.close_code


@pytest.fixture
async def a_client():
    """Connect: `await a_client(server, "open.x")`; hello is said and welcome heard unless `hello=None`."""
    clients = []

    async def client(server, topic, *, hello=(), user=None, token=None, origin=..., protocols=(PROTOCOL,), cookies=()):
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
        made = Client(socket)
        clients.append(made)
        if hello is not None:
            await made.say(t="hello", proto=1, **dict(hello))
        return made

    yield client
    for made in clients:
        await made.socket.close()


def a_session(user) -> str:
    """The session key of `user`, logged in."""
    browser = Browser()
    browser.force_login(user)
    return browser.cookies[settings.SESSION_COOKIE_NAME].value
