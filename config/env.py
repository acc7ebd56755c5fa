"""Typed readers of the environment; each names and explains one setting, and the docs are tested against them."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


class BadSetting(Exception):
    """An environment variable holds something its reader cannot use."""


@dataclass(frozen=True, slots=True)
class Setting:
    """One documented environment variable."""

    name: str
    default: object
    doc: str


SETTINGS: dict[str, Setting] = {}


def _read(name: str, default: T, doc: str, parse: Callable[[str], T]) -> T:
    SETTINGS[name] = Setting(name, default, doc)
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        return parse(raw)
    except ValueError as error:
        raise BadSetting(f"{name}={raw!r}: {error}") from error


def text(name: str, default: str, doc: str) -> str:
    """A string as it stands."""
    return _read(name, default, doc, str)


def names(name: str, default: list[str], doc: str) -> list[str]:
    """A comma-separated list, blanks dropped."""
    return _read(name, default, doc, lambda raw: [part.strip() for part in raw.split(",") if part.strip()])


def number(name: str, default: float, doc: str, *, least: float = 0, most: float = float("inf")) -> float:
    """A number not below `least` and not above `most`."""

    def parse(raw: str) -> float:
        value = float(raw)
        if value < least:
            raise ValueError(f"must be at least {least}")
        if value > most:
            raise ValueError(f"must be at most {most}")
        return value

    return _read(name, default, doc, parse)


def whole(name: str, default: int, doc: str, *, least: int = 0, most: float = float("inf")) -> int:
    """A whole number not below `least` and not above `most`."""
    return int(number(name, default, doc, least=least, most=most))


def flag(name: str, default: bool, doc: str) -> bool:
    """Yes or no: 1, true, yes, on against 0, false, no, off."""

    def parse(raw: str) -> bool:
        word = raw.lower()
        if word in {"1", "true", "yes", "on"}:
            return True
        if word in {"0", "false", "no", "off"}:
            return False
        raise ValueError("must be 1 or 0")

    return _read(name, default, doc, parse)
