"""One conditional request: a Feed in, a FetchedFeed out. The only place that asks news servers."""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from hashlib import blake2b
from http import HTTPStatus
from time import monotonic

import aiohttp
from yarl import URL

from bot.errors import FeedGone, FetchError
from bot.feeds.freshness import read_max_age, read_retry_after
from bot.feeds.troubles import one_line, show_url, tell_error, tell_timeout
from bot.feeds.unpack import TooMuch, unpack
from bot.models.polls import Feed, FeedOptions, FetchedFeed, host_of

# Entered to ask a host, left when it has answered.
Turn = Callable[[str], AbstractAsyncContextManager[None]]

_LONG = 100_000  # bytes; what is longer is unpacked beside the event loop
USUAL = FeedOptions()  # of a feed that needs nothing special
_REDIRECTS = {301, 302, 303, 307, 308}
_LASTING = {301, 308}  # of these: the others lead away for this once
_GONE = {404, 410}


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What a server may cost us at most."""

    connect: timedelta = timedelta(seconds=5)  # TCP and TLS
    total: timedelta = timedelta(seconds=20)  # redirects, and bodies that trickle, included
    size: int = 10_000_000  # bytes, as sent and unpacked
    redirects: int = 5


def _ask_at_once(_host: str) -> AbstractAsyncContextManager[None]:
    return nullcontext()


async def fetch_feed(
    session: aiohttp.ClientSession,
    feed: Feed,
    limits: FetchLimits | None = None,
    options: FeedOptions | None = None,
    *,
    turn: Turn = _ask_at_once,
) -> FetchedFeed:
    """Ask for a feed, if it changed.

    `options`: how this feed is asked; their proxy is the session's affair. What identifies us
    to a feed goes to its own host alone, wherever that one redirects. `turn`: of every host on
    the way, one after another; what waiting for it takes counts to no limit.
    Raises FeedGone for 404 and 410, FetchError for anything else but a 200 or a due 304, and
    what `turn` raises.
    """
    url = _checked(feed.url)
    way = _Way(url, limits or FetchLimits(), options or USUAL, feed.host, visited=[url])
    try:
        while True:
            # Given back before the next: two feeds that lead to each other's hosts never wait
            # for each other.
            async with turn(way.host):
                begun = monotonic()
                async with asyncio.timeout(way.limits.total.total_seconds() - way.took):
                    fetched = await _ask_host(session, feed, way)
                way.took += monotonic() - begun
            if fetched:
                return fetched
            way.host = host_of(str(way.visited[-1]))
    except TimeoutError as error:
        # aiohttp's own timeouts are these too; the one that can happen is the connection's.
        raise FetchError(
            tell_timeout(error, url, connect=way.limits.connect, total=way.limits.total)
        ) from error
    except aiohttp.ClientError as error:
        raise FetchError(f"{show_url(url)}: {tell_error(error)}") from error
    except (OSError, ValueError) as error:
        raise FetchError(f"{show_url(url)}: {one_line(error)}") from error


@dataclass(slots=True)
class _Way:
    """Where a poll begins, and how it goes on from there."""

    start: URL
    limits: FetchLimits
    options: FeedOptions
    host: str  # whose turn it is, spelled as the turn is asked for
    visited: list[URL]  # the start and where redirects led; the last one is asked next
    lasting: bool = True  # every redirect was meant for ever
    took: float = 0.0  # seconds, those before the turn of the host that is asked now

    def headers(self, url: URL, feed: Feed) -> dict[str, str]:
        """What is said to one of the addresses on the way."""
        said = {}
        if feed.etag:
            said["If-None-Match"] = feed.etag
        if feed.last_modified:
            said["If-Modified-Since"] = feed.last_modified
        options = self.options
        if options is USUAL:
            return said
        if options.user_agent:
            said["User-Agent"] = options.user_agent
        if is_same_site(self.start, url):
            said.update(options.headers)
            if options.cookies:
                said["Cookie"] = "; ".join(f"{name}={value}" for name, value in options.cookies)
            if options.user:
                said["Authorization"] = aiohttp.encode_basic_auth(options.user, options.password)
        return said


def is_same_site(start: URL, url: URL) -> bool:
    """Whether secrets for one address may be told to another: also when that is the safer one."""
    safer = (start.scheme, start.port, url.scheme, url.port) == ("http", 80, "https", 443)
    return url.host == start.host and (safer or url.origin() == start.origin())


async def _ask_host(session: aiohttp.ClientSession, feed: Feed, way: _Way) -> FetchedFeed | None:
    """Request an address, and the ones it leads to; None: they lead to another host."""
    begun = monotonic()
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=way.limits.connect.total_seconds())
    while True:
        url = way.visited[-1]
        async with session.get(
            url, headers=way.headers(url, feed), allow_redirects=False, timeout=timeout
        ) as response:
            if response.status in _REDIRECTS:
                way.visited.append(_next_address(response, way.visited, way.limits.redirects))
                way.lasting = way.lasting and response.status in _LASTING
                if way.visited[-1].host != url.host:
                    return None
                continue
            body, size = None, 0
            if response.status == HTTPStatus.OK:
                body, size = await _read_body(response, way.limits.size)
            elif response.status != HTTPStatus.NOT_MODIFIED or not _was_asked(feed):
                raise _refusal(response, way.host)
            moved = str(url) if way.lasting and len(way.visited) > 1 else ""
            took = timedelta(seconds=way.took + monotonic() - begun)
            return _answer(response, feed, body, moved=moved, size=size, took=took)


def _was_asked(feed: Feed) -> bool:
    """Whether the feed's server was asked if anything changed."""
    return bool(feed.etag or feed.last_modified)


