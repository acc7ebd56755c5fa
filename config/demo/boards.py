"""Public boards: one in the lobby of each house that has rooms, two at the car park."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.module_loading import import_string

from facilities.models.devices import Board, BoardLine
from facilities.models.places import Site


@dataclass(frozen=True)
class Plan:
    """A board: where it hangs, what it is called, and its lines as provider, argument, label."""

    slug: str
    site: str
    lines: tuple[tuple[str, str, str], ...]
    name: str = ""
    layout: str = Board.Layout.LOBBY


PLANS = (
    *(Plan(f"lobby-{slug}", slug, (("rooms", slug, ""),)) for slug in ("darwin", "mth", "voorbeeldkaai")),
    Plan("geel", "geel", (("places", "geel", ""),), "Welkom", Board.Layout.DIGITS),
    # Who parks here meets in Mol: meetings and places side by side.
    Plan("lobby-geel", "geel", (("rooms", "mth", "Milieutechnologiehuis"), ("places", "geel", ""))),
)


def fill(sites: dict[str, Site]) -> list[Board]:
    """The boards; what somebody changed of them stays."""
    return [_hung(plan, sites[plan.site]) for plan in PLANS]


def _hung(plan: Plan, site: Site) -> Board:
    board, is_new = Board.objects.get_or_create(
        slug=plan.slug,
        defaults={
            "site": site,
            "name": (plan.name or f"Inkomhal {site.name}")[:120],
            "layout": plan.layout,
            "is_public": True,
        },
    )
    for position, (name, argument, label) in enumerate(plan.lines if is_new else (), start=1):
        provider = import_string(settings.RUIMTE_BOARD_PROVIDERS[name])()
        BoardLine.objects.create(
            board=board,
            position=position,
            provider=name,
            argument=argument,
            topic=provider.topic(argument),
            label=label,
        )
    return board
