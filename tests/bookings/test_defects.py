"""Defects: reported at the door, taken up, resolved; they may keep the room out of use."""

import pytest
from django.urls import reverse

from bookings.errors import AlreadyBlocked, DefectResolved, RoomTaken
from bookings.models import Defect
from bookings.services.bookings import cancel_booking
from bookings.services.defects import MOST, block_for_defect, report_defect, resolve_defect, take_up
from bookings.topics import DefectsTopic
from facilities.devices import COOKIE
from facilities.errors import TooManyAttempts
from facilities.kernel.errors import NotAllowed
from facilities.live.topics import Viewer
from facilities.models import AuditEntry, LiveTopic, OutboxMessage
from tests.bookings.asking import DAY, logged_in
from tests.factories import NOON, a_booking, a_device, a_room, a_site, a_tenant, a_user, between

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]
TIME = between("2026-11-24 12:00", "13:00")


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def room(site):
    return a_room(site=site, name="Newton", slug="newton")


@pytest.fixture
def member(site):
    return a_tenant(site=site)[1]


@pytest.fixture
def desk(site):
    return a_user("receptionist", site=site, name="Desk")


def report(room, by=None, summary="Lamp stuk"):
    return report_defect(by=by, room=room, summary=summary, at=NOON)


def mails():
    return list(OutboxMessage.objects.order_by("pk").values_list("payload__to", "payload__subject"))


def test_the_managers_of_the_site_are_told(room, site, member):
    manager = a_user("site_manager", site=site)
    a_user("site_manager", site=a_site(slug="mol"))

    defect = report(room, by=member)

    assert mails() == [(manager.email, "Defect gemeld in Newton: Lamp stuk")]
    assert f"/defects/{defect.pk}/" in OutboxMessage.objects.get().payload["body"]
    assert AuditEntry.objects.get().verb == "defect.reported"


def test_a_manager_who_reports_is_not_told_by_himself(room, site):
    report(room, by=a_user("site_manager", site=site))

    assert mails() == []


def test_whoever_does_not_see_the_room_reports_nothing_about_it(room):
    with pytest.raises(NotAllowed):
        report(room, by=a_tenant(site=a_site(slug="mol"))[1])


def test_taking_up_says_who_is_at_it(room, member, desk):
    defect = take_up(by=desk, defect=report(room, by=member), at=NOON)

    assert (defect.state, defect.handled_by, defect.taken_up_at) == ("in_progress", desk, NOON)


def test_whoever_reported_it_is_told_that_it_is_resolved(room, member, desk):
    resolve_defect(by=desk, defect=report(room, by=member), outcome="Lamp vervangen", at=NOON)

    assert mails() == [(member.email, "Opgelost in Newton: Lamp stuk")]
    assert "Lamp vervangen" in OutboxMessage.objects.get().payload["body"]


def test_what_is_resolved_stays_so(room, desk):
    defect = resolve_defect(by=desk, defect=report(room), at=NOON)

    for deed in (take_up, resolve_defect):
        with pytest.raises(DefectResolved):
            deed(by=desk, defect=defect, at=NOON)


@pytest.mark.parametrize("deed", [take_up, resolve_defect])
def test_tenants_handle_no_defects(room, member, deed):
    with pytest.raises(NotAllowed):
        deed(by=member, defect=report(room, by=member), at=NOON)


def test_a_defect_may_keep_the_room_out_of_use_until_it_is_resolved(room, desk):
    defect = block_for_defect(by=desk, defect=report(room), interval=TIME, at=NOON)

    with pytest.raises(RoomTaken):
        a_booking(room=room)
    resolve_defect(by=desk, defect=defect, at=NOON)

    assert a_booking(room=room).pk
    defect.block.refresh_from_db()
    assert defect.block.lifted_at == NOON


def test_a_booking_in_the_way_is_listed_and_nothing_blocked(room, desk):
    booking = a_booking(room=room, interval=TIME)
    defect = report(room)

    with pytest.raises(RoomTaken) as refusal:
        block_for_defect(by=desk, defect=defect, interval=TIME, at=NOON)

    assert [one["booking"] for one in refusal.value.details["conflicts"]] == [booking.pk]
    cancel_booking(by=None, booking=booking, at=NOON)
    assert block_for_defect(by=desk, defect=defect, interval=TIME, at=NOON).block.reason == "Lamp stuk"


def test_one_defect_blocks_once(room, desk):
    defect = block_for_defect(by=desk, defect=report(room), interval=TIME, at=NOON)

    with pytest.raises(AlreadyBlocked):
        block_for_defect(by=desk, defect=defect, interval=between("2026-11-25 12:00", "13:00"), at=NOON)


def test_whoever_reports_without_end_is_slowed_down(room, member):
    for _ in range(MOST):
        report(room, by=member)

    with pytest.raises(TooManyAttempts):
        report(room, by=member)


# Live


