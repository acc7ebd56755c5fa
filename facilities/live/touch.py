"""Raising the sequence number of live topics, and hinting to whoever listens that it happened."""

import secrets
from collections.abc import Collection, Sequence

from django.db import connection

from ..models.machinery import LiveTopic


def bump(topics: Sequence[str]) -> None:
    """Raise `seq` of each topic by one inside the running transaction, creating rows that are missing.

    `topics` must be sorted: every writer takes the row locks in the same order. A fresh row starts its own epoch.
    """
    values, parameters = [], []
    for name in topics:
        values.append("(%s, %s, 1, NULL)")
        parameters += [name, secrets.token_hex(6)]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO facilities_livetopic (name, epoch, seq, next_transition_at) VALUES "
            + ", ".join(values)
            + " ON CONFLICT (name) DO UPDATE SET seq = facilities_livetopic.seq + 1, next_transition_at = NULL",
            parameters,
        )


def boards_of(topics: Collection[str]) -> set[str]:
    """The topics of the boards that show some of `topics`."""
    marks = ", ".join(["%s"] * len(topics))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT board.slug FROM facilities_boardline line"
            f" JOIN facilities_board board ON board.id = line.board_id WHERE line.topic IN ({marks})",
            list(topics),
        )
        return {f"board.{slug}" for (slug,) in cursor.fetchall()}


def begin(name: str) -> None:
    """Give a topic that nobody has touched yet its row and its epoch."""
    LiveTopic.objects.bulk_create([LiveTopic(name=name, epoch=secrets.token_hex(6), seq=1)], ignore_conflicts=True)


def hint(topics: Sequence[str]) -> None:
    """Tell the hubs of this process and, over the channel layer, of the others; may fail, the heartbeat heals."""
    from .hub import hint_everyone

    hint_everyone(topics)
