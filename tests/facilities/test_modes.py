"""Evacuations and lockdowns: called and ended once, kept for ever, and told to every screen of the house."""

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from facilities.errors import DrillDuringAlarm
from facilities.live.topics import publish
from facilities.models import AuditEntry, LiveTopic, SiteMode
from facilities.modes import mode_sign
from facilities.services.modes import SiteModeChanged, end_evacuation, set_site_mode, start_evacuation
from tests.factories import NOON, a_board, a_room, a_site, a_user, at
from tests.parking.world import a_car_park

pytestmark = pytest.mark.django_db
LATER = at("2026-11-24 12:20")
HEARD: list[object] = []


def hear(event: object) -> None:
    HEARD.append(event)


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def rita(site):
    return a_user("receptionist", site=site, name="Rita Onthaal")


def test_an_evacuation_is_kept_with_who_called_and_who_ended_it(site, rita):
    manager = a_user("site_manager", site=site)

    start_evacuation(by=rita, site=site, at=NOON, reason=" Smoke on the second floor ")
    end_evacuation(by=manager, site=site, at=LATER)

    kept = SiteMode.objects.get()
    assert (kept.mode, kept.since, kept.until) == ("evacuation", NOON, LATER)
    assert (kept.by, kept.ended_by, kept.reason, kept.is_drill) == (rita, manager, "Smoke on the second floor", False)
    site.refresh_from_db()
    assert site.mode == "normal"
    assert AuditEntry.objects.filter(verb="site.mode_set").count() == 2


def test_called_twice_it_is_one_evacuation(site, rita):
    first = start_evacuation(by=rita, site=site, at=NOON)

    again = start_evacuation(by=None, site=site, at=LATER)

    assert again == first and SiteMode.objects.count() == 1


def test_the_real_thing_takes_the_place_of_a_drill_at_once(site, rita):
    drill = start_evacuation(by=rita, site=site, at=NOON, is_drill=True)

    real = start_evacuation(by=rita, site=site, at=LATER)

    drill.refresh_from_db()
    site.refresh_from_db()
    assert (drill.until, real.since, real.is_drill, site.is_drill) == (LATER, LATER, False, False)


@pytest.mark.parametrize("mode", ["evacuation", "lockdown"])
def test_nobody_practises_while_it_is_real(site, mode):
    set_site_mode(by=None, site=site, mode=mode, at=NOON)

    with pytest.raises(DrillDuringAlarm):
        start_evacuation(by=None, site=site, at=LATER, is_drill=True)

    assert SiteMode.objects.running().get().mode == mode


def test_a_server_whose_clock_is_behind_ends_it_too(site):
    start_evacuation(by=None, site=site, at=LATER)

    set_site_mode(by=None, site=site, mode="lockdown", at=NOON)

    evacuation, lockdown = SiteMode.objects.order_by("id")
    assert evacuation.until == lockdown.since == LATER


def test_a_normal_house_has_no_drill(site):
    start_evacuation(by=None, site=site, at=NOON, is_drill=True)

    back = end_evacuation(by=None, site=site, at=LATER)

    assert (back.mode, back.is_drill) == ("normal", False)


def test_who_listens_is_told_what_began_and_what_ended(site, settings):
    settings.RUIMTE_LISTENERS = (*settings.RUIMTE_LISTENERS, "tests.facilities.test_modes.hear")
    HEARD.clear()

    began = start_evacuation(by=None, site=site, at=NOON)
    end_evacuation(by=None, site=site, at=LATER)

    told = [(event.ended, event.begun) for event in HEARD if isinstance(event, SiteModeChanged)]
    assert told == [(None, began), (began, None)]


@pytest.mark.parametrize(
    "fields",
    [
        {"mode": "normal"},
        {"until": at("2026-11-24 11:59")},
        {"ended_by": "somebody"},
        {"since": at("2026-11-24 11:00"), "until": LATER},
    ],
)
def test_the_database_keeps_what_it_is_told_in_order(site, rita, fields):
    SiteMode.objects.create(site=site, mode="lockdown", since=at("2026-11-24 10:00"), until=at("2026-11-24 11:30"))
    if fields.get("ended_by"):
        fields = {"ended_by": rita}

    with pytest.raises(IntegrityError), transaction.atomic():
        SiteMode.objects.create(**{"site": site, "mode": "evacuation", "since": NOON} | fields)


def test_every_screen_of_the_house_is_told_and_carries_it(site):
    room, car_park = a_room(site=site), a_car_park(site=site)
    a_board(site=site)
    topics = ["board.lobby", f"car-park.{car_park.slug}", f"room.{room.pk}", f"rooms.{site.slug}"]
    before = {name: publish(name, NOON).seq for name in topics}

    start_evacuation(by=None, site=site, at=NOON, is_drill=True)

    for name in topics:
        shown = publish(name, NOON)
        assert (shown.seq, shown.state["mode"], shown.state["is_drill"]) == (before[name] + 1, "evacuation", True)


