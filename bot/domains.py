"""Which hosts belong to one site: they share a registrable domain."""

from functools import cache
from ipaddress import ip_address

from publicsuffixlist import PublicSuffixList


def find_domain(host: str) -> str:
    """Return the registrable domain of a host: "bbc.co.uk" for "feeds.bbc.co.uk".

    A host that has none, such as an address in numbers, a name without dots or a public suffix
    itself, stands for itself.
    """
    host = host.rstrip(".").lower()
    if _is_number(host):
        return host
    return _read_list().privatesuffix(host) or host


@cache
def _read_list() -> PublicSuffixList:
    """Read the list that comes with its library, once: a fifth of a second, 2 MB."""
    return PublicSuffixList()


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
