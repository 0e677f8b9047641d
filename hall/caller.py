"""Where a request comes from: the place by which wrong passwords, wrong codes and floods are counted."""

from contextlib import suppress
from ipaddress import IPv6Address, IPv6Network, ip_address
from socket import AF_INET, inet_ntop, inet_pton

from django.conf import settings
from django.http import HttpRequest

NOWHERE = "0.0.0.0"  # noqa: S104 - no door to listen at: the one place of all callers whose address nobody knows
ONE_CONNECTION = 64  # bits of an IPv6 address; the rest one connection at home chooses as it likes (RFC 6177)


def address_of(request: HttpRequest) -> str:
    """The caller's place: of the last address that our own proxy saw, else of the socket's; always one that PostgreSQL takes."""
    hops = [hop.strip() for hop in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if hop.strip()]
    proxies = settings.REST_FRAMEWORK["NUM_PROXIES"]
    forwarded = hops[-proxies] if proxies and len(hops) >= proxies else ""
    return network_of(forwarded) or network_of(request.META.get("REMOTE_ADDR", "")) or NOWHERE


def network_of(text: str) -> str:
    """
    Return the place that an address belongs to: an IPv4 address itself, the /64 of an IPv6 one; "" for what is none.

    An IPv4 address may be written in IPv6 (``::ffff:192.0.2.1``), and a port may follow (``192.0.2.1:443``, ``[2001:db8::1]:443``).
    """
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    with suppress(OSError, ValueError):  # most are these, and ipaddress takes ten times as long
        return inet_ntop(AF_INET, inet_pton(AF_INET, text))
    try:
        address = ip_address(text)
    except ValueError:
        return ""
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped is not None:
        return str(address.ipv4_mapped)
    return str(IPv6Network((int(address), ONE_CONNECTION), strict=False).network_address)
