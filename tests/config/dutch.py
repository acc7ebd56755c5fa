"""What a page says to people, and which of it is English that has a Dutch of its own."""

import json
import re
from collections.abc import Iterator
from functools import cache
from html.parser import HTMLParser

from babel.messages.pofile import read_po

from config import catalogue

PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|\{\w*\}|%[sd]")
TAG = re.compile(r"<[^>]*>")
LETTERS = re.compile(r"[^\W\d_]{2}")
# Words no Dutch sentence holds: they betray English that no catalogue knows.
ENGLISH = re.compile(r"\b(?:[Tt]h(?:e|is|at)|and|[Yy]ours?|[Yy]ou|with|from|are|has|have|not|to|by|for|been|[Nn]o)\b")
# What is handed to scripts holds codes too, which nobody reads; a text there has a capital, a blank or a telling name.
CODE = re.compile(r"[a-z0-9_.:/?=&-]*")
WORDS = re.compile(r"text|word|label|title")
SAID = {"title", "aria-label", "aria-description", "aria-roledescription", "placeholder", "alt", "label"}
BUTTONS = {"submit", "button", "reset"}
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


class Said(HTMLParser):
    """Collects what a page says: its texts, labels and what it hands to its scripts; not what is marked as English."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._open: list[tuple[str, bool, bool]] = []  # name, is Dutch, is JSON
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Its attributes speak; its texts follow."""
        known = {name: value or "" for name, value in attrs}
        was_dutch = self._open[-1][1] if self._open else True
        is_dutch = known["lang"].startswith("nl") if "lang" in known else was_dutch
        if is_dutch:
            self.texts += [value for name, value in known.items() if name in SAID or _is_handed_over(name, value)]
            if tag == "input" and known.get("type") in BUTTONS:
                self.texts.append(known.get("value", ""))
        if tag not in VOID:
            self._open.append((tag, is_dutch, tag == "script" and known.get("type") == "application/json"))

    def handle_endtag(self, tag: str) -> None:
        """Back to what stands around it."""
        while self._open and tag in {name for name, _, _ in self._open}:
            if self._open.pop()[0] == tag:
                return

    def handle_data(self, data: str) -> None:
        """A text, or the words of a script."""
        name, is_dutch, is_json = self._open[-1] if self._open else ("", True, False)
        if is_json:
            self.texts += [text for text in strings(json.loads(data)) if not CODE.fullmatch(text)]
        elif is_dutch and name not in {"script", "style", "code"}:
            self.texts.append(data)


def _is_handed_over(name: str, value: str) -> bool:
    if name == "data-topics":
        return False  # names of live topics, several apart by blanks
    return name.startswith("data-") and (bool(WORDS.search(name)) or not CODE.fullmatch(value))


def strings(value: object) -> Iterator[str]:
    """Every text inside a JSON value; names of members are no text."""
    match value:
        case str():
            yield value
        case dict():
            for inner in value.values():
                yield from strings(inner)
        case list():
            for inner in value:
                yield from strings(inner)


def said(html: str) -> set[str]:
    """What the page says, each text once, blanks taken together."""
    return {text for raw in Said(html).texts if LETTERS.search(text := " ".join(raw.split()))}


def english_in(texts: set[str]) -> list[str]:
    """The texts that are the English of a message whose Dutch differs, or English of nobody's."""
    return sorted(text for text in texts if _is_left_over(text))


def _is_left_over(text: str) -> bool:
    plain, patterns = _sources()
    if text in plain or any(pattern.fullmatch(text) for pattern in patterns):
        return True
    return bool(ENGLISH.search(text)) and " " in text


@cache
def _sources() -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """The English that may not appear: whole texts, and patterns of those with something filled in."""
    pieces, dutch = set(), set()
    for message in read_po((catalogue.folder() / "django.po").open("rb"), locale=catalogue.LANGUAGE):
        if not message.id:
            continue
        forms = zip(message.id, message.string, strict=True) if message.pluralizable else [(message.id, message.string)]
        for english, words in forms:
            dutch |= set(_pieces(words))
            pieces |= set(_pieces(english))
    # The Dutch of one message may be the English of another: "Start".
    pieces -= dutch
    plain = frozenset(piece for piece in pieces if not PLACEHOLDER.search(piece))
    return plain, tuple(_pattern(piece) for piece in sorted(pieces - plain))


def _pieces(text: str) -> Iterator[str]:
    for piece in TAG.split(text.replace("%%", "%")):
        if LETTERS.search(PLACEHOLDER.sub("", piece)):
            yield " ".join(piece.split())


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(".+".join(re.escape(part) for part in PLACEHOLDER.split(text)))


# A row of words, or one word with a capital: what a person could read. Names of keys and the like are listed there.
PROSE = re.compile(r"[^\W\d_]{2,}[^\w()\[\]]* [^\W\d_]{2,}|^[A-Z][a-z]+")
LITERAL = re.compile(r'"((?:[^"\\\n]|\\.)*)"|\'((?:[^\'\\\n]|\\.)*)\'|`((?:[^`\\\n]|\\.)*)`')
COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`])//[^\n]*", re.S)


def prose_in(script: str) -> set[str]:
    """The literals of a script that a person could read."""
    found = ("".join(groups) for groups in LITERAL.findall(COMMENT.sub("", script)))
    return {text for text in found if PROSE.search(re.sub(r"\${[^}]*}", "", text))}
