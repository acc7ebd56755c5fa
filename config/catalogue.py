"""The Dutch catalogue: gathered from code and templates and compiled by Babel, so that no machine needs gettext."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog as BabelCatalog
from babel.messages.catalog import Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation import templatize

LANGUAGE = "nl"
STOREYS = ("config", "access", "bookings", "parking", "facilities")
WIDTH = 110
KEYWORDS: dict[str, tuple[Any, ...] | None] = {
    "_": None,
    **dict.fromkeys(("gettext", "gettext_lazy", "gettext_noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    **dict.fromkeys(("npgettext", "npgettext_lazy"), ((1, "c"), 2, 3)),
}
HEADER = "# Dutch of Ruimte. Written by `make messages`; only the msgstr lines are for people."


class Catalogue(BabelCatalog):
    """A catalogue whose header holds no dates and no tools: two people's runs give the same file."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The few lines that readers of the file need."""
        return [
            ("Language", LANGUAGE),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", "nplurals=2; plural=(n != 1);"),
        ]

    @mime_headers.setter
    def mime_headers(self, headers: Any) -> None:
        """What a file says in its header is nothing we did not know."""


def folder() -> Path:
    """Where the catalogue lives."""
    return Path(settings.LOCALE_PATHS[0]) / LANGUAGE / "LC_MESSAGES"


def gathered() -> Catalogue:
    """Every message of code and templates, untranslated."""
    catalogue = _empty()
    for path in _sources():
        name = path.relative_to(settings.BASE_DIR).as_posix()
        for line, message, comments, context in _messages(path):
            catalogue.add(message, locations=[(name, line)], auto_comments=comments, context=context)
    return catalogue


def standing() -> Catalogue:
    """The catalogue as it lies in its file."""
    catalogue = _empty()
    path = folder() / "django.po"
    if path.exists():
        with path.open("rb") as file:
            for message in read_po(file, locale=LANGUAGE):
                if message.id:
                    catalogue[message.id] = message
    return catalogue


def updated() -> Catalogue:
    """What stands, with what is new and without what is gone."""
    before, catalogue = standing(), gathered()
    for message in catalogue:
        known = before.get(message.id, message.context) if message.id else None
        # A message that became plural, or stopped being so, needs new words.
        if known is not None and known.pluralizable == message.pluralizable:
            message.string, message.flags, message.user_comments = (
                known.string,
                message.flags | (known.flags & {"fuzzy"}),
                known.user_comments,
            )
    return catalogue


def source_of(catalogue: Catalogue) -> bytes:
    """The catalogue as a .po file."""
    file = io.BytesIO()
    write_po(file, catalogue, width=WIDTH, sort_output=True, include_lineno=False)
    return file.getvalue()


def compiled(catalogue: Catalogue) -> bytes:
    """The catalogue as a .mo file."""
    translated = _empty()
    for message in catalogue:
        # Half a plural would show as an empty string where a number of things is meant.
        if message.id and is_translated(message):
            translated[message.id] = message
    file = io.BytesIO()
    write_mo(file, translated)
    return file.getvalue()


def is_translated(message: Message) -> bool:
    """Whether every form of the message has its Dutch."""
    return all(message.string) if isinstance(message.string, list | tuple) else bool(message.string)


def faults() -> Iterator[str]:
    """What keeps the Dutch from being complete and current, one line each."""
    stands, wanted = standing(), gathered()
    for message in wanted:
        if not message.id:
            continue
        known = stands.get(message.id, message.context)
        if known is None:
            yield f"{_where(message)}: not in the catalogue: {_text(message)!r}"
        elif not is_translated(known):
            yield f"{_where(message)}: not translated: {_text(message)!r}"
        elif known.fuzzy:
            yield f"{_where(message)}: fuzzy: {_text(message)!r}"
        else:
            for error in known.check(stands):
                yield f"{_where(message)}: {error}: {_text(message)!r}"
    for message in stands:
        if message.id and wanted.get(message.id, message.context) is None:
            yield f"django.po: no longer used: {_text(message)!r}"
    mo = folder() / "django.mo"
    if not mo.exists() or mo.read_bytes() != compiled(stands):
        yield "django.mo: older than django.po"


def _empty() -> Catalogue:
    return Catalogue(locale=LANGUAGE, header_comment=HEADER, fuzzy=False)


def _sources() -> Iterator[Path]:
    for storey in STOREYS:
        for path in sorted((settings.BASE_DIR / storey).rglob("*")):
            inside = path.relative_to(settings.BASE_DIR).parts
            if "migrations" in inside or "locale" in inside:
                continue
            if path.suffix == ".py" or ("templates" in inside and path.suffix in {".html", ".txt"}):
                yield path


def _messages(path: Path) -> Iterator[tuple[int, Any, list[str], str | None]]:
    text = path.read_text()
    if path.suffix != ".py":
        # What is no message becomes a row of X; its indentation would be Python's.
        text = "\n".join(line.lstrip() for line in templatize(text, origin=str(path)).splitlines())
    yield from extract(
        "python",
        io.BytesIO(text.encode()),
        keywords=KEYWORDS,
        comment_tags=["Translators"],
        options={"encoding": "utf-8"},
    )


def _where(message: Message) -> str:
    name, line = message.locations[0]
    return f"{name}:{line}"


def _text(message: Message) -> str:
    return message.id[0] if isinstance(message.id, list | tuple) else str(message.id)
