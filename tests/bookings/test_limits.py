"""What a room refuses whoever asks, each limit from both sides, and what the refusal says."""

from datetime import timedelta

import pytest
from django.utils import translation

from bookings import errors
from bookings.services.bookings import book_room, change_booking
from facilities.kernel.errors import DomainError
from facilities.models import OpeningException
from tests.factories import NOON, a_booking, a_layout, a_room, a_site, a_tenant, a_user, an_organisation, at, between

pytestmark = pytest.mark.django_db


@pytest.fixture
def site():
    return a_site()


@pytest.fixture
def tenant(site):
    return a_tenant(site=site)


@pytest.fixture
def book(tenant):
    """Book as a tenant, who must keep to everything."""

    def book(room, start="2026-11-24 12:00", end="13:00", **more):
        organisation, member = tenant
        values = {"by": member, "organisation": organisation, "organiser": member, "at": NOON, "title": "Meeting"}
        return book_room(room=room, interval=between(start, end), **values | more)

    return book


def code_of(deed, *args, **more) -> str:
    try:
        deed(*args, **more)
    except DomainError as refusal:
        return refusal.code
    return "ok"


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2026-11-24 12:00", "13:00", "ok"),
        ("2026-11-24 12:30", "13:00", "ok"),
        ("2026-11-24 12:15", "13:00", "off_grid"),
        ("2026-11-24 12:00", "12:45", "off_grid"),
        ("2026-11-24 23:30", "2026-11-25 00:00", "ok"),
    ],
)
def test_bookings_keep_to_the_grid_from_midnight(site, book, start, end, code):
    assert code_of(book, a_room(site=site, grid=30), start, end) == code


@pytest.mark.parametrize(
    ("end", "code"), [("12:15", "too_short"), ("12:30", "ok"), ("16:00", "ok"), ("16:15", "too_long")]
)
def test_a_booking_is_neither_too_short_nor_too_long(site, book, end, code):
    assert code_of(book, a_room(site=site, shortest=30, longest=240), "2026-11-24 12:00", end) == code


def test_length_is_elapsed_time_also_when_the_clock_changes(site, book):
    room = a_room(site=site, longest=60)

    # From 01:30 to 03:30 the clock of that night runs one hour.
    assert code_of(book, room, "2027-03-28 01:30", "03:30") == "ok"


@pytest.mark.parametrize(
    ("start", "code"),
    [("2026-10-01 10:45", "too_soon"), ("2026-10-01 11:00", "ok"), ("2026-10-01 11:15", "ok")],
)
def test_notice_is_measured_on_the_start(site, book, start, code):
    assert code_of(book, a_room(site=site, notice=120), start, "12:00") == code


@pytest.mark.parametrize(
    ("start", "end", "code"),
    [
        ("2026-10-11 23:45", "2026-10-12 01:00", "ok"),
        ("2026-10-12 00:00", "01:00", "beyond_horizon"),
    ],
)
def test_the_horizon_is_whole_local_days_measured_on_the_start(site, book, start, end, code):
    assert code_of(book, a_room(site=site, horizon=10), start, end) == code


@pytest.mark.parametrize(
    ("start", "code"),
    [("2026-10-01 08:45", "in_the_past"), ("2026-10-01 09:00", "ok"), ("2026-09-30 12:00", "in_the_past")],
)
def test_the_step_that_runs_may_still_be_booked_and_no_earlier_one(site, book, start, code):
    assert code_of(book, a_room(site=site), start, "2026-10-01 10:00", at=NOON + timedelta(minutes=7)) == code


