"""Who may be visited by invitation of one person: himself, his people, or whoever sits at his site."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from facilities.models.people import Membership, Organisation, User
from facilities.models.places import Site
from facilities.scopes import scope_of

TENANT_ROLES = ["tenant_admin", "tenant_member"]


@dataclass(frozen=True, slots=True)
class Host:
    """A person as host for one organisation."""

    person: User
    organisation: Organisation

    @property
    def key(self) -> str:
        """What a form sends."""
        return f"{self.organisation.pk}-{self.person.pk}"

    @property
    def label(self) -> str:
        """Whom a form offers."""
        return f"{self.person.name}, {self.organisation.name}"


def hosts_for(user: User) -> list[Host]:
    """All `user` may invite to, himself first; one query."""
    scope = scope_of(user)
    reach = Q(organisation__in=scope.administered_organisations) | Q(
        user=user, organisation__in=scope.tenant_organisations
    )
    if scope.is_admin:
        reach |= Q(organisation__sites__isnull=False)
    else:
        reach |= Q(organisation__sites__in=scope.staff_sites)
    return sorted(_hosts(reach), key=lambda host: (host.person != user, host.person.name, host.organisation.name))


def hosts_at(site: Site) -> list[Host]:
    """All who receive at `site`, by name; one query. For looking somebody up, never to be shown as a list."""
    return sorted(_hosts(Q(organisation__sites=site)), key=lambda host: (host.person.name, host.organisation.name))


def _hosts(reach: Q) -> list[Host]:
    held = (
        Membership.objects.filter(reach, role__in=TENANT_ROLES, user__is_active=True, organisation__is_suspended=False)
        .select_related("user", "organisation")
        .distinct()
    )
    found = {(row.organisation_id, row.user_id): Host(row.user, row.organisation) for row in held if row.organisation}
    return list(found.values())


def sites_for(user: User, hosts: list[Host]) -> list[Site]:
    """The sites at which these hosts receive and that `user` sees."""
    firms = {host.organisation.pk for host in hosts}
    return list(Site.objects.visible_to(user).filter(organisations__in=firms).distinct().order_by("name"))
