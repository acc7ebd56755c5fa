"""Every API failure leaves as RFC 9457 problem details, and only from here."""

from collections.abc import Iterator
from typing import Any, TypeVar

from django.core.exceptions import PermissionDenied
from django.http import Http404, JsonResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rest_framework import exceptions
from rest_framework.response import Response
from rest_framework.views import exception_handler

from .errors import DomainError

CONTENT_TYPE = "application/problem+json"
Answer = TypeVar("Answer", bound=HttpResponseBase)
TITLES = {
    400: gettext_lazy("The request cannot be read"),
    401: gettext_lazy("Nobody is logged in"),
    403: gettext_lazy("Not allowed"),
    404: gettext_lazy("Not there"),
    405: gettext_lazy("Not a method of this address"),
    406: gettext_lazy("Not a format that is spoken here"),
    409: gettext_lazy("A rule says no"),
    413: gettext_lazy("Too much at once"),
    415: gettext_lazy("Not a format that is read here"),
    422: gettext_lazy("The content does not fit"),
    429: gettext_lazy("Too many attempts"),
    500: gettext_lazy("Something broke"),
    503: gettext_lazy("Not available now"),
}


def problem_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: a refusal becomes a problem, a bug stays a 500 (`None`)."""
    if isinstance(error, DomainError):
        return _with_patience(problem(error.status, error.code, str(error), **error.details), error)
    response = exception_handler(error, context)
    if response is None:
        return None
    if isinstance(error, exceptions.ValidationError):
        faults = list(_faults(response.data))
        return problem(response.status_code, "invalid_input", faults[0]["detail"], errors=faults)
    answer = problem(response.status_code, _code(error), _detail(error, response.data))
    for header in ("WWW-Authenticate", "Retry-After"):
        if header in response:
            answer[header] = response[header]
    return answer


def problem(status: int, code: str, detail: str, **members: Any) -> Response:
    """A problem response (RFC 9457 §3) with our stable `code`."""
    return Response(problem_body(status, code, detail, **members), status, content_type=CONTENT_TYPE)


def plain_problem(status: int, code: str, detail: str, **members: Any) -> JsonResponse:
    """The same outside DRF: from the middleware, the pages of failure and what scripts ask of pages."""
    return JsonResponse(problem_body(status, code, detail, **members), status=status, content_type=CONTENT_TYPE)


def refused(error: DomainError) -> JsonResponse:
    """A refusal as a problem, outside DRF."""
    return _with_patience(plain_problem(error.status, error.code, str(error), **error.details), error)


def problem_body(status: int, code: str, detail: str, **members: Any) -> dict[str, Any]:
    """The members of a problem; `members` may add, never replace."""
    standard = {
        "type": f"/problems/{code}",
        "title": str(TITLES.get(status) or TITLES[400 if status < 500 else 500]),
        "status": status,
        "code": code,
        "detail": detail,
    }
    return members | standard


def _with_patience(answer: Answer, error: DomainError) -> Answer:
    if "retry_after" in error.details:
        answer["Retry-After"] = str(error.details["retry_after"])
    return answer


def _code(error: Exception) -> str:
    match error:
        case Http404():
            return "not_found"
        case PermissionDenied():
            return "permission_denied"
        case exceptions.APIException():
            return str(error.default_code)
        case _:
            return "error"


def _detail(error: Exception, data: Any) -> str:
    # One body for "not there" and "not yours": a 404 never tells which model was looked for.
    if _code(error) == "not_found":
        return _("Not found.")
    return str(data["detail"])


def _faults(data: Any, pointer: str = "#") -> Iterator[dict[str, str]]:
    """Flatten DRF's nested messages to `{pointer, detail, code}`, one per fault."""
    match data:
        case dict():
            for name, inner in data.items():
                yield from _faults(inner, pointer if name == "non_field_errors" else f"{pointer}/{name}")
        case list():
            for index, inner in enumerate(data):
                yield from _faults(inner, f"{pointer}/{index}" if isinstance(inner, dict) else pointer)
        case _:
            yield {"pointer": pointer, "detail": str(data), "code": getattr(data, "code", "invalid")}
