"""The claims themselves: what the database refuses, who writes them, and that they always tell the bookings' story."""

import ast
import contextlib
import os
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.db import IntegrityError, connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as how
from hypothesis import strategies as st

from bookings.errors import RoomTaken
from bookings.models import Block, Booking, Claim
from bookings.services.blocks import block_room, lift_block
from bookings.services.bookings import cancel_booking, change_booking, end_booking_early
from bookings.services.checks import faults_of_claims
from facilities.kernel.errors import DomainError
from facilities.kernel.intervals import Interval
from facilities.models import AuditEntry, LiveTopic, OutboxMessage
from tests.factories import NOON, a_booking, a_building, a_layout, a_room, a_site, a_tenant, an_atom, at, between

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_the_database_itself_refuses_an_overlap():
    claim = a_booking(room=a_room()).claims.get()

    with pytest.raises(IntegrityError, match="claim_keeps_atom_for_one"), transaction.atomic():
        insert(claim, starts_at=claim.starts_at + HOUR / 2, ends_at=claim.ends_at + HOUR)


def test_the_database_itself_refuses_to_change_a_claim():
    claim = a_booking(room=a_room()).claims.get()

    with pytest.raises(IntegrityError, match="claim_is_never_changed"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(ends_at=claim.ends_at - HOUR / 2)


def test_the_database_takes_a_claim_that_touches():
    claim = a_booking(room=a_room()).claims.get()

    insert(claim, starts_at=claim.ends_at, ends_at=claim.ends_at + HOUR)

    assert Claim.objects.count() == 2


def insert(claim, *, starts_at, ends_at):
    """Round the services, as an import or somebody at a console would."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO bookings_claim (atom_id, starts_at, ends_at, booking_id) VALUES (%s, %s, %s, %s)",
            [claim.atom_id, f"{starts_at:%F %T}", f"{ends_at:%F %T}", claim.booking_id]
            if connection.vendor == "sqlite"
            else [claim.atom_id, starts_at, ends_at, claim.booking_id],
        )


def test_only_one_module_writes_claims():
    writers = set()
    for app in ("access", "bookings", "config", "facilities", "parking"):
        for path in (Path(settings.BASE_DIR) / app).rglob("*.py"):
            if "migrations" in path.parts:
                continue
            text = path.read_text()
            calls = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Call)]
            makes = any(isinstance(call.func, ast.Name) and call.func.id == "Claim" for call in calls)
            asks = any(
                ast.unparse(call.func).startswith("Claim.objects.")
                and ast.unparse(call.func).split(".")[-1]
                in {"create", "bulk_create", "get_or_create", "update_or_create"}
                for call in calls
            )
            if makes or asks or "INTO bookings_claim" in text:
                writers.add(str(path.relative_to(settings.BASE_DIR)))

    assert writers == {"bookings/services/claims.py"}


def test_a_refused_deed_leaves_nothing_behind():
    room = a_room()
    a_booking(room=room)
    before = [model.objects.count() for model in (Booking, Claim, AuditEntry, OutboxMessage)]
    seqs = dict(LiveTopic.objects.values_list("name", "seq"))
    organisation, member = a_tenant(site=room.space.floor.building.site)

    with pytest.raises(RoomTaken):
        a_booking(room=room, by=member, organisation=organisation, organiser=member)

    assert [model.objects.count() for model in (Booking, Claim, AuditEntry, OutboxMessage)] == before
    assert dict(LiveTopic.objects.values_list("name", "seq")) == seqs


def test_a_booking_touches_every_room_that_shares_an_atom_and_the_site():
    site = a_site()
    building = a_building(site=site)
    halves = [an_atom(building=building), an_atom(building=building)]
    hall = a_room(building=building, atoms=halves)
    left, right = (a_room(building=building, atoms=[half]) for half in halves)
    a_room(building=building)

    a_booking(room=hall)
    a_booking(room=left, interval=between("2026-11-25 12:00", "13:00"))

    assert dict(LiveTopic.objects.values_list("name", "seq")) == {
        f"room.{hall.pk}": 2,
        f"room.{left.pk}": 2,
        f"room.{right.pk}": 1,
        "rooms.darwin": 2,
        "use.darwin": 2,
        "tasks.darwin": 2,
        "desk.darwin": 2,
    }


def test_a_hall_claims_both_its_halves():
    building = a_building()
    halves = [an_atom(building=building), an_atom(building=building)]

    booking = a_booking(room=a_room(building=building, atoms=halves))

    assert [claim.atom_id for claim in booking.claims.order_by("atom")] == [half.pk for half in halves]


def test_the_sweeper_finds_what_was_changed_behind_its_back():
    room = a_room()
    lost, gone = a_booking(room=room), a_booking(room=room, interval=between("2026-11-25 12:00", "13:00"))
    assert faults_of_claims(at=NOON) == []

    lost.claims.all().delete()
    Booking.objects.filter(pk=gone.pk).update(status="cancelled", cancelled_at=NOON)

    assert faults_of_claims(at=NOON) == [
        f"booking {lost.pk} of room {room.pk} does not hold its room",
        f"claim {gone.claims.get().pk} belongs to nothing that stands",
    ]


WHAT = st.sampled_from(["book", "book", "book", "move", "cancel", "end", "block", "lift", "shorten"])
DEEDS = st.lists(
    st.tuples(WHAT, st.integers(0, 3), st.integers(0, 40), st.integers(1, 8), st.integers(0, 9)), max_size=30
)


@pytest.mark.prove
@how(
    max_examples=400 if os.environ.get("RUIMTE_PROVE") else 25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(deeds=DEEDS)
def test_whatever_happens_in_whatever_order_claims_tell_the_bookings_story(db, deeds):
    with transaction.atomic():
        faults = list(play(deeds))
        transaction.set_rollback(True)

    assert faults == []


def play(deeds):
    """Does all of them; yields where the two stories part."""
    building = a_building()
    halves = [an_atom(building=building), an_atom(building=building)]
    rooms = [
        a_room(building=building, atoms=halves, turnover=15),
        a_room(building=building, atoms=halves[:1]),
        a_room(building=building, atoms=halves[1:], turnover=30),
        a_room(building=building, takes_whole_day=True),
    ]
    theatre = a_layout(room=rooms[0], setup=30, teardown=15)
    for what, room, quarter, length, which in deeds:
        start = at("2026-11-24 08:00") + quarter * HOUR / 4
        interval = Interval(start, start + length * HOUR / 4)
        with contextlib.suppress(DomainError):
            do(what, rooms[room], interval, which, theatre)
        yield from faults_of_claims(at=NOON)
        yield from overlaps()
    live = set(Booking.objects.live().values_list("pk", flat=True))
    yield from live ^ set(Claim.objects.filter(booking__isnull=False).values_list("booking", flat=True))


def do(what, room, interval, which, theatre):
    booking = Booking.objects.order_by("pk")[which : which + 1].first()
    block = Block.objects.order_by("pk")[which : which + 1].first()
    if what == "book":
        layout = theatre if theatre.room_id == room.pk and which % 2 else None
        a_booking(room=room, interval=interval, layout=layout)
    elif what == "block":
        block_room(by=None, room=room, interval=interval, reason="Leak", at=NOON)
    elif what == "lift" and block is not None:
        lift_block(by=None, block=block, at=NOON)
    elif booking is not None and what == "move":
        change_booking(by=None, booking=booking, room=room, interval=interval, at=NOON)
    elif booking is not None and what == "cancel":
        cancel_booking(by=None, booking=booking, at=NOON)
    elif booking is not None and what == "end":
        end_booking_early(by=None, booking=booking, at=booking.starts_at + HOUR / 4)
    elif booking is not None and what == "shorten":
        change_booking(by=None, booking=booking, interval=Interval(interval.start, interval.start + HOUR / 2), at=NOON)


def overlaps():
    claims = list(Claim.objects.order_by("atom_id", "starts_at"))
    return [
        (one.pk, other.pk)
        for one, other in pairwise(claims)
        if one.atom_id == other.atom_id and other.starts_at < one.ends_at
    ]
