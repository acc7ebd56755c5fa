"""Importing absolute samples: odd ones are counted, nothing is kept twice, the order of the lines does not matter."""

import os
import random
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from facilities.kernel import clock
from parking.models import AreaState, CarPark, CountEvent, DayStat, QuarterStat, Watermark
from parking.services.retention import purge
from tests.factories import a_site

from .world import a_car_park, an_area

pytestmark = pytest.mark.django_db

HEAD = "SystemCodeNumber,Capacity,Occupancy,LastUpdated"
LINES = [
    "P1,100,61,2016-10-29 08:00:00",
    "P1,100,64,2016-10-29 08:25:00",
    "P1,100,64,2016-10-29 08:25:00",
    "P1,100,103,2016-10-29 09:00:00",
    "P1,100,-2,2016-10-29 09:30:00",
    "P2,50,7,2016-10-30 01:30:00",
]


def a_file(folder: Path, lines=LINES) -> Path:
    file = folder / "samples.csv"
    file.write_text("\n".join([HEAD, *lines]) + "\n")
    return file


def imported(file: Path, **options) -> str:
    said = StringIO()
    where = [] if "car_park" in options else ["--site=house"]
    flags = {f"--{name.replace('_', '-')}": value for name, value in options.items()}
    words = [name if value is True else f"{name}={value}" for name, value in flags.items()]
    call_command("import_occupancy", str(file), *where, "--zone=Europe/London", *words, stdout=said, stderr=StringIO())
    return said.getvalue()


def statistics():
    quarters = QuarterStat.objects.order_by("area__car_park__slug", "starts_at")
    return list(quarters.values_list("area__car_park__slug", "starts_at", "mean", "least", "most", "last", "coverage"))


@pytest.fixture
def house():
    return a_site(slug="house")


def test_the_report_counts_what_is_odd(house, tmp_path):
    said = imported(a_file(tmp_path))
    assert "6 read, 1 duplicates, 1 below zero, 1 above capacity." in said
    assert "5 added, 0 known before, 2 car parks." in said
    assert "1 in an hour that exists twice" in said


def test_the_last_sample_is_the_present_and_is_kept_as_it_was_told(house, tmp_path):
    imported(a_file(tmp_path))
    assert AreaState.objects.get(area__car_park__name="P1").raw == -2


def test_a_second_import_adds_nothing(house, tmp_path):
    file = a_file(tmp_path)
    imported(file)
    before = statistics()
    assert "0 added, 5 known before" in imported(file)
    assert (CountEvent.objects.count(), statistics()) == (5, before)


def test_shuffled_lines_give_the_same_statistics(house, tmp_path):
    imported(a_file(tmp_path))
    before = statistics()
    CountEvent.objects.all().delete()
    for model in (QuarterStat, DayStat, Watermark):
        model.objects.all().delete()
    shuffled = LINES[:]
    random.Random(3).shuffle(shuffled)
    imported(a_file(tmp_path, shuffled))
    assert statistics() == before


def test_a_day_whose_events_are_gone_stays_as_it_was_made(house, tmp_path):
    imported(a_file(tmp_path))
    before = list(DayStat.objects.order_by("pk").values_list("day", "mean", "coverage"))
    purge(at=clock.now())
    imported(a_file(tmp_path, LINES[:1]))
    assert CountEvent.objects.count() == 1
    assert list(DayStat.objects.order_by("pk").values_list("day", "mean", "coverage")) == before


def test_a_dry_run_keeps_nothing(house, tmp_path):
    assert "Nothing was kept" in imported(a_file(tmp_path), dry_run=True)
    assert not CarPark.objects.exists()


def test_a_line_that_cannot_be_read_is_named_and_keeps_nothing_else_out(house, tmp_path):
    said = imported(a_file(tmp_path, [*LINES, "P1,100,many,2016-10-29 10:00:00", "P1,100,5,2017-03-26 01:30:00"]))
    assert "line 8: a number that is none" in said
    assert "line 9: a time that does not exist" in said
    assert "5 added" in said


def test_a_line_that_contradicts_an_earlier_one_is_said_and_the_first_stays(house, tmp_path):
    said = imported(a_file(tmp_path, [*LINES, "P1,100,99,2016-10-29 08:00:00"]))
    assert "line 8: says 99, an earlier line 61" in said


