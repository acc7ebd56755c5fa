"""Home, health and the pages of failure."""

from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

from facilities.kernel.problems import CONTENT_TYPE, problem_body


def home(request: HttpRequest) -> HttpResponse:
    """What this person needs now."""
    return render(request, "home.html")


def healthz(request: HttpRequest) -> HttpResponse:
    """Alive: this process answers."""
    return JsonResponse({"status": "alive"})


def readyz(request: HttpRequest) -> HttpResponse:
    """Ready to serve: the database answers and no migration waits; 503 with the reason otherwise."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
        get_user_model().objects.exists()
    except DatabaseError:
        return JsonResponse({"status": "database does not answer"}, status=503)
    if waiting:
        return JsonResponse({"status": "migrations wait", "count": len(waiting)}, status=503)
    return JsonResponse({"status": "ready", "database": connection.vendor})


def _failure(request: HttpRequest, status: int, code: str) -> HttpResponse:
    from django.utils.translation import gettext as _

    if request.path.startswith("/api/"):
        details = {
            "permission_denied": _("You do not have the right to do this."),
            "not_found": _("Not found."),
            "csrf_failed": _("The security check of this form failed."),
            "server_error": _("Something broke on our side."),
        }
        return JsonResponse(problem_body(status, code, details[code]), status=status, content_type=CONTENT_TYPE)
    return render(request, f"failures/{status if code != 'csrf_failed' else 'csrf'}.html", status=status)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: logged in, not allowed."""
    return _failure(request, 403, "permission_denied")


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there or not yours; the same page for both."""
    return _failure(request, 404, "not_found")


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form's token is missing or old."""
    return _failure(request, 403, "csrf_failed")


def broken(request: HttpRequest) -> HttpResponse:
    """500: a bug; the page asks nothing of the database."""
    return _failure(request, 500, "server_error")
