"""Bookings to take along, and the code at the door."""

import csv
import io
import zipfile

import pytest
from django.urls import reverse
from icalendar import Calendar

from facilities.sheets import as_local_csv, as_xlsx
from tests.bookings.asking import logged_in
from tests.factories import a_booking, a_room, a_site, a_tenant, a_user, between

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("noon")]


@pytest.fixture
def room():
    return a_room(site=a_site(), name="Newton", slug="newton")


@pytest.fixture
def tenant(room):
    return a_tenant(site=room.space.floor.building.site, role="tenant_admin", name="Zilverzwam")


def book(room, tenant, **more):
    return a_booking(room=room, organisation=tenant[0], organiser=tenant[1], **more)


def rows(answer):
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";"))


def test_the_csv_opens_in_a_belgian_spreadsheet(room, tenant):
    book(room, tenant, title="Vergadering; é", attendees=4)

    answer = logged_in(tenant[1]).get(reverse("bookings:booking-export", args=["csv"]))

    assert answer.content.startswith(b"\xef\xbb\xbfNummer;Onderwerp;")
    assert answer["Content-Disposition"] == 'attachment; filename="reserveringen-2026-10-01.csv"'
    (row,) = rows(answer)
    assert (row["Onderwerp"], row["Zaal"], row["Personen"]) == ("Vergadering; é", "Newton", "4")
    assert (row["Van"], row["Tot"]) == ("2026-11-24 12:00", "2026-11-24 13:00")


def test_the_file_holds_what_the_list_shows_with_the_same_filters(room, tenant):
    book(room, tenant, title="Found")
    book(room, tenant, title="Other", interval=between("2026-11-25 12:00", "13:00"))
    client = logged_in(tenant[1])

    page = client.get(reverse("bookings:booking-list"), {"q": "Found"}).content.decode()
    address = reverse("bookings:booking-export", args=["csv"])

    assert f'{address}?show=upcoming&amp;q=Found"' in page
    assert [row["Onderwerp"] for row in rows(client.get(address, {"show": "upcoming", "q": "Found"}))] == ["Found"]
    assert rows(client.get(address, {"show": "cancelled"})) == []


def test_the_file_holds_nobody_elses_bookings(room, tenant):
    book(room, a_tenant(site=room.space.floor.building.site), title="Secret")

    assert rows(logged_in(tenant[1]).get(reverse("bookings:booking-export", args=["csv"]))) == []


def test_the_xlsx_is_a_workbook(room, tenant):
    book(room, tenant, title="Meeting")

    answer = logged_in(tenant[1]).get(reverse("bookings:booking-export", args=["xlsx"]))

    assert "Meeting" in zipfile.ZipFile(io.BytesIO(answer.content)).read("xl/sharedStrings.xml").decode()


def test_another_kind_of_file_is_not_there(tenant):
    assert logged_in(tenant[1]).get(reverse("bookings:booking-export", args=["pdf"])).status_code == 404


def test_a_subject_never_becomes_a_formula():
    text = as_local_csv(["a"], [["=1+1"], ["@x"], ["-x"], [-1]])
    sheet = zipfile.ZipFile(io.BytesIO(as_xlsx(["a"], [["=1+1"]]))).read("xl/worksheets/sheet1.xml").decode()

    assert text.splitlines()[1:] == ["'=1+1", "'@x", "'-x", "-1"]
    assert "<f>" not in sheet


def test_the_file_takes_as_many_queries_for_many_as_for_one(room, tenant, django_assert_num_queries):
    client, address = logged_in(tenant[1]), reverse("bookings:booking-export", args=["csv"])
    book(room, tenant)
    client.get(address)
    for hour in range(14, 18):
        book(room, tenant, interval=between(f"2026-11-24 {hour}:00", f"{hour}:30"))

    # Session, user, memberships, bookings, their equipment.
    with django_assert_num_queries(5):
        assert len(rows(client.get(address))) == 5


def test_one_booking_is_a_calendar_entry_that_invites_nobody(room, tenant):
    booking = book(room, tenant, title="Meeting")

    answer = logged_in(tenant[1]).get(reverse("bookings:booking-calendar", args=[booking.pk]))

    calendar = Calendar.from_ical(answer.content)
    (entry,) = calendar.walk("VEVENT")
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert "METHOD" not in calendar
    assert (str(entry["UID"]), str(entry["SUMMARY"])) == (
        str(booking.uid),
        "Meeting",
    )


def test_the_code_at_the_door_is_a_named_drawing_of_the_rooms_address(room, settings):
    settings.BASE_URL = "https://ruimte.example"
    desk = a_user("receptionist", site=room.space.floor.building.site)

    page = logged_in(desk).get(reverse("bookings:room-code", args=["newton"])).content.decode()

    assert 'role="img" aria-label="Code die naar de pagina van Newton leidt"' in page
    assert "<svg" in page
    assert "https://ruimte.example/rooms/newton/door/" in page


def test_whoever_scans_the_code_books_the_room(room, tenant):
    page = logged_in(tenant[1]).get(reverse("bookings:room-door", args=["newton"])).content.decode()

    assert f'{reverse("bookings:booking-add")}?room={room.pk}"' in page
    assert "Vrij" in page


def test_whoever_scans_without_being_logged_in_comes_back_after_it(client, room):
    answer = client.get(reverse("bookings:room-door", args=["newton"]))

    assert answer.status_code == 302
    assert "next=/rooms/newton/door/" in answer["Location"]
