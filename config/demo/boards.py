"""A public lobby board in each house that has rooms."""

from django.conf import settings
from django.utils.module_loading import import_string

from facilities.models.devices import Board, BoardLine
from facilities.models.places import Site

PROVIDER = "rooms"


def fill(sites: dict[str, Site]) -> list[Board]:
    """The boards, each with one line about the rooms of its house."""
    provider = import_string(settings.RUIMTE_BOARD_PROVIDERS[PROVIDER])()
    boards = []
    for slug in ("darwin", "mth", "voorbeeldkaai"):
        board, is_new = Board.objects.get_or_create(
            slug=f"lobby-{slug}",
            defaults={"site": sites[slug], "name": f"Inkomhal {sites[slug].name}"[:120], "is_public": True},
        )
        if is_new:
            BoardLine.objects.create(
                board=board, position=1, provider=PROVIDER, argument=slug, topic=provider.topic(slug)
            )
        boards.append(board)
    return boards
