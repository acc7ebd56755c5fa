"""A deed and everything it leaves behind: all of it or nothing."""

import threading

import pytest
from django.db import OperationalError, connection

from facilities.deeds import deed
from facilities.live.touch import bump_with_boards
from facilities.models import AuditEntry, Board, BoardLine, LiveTopic, OutboxMessage, Site
from tests.factories import a_device, a_site, a_user

HEARD: list[object] = []


def listens(event):
    HEARD.append(event)


def refuses(event):
    raise ValueError(f"not with me: {event}")


@deed
def rename(*, site, name, by=None, fail=False):
    Site.objects.filter(pk=site.pk).update(name=name)
    deed.record("renamed", site, by=by, site=site, name_length=len(name))
    deed.touch(f"rooms.{site.slug}", "room.1")
    deed.send("mail", {"to": name})
    if fail:
        raise ValueError(name)


@pytest.mark.django_db
def test_a_deed_leaves_its_audit_entry_its_message_and_its_touches():
    site, user = a_site(), a_user()

    rename(site=site, name="New", by=user)

    entry = AuditEntry.objects.get()
    assert (entry.actor, entry.verb, entry.subject) == (f"user:{user.pk}", "renamed", f"facilities.site:{site.pk}")
    assert (entry.site, entry.facts) == (site, {"name_length": 3})
    assert OutboxMessage.objects.get().payload == {"to": "New"}
    assert set(LiveTopic.objects.values_list("name", "seq")) == {(f"rooms.{site.slug}", 1), ("room.1", 1)}


@pytest.mark.django_db
def test_a_deed_that_fails_leaves_nothing():
    site = a_site()

    with pytest.raises(ValueError, match="New"):
        rename(site=site, name="New", fail=True)

    site.refresh_from_db()
    assert site.name != "New"
    assert not AuditEntry.objects.exists()
    assert not OutboxMessage.objects.exists()
    assert not LiveTopic.objects.exists()


@pytest.mark.django_db
def test_the_actors_of_the_log_are_people_devices_and_the_system():
    site = a_site()
    device, _ = a_device(site=site, shows="panel:newton")

    rename(site=site, name="One", by=device)
    rename(site=site, name="Two")

    assert set(AuditEntry.objects.values_list("actor", flat=True)) == {f"device:{device.pk}", "system"}


@pytest.mark.django_db
def test_deeds_inside_a_deed_touch_each_topic_once_for_all():
    site = a_site()

    @deed
    def twice():
        rename(site=site, name="One")
        rename(site=site, name="Two")

    twice()

    assert set(LiveTopic.objects.values_list("seq", flat=True)) == {1}
    assert AuditEntry.objects.count() == 2


@pytest.mark.django_db
def test_an_inner_deed_that_fails_takes_only_its_own_away():
    site = a_site()

    @deed
    def carries_on():
        rename(site=site, name="Kept")
        with pytest.raises(ValueError, match="Lost"):
            rename(site=site, name="Lost", fail=True)

    carries_on()

    site.refresh_from_db()
    assert site.name == "Kept"
    assert AuditEntry.objects.count() == 1
    assert [message.payload["to"] for message in OutboxMessage.objects.all()] == ["Kept"]


@pytest.mark.django_db
def test_touches_are_written_last():
    statements = []

    def watch(execute, sql, params, many, context):
        statements.append(sql.strip())
        return execute(sql, params, many, context)

    @deed
    def touches():
        deed.touch("room.9")
        deed.send("mail", {})

    with connection.execute_wrapper(watch):
        touches()

    writes = [sql for sql in statements if sql.startswith("INSERT")]
    assert "facilities_outboxmessage" in writes[0]
    assert "facilities_livetopic" in writes[-1]


@pytest.mark.django_db
def test_topics_and_the_boards_that_show_them_are_touched_in_one_order():
    board = Board.objects.create(site=a_site(), slug="lobby", name="Lobby")
    BoardLine.objects.create(board=board, position=1, provider="rooms", argument="darwin", topic="rooms.darwin")

    touched = bump_with_boards({"rooms.darwin", "room.9", "room-10", "Room.1", "board.lobby"})

    assert touched == ["Room.1", "board.lobby", "room-10", "room.9", "rooms.darwin"]


@pytest.mark.django_db
def test_a_board_that_shows_a_touched_topic_is_touched_with_it():
    board = Board.objects.create(site=a_site(), slug="lobby", name="Lobby")
    BoardLine.objects.create(board=board, position=1, provider="rooms", argument="darwin", topic="rooms.darwin")

    @deed
    def touches():
        deed.touch("rooms.darwin")

    touches()

    assert LiveTopic.objects.filter(name="board.lobby").exists()


@pytest.mark.django_db
def test_a_listener_hears_inside_the_transaction(settings):
    settings.RUIMTE_LISTENERS = ("tests.facilities.test_deeds.listens",)
    HEARD.clear()

    @deed
    def tells():
        deed.announce("news")

    tells()

    assert HEARD == ["news"]


@pytest.mark.django_db
def test_a_listener_that_raises_rolls_the_deed_back(settings):
    settings.RUIMTE_LISTENERS = ("tests.facilities.test_deeds.refuses",)
    site = a_site()

    @deed
    def tells():
        rename(site=site, name="New")
        deed.announce("news")

    with pytest.raises(ValueError, match="not with me: news"):
        tells()

    assert not AuditEntry.objects.exists()
    assert not Site.objects.filter(name="New").exists()


def test_only_a_deed_may_leave_something_behind():
    with pytest.raises(RuntimeError, match="@deed"):
        deed.touch("room.1")


@pytest.mark.django_db
def test_a_message_with_the_key_of_another_is_written_once():
    @deed
    def sends():
        deed.send("mail", {}, dedupe_key="reminder:1")

    sends()
    sends()

    assert OutboxMessage.objects.count() == 1


class Deadlock(Exception):
    sqlstate = "40P01"


@pytest.mark.django_db(transaction=True)
def test_a_deed_that_a_deadlock_broke_off_is_done_again_from_the_start():
    site, tries = a_site(), []

    @deed
    def unlucky():
        rename(site=site, name="New")
        tries.append(1)
        if len(tries) < 3:
            raise OperationalError("deadlock detected") from Deadlock()

    unlucky()

    assert len(tries) == 3
    assert AuditEntry.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_deed_gives_up_after_the_third_deadlock():
    tries = []

    @deed
    def hopeless():
        tries.append(1)
        raise OperationalError("deadlock detected") from Deadlock()

    with pytest.raises(OperationalError):
        hopeless()

    assert len(tries) == 3


@pytest.mark.django_db(transaction=True)
def test_two_deeds_that_lock_in_opposite_orders_both_come_through():
    one, other = a_site(slug="one"), a_site(slug="other")
    meet = threading.Barrier(2)

    @deed
    def both(first, second, met):
        Site.objects.filter(pk=first.pk).update(city=f"City {first.pk}")
        if connection.vendor == "postgresql" and not met:
            # On the first try each holds what the other wants next.
            met.append(1)
            meet.wait(10)
        Site.objects.filter(pk=second.pk).update(city=f"City {first.pk}")
        deed.record("renamed", first, by=None)

    def run(first, second):
        try:
            both(first, second, [])
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert AuditEntry.objects.count() == 2
