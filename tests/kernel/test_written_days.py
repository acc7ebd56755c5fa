"""Days are written day first, whatever the language of the browser."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError

from facilities.forms.days import DayField, DayInput
from facilities.kernel.written import read_day, written_day

DAY = date(2026, 11, 24)
APPS = ("access", "bookings", "config", "facilities", "parking")
NATIVE = re.compile(r"""type=["']date\b|["']type["']: ["']date\b|forms\.DateField|forms\.DateInput""")


@pytest.mark.parametrize(
    "text", ["24/11/2026", " 24/11/2026 ", "24-11-2026", "24.11.2026", "24 11 26", "24112026", "2026-11-24"]
)
def test_a_day_is_read_as_people_write_it(text):
    assert read_day(text) == DAY


def test_the_day_comes_before_the_month():
    assert read_day("3/4/2026") == date(2026, 4, 3)


@pytest.mark.parametrize(
    "text", ["", "31/02/2026", "11/24/2026", "2026-13-45", "24/11", "24/11/1999", "1/1/9999", "٢٤/١١/٢٠٢٦", "today"]
)
def test_what_is_no_day_is_none(text):
    assert read_day(text) is None


def test_a_day_that_was_written_is_read_as_the_same_day():
    assert read_day(written_day(DAY)) == DAY


def test_the_field_says_how_to_write_a_day():
    with pytest.raises(ValidationError, match="24/11/2026"):
        DayField().clean("11/24/2026")


def test_the_field_shows_a_day_of_an_address_as_people_write_it():
    html = DayInput().render("day", "2026-11-24", attrs={"id": "id_day"})
    assert 'value="24/11/2026"' in html
    assert 'placeholder="dd/mm/jjjj"' in html


def test_what_was_typed_wrong_stays_as_it_was_typed():
    assert 'value="11/24/2026"' in DayInput().render("day", "11/24/2026")


def test_the_same_day_written_otherwise_is_no_change():
    field = DayField(required=False)
    assert not field.has_changed(DAY, "24-11-2026")
    assert not field.has_changed(None, "")
    assert field.has_changed(DAY, "25/11/2026")
    assert field.has_changed(DAY, "nonsense")


def test_no_page_leaves_a_day_to_the_language_of_the_browser():
    root = Path(settings.BASE_DIR)
    sources = [path for app in APPS for end in ("html", "py") for path in (root / app).rglob(f"*.{end}")]

    asking = [str(path.relative_to(root)) for path in sources if NATIVE.search(path.read_text())]

    assert len(sources) > 300
    assert asking == []
