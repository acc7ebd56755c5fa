"""HTTP through Django, live sockets through Channels' routing, session and Origin middleware."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402

from facilities.live.socket import live_socket  # noqa: E402

application = ProtocolTypeRouter(
    {"http": http, "websocket": live_socket(URLRouter, path)},
)
