"""The pages of opening hours: the week, days that differ, holidays."""

import re
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from facilities.kernel import clock
from facilities.models import OpeningException
from tests.factories import a_booking, a_room, a_site, a_user, an_organisation, at, between

pytestmark = pytest.mark.django_db


@pytest.fixture
def manager(client):
    site = a_site()
    user = a_user("site_manager", site=site, language="en-gb")
    client.force_login(user)
    return user, site


def page(name, *args):
    return reverse(f"facilities:{name}", args=args)


def test_the_week_s_form_shows_the_hours_of_now(client, manager):
    _, site = manager
    site.opening_hours.filter(weekday=0).update(opens=487, closes=1080)

    form = client.get(page("site-hours", site.slug)).context["form"]

    assert (form["opens_0_0"].value(), form["closes_0_0"].value()) == (487, 1080)
    assert '<option value="487" selected>08:07</option>' in str(form["opens_0_0"])


def test_hours_that_overlap_come_back_with_what_was_typed(client, manager):
    _, site = manager
    week = {"opens_0_0": 480, "closes_0_0": 720, "opens_0_1": 700 // 15 * 15, "closes_0_1": 1080}

    answer = client.post(page("site-hours", site.slug), week)

    assert answer.status_code == 409
    assert "overlap: Monday" in answer.content.decode()
    assert site.opening_hours.count() == 7


@pytest.mark.parametrize(
    ("week", "words"),
    [({"opens_2_0": 480}, "Give both hours"), ({"opens_2_0": 480, "closes_2_0": 420}, "Closing time must come after")],
)
def test_half_or_backward_hours_are_refused_beside_their_day(client, manager, week, words):
    _, site = manager

    answer = client.post(page("site-hours", site.slug), week)

    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_a_holiday_can_be_opened_from_the_list(client, manager):
    _, site = manager
    site.closes_on_holidays = True
    site.save()
    holiday = client.get(page("site-hours", site.slug)).context["holidays"][0]
    address = f"{page('exception-add', site.slug)}?day={holiday['day']:%Y-%m-%d}"

    form = client.get(address).context["form"]
    client.post(address, {"day": form["day"].value(), "opens": 600, "closes": 720, "reason": "Fair"})

    assert OpeningException.objects.get().day == holiday["day"]


def test_an_unreadable_day_in_the_address_is_no_day(client, manager):
    _, site = manager

    assert client.get(page("exception-add", site.slug) + "?day=2027-02-30").status_code == 200


def test_an_exception_is_removed_by_its_button(client, manager):
    _, site = manager
    exception = OpeningException.objects.create(site=site, day=clock.today() + timedelta(days=3))

    answer = client.post(page("exception-remove", exception.pk))

    assert answer.url == page("site-hours", site.slug)
    assert not OpeningException.objects.exists()


def test_a_day_of_the_hours_page_is_written_out(client, manager):
    _, site = manager
    day = date(2030, 11, 12)
    OpeningException.objects.create(site=site, day=day, reason="Works")

    assert "Tuesday 12 November 2030" in client.get(page("site-hours", site.slug)).content.decode()


# --- What was booked before the hours changed


@pytest.fixture
def meeting(manager):
    _, site = manager
    room = a_room(site=site, name="Newton")
    firm = an_organisation(name="Ysco", sites=[site])
    with time_machine.travel(at("2026-11-20 09:00"), tick=False):
        yield a_booking(
            room=room, organisation=firm, title="Steering group", interval=between("2026-11-24 12:00", "13:00")
        )


def listed(page: str) -> list[str]:
    return re.findall(r'<a href="(/bookings/\d+/)">Newton, Steering group \(Ysco\)</a>', page)


def test_a_day_that_closes_over_a_meeting_says_so_and_lists_it(client, manager, meeting):
    _, site = manager

    answer = client.post(page("exception-add", site.slug), {"day": "2026-11-24"}, follow=True).content.decode()

    assert "1 booking now lies outside the opening hours and stands" in answer
    assert listed(answer) == [f"/bookings/{meeting.pk}/"]


def test_a_week_that_closes_over_a_meeting_says_so_and_lists_it(client, manager, meeting):
    _, site = manager
    week = {"opens_1_0": 8 * 60, "closes_1_0": 12 * 60}

    answer = client.post(page("site-hours", site.slug), week, follow=True).content.decode()

    assert "1 booking now lies outside the opening hours and stands" in answer
    assert listed(answer) == [f"/bookings/{meeting.pk}/"]


def test_what_lay_outside_before_is_listed_without_a_warning(client, manager, meeting):
    _, site = manager
    client.post(page("exception-add", site.slug), {"day": "2026-11-24"}, follow=True)

    answer = client.post(page("exception-add", site.slug), {"day": "2026-11-25"}, follow=True).content.decode()

    assert "outside the opening hours and stand" not in answer
    assert listed(answer) == [f"/bookings/{meeting.pk}/"]


def test_a_day_that_loses_its_own_hours_says_what_it_leaves_outside(client, manager):
    _, site = manager
    room, firm = a_room(site=site, name="Newton"), an_organisation(name="Ysco", sites=[site])
    with time_machine.travel(at("2026-11-20 09:00"), tick=False):
        # A Saturday that is open once.
        saturday = OpeningException.objects.create(site=site, day=date(2026, 11, 28), opens=9 * 60, closes=17 * 60)
        a_booking(room=room, organisation=firm, title="Open day", interval=between("2026-11-28 12:00", "13:00"))
        site.opening_hours.filter(weekday=5).delete()

        answer = client.post(page("exception-remove", saturday.pk), follow=True).content.decode()

    assert "1 booking now lies outside the opening hours and stands" in answer
    assert "Newton, Open day (Ysco)" in answer


@pytest.mark.parametrize(("closes", "warns"), [("on", True), ("", False)])
def test_a_house_that_begins_to_close_on_holidays_says_what_it_leaves_outside(client, manager, closes, warns):
    _, site = manager
    site.closes_on_holidays = False
    site.save()
    room, firm = a_room(site=site, name="Newton"), an_organisation(name="Ysco", sites=[site])
    with time_machine.travel(at("2026-11-20 09:00"), tick=False):
        a_booking(room=room, organisation=firm, title="Christmas", interval=between("2026-12-25 12:00", "13:00"))
        form = client.get(page("site-edit", site.slug)).context["form"]
        values = {name: form[name].value() or "" for name in form.fields} | {"closes_on_holidays": closes}

        answer = client.post(page("site-edit", site.slug), values, follow=True).content.decode()

    assert "Saved." in answer
    said = "1 booking now lies outside the opening hours and stands. It is listed with the opening hours."
    assert (said in answer) is warns


def test_what_stays_within_the_hours_is_not_listed(client, manager, meeting):
    _, site = manager

    answer = client.post(page("exception-add", site.slug), {"day": "2026-11-25"}, follow=True).content.decode()

    assert listed(answer) == []


def test_many_meetings_outside_the_hours_cost_no_more_queries(client, manager, django_assert_num_queries):
    _, site = manager
    with time_machine.travel(at("2026-11-20 09:00"), tick=False):
        site.opening_hours.all().delete()
        a_booking(room=a_room(site=site))
        client.get(page("site-hours", site.slug))
        with CaptureQueriesContext(connection) as one:
            client.get(page("site-hours", site.slug))
        for _ in range(10):
            a_booking(room=a_room(site=site))

        with django_assert_num_queries(len(one)):
            answer = client.get(page("site-hours", site.slug))

    assert len(answer.context["outside"]) == 11
