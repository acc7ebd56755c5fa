"""Who reads Dutch reads no English: pages, refusals, problems, mails, and what scripts show."""

import json
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client
from django.test.signals import template_rendered
from django.utils import translation

from bookings.services.bookings import cancel_booking, change_booking
from bookings.services.defects import report_defect, resolve_defect
from config.catalogue import STOREYS
from facilities.kernel.errors import DomainError
from facilities.models import OutboxMessage
from facilities.permissions import table
from facilities.services.invitations import invite
from facilities.services.people import mail_password_link
from tests.browser.demo_places import DemoWorld
from tests.browser.test_every_page import ROLES, address, pages, visits
from tests.config.dutch import english_in, prose_in, said
from tests.config.mails import a_rent_follows_the_index, calendar_lines, mail_templates, visitors_come_and_stay_away
from tests.config.same_words import SAME
from tests.factories import (
    NOON,
    a_booking,
    a_room,
    a_site,
    a_tenant,
    a_user,
    between,
)
from tests.plugins.turns import on_sqlite

# Words are the same whatever keeps them; that every page opens on both is seen by the walk over the routes.
pytestmark = [pytest.mark.django_db, on_sqlite]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        made = DemoWorld()
        for person in made.mine.people.values():
            person.language = "nl"
            person.save()
        yield made
        transaction.set_rollback(True)


def a_client(role: str, world: DemoWorld) -> Client:
    client = Client()
    if person := (world.person if role == "person" else world.mine.people.get(role)):
        client.force_login(person)
    client.cookies["ruimte_device"] = {"panel": world.mine.panel_token, "board": world.mine.board_token}.get(role, "")
    return client


def asked(client: Client, method: str, path: str, **more):
    """Ask once and undo what it did."""
    client.cookies.pop("messages", None)
    with transaction.atomic():
        answer = client.generic(method, path, **more)
        transaction.set_rollback(True)
    return answer


def test_english_is_found_wherever_a_page_may_say_it():
    page = """<h1>Zalen</h1><p title="Log out">Free until 12:00</p><i data-word-free="Free"></i><a lang="en">Rooms</a>
        <script type="application/json">{"a": "Close this window", "state": "free"}</script><b>Buy this chair</b>"""

    assert english_in(said(page)) == ["Buy this chair", "Close this window", "Free", "Free until 12:00", "Log out"]
    assert prose_in("tell('Saved for you'); // a note\nfind(`[data-x]`, \"free\");") == {"Saved for you"}


@pytest.mark.parametrize("role", ROLES)
def test_no_page_says_anything_in_english(role, world):
    client = a_client(role, world)

    answers = {route: client.get(address(route, world, role), follow=True) for route in visits(role)}
    # A script says nothing itself: what it shows is in the pages, or in its own list below.
    found = {
        route: english_in(said(answer.content.decode()))
        for route, answer in answers.items()
        if answer["Content-Type"].startswith("text/html")
    }

    assert {route: texts for route, texts in found.items() if texts} == {}


def test_no_form_sent_empty_is_refused_in_english(world):
    client = a_client("platform_admin", world)

    answers = {
        route: asked(client, "POST", address(route, world, "platform_admin"), data="", content_type=FORM)
        for route in pages()
        if "POST" in table()[route].methods and route != "facilities:login"
    }

    found = {route: english_in(said(answer.content.decode())) for route, answer in answers.items()}
    assert sum(answer.status_code == 400 for answer in answers.values()) > 15
    assert {route: texts for route, texts in found.items() if texts} == {}


FORM = "application/x-www-form-urlencoded"
FAILURES = {"/no-such-page/": 404, "/blocks/": 403}


@pytest.mark.parametrize(("path", "status"), FAILURES.items())
def test_no_failure_is_told_in_english(path, status, world):
    answer = a_client("tenant_member", world).get(path)

    assert answer.status_code == status
    assert english_in(said(answer.content.decode())) == []


def refusals(kind: type[DomainError] = DomainError) -> set[type[DomainError]]:
    for storey in STOREYS:
        if (Path(settings.BASE_DIR) / storey / "errors.py").exists():
            import_module(f"{storey}.errors")
    found = {kind} if kind.__module__.partition(".")[0] in STOREYS else set()
    return found.union(*(refusals(each) for each in kind.__subclasses__()))


@pytest.mark.parametrize("refusal", sorted(refusals(), key=lambda each: each.__name__))
def test_no_refusal_is_worded_in_english(refusal):
    def worded(language: str) -> str:
        with translation.override(language):
            return str(refusal.message) if isinstance(refusal.message, str) else str(refusal.message % COUNTED)

    class Counted(dict):
        def __missing__(self, key):
            return 2

    COUNTED = Counted()
    assert worded("nl") != worded("en-gb") or worded("nl") in SAME


BAD_BODIES = ({}, {"room": "x", "title": "", "starts_at": "soon", "ends_at": 3, "attendees": -1}, [], "nonsense")


