"""Language and time zone of a request, and the gate of the permission table."""

import logging
from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from facilities.devices import may_ask
from facilities.kernel.errors import NotAllowed
from facilities.kernel.problems import plain_problem
from facilities.permissions import may_call, table

from .views import forbidden

logger = logging.getLogger(__name__)


class LanguageAndZoneMiddleware:
    """A person's own language, else the cookie of the language switch, else Dutch; wall clocks show Brussels."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response
        self.zone = ZoneInfo(settings.DISPLAY_TIME_ZONE)

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Activate both for this request only."""
        chosen = getattr(request.user, "language", None) or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language), timezone.override(self.zone):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            return response


class PermissionTableMiddleware:
    """Asks the permission table before any view runs; a route that is not in it answers nobody."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Nothing here: the question needs the resolved view."""
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        """Let pass, or answer 401, 403, 404 or 405."""
        name = request.resolver_match.view_name if request.resolver_match else ""
        device = request.device  # type: ignore[attr-defined]
        if device is not None and not may_ask(device, request.method or "GET", name):
            # To all but the calls of its kind it is a stranger, in the table and in the view.
            request.device = None  # type: ignore[attr-defined]
        allowed = may_call(request, name)
        if allowed:
            return None
        is_api = request.path.startswith("/api/") and name != "docs"
        entry = table().get(name)
        if entry is None:
            logger.error("route %s is not in the permission table", name)
            raise Http404
        if allowed is None:
            return _not_allowed(sorted(entry.methods), is_api=is_api)
        if not request.user.is_authenticated:
            if is_api:
                return plain_problem(401, "not_authenticated", _("Log in first."))
            return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")
        if is_api:
            return plain_problem(403, "permission_denied", _("You do not have the right to do this."))
        raise PermissionDenied

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """What a service says no to is a 403 as if the table had said so; pages need not translate it one by one."""
        return forbidden(request, error) if isinstance(error, NotAllowed) else None


def _not_allowed(methods: list[str], *, is_api: bool) -> HttpResponse:
    plain = HttpResponseNotAllowed(methods)
    if not is_api:
        return plain
    answer = plain_problem(405, "method_not_allowed", _("This cannot be done here."))
    answer["Allow"] = plain["Allow"]
    return answer
