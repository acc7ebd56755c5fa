"""HTTP through Django, live sockets through Channels' routing and Origin check."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
http = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402

from facilities.live.routing import live_socket  # noqa: E402

application = ProtocolTypeRouter({"http": http, "websocket": live_socket()})