def _next_address(response: aiohttp.ClientResponse, visited: list[URL], most: int) -> URL:
    """Where a redirect leads, if we may go there."""
    here = show_url(response.url)
    location = response.headers.get("Location", "")
    if not location:
        raise FetchError(f"{here}: answered {response.status} without saying where to go")
    try:
        url = _checked(str(response.url.join(URL(location))))
    except ValueError as error:
        raise FetchError(f"{here}: redirects to something that is no address") from error
    if url in visited:
        raise FetchError(f"{here}: redirects in a circle, back to {show_url(url)}")
    if len(visited) > most:
        raise FetchError(f"{here}: more than {most} redirects in a row")
    return url


def _checked(address: str) -> URL:
    """Read an address; FetchError for other schemes than http(s) and for passwords in it."""
    try:
        url = URL(address)
    except ValueError as error:
        raise FetchError("not an address at all: correct it in the list of feeds") from error
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError(f"{show_url(url)}: only http and https addresses are fetched")
    if url.user is not None or url.password is not None:
        raise FetchError(f"{show_url(url)}: addresses with a user or password are not fetched")
    return url


async def _read_body(response: aiohttp.ClientResponse, most: int) -> tuple[bytes, int]:
    """What the body holds, and how many bytes were sent; both are counted, each to the cap."""
    if (response.content_length or 0) > most:
        raise _too_large(response, most)
    sent = bytearray()
    async for piece in response.content.iter_any():
        sent += piece
        if len(sent) > most:
            raise _too_large(response, most)
    encoding = response.headers.get("Content-Encoding", "")
    unpack_all = partial(unpack, bytes(sent), encoding, most=most)
    try:
        long = encoding and len(sent) > _LONG
        return await asyncio.to_thread(unpack_all) if long else unpack_all(), len(sent)
    except TooMuch as error:
        raise _too_large(response, most) from error
    except ValueError as error:
        raise FetchError(f"{show_url(response.url)}: cannot unpack the body: {error}") from error


def _too_large(response: aiohttp.ClientResponse, most: int) -> FetchError:
    return FetchError(f"{show_url(response.url)}: more than {most:,} bytes, which no feed needs")


def _answer(
    response: aiohttp.ClientResponse,
    feed: Feed,
    body: bytes | None,
    *,
    moved: str,
    size: int,
    took: timedelta,
) -> FetchedFeed:
    etag = _validator(response, "ETag")
    last_modified = _validator(response, "Last-Modified")
    if body is None:  # a 304 may leave out what did not change
        etag, last_modified = etag or feed.etag, last_modified or feed.last_modified
    return FetchedFeed(
        url=str(response.url),
        status=response.status,
        moved=moved,
        max_age=_max_age(response),
        size=size,
        took=took,
        body=body,
        body_hash=None if body is None else blake2b(body, digest_size=16).digest(),
        content_type=response.headers.get("Content-Type", ""),
        hub=_find_link(response, "hub"),
        topic=_find_link(response, "self"),
        etag=etag,
        last_modified=last_modified,
    )


def _find_link(response: aiohttp.ClientResponse, rel: str) -> str:
    """Where a Link header leads; "" for none."""
    if "Link" not in response.headers:  # almost always
        return ""
    link = response.links.get(rel)
    return str(link.get("url", "")) if link else ""


def _max_age(response: aiohttp.ClientResponse) -> timedelta | None:
    said = response.headers
    return read_max_age(
        cache_control=said.getall("Cache-Control", ()),
        age=said.get("Age", ""),
        expires=said.get("Expires", ""),
        date=said.get("Date", ""),
        now=datetime.now(UTC),
    )


def _validator(response: aiohttp.ClientResponse, name: str) -> str | None:
    """A validator as the server wrote it; None if it could not be echoed byte for byte."""
    value = response.headers.get(name)
    if not value or not value.isprintable():  # bytes that are no UTF-8 are not printable
        return None
    return value


def _refusal(response: aiohttp.ClientResponse, host: str) -> FetchError:
    status = response.status
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "a status nobody knows"
    message = f"{show_url(response.url)}: answered {status} {phrase}"
    if status == HTTPStatus.NOT_MODIFIED:
        message += ", though it was not asked whether anything changed"
    if response.headers.get("cf-mitigated") == "challenge":  # as Cloudflare's pages say
        message += ": a bot wall"
    wait = read_retry_after(response.headers.get("Retry-After", ""), now=datetime.now(UTC))
    kind = FeedGone if status in _GONE else FetchError
    return kind(message, wait=wait, host=host)
