"""The overlap guard, asked of the database itself, by every way a row can come or change."""

import random
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connection, models, transaction
from django.db.models.constraints import BaseConstraint
from django.test.utils import isolate_apps

from facilities.kernel.constraints import NoOverlap, violated

GUARD = "stay_keeps_seat_for_one"
DAY = datetime(2026, 10, 1, tzinfo=UTC)


def hour(number: int | None) -> datetime | None:
    return None if number is None else DAY + timedelta(hours=number)


def a_table(*, unbounded: bool, guard: str | None = GUARD, name: str = "test_stay") -> type[models.Model]:
    guards: list[BaseConstraint] = []
    if guard:
        guards.append(NoOverlap(name=guard, within="seat", start="starts_at", end="ends_at"))
    with isolate_apps("facilities"):

        class Stay(models.Model):
            seat = models.IntegerField()
            note = models.CharField(max_length=10, default="")
            starts_at = models.DateTimeField()
            ends_at = models.DateTimeField(null=unbounded)

            class Meta:
                app_label = "facilities"
                db_table = name
                constraints = guards

            def __str__(self) -> str:
                return f"{self.seat}"

        return Stay


@pytest.fixture(scope="module", params=[True, False], ids=["unbounded", "bounded"])
def _table(request, django_db_setup, django_db_blocker):
    model = a_table(unbounded=request.param)
    # Outside the tests' transactions: SQLite builds no tables inside one.
    with django_db_blocker.unblock(), standing(model):
        yield model


@pytest.fixture
def stays(_table, db):
    return _table


@pytest.fixture(params=[True, False], ids=["unbounded", "bounded"])
def own_stays(request, transactional_db):
    """A table of the test's own, to change it."""
    model = a_table(unbounded=request.param, name="test_own_stay", guard=f"own_{GUARD}")
    with standing(model):
        yield model


@contextmanager
def standing(model):
    with connection.schema_editor() as editor:
        editor.create_model(model)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            editor.delete_model(model)


def stay(model, start: int, end: int | None, *, seat: int = 1):
    return model.objects.create(seat=seat, starts_at=hour(start), ends_at=hour(end))


def accepts(deed) -> bool:
    try:
        with transaction.atomic():
            deed()
    except IntegrityError as error:
        assert violated(error).endswith(GUARD)
        return False
    return True


TRUTH = [
    (5, 9, True),
    (5, 10, True),
    (5, 11, False),
    (10, 11, False),
    (12, 15, False),
    (10, 20, False),
    (19, 20, False),
    (19, 25, False),
    (5, 25, False),
    (20, 25, True),
    (21, 25, True),
]


@pytest.mark.parametrize(("start", "end", "fits"), TRUTH)
def test_beside_ten_to_twenty_a_stay_fits_only_before_or_behind(stays, start, end, fits):
    stay(stays, 10, 20)

    assert accepts(lambda: stay(stays, start, end)) is fits


@pytest.mark.parametrize(("start", "end", "fits"), TRUTH)
def test_a_form_hears_the_same_as_the_database_says(stays, start, end, fits):
    stay(stays, 10, 20)
    wish = stays(seat=1, starts_at=hour(start), ends_at=hour(end))

    if fits:
        wish.validate_constraints()
    else:
        with pytest.raises(ValidationError):
            wish.validate_constraints()


def test_another_seat_is_free_at_the_same_time(stays):
    stay(stays, 10, 20)

    assert accepts(lambda: stay(stays, 10, 20, seat=2))


@pytest.mark.parametrize(("start", "fits"), [(20, True), (19, False), (5, False)])
def test_a_stay_without_end_reaches_over_everything_behind(stays, start, fits):
    if not stays._meta.get_field("ends_at").null:
        return
    stay(stays, 10, 20)

    assert accepts(lambda: stay(stays, start, None)) is fits
    assert accepts(lambda: stay(stays, 30, 40)) is not fits


def test_a_stay_may_not_be_stretched_into_another(stays):
    first = stay(stays, 5, 10)
    stay(stays, 10, 20)

    assert not accepts(lambda: stays.objects.filter(pk=first.pk).update(ends_at=hour(11)))


def test_a_stay_may_move_over_the_time_it_had_itself(stays):
    first = stay(stays, 10, 20)

    assert accepts(lambda: stays.objects.filter(pk=first.pk).update(starts_at=hour(12), ends_at=hour(22)))


def test_a_stay_may_not_move_to_a_seat_that_is_taken(stays):
    first = stay(stays, 10, 20, seat=1)
    stay(stays, 15, 25, seat=2)

    assert not accepts(lambda: stays.objects.filter(pk=first.pk).update(seat=2))


def test_many_rows_that_overlap_among_themselves_are_refused_together(stays):
    rows = [stays(seat=1, starts_at=hour(n), ends_at=hour(n + 2)) for n in (0, 2, 4, 5)]

    assert not accepts(lambda: stays.objects.bulk_create(rows))
    assert not stays.objects.exists()


def test_plain_sql_is_held_to_the_same_truth(stays):
    stay(stays, 10, 20)

    def by_hand():
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO test_stay (seat, note, starts_at, ends_at) VALUES (1, '', %s, %s)",
                [
                    connection.ops.adapt_datetimefield_value(hour(15)),
                    connection.ops.adapt_datetimefield_value(hour(16)),
                ],
            )

    assert not accepts(by_hand)


def test_the_guard_survives_a_change_of_another_column(own_stays):
    stay(own_stays, 10, 20)
    longer = models.CharField(max_length=80, default="")
    longer.set_attributes_from_name("note")
    longer.model = own_stays

    with connection.schema_editor() as editor:
        editor.alter_field(own_stays, own_stays._meta.get_field("note"), longer, strict=True)

    assert not accepts(lambda: stay(own_stays, 15, 16))
    assert accepts(lambda: stay(own_stays, 20, 21))


def test_the_guard_can_be_taken_away_and_put_back(own_stays):
    (guard,) = own_stays._meta.constraints
    bare = a_table(unbounded=own_stays._meta.get_field("ends_at").null, guard=None, name="test_own_stay")
    with connection.schema_editor() as editor:
        editor.remove_constraint(bare, guard)
    stay(bare, 10, 20)
    stay(bare, 15, 25).delete()

    with connection.schema_editor() as editor:
        editor.add_constraint(own_stays, guard)

    assert not accepts(lambda: stay(own_stays, 15, 25))


def test_hundreds_of_drawn_stays_are_taken_exactly_when_they_fit(stays):
    draw = random.Random(2026)
    taken: list[tuple[int, int, int]] = []

    for _ in range(300):
        seat, start = draw.randint(1, 3), draw.randrange(0, 400)
        end = start + draw.randint(1, 12)
        fits = all(seat != s or end <= a or b <= start for s, a, b in taken)
        assert accepts(partial(stay, stays, start, end, seat=seat)) is fits
        if fits:
            taken.append((seat, start, end))
