"""What one reading of a topic costs."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from facilities.live.reading import once, reading
from facilities.live.topics import publish
from facilities.live.touch import bump
from tests.factories import NOON, a_board, a_booking, a_room, a_site


def asked_of(table, queries) -> int:
    return sum(f'FROM "{table}"' in query["sql"] for query in queries.captured_queries)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["room.{room}", "rooms.darwin", "board.lobby"])
def test_a_state_and_its_next_transition_rest_on_one_look_at_the_claims(name):
    site = a_site(slug="darwin")
    room = a_room(site=site)
    a_booking(room=room)
    a_board(site=site, slug="lobby")
    topic = name.format(room=room.pk)
    bump([topic])

    with CaptureQueriesContext(connection) as queries:
        publish(topic, NOON)

    assert asked_of("bookings_claim", queries) == 1


def test_what_is_asked_twice_within_a_reading_is_answered_once():
    asked = []
    answer = once(lambda word: asked.append(word) or len(asked))

    with reading():
        assert [answer("a"), answer("b"), answer("a")] == [1, 2, 1]
    with reading():
        assert answer("a") == 3


def test_outside_a_reading_nothing_is_remembered():
    asked = []
    answer = once(lambda word: asked.append(word) or len(asked))

    assert [answer("a"), answer("a")] == [1, 2]