def test_the_hours_of_the_site_bind_the_meeting_not_what_stands_around_it(book):
    site = a_site(slug="mol", opens=8 * 60, closes=18 * 60)
    organisation, member = a_tenant(site=site)
    room = a_room(site=site, turnover=30)
    theatre = a_layout(room=room, setup=60, teardown=30)
    ours = {"by": member, "organisation": organisation, "organiser": member}

    assert code_of(book, room, "2026-11-24 07:45", "09:00", **ours) == "closed"
    assert code_of(book, room, "2026-11-24 17:00", "18:15", **ours) == "closed"
    assert code_of(book, room, "2026-11-24 08:00", "09:00", layout=theatre, **ours) == "ok"
    assert code_of(book, room, "2026-11-24 17:00", "18:00", layout=theatre, **ours) == "ok"


def test_a_dated_exception_closes_the_house(site, book):
    OpeningException.objects.create(site=site, day="2026-11-24")

    assert code_of(book, a_room(site=site)) == "closed"


@pytest.mark.parametrize(
    ("attendees", "layout_seats", "code"),
    [(8, None, "ok"), (9, None, "too_many_people"), (20, 20, "ok"), (21, 20, "too_many_people")],
)
def test_everybody_has_a_seat_in_the_layout_chosen(site, book, attendees, layout_seats, code):
    room = a_room(site=site, seats=8)
    layout = a_layout(room=room, seats=layout_seats) if layout_seats else None

    assert code_of(book, room, attendees=attendees, layout=layout) == code


def test_a_layout_of_another_room_is_refused(site, book):
    assert code_of(book, a_room(site=site), layout=a_layout(room=a_room(site=site))) == "layout_of_another_room"


@pytest.mark.parametrize(
    ("audience", "near", "far", "external"),
    [
        ("site_tenants", "ok", "not_offered", "not_offered"),
        ("all_tenants", "ok", "ok", "not_offered"),
        ("everyone", "ok", "ok", "ok"),
    ],
)
def test_a_room_is_offered_to_its_audience(site, audience, near, far, external):
    mol = a_site(slug="mol")

    def try_(role, **organisation):
        firm = an_organisation(**organisation)
        person = a_user(role, organisation=firm)
        return code_of(
            a_booking, room=a_room(site=site, audience=audience), by=person, organisation=firm, organiser=person
        )

    assert try_("tenant_member", sites=[site]) == near
    assert try_("tenant_member", sites=[mol]) == far
    assert try_("external_booker", kind="external") == external


def test_a_room_that_is_not_offered_is_not_even_booked_by_staff(site, tenant):
    room = a_room(site=site, is_offered=False)

    assert code_of(a_booking, room=room, by=a_user("receptionist", site=site), organisation=tenant[0]) == "not_offered"


def test_a_suspended_organisation_cannot_book(site):
    firm = an_organisation(sites=[site], is_suspended=True)

    assert code_of(a_booking, room=a_room(site=site), by=a_user("receptionist", site=site), organisation=firm) == (
        "organisation_suspended"
    )


def test_the_organiser_belongs_to_the_organisation(site, tenant):
    desk, (_, stranger) = a_user("receptionist", site=site), a_tenant(site=site)

    code = code_of(a_booking, room=a_room(site=site), by=desk, organisation=tenant[0], organiser=stranger)

    assert code == "organiser_of_another_organisation"


def test_staff_need_not_keep_to_hours_grid_notice_and_horizon(tenant):
    site = a_site(slug="mol", opens=600, closes=1020)
    room = a_room(site=site, grid=60, notice=120, horizon=1)
    desk = a_user("receptionist", site=site)
    firm = an_organisation(sites=[site])

    def try_(start, end):
        return code_of(a_booking, room=room, by=desk, organisation=firm, interval=between(start, end))

    assert try_("2026-11-24 07:10", "08:25") == "ok"
    assert try_("2026-10-01 08:50", "09:30") == "ok"
    assert try_("2026-10-01 08:00", "09:00") == "in_the_past"
    assert try_("2026-11-26 07:10", "07:20") == "too_short"


