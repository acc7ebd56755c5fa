"""Boards: their lines, who may watch them, and what they print."""

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser

from facilities.errors import NothingToShow
from facilities.kernel.errors import NotAllowed
from facilities.live.topics import Viewer, find, publish
from facilities.models import AuditEntry, LiveTopic
from facilities.services.boards import add_board, add_line, change_board, raise_line, remove_board, remove_line
from facilities.services.modes import set_site_mode
from tests.factories import NOON, a_board, a_booking, a_device, a_room, a_site, a_user, an_organisation, at, between

pytestmark = pytest.mark.django_db
TEN = at("2026-11-24 10:00")


@pytest.fixture
def site():
    return a_site()


def lines(board):
    return list(board.lines.values_list("position", "label"))


def a_line(board, label):
    return add_line(by=None, board=board, provider_name="rooms", argument=board.site.slug, label=label, at=NOON)


def test_lines_stand_in_the_order_in_which_they_were_added_and_can_be_raised_and_removed(site):
    board = add_board(by=None, site=site, name="Hall")
    first, _second, third = (a_line(board, label) for label in ("a", "b", "c"))
    assert lines(board) == [(1, "a"), (2, "b"), (3, "c")]

    raise_line(by=None, line=third)
    assert lines(board) == [(1, "a"), (2, "c"), (3, "b")]

    remove_line(by=None, line=first)
    assert lines(board) == [(1, "c"), (2, "b")]


@pytest.mark.parametrize(("provider", "argument"), [("rooms", "nowhere"), ("weather", "darwin")])
def test_a_line_shows_something_that_exists(site, provider, argument):
    board = a_board(site=site, rooms=False)

    with pytest.raises(NothingToShow):
        add_line(by=None, board=board, provider_name=provider, argument=argument, label="", at=NOON)


def test_a_board_prints_its_rows_in_both_languages(site):
    a_board(site=site)
    room = a_room(site=site, name="Newton")
    ysco = an_organisation(name="Ysco", sites=[site])
    a_booking(room=room, interval=between("2026-11-24 12:00", "13:00"), organisation=ysco)

    [row] = publish("board.lobby", TEN).state["lines"]

    assert (row["label"], row["state"]) == ("Newton", "free")
    assert row["texts"][1] == "Free until 12:00"
    assert (row["time"], row["what"]) == ("12:00–13:00", "Ysco")


def test_a_board_names_the_day_until_which_a_room_is_taken(site):
    a_board(site=site)
    a_booking(room=a_room(site=site, longest=2880), interval=between("2026-11-24 09:00", "2026-11-25 15:30"))

    [row] = publish("board.lobby", TEN).state["lines"]

    assert row["texts"] == ["Bezet tot wo 15:30", "Taken until Wed 15:30"]


def test_a_board_in_english_has_english_first(site):
    a_board(site=site, language="en-gb")
    a_room(site=site)

    [row] = publish("board.lobby", TEN).state["lines"]

    assert row["texts"][0].startswith("Free")


def test_a_board_changes_by_itself_when_a_meeting_of_its_rooms_starts_and_at_midnight(site):
    a_board(site=site)
    room = a_room(site=site)
    assert publish("board.lobby", TEN).next_transition_at == at("2026-11-25 00:00")

    a_booking(room=room, interval=between("2026-11-24 12:00", "13:00"))
    LiveTopic.objects.all().delete()

    assert publish("board.lobby", TEN).next_transition_at <= at("2026-11-24 12:00")
    with time_machine.travel(at("2026-11-24 12:00"), tick=False):
        assert publish("board.lobby", at("2026-11-24 12:00")).state["lines"][0]["state"] == "busy"


def test_an_evacuation_stands_on_the_board_in_both_languages_at_once(site):
    a_board(site=site)
    before = publish("board.lobby", TEN)

    set_site_mode(by=None, site=site, mode="evacuation", at=TEN)

    after = publish("board.lobby", TEN)
    assert after.seq == before.seq + 1
    assert after.state["mode"] == "evacuation"
    assert after.state["mode_headlines"] == ["Evacuatie", "Evacuation"]
    assert after.state["mode_texts"][1].startswith("Leave the building")


def may_watch(board, user=None, device=None):
    return find(f"board.{board.slug}").may_watch(Viewer(user or AnonymousUser(), device))


def test_a_public_board_is_watched_by_anybody(site):
    assert may_watch(a_board(site=site, is_public=True))


def test_any_other_board_is_watched_by_its_screen_and_the_people_who_work_there(site):
    board = a_board(site=site)
    own, _ = a_device(site=site, shows="board:lobby")
    other, _ = a_device(site=site, shows="board:other")

    assert may_watch(board, device=own)
    assert may_watch(board, a_user("receptionist", site=site))
    assert may_watch(board, a_user("auditor"))
    assert not may_watch(board)
    assert not may_watch(board, device=other)
    assert not may_watch(board, a_user("receptionist", site=a_site(slug="mol")))
    assert not may_watch(board, a_user("tenant_admin", organisation=an_organisation(sites=[site])))


DEEDS = {
    "add": lambda by, board: add_board(by=by, site=board.site, name="New"),
    "change": lambda by, board: change_board(by=by, board=board, name="New"),
    "remove": lambda by, board: remove_board(by=by, board=board),
    "add line": lambda by, board: add_line(
        by=by, board=board, provider_name="rooms", argument=board.site.slug, label="", at=NOON
    ),
    "remove line": lambda by, board: remove_line(by=by, line=board.lines.first()),
    "raise line": lambda by, board: raise_line(by=by, line=board.lines.last()),
}
VERBS = {
    "add": "board.added",
    "change": "board.changed",
    "remove": "board.removed",
    "add line": "board.line_added",
    "remove line": "board.line_removed",
    "raise line": "board.line_raised",
}


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("role", ["platform_admin", "site_manager"])
def test_managers_of_the_site_and_admins_may(site, deed, role):
    person, board = a_user(role, site=site if role == "site_manager" else None), a_board(site=site)
    add_line(by=None, board=board, provider_name="rooms", argument=site.slug, label="again", at=NOON)

    DEEDS[deed](person, board)

    (entry,) = AuditEntry.objects.filter(actor=f"user:{person.pk}")
    assert (entry.verb, entry.site) == (VERBS[deed], site)


@pytest.mark.parametrize("deed", DEEDS)
@pytest.mark.parametrize("who", ["auditor", "receptionist", "manager elsewhere"])
def test_nobody_else_may(site, deed, who):
    cast = {
        "auditor": lambda: a_user("auditor"),
        "receptionist": lambda: a_user("receptionist", site=site),
        "manager elsewhere": lambda: a_user("site_manager", site=a_site(slug="mol")),
    }

    with pytest.raises(NotAllowed):
        DEEDS[deed](cast[who](), a_board(site=site))
