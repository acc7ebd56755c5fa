"""What somebody may say of himself on the start page: that he is in one of his houses, or leaves it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from facilities.models.people import User
from facilities.models.places import Site
from facilities.scopes import scope_of

from .models.presence import Presence


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """Where a person is known to be, and the houses he can say to be in."""

    presence: Presence | None
    houses: list[Site]


def whereabouts_of(user: User) -> Whereabouts | None:
    """None for who has no place in any house."""
    scope = scope_of(user)
    own = Q(pk__in=scope.staff_sites) | Q(organisations__in=scope.tenant_organisations)
    houses = list(Site.objects.filter(own).distinct().order_by("name"))
    if not houses:
        return None
    presence = Presence.objects.open().filter(person=user).select_related("site", "building", "floor").first()
    return Whereabouts(presence, [site for site in houses if presence is None or site.pk != presence.site_id])
