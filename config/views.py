"""Home, health and the pages of failure."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _
from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

from facilities.kernel import clock
from facilities.kernel.problems import plain_problem
from facilities.scopes import person_of
from parking.views.words import words as parking_words

from .start.pages import start_of


def home(request: HttpRequest) -> HttpResponse:
    """What this person needs now."""
    at = clock.now()
    context = {"start": start_of(person_of(request), at=at), "now": at, "parking_words": parking_words()}
    return render(request, "home.html", context)


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: this process answers."""
    return JsonResponse({"status": "alive"})


def readyz(request: HttpRequest) -> HttpResponse:
    """Ready to serve: the database answers and no migration waits; 503 with the reason otherwise.

    A live layer that is away is reported, not refused: every screen is still right within one heartbeat.
    """
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        get_user_model().objects.exists()
    except DatabaseError:
        return JsonResponse({"status": "database does not answer"}, status=503)
    if waiting:
        return JsonResponse({"status": "migrations wait", "count": len(waiting)}, status=503)
    return JsonResponse({"status": "ready", "database": connection.vendor, "live_layer": _live_layer()})


def _live_layer() -> str:
    if not settings.REDIS_URL:
        return "in memory"
    try:
        asked = Redis.from_url(
            settings.REDIS_URL, socket_connect_timeout=2, socket_timeout=2, retry=Retry(NoBackoff(), 0)
        )
        with asked:
            asked.ping()
    except RedisError:
        return "does not answer"
    return "answers"


def _failure(request: HttpRequest, status: int, code: str, page: str, *, alone: bool = False) -> HttpResponse:
    if request.path.startswith("/api/"):
        details = {
            "permission_denied": _("You do not have the right to do this."),
            "not_found": _("Not found."),
            "csrf_failed": _("The security check of this form failed."),
            "server_error": _("Something broke on our side."),
        }
        return plain_problem(status, code, details[code])
    template = f"failures/{page}.html"
    if alone:
        return HttpResponse(render_to_string(template), status=status)
    return render(request, template, status=status)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: logged in, not allowed."""
    return _failure(request, 403, "permission_denied", "403")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there or not yours; the same page for both."""
    return _failure(request, 404, "not_found", "404")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token is missing or old."""
    return _failure(request, 403, "csrf_failed", "csrf", alone=True)


def broken(request: HttpRequest) -> HttpResponse:
    """500: a bug or a database that is away; the page asks nothing of session, person or database."""
    # The language may not have been chosen yet when reading the person was what failed.
    chosen = getattr(request, "LANGUAGE_CODE", None) or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    with translation.override(chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        return _failure(request, 500, "server_error", "500", alone=True)
