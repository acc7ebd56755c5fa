"""Tasks around meetings: what is to be set up and cleared, ticked off by the people of the house."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from bookings.errors import AlreadyCancelled, MeetingNotStarted, NothingToDo
from bookings.models import DoneTask
from bookings.services.bookings import cancel_booking, change_booking
from bookings.services.tasks import tick_task, untick_task
from bookings.tasks import tasks_during, tasks_state
from facilities.kernel.clock import local_day
from facilities.kernel.errors import NotAllowed
from facilities.models import AuditEntry, LiveTopic
from tests.bookings.asking import logged_in
from tests.factories import (
    NOON,
    a_booking,
    a_building,
    a_layout,
    a_room,
    a_site,
    a_tenant,
    a_user,
    an_amenity,
    an_item,
    at,
    between,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
TIME = between("2026-11-24 12:00", "13:00")
SET_UP, TEAR_DOWN = DoneTask.Kind.SET_UP, DoneTask.Kind.TEAR_DOWN


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def room(site):
    return a_room(site=site, name="Newton")


@pytest.fixture
def desk(site):
    return a_user("receptionist", site=site, name="Rita Desk")


@pytest.fixture
def meeting(room):
    return a_booking(room=room, interval=TIME, layout=a_layout(room=room, name="Theatre", setup=30, teardown=15))


def tasks(site, day="2026-11-24"):
    found = tasks_during(site, local_day(at(f"{day} 12:00").date()))
    return [(task.kind, task.starts_at, task.due_at) for task in found]


def seq(name):
    return LiveTopic.objects.get(name=name).seq


# What is to be done


def test_a_layout_is_set_up_before_the_meeting_and_cleared_behind_it(site, meeting):
    assert tasks(site) == [
        (SET_UP, at("2026-11-24 11:30"), TIME.start),
        (TEAR_DOWN, TIME.end, at("2026-11-24 13:15")),
    ]


def test_equipment_is_brought_and_taken_back(site):
    building = a_building(site=site)
    an_item(building=building)
    a_booking(room=a_room(building=building), interval=TIME, equipment={an_amenity(): 1})

    assert tasks(site) == [(SET_UP, TIME.start, TIME.start), (TEAR_DOWN, TIME.end, TIME.end)]


def test_a_meeting_without_any_of_it_asks_for_nothing(site, room):
    a_booking(room=room, interval=TIME)

    assert tasks(site) == []


def test_a_cancelled_meeting_asks_for_nothing(site, meeting):
    cancel_booking(by=None, booking=meeting, at=NOON)

    assert tasks(site) == []


def test_what_is_prepared_before_midnight_stands_on_both_days(site, room):
    layout = a_layout(room=room, setup=60)
    a_booking(room=room, interval=between("2026-11-25 00:30", "02:00"), layout=layout)

    task = [(SET_UP, at("2026-11-24 23:30"), at("2026-11-25 00:30"))]

    assert tasks(site) == tasks(site, "2026-11-25") == task


def test_the_tasks_of_another_house_are_its_own(meeting):
    assert tasks(a_site(slug="mol")) == []


# Ticking off


def test_ticking_says_who_did_it_and_when(site, meeting, desk):
    tick_task(by=desk, booking=meeting, kind=SET_UP, at=NOON)

    done = DoneTask.objects.get()
    assert (done.kind, done.done_by, done.done_at) == (SET_UP, desk, NOON)
    assert AuditEntry.objects.filter(verb="task.done", facts={"kind": "set_up"}).count() == 1


def test_ticking_again_leaves_who_did_it_first(site, meeting, desk):
    tick_task(by=desk, booking=meeting, kind=SET_UP, at=NOON)

    again = tick_task(by=a_user("site_manager", site=site), booking=meeting, kind=SET_UP, at=TIME.start)

    assert (again.done_by, again.done_at) == (desk, NOON)
    assert AuditEntry.objects.filter(verb="task.done").count() == 1


def test_a_tick_can_be_taken_back(meeting, desk):
    tick_task(by=desk, booking=meeting, kind=SET_UP, at=NOON)

    untick_task(by=desk, booking=meeting, kind=SET_UP)
    untick_task(by=desk, booking=meeting, kind=SET_UP)

    assert not DoneTask.objects.exists()
    assert AuditEntry.objects.filter(verb="task.undone").count() == 1


def test_nobody_clears_behind_a_meeting_that_is_still_to_come(meeting, desk):
    with pytest.raises(MeetingNotStarted):
        tick_task(by=desk, booking=meeting, kind=TEAR_DOWN, at=TIME.start.replace(hour=10))

    assert tick_task(by=desk, booking=meeting, kind=TEAR_DOWN, at=TIME.start).pk


def test_a_task_that_is_none_is_not_ticked(room, desk):
    with pytest.raises(NothingToDo):
        tick_task(by=desk, booking=a_booking(room=room), kind=SET_UP, at=NOON)


def test_a_cancelled_meeting_has_nothing_to_tick(meeting, desk):
    cancel_booking(by=None, booking=meeting, at=NOON)

    with pytest.raises(AlreadyCancelled):
        tick_task(by=desk, booking=meeting, kind=SET_UP, at=NOON)


def test_only_the_people_of_the_house_tick(meeting, site):
    for person in (a_tenant(site=site, role="tenant_admin")[1], a_user("receptionist", site=a_site(slug="mol"))):
        with pytest.raises(NotAllowed):
            tick_task(by=person, booking=meeting, kind=SET_UP, at=NOON)
        with pytest.raises(NotAllowed):
            untick_task(by=person, booking=meeting, kind=SET_UP)


@pytest.mark.parametrize(
    "change",
    [
        {"interval": between("2026-11-24 14:00", "15:00")},
        {"layout": None},
    ],
)
def test_a_meeting_that_changes_is_prepared_anew(meeting, desk, change):
    tick_task(by=desk, booking=meeting, kind=SET_UP, at=NOON)

    change_booking(by=None, booking=meeting, at=NOON, **change)

    assert not DoneTask.objects.exists()


def test_another_subject_leaves_the_tick(meeting, desk):
    tick_task(by=desk, booking=meeting, kind=SET_UP, at=NOON)

    change_booking(by=None, booking=meeting, at=NOON, title="Another")

    assert DoneTask.objects.exists()


def test_the_database_keeps_one_tick_a_task(meeting):
    DoneTask.objects.create(booking=meeting, kind=SET_UP, done_at=NOON)

    with pytest.raises(IntegrityError), transaction.atomic():
        DoneTask.objects.create(booking=meeting, kind=SET_UP, done_at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        DoneTask.objects.create(booking=meeting, kind="polish", done_at=NOON)


# Live


def test_the_desk_and_the_list_change_when_a_meeting_or_a_task_does(site, room, desk):
    layout = a_layout(room=room, setup=30)
    meeting = a_booking(room=room, interval=TIME, layout=layout)
    before = {name: seq(name) for name in ("tasks.darwin", "desk.darwin")}

    tick_task(by=desk, booking=meeting, kind=SET_UP, at=NOON)
    ticked = {name: seq(name) for name in before}
    cancel_booking(by=None, booking=meeting, at=NOON)

    assert [ticked[name] - before[name] for name in before] == [1, 1]
    assert [seq(name) - ticked[name] for name in before] == [1, 1]


def test_the_state_says_what_and_where_and_names_nobody(site, meeting, desk):
    tick_task(by=desk, booking=meeting, kind=SET_UP, at=NOON)

    first, second = tasks_state(site, at=TIME.start)["tasks"]

    assert (first["kind"], first["room"], first["layout"], first["done_at"]) == (
        "set_up",
        "Newton",
        "Theatre",
        "2026-10-01T07:00:00Z",
    )
    assert "Rita" not in str(first)
    assert (second["due_at"], second["done_at"]) == ("2026-11-24T12:15:00Z", None)


def test_thirty_meetings_take_as_many_queries_as_one(site, django_assert_max_num_queries):
    for _ in range(10):
        other = a_room(site=site)
        a_booking(room=other, interval=TIME, layout=a_layout(room=other, setup=10, teardown=10))

    with django_assert_max_num_queries(3):
        assert len(tasks(site)) == 20


# Faces


def test_the_page_ticks_without_a_script(site, meeting, desk):
    client = logged_in(desk)
    address = reverse("bookings:task-list", args=["darwin"])
    tick = reverse("bookings:task-tick", args=[meeting.pk, "set_up"])

    answer = client.post(tick, {"day": "2026-11-24"}, follow=True)

    assert answer.redirect_chain == [(f"{address}?day=2026-11-24", 302)]
    assert "Rita Desk" in answer.content.decode()
    client.post(tick, {"undo": "1"})
    assert not DoneTask.objects.exists()


def test_the_page_says_why_a_task_is_not_ticked(meeting, desk):
    answer = logged_in(desk).post(reverse("bookings:task-tick", args=[meeting.pk, "tear_down"]), follow=True)

    assert "nog niet begonnen" in answer.content.decode()


def test_an_auditor_reads_and_ticks_nothing(meeting):
    client = logged_in(a_user("auditor"))
    tick = reverse("bookings:task-tick", args=[meeting.pk, "set_up"])

    shown = client.get(reverse("bookings:task-list", args=["darwin"]), {"day": "2026-11-24"}).content.decode()

    assert "Newton" in shown
    assert tick not in shown
    assert client.post(tick).status_code == 403


def test_the_desk_of_another_house_finds_no_tasks_here(meeting):
    client = logged_in(a_user("receptionist", site=a_site(slug="mol")))

    assert client.get(reverse("bookings:task-list", args=["darwin"])).status_code in {403, 404}
    assert client.post(reverse("bookings:task-tick", args=[meeting.pk, "set_up"])).status_code == 404


def test_the_api_lists_ticks_and_undoes(as_, site, meeting, desk):
    client = as_(desk)
    ask = {"site": "darwin", "day": "2026-11-24"}

    assert [task["done_at"] for task in client.get("/api/v1/tasks/", ask).json()] == [None, None]
    made = client.post(f"/api/v1/tasks/{meeting.pk}/set_up/tick/", {})
    assert (made.status_code, made.json()["done_by"]) == (200, desk.pk)
    assert client.get("/api/v1/tasks/", ask).json()[0]["done_by_name"] == "Rita Desk"
    assert client.post(f"/api/v1/tasks/{meeting.pk}/set_up/undo/").status_code == 204
    assert not DoneTask.objects.exists()


def test_a_tick_kept_by_a_desk_without_connection_tells_when_it_was(as_, meeting, desk):
    as_(desk).post(f"/api/v1/tasks/{meeting.pk}/set_up/tick/", {"happened_at": "2026-10-01T06:50:00Z"})

    assert DoneTask.objects.get().done_at == at("2026-10-01 08:50")


def test_a_kind_that_is_none_and_a_booking_out_of_sight_are_not_there(as_, meeting, desk):
    other = a_booking(room=a_room(site=a_site(slug="mol")))
    client = as_(desk)
    assert client.post(f"/api/v1/tasks/{meeting.pk}/polish/tick/").status_code == 404
    assert client.post(f"/api/v1/tasks/{other.pk}/set_up/tick/").status_code == 404
    assert client.get("/api/v1/tasks/", {"site": "mol", "day": "2026-11-24"}).status_code == 404
