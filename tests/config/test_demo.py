"""The demonstration: believable, the same at every start, and careful with what people made themselves."""

from datetime import date, timedelta

import pytest
from django.core.management import CommandError, call_command
from stdnum.be import vat

from access.models import Visit, VisitStep
from bookings.models import Block, Booking, Claim, Room
from bookings.services.blocks import lift_block
from bookings.services.bookings import cancel_booking
from bookings.services.checks import check_claims
from config.demo import car_park, motion, screens, traffic
from config.demo.agenda import agenda
from config.demo.filling import fill
from config.demo.people import ACCOUNTS
from facilities.kernel.clock import at_minute
from facilities.kernel.intervals import Interval
from facilities.models import Board, Device, Organisation, OutboxMessage, Site, User
from parking.models import Anomaly, AreaState
from tests.factories import at

NOW = at("2026-11-24 10:30")  # a Tuesday
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def _filled_once(django_db_setup, django_db_blocker):
    # A fill takes a while, so the tests share one; each undoes only what it did itself.
    with django_db_blocker.unblock():
        counts = a_fill()
    yield counts
    with django_db_blocker.unblock():
        call_command("flush", verbosity=0, interactive=False, inhibit_post_migrate=True)


@pytest.fixture
def filled(_filled_once, db):
    return _filled_once


def a_fill(moment=NOW) -> dict[str, int]:
    return fill(at=moment, back=timedelta(), ahead=timedelta())


def test_there_are_enough_houses_rooms_and_firms_and_each_house_with_rooms_has_its_board(filled):
    assert {"darwin", "mth", "voorbeeldkaai", "geel"} == set(Site.objects.values_list("slug", flat=True))
    assert Room.objects.count() >= 15
    assert Organisation.objects.filter(kind="tenant").count() >= 15
    assert set(Board.objects.values_list("slug", flat=True)) == {
        "lobby-darwin",
        "lobby-mth",
        "lobby-voorbeeldkaai",
        "geel",
        "lobby-geel",
    }
    assert not Room.objects.filter(space__floor__building__site__slug="geel").exists()


def test_the_car_park_holds_what_its_traffic_says_and_nothing_about_it_is_odd(filled):
    held = dict(AreaState.objects.values_list("area__slug", "raw"))
    assert held == traffic.levels(NOW)
    assert not Anomaly.objects.exists()


def test_the_car_park_goes_on_from_where_it_stood(filled):
    car_park.move(at=NOW + timedelta(minutes=7))
    assert dict(AreaState.objects.values_list("area__slug", "raw")) == traffic.levels(NOW + timedelta(minutes=7))


def test_the_enterprise_numbers_are_valid_and_lie_where_none_is_given_out(filled):
    numbers = Organisation.objects.exclude(enterprise_number=None).values_list("enterprise_number", flat=True)
    assert len(numbers) >= 15
    assert all(vat.is_valid(number) and number.startswith("1999") for number in numbers)


def test_in_the_middle_of_a_working_day_some_rooms_are_taken_and_some_are_free(filled):
    taken = Room.objects.filter(bookings__in=Booking.objects.ongoing(NOW)).distinct().count()
    assert 4 <= taken <= 16
    check_claims(at=NOW - DAY)


def test_a_second_start_adds_nothing(filled):
    before = Booking.objects.count(), Room.objects.count(), User.objects.count(), Claim.objects.count()

    second = a_fill(NOW + timedelta(hours=5))

    assert (filled["new bookings"], second["new bookings"]) == (before[0], 0)
    assert before == (Booking.objects.count(), Room.objects.count(), User.objects.count(), Claim.objects.count())


def test_the_next_day_is_filled_at_the_next_start(filled):
    assert a_fill(NOW + DAY)["new bookings"] > 20


def test_what_people_cancelled_moved_or_renamed_stays_so(filled):
    booking = Booking.objects.filter(starts_at__gt=NOW).first()
    cancel_booking(by=None, booking=booking, at=NOW)
    Room.objects.filter(slug="newton").update(name="Isaac")

    assert a_fill()["new bookings"] == 0

    booking.refresh_from_db()
    assert booking.status == "cancelled"
    assert Room.objects.get(slug="newton").name == "Isaac"


def test_nobody_gets_a_mail_about_a_meeting_of_the_demonstration(filled):
    assert not OutboxMessage.objects.exists()


