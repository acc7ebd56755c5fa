"""Who may: the permission table's rows of this storey, and the predicates behind pages, API and topics."""

from facilities.permissions import ANYBODY, Entry, allow

ROUTES: dict[str, Entry] = {
    # People
    "facilities:login": allow(GET=ANYBODY, POST=ANYBODY),
    "facilities:logout": allow(POST=ANYBODY),
}
TOPICS: dict[str, frozenset[str]] = {}