def test_every_step_shows_on_the_list_of_the_site(room, desk):
    def seq():
        return LiveTopic.objects.get(name="defects.darwin").seq

    defect = report(room)
    first = seq()
    take_up(by=desk, defect=defect, at=NOON)
    resolve_defect(by=desk, defect=defect, at=NOON)

    assert seq() == first + 2


def test_the_topic_counts_and_is_for_the_people_of_the_house(room, site, member, desk):
    take_up(by=desk, defect=report(room), at=NOON)
    newest = report(room)
    topic = DefectsTopic()

    assert topic.state(at=NOON, site="darwin") == {
        "site": "darwin",
        "newest": newest.pk,
        "reported": 1,
        "in_progress": 1,
    }
    assert topic.state(at=NOON, site="no-such") is None
    assert topic.may_watch(Viewer(desk, None), site="darwin")
    assert not topic.may_watch(Viewer(member, None), site="darwin")


# Pages and API


def test_a_tenant_reports_at_the_door_and_follows_it(room, member):
    client = logged_in(member)

    answer = client.post(
        reverse("bookings:defect-add", args=["newton"]), {"summary": "Scherm stuk", "details": "Links"}
    )

    defect = Defect.objects.get()
    assert answer["Location"] == reverse("bookings:defect-show", args=[defect.pk])
    assert defect.reported_by == member
    assert "Scherm stuk" in client.get(reverse("bookings:defect-list")).content.decode()
    assert "Oppakken" not in client.get(answer["Location"]).content.decode()
    assert "Al gemeld" in client.get(reverse("bookings:defect-add", args=["newton"])).content.decode()


def test_a_tenant_sees_nobody_elses_report(room, site, member):
    defect = report(room, by=a_tenant(site=site)[1])

    client = logged_in(member)

    assert client.get(reverse("bookings:defect-show", args=[defect.pk])).status_code == 404
    assert "Lamp stuk" not in client.get(reverse("bookings:defect-list")).content.decode()


def test_the_desk_takes_up_blocks_and_resolves_on_the_page(room, desk, member):
    defect, client = report(room, by=member), logged_in(desk)
    times = {"day": DAY, "start": "12:00", "end": "13:00"}

    client.post(reverse("bookings:defect-take-up", args=[defect.pk]))
    blocked = client.post(reverse("bookings:defect-block", args=[defect.pk]), times)
    listed = client.get(reverse("bookings:defect-list")).content.decode()
    client.post(reverse("bookings:defect-resolve", args=[defect.pk]), {"outcome": "Vervangen"})

    defect.refresh_from_db()
    assert blocked.status_code == 302
    assert "Zaal buiten gebruik" in listed
    assert (defect.state, defect.outcome, defect.handled_by) == ("resolved", "Vervangen", desk)
    assert "Lamp stuk" in client.get(reverse("bookings:defect-list"), {"show": "resolved"}).content.decode()


def test_the_page_that_blocks_lists_what_is_in_the_way(room, desk):
    a_booking(room=room, interval=TIME, title="Board meeting")
    times = {"day": DAY, "start": "12:00", "end": "13:00"}

    answer = logged_in(desk).post(reverse("bookings:defect-block", args=[report(room).pk]), times)

    assert answer.status_code == 409
    assert "Board meeting" in answer.content.decode()


def test_the_panel_reports_in_one_touch(client, room, site):
    device, client.cookies[COOKIE] = a_device(site=site, shows="panel:newton")

    answer = client.post(reverse("bookings:panel-defect", args=["newton"]), {"what": "climate"})

    defect = Defect.objects.get()
    assert answer.status_code == 302
    assert (defect.summary, defect.reported_at_panel) == ("Te warm of te koud", device)


def test_the_api_reports_and_the_desk_resolves(as_, room, member, desk):
    made = as_(member).post("/api/v1/defects/", {"room": room.pk, "summary": "Lamp"})
    address = made["Location"]

    taken = as_(desk).post(f"{address}take-up/")
    refused = as_(member).post(f"{address}resolve/")
    resolved = as_(desk).post(f"{address}resolve/", {"outcome": "New lamp"})

    assert (made.status_code, made.json()["state"]) == (201, "reported")
    assert (taken.json()["state"], refused.status_code) == ("in_progress", 403)
    assert (resolved.json()["state"], resolved.json()["outcome"]) == ("resolved", "New lamp")
    assert as_(desk).get("/api/v1/defects/", {"state": "resolved"}).json()["results"][0]["id"] == made.json()["id"]


def test_words_that_are_too_long_are_not_thrown_away_with_the_defect_resolved(room, desk):
    defect, client = report(room), logged_in(desk)

    answer = client.post(reverse("bookings:defect-resolve", args=[defect.pk]), {"outcome": "x" * 201})

    defect.refresh_from_db()
    assert (answer.status_code, defect.state) == (400, Defect.State.REPORTED)
    assert "x" * 201 in answer.content.decode()