def test_each_house_has_visitors_today_in_every_stage_and_nobody_gets_a_mail(filled):
    today = Visit.objects.filter(starts_at__lt=NOW + DAY, ends_at__gt=NOW - DAY)
    assert set(today.values_list("site__slug", flat=True)) == {"darwin", "mth", "voorbeeldkaai", "geel"}
    assert {"planned", "in", "out"} <= set(today.values_list("status", flat=True))
    assert Visit.objects.get(is_walk_in=True).waits_for == "approval"
    assert today.exclude(group=None).count() == 12
    assert not OutboxMessage.objects.exists()


def test_who_receives_in_the_demonstration_sees_visitors(filled):
    for account in ACCOUNTS:
        user = User.objects.get(email=account.email)
        seen = Visit.objects.visible_to(user).exists()
        assert seen == (account.address not in {"extern", "vreemd"}), account.address


def test_a_second_start_lets_nobody_come_twice_and_goes_on_with_the_day(filled):
    before = Visit.objects.count(), VisitStep.objects.count()

    assert a_fill()["new visitors"] == 0
    assert (Visit.objects.count(), VisitStep.objects.count()) == before

    a_fill(NOW + timedelta(hours=2))
    assert Visit.objects.count() == before[0]
    assert VisitStep.objects.count() > before[1]


def test_every_account_can_log_in_and_those_who_book_find_meetings_of_their_own(filled, client, settings):
    for account in ACCOUNTS:
        assert client.login(username=account.email, password=settings.RUIMTE_DEMO_PASSWORD)
    for address in ("huurder", "collega", "extern"):
        assert Booking.objects.filter(organiser__email=f"{address}@demo.ruimte.example").exists(), address


def test_the_stranger_has_nothing(filled):
    assert not Booking.objects.filter(organisation__name="Vreemde Vogel").exists()


def test_the_same_day_is_drawn_the_same_twice_and_another_day_otherwise():
    def drawn(day: date):
        hours = Interval(at_minute(day, 450), at_minute(day, 1140))
        return [(m.room, m.title, m.interval.start.time()) for m in agenda("darwin", ["newton", "curie"], day, hours)]

    tuesday = date(2026, 11, 24)
    assert drawn(tuesday) == drawn(tuesday)
    assert drawn(tuesday) != drawn(tuesday + DAY)
    assert drawn(date(2026, 11, 28)) == []


def test_it_is_refused_in_production(db, settings):
    settings.PRODUCTION = True

    with pytest.raises(CommandError, match="refused"):
        call_command("demo")


def test_what_moves_stays_bounded_and_is_cleared_away(filled):
    standing = Booking.objects.count()
    draw, moment, seen = motion.random.Random(7), NOW, set()

    for _ in range(40):
        moment += timedelta(seconds=30)
        motion.step(at=moment, draw=draw)
        moving = Booking.objects.filter(title__in=motion.TITLES)
        seen |= set(moving.values_list("pk", flat=True))
        assert moving.live().filter(ends_at__gt=moment).count() <= motion.AT_ONCE + 2
    motion.clear(before=moment + DAY)

    assert len(seen) > 5
    assert Booking.objects.count() == standing
    check_claims(at=NOW - DAY)


def test_each_house_with_rooms_keeps_one_free_for_cleaning_each_working_day_and_what_is_lifted_stays_so(filled):
    blocks = Block.objects.filter(starts_at=at("2026-11-24 07:00"), ends_at=at("2026-11-24 09:00"))
    assert {block.room.space.floor.building.site.slug for block in blocks} == {"darwin", "mth", "voorbeeldkaai"}
    lift_block(by=None, block=blocks[0], at=at("2026-11-24 06:00"))

    a_fill()

    assert blocks.count() == 3
    assert blocks.filter(lifted_at=None).count() == 2


def test_screens_hang_in_the_demonstration_and_all_but_one_are_heard(filled):
    screens.move(at=NOW + timedelta(minutes=5))

    heard = dict(Device.objects.screens().values_list("name", "last_seen_at"))

    assert heard.pop("Paneel Mendel") < NOW - timedelta(hours=4)
    assert len(heard) >= 5
    assert set(heard.values()) == {NOW + timedelta(minutes=5)}
