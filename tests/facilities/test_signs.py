"""What an LED sign prints."""

import pytest

from facilities.signs import Style, plain, sign_text


@pytest.mark.parametrize(
    ("state", "free", "text"),
    [("spaces", 57, "57"), ("almost", 7, "7"), ("full", 0, "VOL"), ("closed", 0, "GESLOTEN"), ("unknown", None, "---")],
)
def test_a_sign_prints_a_number_or_a_word(state, free, text):
    assert sign_text(state, free) == text


def test_full_by_hysteresis_is_full_whatever_is_free():
    assert sign_text("full", 2) == "VOL"


def test_a_number_that_nobody_knows_is_never_printed():
    assert sign_text("spaces", None) == "---"


@pytest.mark.parametrize(
    ("width", "pad", "text"), [(4, " ", "  57"), (4, "0", "0057"), (2, "0", "57"), (1, " ", "9"), (None, "0", "57")]
)
def test_a_number_stands_at_the_right_and_all_nines_when_it_does_not_fit(width, pad, text):
    assert sign_text("spaces", 57, Style(width=width, pad=pad)) == text


@pytest.mark.parametrize(
    ("language", "full", "closed"),
    [("nl", "VOL", "GESLOTEN"), ("en", "FULL", "CLOSED"), ("fr", "COMPLET", "FERME")],
)
def test_a_sign_speaks_three_languages(language, full, closed):
    style = Style(language=language)

    assert (sign_text("full", 0, style), sign_text("closed", 0, style)) == (full, closed)


@pytest.mark.parametrize(
    ("width", "text"), [(9, " GESLOTEN"), (8, "GESLOTEN"), (7, "  DICHT"), (5, "DICHT"), (4, "   0"), (1, "0")]
)
def test_closed_gets_shorter_with_the_sign(width, text):
    assert sign_text("closed", 0, Style(width=width)) == text


def test_a_word_that_does_not_fit_becomes_none_free():
    assert sign_text("full", 0, Style(language="fr", width=4, pad="0")) == "0000"


def test_words_are_never_filled_up_with_zeros():
    assert sign_text("full", 0, Style(width=5, pad="0")) == "  VOL"
    assert sign_text("unknown", None, Style(width=5, pad="0")) == "  ---"


def test_a_sign_may_have_words_of_its_own():
    style = Style(full="0", closed="TOT MORGEN", width=4, pad="0")

    assert sign_text("full", 0, style) == "0000"
    assert sign_text("closed", 0, style) == "TOT "


def test_any_text_becomes_ascii():
    assert plain("Fermé · 12:00–13:00 €") == "Ferme - 12:00-13:00 ?"
