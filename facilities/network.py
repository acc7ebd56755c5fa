"""Where a request comes from, as far as the configured number of trusted proxies can tell."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The address of the client: what the outermost of our own proxies saw, never what the client claims."""
    seen = request.META.get("REMOTE_ADDR", "")
    if settings.PROXIES:
        claims = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
        # Each proxy of ours appends one entry; a shorter list did not come through all of them.
        if len(claims) >= settings.PROXIES:
            seen = claims[-settings.PROXIES]
    return seen if _parsed(seen) else "unknown"


def client_network(request: HttpRequest) -> str:
    """What one subscriber holds: an IPv4 address, or a whole /64 of IPv6."""
    address = _parsed(client_address(request))
    match address:
        case IPv6Address(ipv4_mapped=IPv4Address() as mapped):
            return str(mapped)
        case IPv6Address():
            return str(ip_network((address, 64), strict=False))
        case _:
            return str(address or "unknown")


def _parsed(text: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(text)
    except ValueError:
        return None
