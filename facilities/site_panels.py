"""What the storeys above add to the page of a site; they name it in the settings, so that none imports another."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from .models.people import User
from .models.places import Site


@dataclass(frozen=True, slots=True)
class SitePanel:
    """One part of the page: a template that finds its `context` as `panel.context`, with the files it needs."""

    template: str
    context: dict[str, Any] = field(default_factory=dict)
    styles: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()


class SitePanels(Protocol):
    """One kind of panel."""

    def panel(self, site: Site, *, person: User, at: datetime) -> SitePanel | None:
        """What `person` sees of it at `site`; None when that is nothing."""


def panels_of(site: Site, *, person: User, at: datetime) -> list[SitePanel]:
    """The panels of a site, in the order of the settings."""
    kinds: list[SitePanels] = [import_string(path)() for path in settings.RUIMTE_SITE_PANELS]
    return [panel for kind in kinds if (panel := kind.panel(site, person=person, at=at)) is not None]
