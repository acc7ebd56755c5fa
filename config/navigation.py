"""The links of the shell: what the permission table lets this person open, of what exists."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from facilities.permissions import Roles, roles_of, table

Place = tuple[str | Promise, str]
# Entries to which every page of a storey belongs, whatever its address begins with.
WHOLE = {"parking:car-park-list": "parking"}

FIRST: list[Place] = [
    (_("Start"), "home"),
    (_("Desk"), "access:desk-list"),
    (_("Timeline"), "bookings:timeline"),
    (_("Bookings"), "bookings:booking-list"),
    (_("Visitors"), "access:visit-list"),
    (_("Rooms"), "bookings:room-list"),
    (_("Car parks"), "parking:car-park-list"),
    (_("Sites"), "facilities:site-list"),
]
MORE: list[Place] = [
    (_("Organisations"), "facilities:organisation-list"),
    (_("Leases"), "facilities:lease-list"),
    (_("Invoices"), "facilities:invoice-list"),
    (_("Out of use"), "bookings:block-list"),
    (_("Defects"), "bookings:defect-list"),
    (_("Kept out"), "access:blocked-list"),
    (_("Devices"), "facilities:device-list"),
    (_("Boards"), "facilities:board-list"),
    (_("Equipment"), "facilities:amenity-list"),
    (_("Stock"), "bookings:stock-list"),
    (_("Platform people"), "facilities:platform-people"),
    (_("Audit log"), "facilities:audit-list"),
    (_("Operations"), "facilities:operations"),
    (_("What was forgotten"), "access:purge-reports"),
]
OWN: list[Place] = [
    (_("Profile"), "facilities:profile"),
]
FOOT: list[Place] = [
    (_("Privacy"), "facilities:privacy"),
    (_("Accessibility"), "facilities:accessibility"),
    (_("API"), "docs"),
]
# Lists that look for the words of `q`.
SEARCHES: list[Place] = [
    (_("Bookings"), "bookings:booking-list"),
    (_("Organisations"), "facilities:organisation-list"),
]


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the shell."""

    label: str | Promise
    address: str
    is_current: bool


def navigation(request: HttpRequest) -> dict[str, list[Link]]:
    """The links for whoever asks, by the part of the shell they stand in."""
    user: Any = getattr(request, "user", None)
    roles = roles_of(user, getattr(request, "device", None)) if user is not None else frozenset({"anonymous"})
    parts = {"first": FIRST, "more": MORE, "own": OWN, "foot": FOOT, "searches": SEARCHES}
    match = getattr(request, "resolver_match", None)
    storey = match.namespace if match else ""
    return {part: _open_to(roles, places, request.path, storey) for part, places in parts.items()}


def _open_to(roles: Roles, places: list[Place], path: str, storey: str) -> list[Link]:
    links = []
    for label, name in places:
        entry = table().get(name)
        if entry is None or not entry.methods.get("GET", frozenset()) & roles:
            continue
        try:
            address = reverse(name)
        except NoReverseMatch:
            continue
        is_below = (address != "/" and path.startswith(address)) or (bool(storey) and WHOLE.get(name) == storey)
        links.append(Link(label, address, path == address or is_below))
    return links
