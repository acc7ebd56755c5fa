"""Who may book, change, cancel, end and block: each of the cast, at the service and over the API."""

import pytest

from bookings.services.blocks import block_room, lift_block
from bookings.services.bookings import book_room, cancel_booking, change_booking, end_booking_early
from facilities.kernel.errors import DomainError
from facilities.models import Membership
from tests.factories import NOON, a_booking, a_device, a_room, a_site, a_user, an_organisation, at, between

pytestmark = pytest.mark.django_db
CAST = [
    "platform_admin",
    "auditor",
    "site_manager",
    "receptionist",
    "tenant_admin",
    "tenant_member",
    "colleague",
    "external_booker",
    "foreign_manager",
    "foreign_tenant_admin",
    "nobody",
    "panel",
    "foreign_panel",
]


class World:
    """One house with a tenant, another house with its own."""

    def __init__(self):
        self.site, self.mol = a_site(), a_site(slug="mol")
        self.firm, self.foreign_firm = an_organisation(sites=[self.site]), an_organisation(sites=[self.mol])
        self.guest = an_organisation(kind="external")
        self.room = a_room(site=self.site, audience="everyone", slug="newton")
        self.cast = {
            "platform_admin": a_user("platform_admin"),
            "auditor": a_user("auditor"),
            "site_manager": a_user("site_manager", site=self.site),
            "receptionist": a_user("receptionist", site=self.site),
            "tenant_admin": a_user("tenant_admin", organisation=self.firm),
            "tenant_member": a_user("tenant_member", organisation=self.firm),
            "colleague": a_user("tenant_member", organisation=self.firm),
            "external_booker": a_user("external_booker", organisation=self.guest),
            "foreign_manager": a_user("site_manager", site=self.mol),
            "foreign_tenant_admin": a_user("tenant_admin", organisation=self.foreign_firm),
            "nobody": a_user(),
            "panel": a_device(site=self.site, shows="panel:newton")[0],
            "foreign_panel": a_device(site=self.site, shows="panel:curie")[0],
        }
        self.member = self.cast["tenant_member"]

    def book(self, who, organisation, organiser, start="2026-10-01 12:00"):
        return book_room(
            by=self.cast[who],
            room=self.room,
            organisation=organisation,
            organiser=organiser,
            interval=between(start, "13:00"),
            title="Meeting",
            at=NOON,
        )

    def members_booking(self):
        return a_booking(
            room=self.room,
            by=self.member,
            organisation=self.firm,
            organiser=self.member,
            interval=between("2026-10-01 12:00", "13:00"),
        )


@pytest.fixture
def world():
    return World()


def who_may(deed) -> list[str]:
    """Those of the cast whom `deed` lets through; who is refused is refused for want of right, not by a rule."""
    allowed = []
    for who in CAST:
        try:
            deed(who)
        except DomainError as refusal:
            assert refusal.code == "permission_denied", (who, refusal.code)
        else:
            allowed.append(who)
    return allowed


def test_for_a_member_book_reception_his_admin_and_himself(world):
    def deed(who):
        cancel_booking(by=None, booking=world.book(who, world.firm, world.member), at=NOON)

    assert who_may(deed) == ["platform_admin", "site_manager", "receptionist", "tenant_admin", "tenant_member"]


def test_for_nobody_in_particular_book_reception_and_the_firms_admin(world):
    def deed(who):
        cancel_booking(by=None, booking=world.book(who, world.firm, None), at=NOON)

    assert who_may(deed) == ["platform_admin", "site_manager", "receptionist", "tenant_admin"]


def test_walk_ins_are_booked_by_staff_and_at_the_panel_of_the_room(world):
    def deed(who):
        cancel_booking(by=None, booking=world.book(who, world.site.walk_in_organisation, None), at=NOON)

    assert who_may(deed) == ["platform_admin", "site_manager", "receptionist", "panel"]


def test_an_external_booker_books_for_his_own_firm_only_and_reception_does_not_know_it(world):
    def deed(who):
        cancel_booking(by=None, booking=world.book(who, world.guest, world.cast["external_booker"]), at=NOON)

    assert who_may(deed) == ["platform_admin", "external_booker"]


def make_room(booking):
    """Free its time for the next of the cast."""
    booking.claims.all().delete()


CHANGERS = ["platform_admin", "site_manager", "receptionist", "tenant_admin", "tenant_member"]


