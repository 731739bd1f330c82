"""Which addresses a feed may lead to: asked for every connection, after names are resolved.

Checking a name before the request would not do: the answer of a name server may be another
one a second later, and "0x7f.1" is an address too.
"""

import asyncio
import errno
import socket
from collections.abc import Iterable
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from aiohappyeyeballs import AddrInfoType
from yarl import URL

Network = IPv4Network | IPv6Network

REFUSES = "refuses to connect to"  # how every refusal begins
WEB_PORTS = (80, 443, 8080, 8443)  # where the web is; other ports belong to other services

# Public by the books of Python 3.11, yet nobody's news server: carrier-grade NAT, protocol
# assignments with cloud metadata in them, the old 6to4 relays, Azure's metadata, documentation.
_NOT_PUBLIC = tuple(
    map(
        ip_network,
        ("100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "168.63.129.16/32", "3fff::/20"),
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")  # all that is assigned for the internet so far
_NAT64 = IPv6Network("64:ff9b::/96")  # the last four bytes are an IPv4 address


class AddressRefused(OSError):
    """A connection to an address or port that is not for feeds was asked for."""

    def __init__(self, address: str, because: str) -> None:
        super().__init__(errno.EACCES, f"{REFUSES} {address}: {because}")


class AddressGuard:
    """Lets connections through to public addresses and to the networks the operator opened.

    `ports`: the only ones that may be connected to; empty: any.
    """

    def __init__(self, networks: Iterable[Network] = (), ports: Iterable[int] = ()) -> None:
        self.networks = tuple(networks)
        self.ports = frozenset(ports)

    def open_socket(self, addr_info: AddrInfoType) -> socket.socket:
        """Open a socket for an address about to be connected to; AddressRefused if it may not.

        This is what aiohttp's TCPConnector calls a socket factory.
        """
        family, kind, protocol, _, address = addr_info
        self.check(str(address[0]), int(address[1]))
        return socket.socket(family=family, type=kind, proto=protocol)

    def check(self, address: str, port: int) -> None:
        """Raise AddressRefused if an address, written in digits, may not be connected to."""
        if not self.allows(address):
            hint = (
                "list the feed in feeds.yaml" if self.ports else "TOCSIN_FEED_NETWORKS can open it"
            )
            raise AddressRefused(address, f"not a public address ({hint})")
        if self.ports and port not in self.ports:
            usual = ", ".join(map(str, sorted(self.ports)))
            raise AddressRefused(f"port {port}", f"feeds from chats come from ports {usual}")

    async def check_url(self, url: URL) -> None:
        """Raise AddressRefused for an address that a proxy is to ask for us.

        A name that is not known here is left to the proxy, which alone sees where it leads.
        """
        loop = asyncio.get_running_loop()
        try:
            found = await loop.getaddrinfo(url.raw_host, url.port or 0, type=socket.SOCK_STREAM)
        except OSError:
            found = []
        for *_, address in found:
            self.check(str(address[0]), int(address[1]))

    def allows(self, address: str) -> bool:
        """Say whether an address, written in digits, may be connected to."""
        ip = ip_address(address)
        inner = _inner_address(ip)
        if self._opened(ip) or (inner is not None and self._opened(inner)):
            return True
        return _is_public(inner if inner is not None else ip)

    def _opened(self, ip: IPv4Address | IPv6Address) -> bool:
        return any(ip in network for network in self.networks)


def _inner_address(ip: IPv4Address | IPv6Address) -> IPv4Address | None:
    """The IPv4 address that an IPv6 address leads to: mapped, 6to4, NAT64.

    Teredo (2001::/32) has one too, but it is not public in the first place.
    """
    if isinstance(ip, IPv4Address):
        return None
    if ip in _NAT64:
        return IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip.sixtofour


def _is_public(ip: IPv4Address | IPv6Address) -> bool:
    if isinstance(ip, IPv6Address) and ip not in _GLOBAL_UNICAST:
        return False
    if any(ip in network for network in _NOT_PUBLIC):
        return False
    return ip.is_global and not ip.is_multicast and not ip.is_reserved
