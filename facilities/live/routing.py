"""The way to a live socket: its path, and who must show an Origin."""

from collections.abc import Awaitable, Callable

from channels.routing import URLRouter
from channels.security.websocket import OriginValidator
from django.conf import settings
from django.urls import path, re_path

from .frames import Message
from .rights import bearer_of
from .socket import LiveSocket, Receive, Send

Application = Callable[[Message, Receive, Send], Awaitable[None]]


async def serve(scope: Message, receive: Receive, send: Send) -> None:
    """The ASGI application of one live socket."""
    await LiveSocket(scope, receive, send).run()


async def refuse(scope: Message, receive: Receive, send: Send) -> None:
    """There is no such socket."""
    await receive()
    await send({"type": "websocket.close"})


def live_socket() -> Application:
    """The socket behind Channels' routing and exact Origin check; who sends a Bearer token is no browser."""
    # Channels routes to ASGI applications with Django's patterns, which are typed for views.
    routes = URLRouter([path("ws/live/<str:topic>/", serve), re_path("", refuse)])  # type: ignore[arg-type]
    for_browsers = OriginValidator(routes, settings.ORIGINS)

    async def gate(scope: Message, receive: Receive, send: Send) -> None:
        await (routes if bearer_of(scope) is not None else for_browsers)(scope, receive, send)

    return gate