def test_another_house_shows_nothing_of_it(site):
    elsewhere = a_site(slug="mth")

    start_evacuation(by=None, site=elsewhere, at=NOON)

    assert not LiveTopic.objects.filter(name=f"rooms.{site.slug}").exists()


# --- Simple signs


def sign(board, **options):
    return Client().get(f"/boards/{board.slug}.txt", options).content.decode().splitlines()


def test_a_simple_sign_says_it_on_every_line_and_nothing_else(site):
    board = a_board(site=site, is_public=True)
    a_room(site=site, name="Newton")
    a_room(site=site, name="Curie")
    assert len(sign(board)) == 2 and "Newton" in "".join(sign(board))

    start_evacuation(by=None, site=site, at=NOON)

    assert sign(board) == ["EVACUATIE", "EVACUATIE"]
    assert sign(board, lang="en", width=12) == ["EVACUATION", "EVACUATION"]


def test_a_sign_without_lines_says_it_too(site):
    board = a_board(site=site, is_public=True, rooms=False)

    start_evacuation(by=None, site=site, at=NOON)

    assert sign(board) == ["EVACUATIE"]


@pytest.mark.parametrize(
    ("mode", "is_drill", "language", "width", "printed"),
    [
        ("normal", False, "nl", None, None),
        ("evacuation", True, "nl", None, "EVACUATIE (OEFENING)"),
        ("evacuation", True, "nl", 12, "EVACUATIE"),
        ("evacuation", False, "nl", 5, "EVAC"),
        ("evacuation", False, "fr", 3, "---"),
        ("lockdown", False, "en", 8, "LOCKDOWN"),
    ],
)
def test_a_sign_prints_the_longest_word_that_fits(mode, is_drill, language, width, printed):
    assert mode_sign(mode, is_drill, language, width) == printed


# --- Pages


def opened(user, address):
    user.language = "en-gb"
    user.save()
    browser = Client()
    browser.force_login(user)
    return browser.get(address)


def test_the_page_of_modes_tells_when_who_and_why(site, rita):
    start_evacuation(by=rita, site=site, at=NOON, reason="Yearly drill", is_drill=True)
    end_evacuation(by=rita, site=site, at=LATER)

    page = opened(rita, f"/sites/{site.slug}/modes/").content.decode()

    assert "Yearly drill" in page and "Rita Onthaal" in page and "Evacuation (drill)" in page and "12:20" in page


def test_an_auditor_reads_the_modes_and_switches_none(site):
    auditor = a_user("auditor")

    assert opened(auditor, f"/sites/{site.slug}/modes/").status_code == 200
    assert opened(auditor, f"/sites/{site.slug}/mode/").status_code == 403


def test_the_form_calls_a_drill_with_its_reason(site, rita):
    browser = Client()
    browser.force_login(rita)

    browser.post(f"/sites/{site.slug}/mode/", {"mode": "evacuation", "is_drill": "on", "reason": "Tuesday"})

    kept = SiteMode.objects.get()
    assert (kept.by, kept.is_drill, kept.reason) == (rita, True, "Tuesday")


def test_pages_of_the_house_say_it_in_both_languages(site, rita):
    start_evacuation(by=None, site=site, at=NOON, is_drill=True)

    page = opened(rita, f"/sites/{site.slug}/places/").content.decode()

    assert "Leave the building now" in page and "Verlaat nu het gebouw" in page and "data-drill>" in page


# --- API


def switched(user, site, **body):
    browser = Client()
    browser.force_login(user)
    return browser.post(f"/api/v1/sites/{site.pk}/mode/", body, content_type="application/json")


def test_the_api_calls_and_ends_an_evacuation(site, rita):
    called = switched(rita, site, mode="evacuation", reason="Alarm panel", is_drill=True)
    ended = switched(rita, site, mode="normal")

    assert (called.json()["mode"], called.json()["is_drill"]) == ("evacuation", True)
    assert ended.json()["mode"] == "normal"
    assert SiteMode.objects.get().reason == "Alarm panel"


def test_the_api_refuses_a_drill_while_it_is_real(site, rita):
    start_evacuation(by=None, site=site, at=NOON)

    refused = switched(rita, site, mode="evacuation", is_drill=True)

    assert (refused.status_code, refused.json()["code"]) == (409, "drill_during_alarm")


def test_the_api_leaves_a_lockdown_to_the_manager(site, rita):
    assert switched(rita, site, mode="lockdown").status_code == 403
