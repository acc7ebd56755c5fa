"""Boards for the simplest of screens: lines of ASCII for an LED sign that asks every few seconds."""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.generic import View

from ..kernel import clock
from ..live.topics import State, board_topic, publish
from ..models.devices import Board
from ..models.people import User
from ..modes import mode_sign
from ..rules import may_see_board
from ..services.boards import provider
from ..signs import LANGUAGES, WIDEST, Style, plain, sign_text


@method_decorator(never_cache, name="dispatch")
class BoardText(View):
    """`/boards/<slug>.txt`: a line for each row of the board; an option nobody understands counts for nothing."""

    def get(self, request: HttpRequest, slug: str) -> HttpResponse:
        """200 always, for a sign knows no other answer; 404 for whoever may not see the board."""
        user = request.user if isinstance(request.user, User) else AnonymousUser()
        board = Board.objects.prefetch_related("lines").filter(slug=slug).first()
        if board is None or not may_see_board(user, getattr(request, "device", None), board):
            raise Http404
        at = clock.now()
        published = publish(board_topic(slug), at)
        if published is None:
            raise Http404
        style = style_of(request.GET, board.language[:2])
        rows = published.state["lines"]
        body = "".join(f"{line}\n" for line in _lines(published.state, style, board))
        response = HttpResponse(body, content_type="text/plain; charset=us-ascii")
        response["ETag"] = f'"{published.epoch}-{published.seq}"'
        counted = {row["topic"]: row for row in rows if "free" in row}.values()
        versions = [(row["epoch"], row["seq"]) for row in counted] or [(published.epoch, published.seq)]
        response["X-Ruimte-Epoch"] = ", ".join(epoch for epoch, _seq in versions)
        response["X-Ruimte-Seq"] = ", ".join(str(seq) for _epoch, seq in versions)
        age = _age(board, at)
        if age is not None:
            response["X-Ruimte-Age"] = str(age)
        return response


def style_of(options: QueryDict, language: str) -> Style:
    """What the sign asks for: width, pad, lang, full, closed."""
    pad, asked = plain(options.get("pad", "")), options.get("lang", "")
    return Style(
        language=asked if asked in LANGUAGES else language,
        width=_width(options.get("width", "")),
        pad=pad if len(pad) == 1 and pad.isprintable() else " ",
        full=_word(options.get("full")),
        closed=_word(options.get("closed")),
    )


def _width(given: str) -> int | None:
    is_number = given.isascii() and given.isdecimal() and len(given) < 4
    return int(given) if is_number and 1 <= int(given) <= WIDEST else None


def _word(given: str | None) -> str | None:
    """A word of the sign's own: one line of ASCII, or nothing."""
    word = "".join(letter for letter in plain(given or "", WIDEST) if letter.isprintable())
    return word or None


def _lines(state: State, style: Style, board: Board) -> list[str]:
    """A line for each row; in an emergency each says that and nothing else, for a sign may show any one of them."""
    alarm = mode_sign(state["mode"], state["is_drill"], style.language, style.width)
    if alarm is not None:
        return [alarm] * max(len(state["lines"]), 1)
    return [_line(row, style, board) for row in state["lines"]]


def _line(row: dict[str, Any], style: Style, board: Board) -> str:
    if "free" in row:
        return sign_text(row["state"], row["free"], style)
    # Of the two languages that rows come in, the nearest to what was asked.
    first = style.language == board.language[:2] or style.language == "fr"
    return plain(f"{row['label']}: {row['texts'][0 if first else 1]}", style.width)


def _age(board: Board, at: datetime) -> int | None:
    """Seconds since the numbers were last known to be right; the eldest counts."""
    moments = []
    for line in board.lines.all():
        heard_at = getattr(provider(line.provider), "heard_at", None)
        if heard_at is not None:
            moments.append(heard_at(line.argument, at=at))
    known = [moment for moment in moments if moment is not None]
    return max(int((at - min(known)).total_seconds()), 0) if known else None
