"""Logging out closes the live sockets of that person's other windows too."""

from typing import Any

from django.contrib.auth.signals import user_logged_out
from django.db import transaction
from django.http import HttpRequest

from ..models.people import User
from .topics import user_topic
from .touch import bump, hint


def listen() -> None:
    """Called once, when the apps are ready."""
    user_logged_out.connect(_logged_out, dispatch_uid="live_logged_out")


def _logged_out(request: HttpRequest | None, user: User | None, **_: Any) -> None:
    if user is None:
        return
    # Django tells before it ends the session; a hub that looks at once must find it gone.
    if request is not None and hasattr(request, "session"):
        request.session.delete()
    topics = [user_topic(user.pk)]
    bump(topics)
    transaction.on_commit(lambda: hint(topics))
