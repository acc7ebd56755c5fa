"""The kiosk in the hall: the calls it may make, and whom a visitor finds there; it never lists people."""

from django.core import signing

from facilities.models.people import User
from facilities.models.places import Site

from .forms.hosts import Host, hosts_at
from .spelling import normalised_name

# All that a kiosk may ask, method and route; to everything else it is a stranger.
CALLS = frozenset(
    {
        ("GET", "facilities:screen-start"),
        ("GET", "v1:facilities:live-detail"),
        ("GET", "access:kiosk-show"),
        ("POST", "access:kiosk-scan"),
        ("POST", "access:kiosk-hosts"),
        ("POST", "access:kiosk-announce"),
    }
)
LEAST_LETTERS = 3
MOST_HITS = 5
# A hit can be chosen for as long as somebody may stand before it; no other person can.
CHOOSABLE = 600
SALT = "access.kiosk.host"


def find_hosts(site: Site, typed: str) -> list[Host]:
    """At most five people who receive at `site`, each with words that begin as those typed; none for few letters."""
    asked = normalised_name(typed).split()
    if sum(len(word) for word in asked) < LEAST_LETTERS:
        return []
    found = [host for host in hosts_at(site) if _begins(asked, normalised_name(host.person.name).split())]
    return found[:MOST_HITS]


def sealed(host: Host) -> str:
    """What a form sends for one of the hits; nobody can make one up for somebody he did not find."""
    return signing.dumps(host.key, salt=SALT)


def unsealed(site: Site, choice: str) -> Host | None:
    """The host chosen, as long as he still receives at `site`."""
    try:
        key = signing.loads(choice, salt=SALT, max_age=CHOOSABLE)
    except signing.BadSignature:
        return None
    return next((host for host in hosts_at(site) if host.key == key), None)


def known_language(asked: str) -> str:
    """The language asked for, if it is one of ours; else Dutch."""
    return asked if asked in User.Language.values else User.Language.DUTCH


def _begins(asked: list[str], words: list[str]) -> bool:
    left = list(words)
    for typed in sorted(asked, key=len, reverse=True):
        match = next((word for word in left if word.startswith(typed)), None)
        if match is None:
            return False
        left.remove(match)
    return True
