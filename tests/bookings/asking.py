"""Pages of the bookings storey, asked as one person."""

import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.factories import a_building, a_site

DAY = "2026-11-24"


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page(user, building, **query) -> str:
    answer = logged_in(user).get(reverse("bookings:timeline-day", args=[building.slug]), {"day": DAY} | query)
    assert answer.status_code == 200
    return answer.content.decode()


def a_house(**site):
    """A site open from nine to five, and its building."""
    site = a_site(opens=9 * 60, closes=17 * 60, **site)
    return site, a_building(site=site, slug=f"{site.slug}-building")


def links(html: str, css: str) -> list[str]:
    return re.findall(rf'class="{css}[^"]*"[^>]* href="([^"]+)"', html)


def queries(client, address) -> int:
    """How many queries a page takes."""
    with CaptureQueriesContext(connection) as caught:
        assert client.get(address).status_code == 200
    return len(caught)


def filled(room, firm, **more):
    """The booking form as a person fills it in."""
    values = {"room": room.pk, "day": DAY, "start": "12:00", "end": "13:00", "title": "Weekly"}
    return values | {"organisation": firm.pk} | more