def problems(client: Client, world: DemoWorld) -> dict[str, dict]:
    """Every problem the API answers to nonsense, by what was asked."""
    found = {}
    for route, entry in table().items():
        for method in entry.methods if route.startswith("v1:") else ():
            path = address(route, world, "platform_admin")
            for query in ("", "?from=x&starts_at=x&ends_at=y&cursor=z&people=-&limit=q&site=0"):
                for body in BAD_BODIES if method != "GET" else ("",):
                    answer = asked(client, method, path + query, data=json.dumps(body), content_type="application/json")
                    if answer.status_code >= 400:
                        found[f"{method} {route}{query} {body}"] = answer.json()
    return found


def worded(problem: dict) -> set[str]:
    return {problem["title"], problem["detail"], *(fault["detail"] for fault in problem.get("errors", []))}


def test_no_problem_of_the_api_is_told_in_english(world):
    client, admin = a_client("platform_admin", world), world.mine.people["platform_admin"]
    dutch = problems(client, world)
    type(admin).objects.filter(pk=admin.pk).update(language="en-gb")
    english = problems(client, world)

    same = {asked: worded(problem) & worded(english[asked]) for asked, problem in dutch.items()}

    assert len(dutch) > 15
    assert {asked: texts for asked, texts in same.items() if texts} == {}


def test_no_mail_is_written_in_english():
    rendered: set[str] = set()
    before = set(OutboxMessage.objects.values_list("pk", flat=True))

    def note(sender, template, **more):
        rendered.add(template.name)

    site = a_site(slug="proefhuis", name="Proefhuis")
    firm, _ = a_tenant(site=site, name="Zilverzwam")
    room, organiser = a_room(site=site, name="Newton"), a_user("tenant_member", organisation=firm, name="Kobe Lauwers")
    template_rendered.connect(note)
    try:
        booking = a_booking(room=room, by=None, organisation=firm, organiser=organiser, title="Overleg")
        later = between("2026-11-24 14:00", "15:00")
        booking = change_booking(by=None, booking=booking, at=NOON, interval=later)
        cancel_booking(by=None, booking=booking, at=NOON)
        a_user("site_manager", site=site)
        defect = report_defect(by=organiser, room=room, summary="Lamp stuk", at=NOON)
        resolve_defect(by=None, defect=defect, outcome="Lamp vervangen", at=NOON)
        for role, scope in (
            ("tenant_member", {"organisation": firm}),
            ("receptionist", {"site": site}),
            ("auditor", {}),
        ):
            invite(by=None, email=f"{role}@example.org", name="Lena", role=role, at=NOON, **scope)
        mail_password_link(user=organiser, uid="MQ", token="token")
        visitors_come_and_stay_away(site, firm, organiser)
        a_rent_follows_the_index(site, firm)
    finally:
        template_rendered.disconnect(note)

    known = {f"{path.parts[-3]}/mail/{path.name}" for path in mail_templates()}
    assert known - rendered == set()
    texts = {
        " ".join(line.split())
        for row in OutboxMessage.objects.exclude(pk__in=before)
        for line in (row.payload["subject"], *row.payload["body"].splitlines(), *calendar_lines(row.payload))
    }
    assert len(texts) > 15
    assert english_in(texts) == []


# --- What stands in the sources themselves

SYNTAX = re.compile(
    r"{%\s*comment.*?endcomment\s*%}|{%\s*blocktranslate.*?endblocktranslate\s*%}|{%\s*block page_class.*?endblock.*?%}"
    r"|{%.*?%}|{{.*?}}|{#.*?#}",
    re.S,
)
# Names of keys, headers and zones, selectors, classes of CSS: nothing that is read.
NO_PROSE = {
    *("Date", "If-None-Match", "Enter", "Escape", "PageDown", "PageUp", "Europe/Brussels"),
    *("input, select, button", "input, select, textarea, [contenteditable]", "input, textarea, select"),
    *("ArrowDown", "ArrowLeft", "ArrowRight", "ArrowUp", "Shift", "Content-Type", "main input[type=search]"),
    "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), select, textarea, [contenteditable]",
    *("chip soon", "chip blocked", "chip info", "muted small", "button small", "desk-row desk-group"),
    *("button small quiet", "desk-row is-done"),
    *("notice success", "(prefers-reduced-motion: reduce)", "(prefers-color-scheme: dark)"),
}


def sources(pattern: str) -> list[Path]:
    return [path for storey in STOREYS for path in sorted(Path(settings.BASE_DIR, storey).rglob(pattern))]


def test_no_template_holds_words_outside_the_catalogue():
    found = {}
    for path in [*sources("templates/**/*.html"), *sources("templates/**/*.txt")]:
        bare = SYNTAX.sub("", path.read_text())
        words = said(bare if path.suffix == ".html" else PATHS.sub("", bare)) - BARE
        if words:
            found[path.relative_to(settings.BASE_DIR).as_posix()] = sorted(words)

    assert found == {}


# The name, the keys of a keyboard, and the way to Dutch, which is in Dutch for who reads none.
BARE = {
    *("Ruimte", "· Ruimte"),
    *("End", "Enter", "Esc", "Home", "PageDown", "PageUp", "Shift", "Tab", "m²"),
    *("NL", "Nederlands", "Nederlands: schakel over naar Nederlands"),
}
PATHS = re.compile(r"/\w+/")


def test_no_script_holds_words_of_its_own():
    shown = {path.name: prose_in(path.read_text()) - NO_PROSE for path in sources("static/**/*.js")}

    assert {name: texts for name, texts in shown.items() if texts} == {}
