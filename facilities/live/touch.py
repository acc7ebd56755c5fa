"""Raising the sequence number of live topics, and hinting to whoever listens that it happened."""

import secrets
from collections.abc import Collection, Sequence

from django.db import connection

from ..kernel.statements import ALLOWED, Statements
from ..models.machinery import LiveTopic

# Who is sorted before whom must not depend on the database's language: all writers take the row locks in one order.
BUMP = """
    INSERT INTO facilities_livetopic (name, epoch, seq, next_transition_at)
    SELECT name, %s, 1, NULL FROM ({names}) AS touched WHERE {allowed} ORDER BY name {order}
    ON CONFLICT (name) DO UPDATE SET seq = facilities_livetopic.seq + 1, next_transition_at = NULL
"""
BOARDS = """
    UNION SELECT 'board.' || board.slug FROM facilities_boardline line
    JOIN facilities_board board ON board.id = line.board_id WHERE line.topic IN ({marks})
"""


def bump(topics: Collection[str]) -> list[str]:
    """Raise `seq` of each topic by one inside the running transaction, creating rows that are missing; gives `topics`.

    A fresh row starts its own epoch.
    """
    return _raise(*_bumping(topics, "", [*topics]))


def bump_with_boards(topics: Collection[str]) -> list[str]:
    """`bump` for `topics` and the boards that show some of them; gives the names of all."""
    return _raise(*bumping_with_boards(topics))


def bumping_with_boards(topics: Collection[str]) -> tuple[str, list[str]]:
    """The statement that `bump_with_boards` sends, for `Statements`, with its parameters; it gives `name`."""
    return _bumping(topics, BOARDS.format(marks=", ".join(["%s"] * len(topics))), [*topics, *topics])


def _bumping(topics: Collection[str], boards: str, parameters: Sequence[str]) -> tuple[str, list[str]]:
    names = "SELECT column1 AS name FROM (VALUES " + ", ".join(["(%s)"] * len(topics)) + ") AS told" + boards
    order = 'COLLATE "C"' if connection.vendor == "postgresql" else ""
    return BUMP.format(names=names, order=order, allowed=ALLOWED), [secrets.token_hex(6), *parameters]


def _raise(sql: str, parameters: Sequence[str]) -> list[str]:
    writes = Statements()
    writes.add(sql, parameters, gives="name")
    return writes.run()


def begin(name: str) -> None:
    """Give a topic that nobody has touched yet its row and its epoch."""
    LiveTopic.objects.bulk_create([LiveTopic(name=name, epoch=secrets.token_hex(6), seq=1)], ignore_conflicts=True)


def hint(topics: Sequence[str]) -> None:
    """Tell the hubs of this process and, over the channel layer, of the others; may fail, the heartbeat heals."""
    from .hub import hint_everyone

    hint_everyone(topics)