def test_samples_go_to_the_car_park_that_is_named(house, tmp_path):
    car_park = a_car_park(site=house)
    area = an_area(car_park=car_park, slug="whole", method="external", counted=None)
    said = imported(a_file(tmp_path), car_park="geel", code="P1")
    assert "6 read (1 of other car parks)" in said
    assert "4 added, 0 known before, 1 car parks." in said
    assert AreaState.objects.get(area=area).raw == -2
    assert "0 added, 4 known before" in imported(a_file(tmp_path), car_park="geel", code="P1")
    assert list(CarPark.objects.all()) == [car_park]


def test_what_was_kept_before_stays_and_a_file_that_says_otherwise_is_told(house, tmp_path):
    imported(a_file(tmp_path))
    said = imported(a_file(tmp_path, ["P1,100,5,2016-10-29 09:30:00"]))
    assert "1 of those known before say something else now" in said
    assert AreaState.objects.get(area__car_park__name="P1").raw == -2


def test_the_samples_of_several_car_parks_do_not_go_to_one(house, tmp_path):
    an_area(car_park=a_car_park(site=house), slug="whole", method="external")
    with pytest.raises(CommandError, match="tells of 2 car parks; choose one with --code: P1, P2"):
        imported(a_file(tmp_path), car_park="geel")
    with pytest.raises(CommandError, match="tells of no car park P3"):
        imported(a_file(tmp_path), car_park="geel", code="P3")


def test_where_sensors_count_no_file_tells(house, tmp_path):
    an_area(car_park=a_car_park(site=house))
    with pytest.raises(CommandError, match="no area that is told by another system"):
        imported(a_file(tmp_path), car_park="geel", code="P1", dry_run=True)


def test_of_several_areas_one_is_chosen(house, tmp_path):
    car_park = a_car_park(site=house)
    for slug in ("north", "south"):
        an_area(car_park=car_park, slug=slug, method="external", counted=None)
    with pytest.raises(CommandError, match="Choose one area of geel: north, south"):
        imported(a_file(tmp_path), car_park="geel", code="P2")
    imported(a_file(tmp_path), car_park="geel", code="P2", area="south")
    assert AreaState.objects.get(area__slug="south").raw == 7


def test_columns_may_have_other_names(house, tmp_path):
    file = tmp_path / "other.csv"
    file.write_text("park,Capacity,in use,when\nP1,100,61,2016-10-29 08:00:00\n")
    with pytest.raises(CommandError, match="no column LastUpdated, Occupancy; its columns are: park, Capacity, in use"):
        imported(file, columns="code=park")
    assert "1 added" in imported(file, columns="code=park,occupied=in use,moment=when")
    with pytest.raises(CommandError, match="is not one of code, capacity, occupied, moment"):
        imported(file, columns="places=park")


def test_a_zone_that_does_not_exist_is_refused(house, tmp_path):
    with pytest.raises(CommandError, match="no time zone"):
        imported(a_file(tmp_path), zone="Europe/Nowhere")


def test_the_real_file_of_birmingham_says_what_is_known_of_it(house):
    folder = os.environ.get("RUIMTE_TEST_DATA")
    if not folder:
        pytest.skip("RUIMTE_TEST_DATA names no folder with real data")
    said = imported(Path(folder) / "parking" / "birmingham_2016.csv", dry_run=True)

    assert "35,717 read, 216 duplicates, 12 below zero, 373 above capacity." in said


def test_two_car_parks_of_the_real_file_are_the_same_in_any_order_and_once(house, tmp_path):
    folder = os.environ.get("RUIMTE_TEST_DATA")
    if not folder:
        pytest.skip("RUIMTE_TEST_DATA names no folder with real data")
    lines = (Path(folder) / "parking" / "birmingham_2016.csv").read_text().splitlines()
    own = [line for line in lines if line.startswith(("NIA North,", "BHMBCCTHL01,"))]
    random.Random(31).shuffle(own)
    said = imported(a_file(tmp_path, own))
    shuffled = statistics()
    for model in (CountEvent, QuarterStat, DayStat, Watermark):
        model.objects.all().delete()

    imported(a_file(tmp_path, sorted(own)))

    assert "12 below zero, 240 above capacity" in said
    assert statistics() == shuffled
    assert "0 added" in imported(a_file(tmp_path, own))
