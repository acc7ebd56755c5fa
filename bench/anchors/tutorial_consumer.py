"""Live updates as the Channels tutorial does them: a generic consumer per socket, a group, the in-memory layer."""

from typing import Any

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import re_path


class Board(AsyncJsonWebsocketConsumer):
    """Joins the group on connect and passes on what the group is sent."""

    async def connect(self) -> None:
        """Join and accept."""
        await self.channel_layer.group_add("board", self.channel_name)
        await self.accept()

    async def state(self, event: dict[str, Any]) -> None:
        """Pass one update on."""
        await self.send_json(event["state"])


application = ProtocolTypeRouter({"websocket": URLRouter([re_path(r"", Board.as_asgi())])})
