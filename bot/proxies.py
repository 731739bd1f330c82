"""Addresses of proxies."""

from urllib.parse import urlsplit


def is_proxy(address: str) -> bool:
    """Whether it is an address of a proxy, perhaps with a user and a password."""
    try:
        parts = urlsplit(address)
        whole = parts.scheme == "http" and bool(parts.hostname) and parts.port is not None
    except ValueError:
        return False
    return whole and parts.path in ("", "/") and not (parts.query or parts.fragment)
