"""The history of a car park on the page and as a file."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine

from parking.charts import draw
from parking.models import DayStat, QuarterStat
from parking.reporting import figures, hours, period_of
from tests.factories import BRUSSELS, a_user

from .world import a_car_park, an_area, fixture_g

pytestmark = pytest.mark.django_db


def quarters(area, start, count, mean=10, coverage=900, **more):
    QuarterStat.objects.bulk_create(
        QuarterStat(
            area=area,
            starts_at=start + timedelta(minutes=15 * n),
            mean=mean,
            least=mean,
            most=mean,
            last=mean,
            entered=1,
            coverage=coverage,
            **more,
        )
        for n in range(count)
    )


def page(client, car_park, **asked):
    client.force_login(a_user("receptionist", site=car_park.site))
    return client.get(f"/car-parks/{car_park.slug}/history/", asked)


def test_a_day_stands_hour_by_hour(client):
    car_park, area, _ = fixture_g()
    quarters(area, datetime(2026, 11, 24, 7, tzinfo=UTC), 8)
    text = page(client, car_park, day="2026-11-24", area="geel").content.decode()
    assert "08:00" in text and "09:00" in text
    assert text.count("<polyline") == 1


def test_the_hour_that_comes_twice_stands_twice_and_says_which(client):
    car_park, area, _ = fixture_g()
    quarters(area, datetime(2026, 10, 24, 22, tzinfo=UTC), 100)
    rows = page(client, car_park, day="2026-10-25").context["rows"]
    assert len(rows) == 25
    assert [row["zone_name"] for row in rows if row["start"].hour == 2] == ["CEST", "CET"]


def test_the_hour_that_is_skipped_does_not_stand(client):
    car_park, area, _ = fixture_g()
    quarters(area, datetime(2027, 3, 27, 23, tzinfo=UTC), 92)
    rows = page(client, car_park, day="2027-03-28").context["rows"]
    assert [row["start"].hour for row in rows][:4] == [0, 1, 3, 4]


def test_a_sum_of_areas_has_a_gap_where_one_of_them_has(client):
    car_park, area, _ = fixture_g()
    other = an_area(car_park=car_park, slug="l2", position=1)
    start = datetime(2026, 11, 24, 7, tzinfo=UTC)
    quarters(area, start, 2)
    quarters(other, start, 1, mean=5)
    period = period_of("day", date(2026, 11, 24), BRUSSELS)
    found = figures([area, other], period)
    assert [figure.mean for figure in found] == [15, None]
    assert len(draw(found, period, 100).runs) == 1


def test_an_hour_says_how_much_of_it_is_covered():
    _, area, _ = fixture_g()
    quarters(area, datetime(2026, 11, 24, 7, tzinfo=UTC), 3)
    period = period_of("day", date(2026, 11, 24), BRUSSELS)
    assert [row.share for row in hours(figures([area], period), BRUSSELS)] == [0.75]


def test_what_is_known_in_part_is_drawn_otherwise_and_joined_to_what_is_whole():
    _, area, _ = fixture_g()
    start = datetime(2026, 11, 24, 7, tzinfo=UTC)
    quarters(area, start, 2)
    quarters(area, start + timedelta(minutes=30), 1, mean=20, coverage=300)
    quarters(area, start + timedelta(minutes=45), 1)
    period = period_of("day", date(2026, 11, 24), BRUSSELS)

    chart = draw(figures([area], period), period, 100)

    assert [run.is_whole for run in chart.runs] == [True, False, True]
    assert chart.has_parts
    for run, following in pairwise(chart.runs):
        assert following.line.startswith(run.line.split()[-1])


def test_after_a_gap_a_line_begins_anew():
    _, area, _ = fixture_g()
    start = datetime(2026, 11, 24, 7, tzinfo=UTC)
    quarters(area, start, 1)
    quarters(area, start + timedelta(minutes=30), 1)
    period = period_of("day", date(2026, 11, 24), BRUSSELS)

    first, second = draw(figures([area], period), period, 100).runs

    assert (len(first.line.split()), len(second.line.split())) == (2, 2)


def test_the_page_says_what_hatched_means_only_where_something_is(client):
    car_park, area, _ = fixture_g()
    quarters(area, datetime(2026, 11, 24, 7, tzinfo=UTC), 1, coverage=300)
    quarters(area, datetime(2026, 11, 23, 7, tzinfo=UTC), 1)
    whole, part = "Slechts gedeeltelijk bekend", 'fill="url(#history-hatch)" points'

    of_part = page(client, car_park, day="24/11/2026").content.decode()
    of_whole = page(client, car_park, day="23/11/2026").content.decode()

    assert whole in of_part and part in of_part
    assert whole not in of_whole and part not in of_whole


def test_in_and_out_of_the_car_park_are_those_from_outside(client):
    car_park, area, _ = fixture_g()
    other = an_area(car_park=car_park, slug="l2", position=1)
    start = datetime(2026, 11, 24, 7, tzinfo=UTC)
    quarters(area, start, 2, left=4, arrived=5, departed=2)
    quarters(other, start, 2, left=3, arrived=0, departed=1)

    whole = page(client, car_park, day="2026-11-24").context
    one = page(client, car_park, day="2026-11-24", area="geel").context

    assert (whole["rows"][0]["passed"], whole["came"], whole["went"]) == ((10, 6), 10, 6)
    assert (one["rows"][0]["passed"], one["came"], one["went"]) == ((2, 8), 2, 8)


def test_where_another_system_counts_nobody_knows_who_drove_in(client):
    car_park = a_car_park()
    area = an_area(car_park=car_park, slug="whole", method="external")
    quarters(area, datetime(2026, 11, 24, 7, tzinfo=UTC), 2)

    context = page(client, car_park, day="2026-11-24").context

    assert (context["rows"][0]["passed"], context["came"]) == ((None, None), None)


def test_the_buttons_say_which_period_they_lead_to(client):
    car_park, _, _ = fixture_g()
    with time_machine.travel(datetime(2026, 11, 24, 12, tzinfo=UTC), tick=False):
        today = page(client, car_park).content.decode()
        before = page(client, car_park, day="10/11/2026", view="week").content.decode()

    assert "Vorige dag" in today and "Volgende dag" not in today
    for words in ("Vorige week", "Deze week", "Volgende week"):
        assert words in before


def test_a_month_stands_day_by_day(client):
    car_park, area, _ = fixture_g()
    DayStat.objects.create(area=area, day=date(2026, 11, 3), mean=30, least=0, most=80, coverage=86400)
    answer = page(client, car_park, view="month", day="2026-11-24")
    assert [row["mean"] for row in answer.context["rows"]] == [30]
    assert len(answer.context["chart"].bars) == 1


def test_what_cannot_be_read_in_the_address_means_today(client):
    car_park, _, _ = fixture_g()
    assert page(client, car_park, view="year", day="2026-13-45", area="nowhere").status_code == 200


def test_the_file_for_programs_names_each_area_and_each_quarter_with_its_offset(client):
    car_park, area, _ = fixture_g()
    quarters(area, datetime(2026, 11, 24, 7, tzinfo=UTC), 1)
    client.force_login(a_user("receptionist", site=car_park.site))
    answer = client.get("/car-parks/geel/history/csv/", {"day": "2026-11-24"})
    rows = list(csv.reader(io.StringIO(answer.content.decode())))
    assert rows[1][:4] == [area.name, "2026-11-24T08:00:00+01:00", "2026-11-24T08:15:00+01:00", "10.0"]
    assert 'filename="geel-2026-11-24-day.csv"' in answer["Content-Disposition"]


def test_the_file_for_people_is_a_workbook(client):
    car_park, area, _ = fixture_g()
    quarters(area, datetime(2026, 11, 24, 7, tzinfo=UTC), 1)
    client.force_login(a_user("receptionist", site=car_park.site))
    answer = client.get("/car-parks/geel/history/xlsx/", {"day": "2026-11-24"})
    book = zipfile.ZipFile(io.BytesIO(answer.content))
    assert "<v>10</v>" in book.read("xl/worksheets/sheet1.xml").decode()


def test_another_kind_of_file_does_not_exist(client):
    car_park, _, _ = fixture_g()
    client.force_login(a_user("receptionist", site=car_park.site))
    assert client.get("/car-parks/geel/history/pdf/").status_code == 404


def test_the_history_is_read_with_few_queries_however_many_areas(client, django_assert_max_num_queries):
    car_park, _, _ = fixture_g()
    for number in range(6):
        an_area(car_park=car_park, slug=f"l{number}")
    client.force_login(a_user("receptionist", site=car_park.site))
    with django_assert_max_num_queries(14):
        client.get("/car-parks/geel/history/")
