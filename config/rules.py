"""The roof's own rows of the permission table."""

from facilities.permissions import ANYBODY, PERSON, allow

ROUTES = {
    "home": allow(GET=PERSON),
    "healthz": allow(GET=ANYBODY),
    "readyz": allow(GET=ANYBODY),
    "schema": allow(GET=PERSON),
    "docs": allow(GET=PERSON),
}

TOPICS: dict[str, frozenset[str]] = {}
