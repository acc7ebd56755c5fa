"""What every page's shell needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from facilities.scopes import NOBODY, scope_of

from .navigation import navigation


def shell(request: HttpRequest) -> dict[str, Any]:
    """The scope of the person (`scope`), the links they may follow, and whether this is the demonstration."""
    user = getattr(request, "user", None)
    return {
        "scope": scope_of(user) if user is not None else NOBODY,
        "navigation": navigation(request),
        "is_demo": settings.RUIMTE_DEMO,
        "languages": settings.LANGUAGES,
        "live_stale_after": settings.LIVE_STALE_AFTER,
        "display_time_zone": settings.DISPLAY_TIME_ZONE,
    }