def test_a_move_judges_only_the_ends_that_move(site, tenant):
    room = a_room(site=site, notice=60)
    organisation, member = tenant
    booking = a_booking(
        room=room, organisation=organisation, organiser=member, interval=between("2026-10-01 09:10", "10:00")
    )
    during = at("2026-10-01 09:30")

    longer = change_booking(by=member, booking=booking, interval=between("2026-10-01 09:10", "10:15"), at=during)

    assert longer.ends_at == at("2026-10-01 10:15")
    with pytest.raises(errors.InThePast):
        change_booking(by=member, booking=booking, interval=between("2026-10-01 08:45", "10:15"), at=during)


@pytest.mark.parametrize(
    ("refused", "words"),
    [
        (
            {"grid": 30, "start": "2026-11-24 12:10"},
            "Newton is booked in steps of 30 minutes from midnight; the nearest time is 24/11/2026 12:00.",
        ),
        ({"shortest": 120}, "Newton is booked for at least 2 hours."),
        ({"longest": 45}, "Newton is booked for at most 45 minutes at a time."),
        (
            {"notice": 60 * 24 * 60},
            "Newton is booked at least 60 days ahead; the first possible start is 30/11/2026 08:00.",
        ),
        ({"horizon": 10}, "Newton can be booked up to and including 11/10/2026."),
        ({"start": "2026-09-24 12:00"}, "That time has passed; the first possible start is 01/10/2026 09:00."),
        ({"attendees": 9}, "Newton seats at most 8 people this way."),
    ],
)
def test_a_refusal_names_the_limit_and_the_nearest_value_that_would_do(site, book, refused, words):
    start = refused.pop("start", "2026-11-24 12:00")
    more = {"attendees": refused.pop("attendees")} if "attendees" in refused else {}
    room = a_room(site=site, name="Newton", **refused)

    with translation.override("en-gb"), pytest.raises(DomainError) as refusal:
        book(room, start, f"{start[:10]} 13:00", **more)

    with translation.override("en-gb"):
        assert str(refusal.value) == words


def test_a_closed_house_says_when_it_is_open():
    site = a_site(name="Darwin", opens=8 * 60, closes=24 * 60)
    organisation, member = a_tenant(site=site)

    with translation.override("en-gb"), pytest.raises(errors.OutsideOpeningHours) as refusal:
        a_booking(
            room=a_room(site=site),
            by=member,
            organisation=organisation,
            organiser=member,
            interval=between("2026-11-24 07:00", "09:00"),
        )

    with translation.override("en-gb"):
        said = str(refusal.value)
    assert said == "Darwin is closed during part of that time. Open that day: 08:00–24:00."


@pytest.mark.parametrize(
    ("language", "day", "until", "words"),
    [
        ("nl", "2026-11-11 10:00", "11:00", "Open op die dag: helemaal niet (Wapenstilstand)."),
        ("en-gb", "2026-11-11 10:00", "11:00", "Open that day: not at all (Armistice Day)."),
        ("en-gb", "2026-11-24 16:00", "17:00", "Open that day: 08:00–12:00 (Stocktaking)."),
        ("en-gb", "2026-11-12 10:00", "2026-11-13 10:00", "Open that day: 08:00–24:00."),
        ("en-gb", "2026-11-10 20:00", "2026-11-11 09:00", "Open that day: not at all (Armistice Day)."),
    ],
)
def test_a_closed_house_says_why(language, day, until, words):
    site = a_site(opens=8 * 60, closes=24 * 60, closes_on_holidays=True)
    OpeningException.objects.create(site=site, day="2026-11-24", opens=480, closes=720, reason="Stocktaking")
    organisation, member = a_tenant(site=site)

    with translation.override(language), pytest.raises(errors.OutsideOpeningHours) as refusal:
        room = a_room(site=site, longest=2880)
        a_booking(room=room, by=member, organisation=organisation, organiser=member, interval=between(day, until))

    with translation.override(language):
        assert str(refusal.value).endswith(words)
