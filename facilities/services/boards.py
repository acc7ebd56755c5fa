"""Boards: adding one, changing it, and the lines it is made of."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.db.models import F, Max
from django.utils.module_loading import import_string

from ..deeds import Actor, deed
from ..errors import NothingToShow
from ..live.topics import board_topic, find
from ..models.devices import Board, BoardLine
from ..models.places import Site
from ..rules import may_manage_site, require
from .upkeep import changed, free_slug, locked, removed, written

FACTS = ("name", "layout", "language", "is_public")


class Provider(Protocol):
    """What fills lines of a board: one for each kind of thing that the storeys above have to show.

    Rows that are numbers have `free` (None where nobody can know) and `total`: they stand in big digits, and a screen
    that hears nothing any more takes them away. A provider of such rows also has `words(row, until)`, what stands
    beside the digits, and `heard_at(argument, at=…)`, when the numbers were last known to be right.
    """

    def topic(self, argument: str) -> str:
        """The live topic that these rows follow."""

    def rows(self, argument: str, *, at: datetime) -> list[dict[str, Any]]:
        """The rows at `at`, in the order in which they are shown."""

    def choices(self, sites: Iterable[Site]) -> list[tuple[str, str]]:
        """What may be shown of these sites: argument and words."""


def provider(name: str) -> Provider | None:
    """The provider of this name; None when it is not plugged in any more."""
    path = settings.RUIMTE_BOARD_PROVIDERS.get(name)
    return import_string(path)() if path else None


def line_choices(site: Site) -> list[tuple[str, str]]:
    """Everything a line of a board at `site` may show: `provider:argument` and words."""
    return [
        (f"{name}:{argument}", words)
        for name in settings.RUIMTE_BOARD_PROVIDERS
        if (known := provider(name))
        for argument, words in known.choices([site])
    ]


@deed
def add_board(*, by: Actor, site: Site, name: str, slug: str = "", **fields: Any) -> Board:
    """Hang a board at a site, empty at first."""
    require(may_manage_site(by, site))
    board = written(Board(site=site, name=name, slug=slug or free_slug(Board, name), **fields))
    deed.record("board.added", board, by=by, site=site)
    deed.touch(board_topic(board.slug))
    return board


@deed
def change_board(*, by: Actor, board: Board, **fields: Any) -> Board:
    """Change a board's name, layout, language or publicity."""
    require(may_manage_site(by, board.site))
    board = locked(board)
    names = changed(board, fields, of=FACTS)
    if names:
        deed.record("board.changed", board, by=by, site=board.site_id, changed=names)
        deed.touch(board_topic(board.slug))
    return board


@deed
def remove_board(*, by: Actor, board: Board) -> None:
    """Take a board away with its lines; screens that showed it have nothing to show."""
    require(may_manage_site(by, board.site))
    deed.record("board.removed", board, by=by, site=board.site_id)
    deed.touch(board_topic(board.slug))
    removed(board)


@deed
def add_line(*, by: Actor, board: Board, provider_name: str, argument: str, label: str, at: datetime) -> BoardLine:
    """Add a line below the others."""
    require(may_manage_site(by, board.site))
    known = provider(provider_name)
    topic = known.topic(argument) if known else ""
    bound = find(topic)
    if known is None or bound is None or bound.topic.state(at=at, **bound.args) is None:
        raise NothingToShow
    board = locked(board)
    last = board.lines.aggregate(last=Max("position"))["last"] or 0
    line = written(
        BoardLine(board=board, position=last + 1, provider=provider_name, argument=argument, topic=topic, label=label)
    )
    deed.record("board.line_added", board, by=by, site=board.site_id, topic=topic)
    deed.touch(board_topic(board.slug))
    return line


@deed
def remove_line(*, by: Actor, line: BoardLine) -> None:
    """Take a line away; those below move up."""
    board = locked(line.board)
    require(may_manage_site(by, board.site))
    line.delete()
    for below in board.lines.filter(position__gt=line.position).order_by("position"):
        BoardLine.objects.filter(pk=below.pk).update(position=F("position") - 1)
    deed.record("board.line_removed", board, by=by, site=board.site_id, topic=line.topic)
    deed.touch(board_topic(board.slug))


@deed
def raise_line(*, by: Actor, line: BoardLine) -> None:
    """Let a line and the one above it change places."""
    board = locked(line.board)
    require(may_manage_site(by, board.site))
    above = board.lines.filter(position__lt=line.position).order_by("-position").first()
    if above is None:
        return
    # By way of a free place: a board never has two lines at one position, not even for a moment.
    free = (board.lines.aggregate(last=Max("position"))["last"] or 0) + 1
    for pk, position in ((above.pk, free), (line.pk, above.position), (above.pk, line.position)):
        BoardLine.objects.filter(pk=pk).update(position=position)
    deed.record("board.line_raised", board, by=by, site=board.site_id, topic=line.topic)
    deed.touch(board_topic(board.slug))
