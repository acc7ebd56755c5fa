"""A server killed among bookings: what it confirmed stands; what it did not confirm is whole or not there."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from bookings.models import Booking
from bookings.services.checks import faults_of_claims
from facilities.models import AuditEntry
from tests.factories import a_room, a_site, a_tenant, between
from tests.race.conftest import client_of, rounds

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.prove]
CLERKS = 6


def book_until_it_dies(client, room, day, begun) -> list[int]:
    """Book quarter after quarter of a day; returns the ids the server confirmed, and says when it did so first."""
    confirmed = []
    for quarter in range(96):
        hour, minute = divmod(quarter * 15, 60)
        slot = between(f"{day} {hour:02}:{minute:02}", f"{hour:02}:{minute + 14:02}")
        wish = {"room": room.pk, "title": "Crash", "starts_at": slot.start.isoformat(), "ends_at": slot.end.isoformat()}
        try:
            answer = client.post("/bookings/", json=wish)
        except httpx.HTTPError:
            break
        if answer.status_code == 201:
            confirmed.append(answer.json()["id"])
            begun.set()
    return confirmed


def test_a_server_killed_among_bookings_loses_none_it_confirmed(a_server, counted):
    site = a_site()
    rooms = [a_room(site=site, grid=1, shortest=1) for _ in range(CLERKS)]
    # What one person does takes turns; these do not.
    clerks = [a_tenant(site=site)[1] for _ in rooms]

    confirmed, killed = [], rounds(1, 10)
    for number in range(killed):
        server = a_server(REDIS_URL="", number=50)
        day = f"2027-03-{number + 1:02}"
        clients, begun = [client_of(server, user) for user in clerks], threading.Event()
        with ThreadPoolExecutor(CLERKS) as pool:
            told = [pool.submit(book_until_it_dies, c, r, day, begun) for c, r in zip(clients, rooms, strict=True)]
            # Another moment of the work each round, counted from the first that is confirmed.
            assert begun.wait(30)
            time.sleep(0.1 + 0.07 * number)
            server.kill()
            confirmed += [pk for one in told for pk in one.result()]

    standing = set(Booking.objects.live().values_list("pk", flat=True))
    counted(f"killed {killed} times among bookings", ["confirmed"] * len(confirmed) + ["standing"] * len(standing))
    assert confirmed
    assert set(confirmed) <= standing
    assert faults_of_claims(at=between("2027-01-01 00:00", "01:00").start) == []
    assert AuditEntry.objects.filter(verb="booked").count() == len(standing)
