"""Who may: the permission table's rows of this storey, and the predicates behind pages, API and topics."""

from facilities.permissions import Entry

ROUTES: dict[str, Entry] = {}
TOPICS: dict[str, frozenset[str]] = {}
