"""Live topics of this storey: boards."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from .kernel.clock import local_day, wall_text
from .live.reading import once
from .live.topics import State, Viewer, find, topic
from .models.devices import Board
from .modes import mode_facts, mode_headline, mode_words
from .rules import may_see_board
from .services.boards import provider
from .signs import Style, both, sign_text

Row = dict[str, Any]  # as providers give it, with what is printed added
Words = Callable[[Row, str | None], str]


@topic("board.<slug:slug>")
class BoardTopic:
    """What a board shows: the rows of its lines, each with its words in the board's language and in the other."""

    def may_watch(self, viewer: Viewer, *, slug: str) -> bool:
        """Anybody a public board; else the screen that shows it and the people who see it."""
        board = _board(slug)
        return board is not None and may_see_board(viewer.user, viewer.device, board)

    def state(self, *, at: datetime, slug: str) -> State | None:
        """All rows, and the mode of the site in words."""
        board = _board(slug)
        if board is None:
            return None
        return {
            "name": board.name,
            "site": board.site.name,
            "layout": board.layout,
            "language": board.language,
            **mode_facts(board.site),
            "mode_headlines": both(board, lambda: mode_headline(board.site.mode, board.site.is_drill)),
            "mode_texts": both(board, lambda: mode_words(board.site.mode)),
            "lines": [row for line in board.lines.all() for row in _rows(board, line, at)],
        }

    def next_transition(self, *, at: datetime, slug: str) -> datetime | None:
        """When some line changes by itself; midnight at the latest, for a board shows today."""
        board = _board(slug)
        if board is None:
            return None
        zone = ZoneInfo(board.site.time_zone)
        moments = [local_day(at.astimezone(zone).date(), zone).end]
        for line in board.lines.all():
            bound = find(line.topic)
            if bound is not None:
                moments.append(bound.topic.next_transition(at=at, **bound.args) or at + timedelta(days=1))
        return min(moments)


def state_words(state: str, until: str | None) -> str:
    """Whether something is to be had, and until when."""
    match state, until:
        case (("free" | "soon"), None):
            return _("Free")
        case (("free" | "soon"), _):
            return _("Free until %(time)s") % {"time": until}
        case "busy", None:
            return _("Taken")
        case "busy", _:
            return _("Taken until %(time)s") % {"time": until}
        case "blocked", _:
            return _("Out of use")
        case "closed", _:
            return _("Closed")
        case _:
            return state


@once
def _board(slug: str) -> Board | None:
    return Board.objects.select_related("site").prefetch_related("lines").filter(slug=slug).first()


def _rows(board: Board, line: Any, at: datetime) -> list[Row]:
    known = provider(line.provider)
    if known is None:
        return []
    zone = ZoneInfo(board.site.time_zone)
    words = getattr(known, "words", _words)
    return [_printed(board, line.label, row, words, at, zone) for row in known.rows(line.argument, at=at)]


def _words(row: Row, until: str | None) -> str:
    return state_words(row.get("state", ""), until)


def _printed(board: Board, section: str, row: Row, words: Words, at: datetime, zone: ZoneInfo) -> Row:
    """The row with everything a simple screen prints as it stands."""
    until = row.get("until")
    starts, ends = (_clock(row.get(name), zone) for name in ("starts_at", "ends_at"))
    title, organisation = row.get("title") or "", row.get("organisation") or ""
    printed = {
        "section": section,
        "texts": both(board, lambda: words(row, _until(until, at, zone))),
        "time": f"{starts}–{ends}" if starts and ends else "",
        "what": " · ".join(part for part in (title, organisation) if part),
    }
    if "free" in row:
        # Digits stand big and alone, so the word that takes their place is in the board's own language.
        row |= {"text": sign_text(row["state"], row["free"], Style(language=board.language[:2]))}
    return printed | row


def _clock(moment: str | None, zone: ZoneInfo) -> str:
    return f"{datetime.fromisoformat(moment).astimezone(zone):%H:%M}" if moment else ""


def _until(moment: str | None, at: datetime, zone: ZoneInfo) -> str | None:
    return wall_text(datetime.fromisoformat(moment), at=at, tz=zone) if moment else None
