"""The pages of opening hours: the week, days that differ, holidays."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from facilities.kernel import clock
from facilities.models import OpeningException
from tests.factories import a_site, a_user

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
