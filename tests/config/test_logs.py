"""What the log tells of requests: refusals in a line, bugs with their traceback."""

import io
import logging
from collections.abc import Iterator
from logging.config import DictConfigurator

import pytest
from django.core.exceptions import BadRequest, DisallowedHost, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path

from config.logs import logging_at

ENDS = {"denied": PermissionDenied, "unreadable": BadRequest, "odd": DisallowedHost, "bug": ZeroDivisionError}
REFUSALS = ["denied", "unreadable", "odd"]


def end(request: HttpRequest, name: str) -> HttpResponse:
    """A view that fails in the way asked for."""
    raise ENDS[name]


urlpatterns = [path("<str:name>/", end)]


def plain(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """The page of a failure."""
    return HttpResponse(status=500 if request.path == "/bug/" else 403)


handler400 = handler403 = handler500 = plain


@pytest.fixture
def log(settings) -> Iterator[io.StringIO]:
    """What the product's own handler writes down of a process that only has the view above."""
    settings.ROOT_URLCONF, settings.MIDDLEWARE = __name__, []
    told = logging_at("WARNING")
    written = io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(DictConfigurator(told).configure_formatter(told["formatters"]["line"]))
    logging.getLogger("django").addHandler(handler)
    yield written
    logging.getLogger("django").removeHandler(handler)


@pytest.mark.parametrize("name", REFUSALS)
def test_a_request_that_is_refused_is_told_in_one_line(log, name):
    Client(raise_request_exception=False).get(f"/{name}/")

    assert len(log.getvalue().splitlines()) == 1
    assert "Traceback" not in log.getvalue()


def test_a_bug_is_told_with_where_it_is(log):
    Client(raise_request_exception=False).get("/bug/")

    assert "Traceback" in log.getvalue()
    assert "ZeroDivisionError" in log.getvalue()


def test_another_handler_still_hears_where_a_refusal_came_from(log, caplog):
    Client().get("/denied/")

    assert caplog.records[-1].exc_info
