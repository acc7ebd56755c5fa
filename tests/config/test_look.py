"""The tokens are readable, and every failure has a page of its own in both languages."""

import re
from pathlib import Path

import pytest
from django.db import DatabaseError
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.utils import translation

from config import views
from config.urls import urlpatterns as real
from tests.factories import a_user

TOKENS = Path(views.__file__).parent / "static" / "css" / "tokens.css"

# (text, what it stands on, least ratio): 4.5 for text, 3 for edges and the focus ring (WCAG 2.2 1.4.3, 1.4.11).
STATES = ("free", "soon", "busy", "maintenance", "error")
PAIRS = [
    *[(text, ground, 4.5) for text in ("text", "muted") for ground in ("page", "card", "sunken")],
    *[(text, ground, 4.5) for text in ("primary", "primary-strong") for ground in ("page", "card", "sunken")],
    *[(state, ground, 4.5) for state in STATES for ground in ("page", "card", f"{state}-soft")],
    *[(text, "primary-soft", 4.5) for text in ("text", "primary", "primary-strong")],
    *[("on-primary", ground, 4.5) for ground in ("primary", "primary-strong")],
    *[(edge, ground, 3) for edge in ("edge", "block-edge", "focus") for ground in ("page", "card")],
    *[(f"kiosk-{name}", "kiosk-page", 4.5) for name in ("text", "muted", "free", "soon", "busy")],
    *[(f"kiosk-{name}", "kiosk-card", 4.5) for name in ("text", "muted", "free", "soon", "busy")],
    *[("door-text", f"door-{state}", 4.5) for state in ("free", "soon", "busy", "blocked")],
]


def _tokens() -> dict[str, tuple[str, str]]:
    css = TOKENS.read_text()
    pairs = {
        name: (light, dark) for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", css)
    }
    return pairs | {name: (both, both) for name, both in re.findall(r"--([\w-]+): (#\w{6});", css)}


def _luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _ratio(one: str, other: str) -> float:
    darker, lighter = sorted([_luminance(one), _luminance(other)])
    return (lighter + 0.05) / (darker + 0.05)


@pytest.mark.parametrize(("theme", "number"), [("light", 0), ("dark", 1)])
@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_a_token_is_readable_on_what_it_stands_on(text, ground, least, theme, number):
    tokens = _tokens()

    assert _ratio(tokens[text][number], tokens[ground][number]) >= least


def test_no_page_style_invents_a_colour_beside_the_tokens():
    kiosk_only = {"#ff9be6", "#ffcf5c", "#08131c"}  # the dark focus ring and the stale banner, named in tokens too
    for sheet in TOKENS.parent.glob("*.css"):
        if sheet.name in {"tokens.css", "print.css"}:
            continue
        assert set(re.findall(r"#[0-9a-f]{3,8}\b", sheet.read_text())) <= kiosk_only, sheet.name


def _bug(request):
    raise DatabaseError("away")


urlpatterns = [*real, path("bug", _bug, name="home")]
handler403, handler404, handler500 = "config.views.forbidden", "config.views.not_found", "config.views.broken"

LANGUAGES = pytest.mark.parametrize("language", ["nl", "en-gb"])


def _client(language: str, **more) -> Client:
    client = Client(**more)
    client.cookies["django_language"] = language
    return client


def _says(response, language: str, english: str) -> bool:
    with translation.override(language):
        return translation.gettext(english) in response.content.decode()


@LANGUAGES
@pytest.mark.django_db
def test_what_is_not_there_gives_404_with_a_page(language):
    response = _client(language).get("/no-such-page/")

    assert response.status_code == 404
    assert f'<html lang="{language}"' in response.content.decode()
    assert _says(response, language, "This page is not here")


@LANGUAGES
@pytest.mark.django_db
def test_the_page_of_404_knows_who_is_logged_in(language):
    client = _client(language)
    person = a_user(name="Anke Peeters", language=language)
    client.force_login(person)

    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert "Anke Peeters" in response.content.decode()


@LANGUAGES
@pytest.mark.django_db
def test_what_is_not_allowed_gives_403_with_a_page(language):
    person = a_user(language=language)
    request = RequestFactory().get("/")
    request.user = person

    with translation.override(language):
        response = views.forbidden(request, PermissionError())

    assert response.status_code == 403
    assert _says(response, language, "You may not open this page")


@LANGUAGES
@override_settings(ROOT_URLCONF="tests.config.test_look")
@pytest.mark.django_db
def test_a_bug_gives_500_with_a_page(language):
    client = _client(language, raise_request_exception=False)
    client.force_login(a_user(language=language))

    response = client.get("/bug")

    assert response.status_code == 500
    assert f'<html lang="{language}"' in response.content.decode()
    assert _says(response, language, "Something broke on our side")


@LANGUAGES
def test_the_page_of_500_needs_no_database(language):
    # No django_db mark: any query here would fail the test.
    request = RequestFactory().get("/")
    request.COOKIES["django_language"] = language

    response = views.broken(request)

    assert response.status_code == 500
    assert _says(response, language, "Something broke on our side")


@LANGUAGES
@pytest.mark.django_db
def test_an_expired_form_gives_403_with_a_page(language):
    response = _client(language, enforce_csrf_checks=True).post("/")

    assert response.status_code == 403
    assert f'<html lang="{language}"' in response.content.decode()
    assert _says(response, language, "This form has expired")


def test_a_failure_of_the_api_is_a_problem_not_a_page():
    response = views.broken(RequestFactory().get("/api/v1/rooms/"))

    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"


def test_a_browser_that_asks_for_the_icon_by_itself_gets_one(client):
    answer = client.get("/favicon.ico")

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/x-icon")
    assert b"".join(answer.streaming_content).startswith(b"\x00\x00\x01\x00")
