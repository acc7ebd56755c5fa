"""Which screens can be paired, and what address each opens; the storeys above add theirs through the settings."""

from typing import Protocol

from django.conf import settings
from django.urls import reverse
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from .models.devices import Board
from .models.places import Site

PREFIX = "board:"


class Screens(Protocol):
    """One kind of screen."""

    def choices(self, site: Site) -> list[tuple[str, str]]:
        """What a screen of this kind may show at `site`: value of `Device.shows` and words."""

    def url(self, shows: str) -> str | None:
        """The page that such a screen opens; None when this is another kind or the thing is gone."""


class BoardScreens:
    """Boards: `board:<slug>`."""

    def choices(self, site: Site) -> list[tuple[str, str]]:
        """Every board of the site."""
        boards = Board.objects.filter(site=site).order_by("name").values_list("slug", "name")
        return [(board_of(slug), _("Board %(name)s") % {"name": name}) for slug, name in boards]

    def url(self, shows: str) -> str | None:
        """The board's page."""
        slug = shows.removeprefix(PREFIX)
        if not shows.startswith(PREFIX) or not Board.objects.filter(slug=slug).exists():
            return None
        return reverse("facilities:board-show", args=[slug])


def board_of(slug: str) -> str:
    """What `Device.shows` says when the device shows the board with this slug."""
    return f"{PREFIX}{slug}"


def screen_choices(site: Site) -> list[tuple[str, str]]:
    """Everything a screen at `site` may show."""
    return [choice for kind in _kinds() for choice in kind.choices(site)]


def screen_url(shows: str) -> str | None:
    """The page a screen opens, or None when there is nothing to show any more."""
    return next((url for kind in _kinds() if (url := kind.url(shows))), None)


def _kinds() -> list[Screens]:
    return [import_string(path)() for path in settings.RUIMTE_SCREENS]
