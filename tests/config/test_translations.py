"""The Dutch of the product is whole: every message in Dutch, current, with the placeholders of its English."""

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po

from config import catalogue
from tests.config.same_words import SAME

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[sd]")
TAG = re.compile(r"</?\w[^>]*>")


def dutch() -> list[Message]:
    with (catalogue.folder() / "django.po").open("rb") as file:
        return [message for message in read_po(file, locale=catalogue.LANGUAGE) if message.id]


def pairs() -> Iterator[tuple[str, str]]:
    """Each English form beside its Dutch form."""
    for message in dutch():
        if message.pluralizable:
            yield from zip(message.id, message.string, strict=True)
        else:
            yield message.id, message.string


def test_every_message_has_its_dutch():
    assert [english for english, words in pairs() if not words.strip()] == []


def test_no_message_is_guessed():
    assert [message.id for message in dutch() if message.fuzzy] == []


def test_no_message_is_obsolete():
    with (catalogue.folder() / "django.po").open("rb") as file:
        assert list(read_po(file, locale=catalogue.LANGUAGE).obsolete) == []


def test_no_message_was_left_in_english():
    assert sorted({english for english, words in pairs() if english == words} - SAME) == []


def test_the_list_of_shared_words_holds_only_messages_that_need_it():
    assert sorted(SAME - {english for english, words in pairs() if english == words}) == []


@pytest.mark.parametrize("kind", [PLACEHOLDER, TAG], ids=["placeholders", "tags"])
def test_dutch_keeps_what_is_filled_in(kind):
    differing = [
        (english, words)
        for english, words in pairs()
        if sorted(set(kind.findall(english))) != sorted(set(kind.findall(words)))
    ]

    assert differing == []


def test_dutch_begins_and_ends_as_its_english_does():
    """A label keeps its colon, a sentence its full stop, a button its capital."""
    ends = re.compile(r"[.:?,]$")

    def shape(text: str) -> tuple[bool, str]:
        found = ends.search(text)
        return text != text.strip(), found.group() if found else ""

    assert [(english, words) for english, words in pairs() if shape(english) != shape(words)] == []


def test_the_catalogue_is_current_and_compiled():
    assert list(catalogue.faults()) == []
