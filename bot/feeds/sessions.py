"""The sessions feeds are fetched with, and which of them a feed belongs to."""

import asyncio
from collections.abc import Sequence

import aiohttp

from bot.feeds.guard import WEB_PORTS, AddressGuard, Network
from bot.feeds.unpack import ENCODINGS
from bot.models.polls import Feed, FeedOptions

_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9,"
    " application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)


def open_session(
    guard: AddressGuard, user_agent: str, *, proxy: str = ""
) -> aiohttp.ClientSession:
    """Open a session for fetching feeds; it keeps no cookies.

    `proxy`: http address, through which all requests go, with user and password if it asks for
    them; empty: none, whatever the environment says.
    """

    async def ask_proxy(
        request: aiohttp.ClientRequest, ask: aiohttp.ClientHandlerType
    ) -> aiohttp.ClientResponse:
        await guard.check_url(request.url)
        return await ask(request)

    return aiohttp.ClientSession(
        # The proxy is the operator's: its own address needs no leave.
        connector=aiohttp.TCPConnector(
            limit=64, ttl_dns_cache=300, socket_factory=None if proxy else guard.open_socket
        ),
        middlewares=(ask_proxy,) if proxy else (),
        proxy=proxy or None,
        headers={
            "User-Agent": user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": ENCODINGS,
        },
        auto_decompress=False,  # it would take a gzip body that is cut short for a whole one
        cookie_jar=aiohttp.DummyCookieJar(),
        # The total is kept here, over all redirects of a poll.
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
    )


class Sessions:
    """Sessions by who named the address and by proxy, each opened when first needed.

    The operator's own list may lead into `networks`; addresses from chats lead to the public
    web alone. Connections are never shared between the two.
    """

    def __init__(self, *, networks: Sequence[Network], user_agent: str, proxy: str = "") -> None:
        """`proxy`: for feeds without one of their own; empty: none."""
        self._own = AddressGuard(networks)
        self._added = AddressGuard(ports=WEB_PORTS)
        self._user_agent = user_agent
        self._proxy = proxy
        self._open: dict[tuple[bool, str], aiohttp.ClientSession] = {}

    def of(self, feed: Feed, options: FeedOptions) -> aiohttp.ClientSession:
        """Return the session that a feed is to be fetched with."""
        key = feed.added, options.proxy or self._proxy
        session = self._open.get(key)
        if session is None:
            guard = self._added if feed.added else self._own
            session = self._open[key] = open_session(guard, self._user_agent, proxy=key[1])
        return session

    async def close(self) -> None:
        """Close them all."""
        await asyncio.gather(*(session.close() for session in self._open.values()))
        self._open.clear()