def test_a_members_booking_is_changed_by_staff_his_admin_and_himself(world):
    booking = world.members_booking()

    def deed(who):
        change_booking(by=world.cast[who], booking=booking, title=f"By {who}", at=NOON)

    assert who_may(deed) == CHANGERS


def test_a_members_booking_is_moved_by_the_same(world):
    booking = world.members_booking()

    def deed(who):
        hour = 10 + CAST.index(who)
        interval = between(f"2026-10-02 {hour:02}:00", f"{hour:02}:30")
        change_booking(by=world.cast[who], booking=booking, interval=interval, at=NOON)

    assert who_may(deed) == CHANGERS


def test_a_members_booking_is_cancelled_by_the_same(world):
    def deed(who):
        booking = world.members_booking()
        try:
            cancel_booking(by=world.cast[who], booking=booking, at=NOON)
        finally:
            make_room(booking)

    assert who_may(deed) == CHANGERS


def test_a_running_meeting_is_ended_by_the_same_and_at_its_door(world):
    def deed(who):
        booking = world.members_booking()
        try:
            end_booking_early(by=world.cast[who], booking=booking, at=at("2026-10-01 12:30"))
        finally:
            make_room(booking)

    assert who_may(deed) == [*CHANGERS, "panel"]


def test_rooms_are_blocked_by_staff_of_the_house(world):
    def deed(who):
        interval = between("2026-10-03 12:00", "13:00")
        block = block_room(by=world.cast[who], room=world.room, interval=interval, reason="Leak", at=NOON)
        lift_block(by=world.cast[who], block=block, at=NOON)

    assert who_may(deed) == ["platform_admin", "site_manager", "receptionist"]


def test_blocks_are_lifted_by_staff_of_the_house(world):
    def deed(who):
        interval = between("2026-10-03 12:00", "13:00")
        block = block_room(by=None, room=world.room, interval=interval, reason="Leak", at=NOON)
        try:
            lift_block(by=world.cast[who], block=block, at=NOON)
        finally:
            if not type(block).objects.get(pk=block.pk).lifted_at:
                lift_block(by=None, block=block, at=NOON)

    assert who_may(deed) == ["platform_admin", "site_manager", "receptionist"]


def test_whoever_left_the_firm_changes_nothing_of_it_any_more(world):
    booking = world.members_booking()
    Membership.objects.filter(user=world.member).delete()
    left = type(world.member).objects.get(pk=world.member.pk)

    with pytest.raises(DomainError) as refusal:
        cancel_booking(by=left, booking=booking, at=NOON)

    assert refusal.value.code == "permission_denied"


SEEN = {
    "platform_admin": 200,
    "auditor": 200,
    "site_manager": 200,
    "receptionist": 200,
    "tenant_admin": 200,
    "tenant_member": 200,
    "colleague": 404,
    "external_booker": 404,
    "foreign_manager": 404,
    "foreign_tenant_admin": 404,
    "nobody": 403,
}


@pytest.mark.usefixtures("noon")
@pytest.mark.parametrize(("who", "status"), SEEN.items())
def test_a_booking_is_read_by_those_it_concerns_and_to_others_is_not_there(world, as_, who, status):
    booking = world.members_booking()
    client = as_(world.cast[who])

    answer = client.get(f"/api/v1/bookings/{booking.pk}/")

    assert answer.status_code == status
    if status == 404:
        assert answer.content == client.get("/api/v1/bookings/999999/").content
        assert client.get("/api/v1/bookings/").json()["results"] == []
        for deed in ("cancel", "end-early"):
            assert client.post(f"/api/v1/bookings/{booking.pk}/{deed}/").status_code == 404
        assert client.patch(f"/api/v1/bookings/{booking.pk}/", {"title": "Mine"}).status_code == 404


@pytest.mark.usefixtures("noon")
def test_an_auditor_reads_and_changes_nothing(world, as_):
    booking, client = world.members_booking(), as_(world.cast["auditor"])

    assert client.patch(f"/api/v1/bookings/{booking.pk}/", {"title": "Mine"}).status_code == 403
    assert client.post(f"/api/v1/bookings/{booking.pk}/cancel/").status_code == 403
    assert client.post("/api/v1/bookings/", {}).status_code == 403


def test_without_a_log_in_the_api_answers_401(client):
    for path in ("rooms", "bookings", "blocks", "availability"):
        assert client.get(f"/api/v1/{path}/").status_code == 401
