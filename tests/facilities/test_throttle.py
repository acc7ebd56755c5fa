"""Counting attempts: exact under rivals, forgiving once the window is over."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection

from facilities.errors import TooManyAttempts
from facilities.models import Throttle
from facilities.services.attempts import begin_attempt
from facilities.services.throttle import give_back, seconds_to_wait, take, throttle_key
from tests.factories import NOON

WINDOW = timedelta(minutes=15)


def _take(key="k", limit=3, at=NOON):
    return take(key=key, limit=limit, window=WINDOW, at=at)


@pytest.mark.django_db
def test_attempts_up_to_the_limit_pass_and_the_next_does_not():
    assert [_take() for _ in range(4)] == [True, True, True, False]


@pytest.mark.django_db
def test_two_keys_do_not_count_together():
    [_take("one") for _ in range(3)]

    assert _take("other")


@pytest.mark.django_db
def test_a_window_ends_by_itself_however_often_somebody_tried():
    [_take() for _ in range(9)]

    assert not _take(at=NOON + WINDOW - timedelta(microseconds=1))
    assert _take(at=NOON + WINDOW)


@pytest.mark.django_db
def test_a_count_given_back_is_free_again():
    [_take() for _ in range(3)]

    give_back(key="k", at=NOON)

    assert [_take(), _take()] == [True, False]


@pytest.mark.django_db
def test_a_count_is_never_given_back_below_nothing():
    _take()

    for _ in range(5):
        give_back(key="k", at=NOON)

    assert [_take() for _ in range(4)] == [True, True, True, False]


@pytest.mark.django_db
def test_the_wait_lasts_until_the_window_ends():
    _take()

    assert seconds_to_wait(key="k", at=NOON + timedelta(minutes=14)) == 60


def test_a_key_holds_nothing_personal():
    assert "lena" not in throttle_key("login", "lena@example.org", "192.0.2.1")


@pytest.mark.django_db
def test_one_network_cannot_try_many_accounts(settings):
    settings.LOGIN_LIMIT = 1

    for number in range(10):
        begin_attempt(purpose="login", account=f"p{number}@example.org", network="192.0.2.1", at=NOON)

    with pytest.raises(TooManyAttempts):
        begin_attempt(purpose="login", account="p99@example.org", network="192.0.2.1", at=NOON)
    begin_attempt(purpose="login", account="p99@example.org", network="192.0.2.2", at=NOON)


@pytest.mark.django_db
def test_an_attempt_that_succeeds_leaves_no_count(settings):
    settings.LOGIN_LIMIT = 1

    for _ in range(20):
        begin_attempt(purpose="login", account="lena@example.org", network="192.0.2.1", at=NOON).succeeded()

    assert set(Throttle.objects.values_list("count", flat=True)) <= {0}


@pytest.mark.django_db(transaction=True)
def test_of_forty_attempts_at_the_same_moment_exactly_the_limit_passes():
    rivals, limit = 40, 10
    start = Barrier(rivals)

    def rival(_):
        try:
            connection.ensure_connection()
            start.wait()
            return _take(limit=limit)
        finally:
            connection.close()

    with ThreadPoolExecutor(rivals) as pool:
        passed = list(pool.map(rival, range(rivals)))

    assert sum(passed) == limit
    assert Throttle.objects.get().count == rivals
