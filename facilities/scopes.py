"""What a person reaches: read once per user object from the memberships, never cached beyond the request."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from django.http import HttpRequest

    from .models.people import User


@dataclass(frozen=True, slots=True)
class Scope:
    """The scopes of one person, by role, as primary keys."""

    roles: frozenset[str] = frozenset()
    managed_sites: frozenset[int] = frozenset()
    desk_sites: frozenset[int] = frozenset()
    organisations: frozenset[int] = frozenset()
    administered_organisations: frozenset[int] = frozenset()
    tenant_organisations: frozenset[int] = frozenset()

    @property
    def is_admin(self) -> bool:
        """Platform admin: may change everything."""
        return "platform_admin" in self.roles

    @property
    def is_platform(self) -> bool:
        """Platform admin or auditor: sees everything."""
        return bool(self.roles & {"platform_admin", "auditor"})

    @property
    def staff_sites(self) -> frozenset[int]:
        """Sites this person manages or receives at."""
        return self.managed_sites | self.desk_sites

    @property
    def is_staff(self) -> bool:
        """Works for the houses, at a site or over all."""
        return self.is_platform or bool(self.staff_sites)


NOBODY = Scope()


def scope_of(user: User) -> Scope:
    """The scope of `user`: one query the first time, kept on the user object (which lives for one request)."""
    if not user.is_authenticated or not user.is_active:
        return NOBODY
    kept = getattr(user, "_scope", None)
    if kept is None:
        kept = user._scope = _read(user)  # type: ignore[attr-defined]
    return kept


def person_of(request: HttpRequest) -> User:
    """Who asks, on a page that the permission table opens to logged-in people only."""
    return cast("User", request.user)


def _read(user: User) -> Scope:
    rows = list(
        user.memberships.exclude(organisation__is_suspended=True).values_list("role", "site_id", "organisation_id")
    )
    own = {"tenant_admin", "tenant_member", "external_booker"}
    return Scope(
        roles=frozenset(role for role, _, _ in rows),
        managed_sites=frozenset(site for role, site, _ in rows if role == "site_manager"),
        desk_sites=frozenset(site for role, site, _ in rows if role == "receptionist"),
        organisations=frozenset(org for role, _, org in rows if role in own),
        administered_organisations=frozenset(org for role, _, org in rows if role == "tenant_admin"),
        tenant_organisations=frozenset(org for role, _, org in rows if role in {"tenant_admin", "tenant_member"}),
    )
