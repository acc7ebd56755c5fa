"""Playing a file of samples live: each is told at its moment, and what stands then is what a device would have told."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from facilities.models import LiveTopic
from parking.models import AreaState, CountEvent, Sensor
from parking.publishing import published
from parking.samples import Sample
from parking.services.replaying import Due, Pace, dues, play
from parking.services.sensors import add_sensor
from parking.services.told import NotTold, teller, told_area

from .test_import_occupancy import a_file
from .world import a_car_park, an_area, z

pytestmark = pytest.mark.django_db

HALF_HOUR = timedelta(minutes=30)
OLD = z("08:00:00").replace(year=2016)


def samples(*occupied, every=HALF_HOUR):
    return [Sample("P1", 100, value, OLD + every * n) for n, value in enumerate(occupied)]


def a_pace(speed=60, every=60):
    return Pace(z("12:00:00"), speed, timedelta(minutes=45), timedelta(seconds=every))


def a_told_car_park():
    car_park = a_car_park()
    return car_park, an_area(car_park=car_park, slug="whole", method="external", counted=None)


class Clock:
    """A clock that goes on only while somebody waits; `seen` is asked at each wait."""

    def __init__(self, seen=lambda: None):
        self.moment, self.seen = z("12:00:00"), seen

    def now(self):
        return self.moment

    def wait(self, seconds):
        self.seen()
        self.moment += timedelta(seconds=seconds)


def play_on(clock, area, sensor, told, pace, *, run="a"):
    play(dues(told, pace), area=area, sensor=sensor, run=run, now=clock.now, wait=clock.wait)


def replayed(file, *options):
    said = StringIO()
    call_command(
        "replay_occupancy", str(file), "--zone=Europe/London", "--car-park=geel", *options, stdout=said, stderr=said
    )
    return said.getvalue()


def test_the_first_sample_is_told_at_once_and_the_others_so_many_times_faster():
    told = [due.at for due in dues(samples(5, 6, 7), a_pace()) if due.sample]

    assert told == [z("12:00:00"), z("12:00:30"), z("12:01:00")]


def test_between_two_samples_the_system_gives_signs_of_life():
    told = list(dues(samples(5, 6), a_pace(speed=6)))

    assert [due.at for due in told if due.sample is None] == [z(f"12:0{minute}:00") for minute in range(1, 5)]


def test_where_the_file_is_silent_longer_than_a_sample_holds_so_is_the_system():
    told = list(dues(samples(5, 6, every=timedelta(hours=15)), a_pace(speed=15)))

    assert told[-2] == Due(z("12:02:00"))
    assert told[-1].at == z("13:00:00")


def test_nothing_is_told_of_a_file_without_samples():
    assert list(dues([], a_pace())) == []


def test_each_sample_stands_when_its_time_comes():
    car_park, area = a_told_car_park()
    sensor = teller(car_park, at=z("11:00:00"))
    stood = []
    clock = Clock(lambda: stood.append(AreaState.objects.get(area=area).raw))

    play(
        dues(samples(61, 64, 103), a_pace(every=3600)),
        area=area,
        sensor=sensor,
        run="a",
        now=clock.now,
        wait=clock.wait,
    )

    assert stood == [61, 64]
    assert published(car_park, at=clock.now()).free == 0
    assert list(CountEvent.objects.order_by("pk").values_list("effective_at", flat=True)) == [
        z("12:00:00"),
        z("12:00:30"),
        z("12:01:00"),
    ]


def test_each_sample_that_shows_is_another_number_of_the_topic():
    car_park, area = a_told_car_park()
    sensor = teller(car_park, at=z("11:00:00"))
    seqs = []
    clock = Clock(lambda: seqs.append(LiveTopic.objects.get(pk="car-park.geel").seq))

    play(
        dues(samples(61, 64, 64, 70), a_pace(every=3600)),
        area=area,
        sensor=sensor,
        run="a",
        now=clock.now,
        wait=clock.wait,
    )

    assert seqs[1] > seqs[0] and seqs[2] == seqs[1]
    assert LiveTopic.objects.get(pk="car-park.geel").seq > seqs[2]


def test_who_comes_too_late_tells_all_that_is_due_at_once():
    car_park, area = a_told_car_park()
    sensor = teller(car_park, at=z("11:00:00"))
    clock = Clock()
    clock.moment = z("13:00:00")
    seen = []

    play(
        dues(samples(*range(5)), a_pace(every=3600)),
        area=area,
        sensor=sensor,
        run="a",
        now=clock.now,
        wait=clock.wait,
        progress=lambda sample: seen.append(sample.occupied),
    )

    assert seen == [0, 1, 2, 3, 4]
    assert CountEvent.objects.values("received_at").distinct().count() == 1
    assert AreaState.objects.get(area=area).raw == 4


def test_a_second_run_counts_anew():
    car_park, area = a_told_car_park()
    sensor = teller(car_park, at=z("11:00:00"))
    for run in "ab":
        clock = Clock()
        play_on(clock, area, sensor, samples(5, 6), a_pace(), run=run)

    assert CountEvent.objects.filter(kind="level").count() == 4


def test_the_command_says_what_it_found_and_plays_it(tmp_path):
    _, area = a_told_car_park()

    said = replayed(a_file(tmp_path), "--code=P1", "--speed=1000000")

    assert "6 read (1 of other car parks), 1 duplicates, 1 below zero, 1 above capacity." in said
    assert "4 samples from 2016-10-29 09:00 to 2016-10-29 10:30, 1,000,000 times as fast" in said
    assert "61 vehicles (1 of 4)" in said
    assert said.endswith("Played 4 samples.\n")
    assert AreaState.objects.get(area=area).raw == -2


def test_a_dry_run_plays_nothing(tmp_path):
    a_told_car_park()

    said = replayed(a_file(tmp_path), "--code=P1", "--dry-run")

    assert said.endswith("Nothing was played (dry run).\n")
    assert not CountEvent.objects.exists() and not Sensor.objects.exists()


def test_who_stops_it_hears_how_far_it_was(tmp_path, monkeypatch):
    _, area = a_told_car_park()
    said = StringIO()

    def stop(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("time.sleep", stop)
    with pytest.raises(SystemExit) as ended:
        call_command(
            "replay_occupancy",
            str(a_file(tmp_path)),
            "--zone=Europe/London",
            "--car-park=geel",
            "--code=P1",
            stdout=said,
            stderr=said,
        )

    assert ended.value.code == 130
    assert said.getvalue().endswith("Stopped after 1 of 4 samples.\n")
    assert AreaState.objects.get(area=area).raw == 61


@pytest.mark.parametrize("speed", ["0", "-1", "fast", "inf", "nan"])
def test_a_speed_that_is_none_is_refused(tmp_path, speed):
    with pytest.raises(CommandError, match="how many times as fast"):
        replayed(a_file(tmp_path), f"--speed={speed}")


def test_a_car_park_that_there_is_not_is_refused(tmp_path):
    with pytest.raises(CommandError, match="no car park geel"):
        replayed(a_file(tmp_path))


def test_of_two_systems_none_speaks_for_the_other():
    car_park, area = a_told_car_park()
    sensor = teller(car_park, at=z("11:00:00"))
    assert teller(car_park, at=z("11:00:00")) == sensor
    assert told_area(car_park) == area

    add_sensor(by=None, car_park=car_park, name="Other", kind="system", at=z("11:00:00"))
    with pytest.raises(NotTold, match="Several systems tell of geel"):
        teller(car_park, at=z("11:00:00"))
