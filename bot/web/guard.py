"""Who may see what the bot serves, and what every answer forbids the browser.

Without a password the pages are for the machine that the bot runs on, and for nobody else: they
are not served on an address that others reach.
"""

import base64
import binascii
import hmac
import time
from collections.abc import Callable, Collection, Iterable
from ipaddress import IPv6Address, ip_address, ip_network
from urllib.parse import urlsplit

from aiohttp import hdrs, web
from aiohttp.typedefs import Handler, Middleware

from bot.settings import Address

TRIES, WINDOW = 10, 300.0  # wrong passwords of one address, in so many seconds
REMEMBERED = 1_000  # addresses that tried a wrong one

# No script and no style but our own files; nothing of other servers; in nobody's frame.
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
_CHALLENGE = {hdrs.WWW_AUTHENTICATE: 'Basic realm="Tocsin", charset="UTF-8"'}


async def add_headers(_request: web.Request, response: web.StreamResponse) -> None:
    """Put the headers on an answer, whatever it is, that is about to be sent."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    response.headers.setdefault(hdrs.CACHE_CONTROL, "no-store")
    response.headers.pop(hdrs.SERVER, None)


def why_hidden(address: Address, password: str, public_url: str) -> str:
    """Return why pages are not served on an address; empty: they are."""
    if password:
        return ""
    if public_url:  # behind a proxy on this machine, everybody comes from this machine
        return "TOCSIN_PUBLIC_URL says that the world reaches this address"
    if not is_loopback(address.host):
        return "TOCSIN_WEB is an address that other machines reach"
    return ""


def is_loopback(host: str) -> bool:
    """Whether a name or an address means this machine alone."""
    if host.lower().rstrip(".") == "localhost":
        return True
    try:
        return ip_address(host.removeprefix("[").removesuffix("]")).is_loopback
    except ValueError:
        return False


def find_free_paths(routes: Iterable[web.AbstractRouteDef]) -> frozenset[str]:
    """Return the paths of routes that know by themselves whom they talk to; "/x/": all below."""
    return frozenset(
        route.path.partition("{")[0] for route in routes if isinstance(route, web.RouteDef)
    )


def protect(
    password: str,
    free_paths: Collection[str] = (),
    *,
    monotonic: Callable[[], float] = time.monotonic,
) -> Middleware:
    """Return a middleware that lets in who knows the password, under any user name.

    `password`: empty lets in whoever asks for this machine by a name of its own: a page of
    another site that had its name point here is refused. `free_paths`: anybody may; one that
    ends with "/" stands for all below it. Answers 401, 403, and 429 to who guesses.
    """
    tries = Tries(monotonic)

    @web.middleware
    async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
        if is_free(request.path, free_paths):
            return await handler(request)
        if not password:
            if not is_loopback(urlsplit(f"//{request.host}").hostname or ""):
                return web.Response(status=403, text="ask for localhost, or set a password\n")
            return await handler(request)
        asking = request.remote or ""
        if wait := tries.wait(asking):
            after = {hdrs.RETRY_AFTER: str(wait)}
            return web.Response(status=429, text="too many wrong passwords\n", headers=after)
        given = read_password(request.headers.get(hdrs.AUTHORIZATION, ""))
        if given is None:
            return web.Response(status=401, text="a password is needed\n", headers=_CHALLENGE)
        # Digests of one length: not even how long the right one is takes another time.
        if not hmac.compare_digest(_digest(given), _digest(password.encode())):
            tries.note(asking)
            return web.Response(status=401, text="wrong password\n", headers=_CHALLENGE)
        return await handler(request)

    return guard


class Tries:
    """Wrong passwords, by who gave them, for as long as they count."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._times: dict[str, list[float]] = {}

    def wait(self, asking: str) -> int:
        """Return for how many seconds an address is not listened to; 0: it is."""
        now = self._monotonic()
        times = [at for at in self._times.get(_whose(asking), ()) if now - at < WINDOW]
        return 0 if len(times) < TRIES else max(1, round(WINDOW - (now - times[0])))

    def note(self, asking: str) -> None:
        """Count a wrong one."""
        now, whose = self._monotonic(), _whose(asking)
        times = [at for at in self._times.pop(whose, ()) if now - at < WINDOW]
        self._times[whose] = [*times, now]
        while len(self._times) > REMEMBERED:  # who tried longest ago
            self._times.pop(next(iter(self._times)))


def is_free(path: str, free_paths: Collection[str]) -> bool:
    """Whether a path is one of these, or below one that ends with "/"."""
    return any(path == free or (free[-1:] == "/" and path.startswith(free)) for free in free_paths)


def read_password(header: str) -> bytes | None:
    """Return the password of an Authorization header as of RFC 7617; None: there is none."""
    scheme, _, rest = header.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        said = base64.b64decode(rest.strip(), validate=True)
    except (binascii.Error, ValueError):
        return None
    return said.partition(b":")[2]


def _digest(given: bytes) -> bytes:
    return hmac.digest(b"tocsin", given, "sha256")


def _whose(asking: str) -> str:
    """Whoever has an IPv6 address has the rest of its network too."""
    try:
        address = ip_address(asking)
    except ValueError:
        return asking
    if isinstance(address, IPv6Address):
        return str(ip_network((address.packed[:8] + bytes(8), 64)))
    return asking
