"""One conditional request: a Feed in, a FetchedFeed out. The only place that asks news servers."""

import asyncio
import os
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from hashlib import blake2b
from http import HTTPStatus

import aiohttp
from yarl import URL

from bot.errors import FeedGone, FetchError
from bot.feeds.guard import REFUSES, AddressGuard
from bot.polls import Feed, FetchedFeed

LONGEST_WAIT = timedelta(hours=24)  # more is a slip, or a way of saying "never"
_ACCEPT = (
    "application/atom+xml, application/rss+xml, application/feed+json, application/rdf+xml;q=0.9,"
    " application/xml;q=0.8, text/xml;q=0.8, application/json;q=0.7, */*;q=0.5"
)
_LONGEST_REASON = 200  # characters of a library's message
_REDIRECTS = {301, 302, 303, 307, 308}
_GONE = {404, 410}


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchLimits:
    """What a server may cost us at most."""

    connect: timedelta = timedelta(seconds=5)  # TCP and TLS
    total: timedelta = timedelta(seconds=20)  # redirects, and bodies that trickle, included
    size: int = 10_000_000  # bytes, as sent and unpacked
    redirects: int = 5


def open_session(guard: AddressGuard, user_agent: str) -> aiohttp.ClientSession:
    """Open the one session all feeds are fetched with; no cookies, no proxies from outside."""
    connector = aiohttp.TCPConnector(
        limit=64,
        ttl_dns_cache=300,
        socket_factory=guard.open_socket,
    )
    return aiohttp.ClientSession(
        connector=connector,
        headers={"User-Agent": user_agent, "Accept": _ACCEPT},
        cookie_jar=aiohttp.DummyCookieJar(),
        # The total is kept here, over all redirects of a poll.
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
    )


async def fetch_feed(
    session: aiohttp.ClientSession, feed: Feed, limits: FetchLimits | None = None
) -> FetchedFeed:
    """Ask for a feed, if it changed.

    Raises FeedGone for 404 and 410, FetchError for anything else but a 200 or a due 304.
    """
    limits = limits or FetchLimits()
    url = _checked(feed.url)
    try:
        async with asyncio.timeout(limits.total.total_seconds()):
            return await _follow(session, feed, url, limits)
    except TimeoutError as error:
        # aiohttp's own timeouts are these too; the one that can happen is the connection's.
        raise FetchError(_tell_timeout(error, url, limits)) from error
    except aiohttp.ClientError as error:
        raise FetchError(f"{show_url(url)}: {_tell(error)}") from error
    except (OSError, ValueError) as error:
        raise FetchError(f"{show_url(url)}: {_one_line(error)}") from error


async def _follow(
    session: aiohttp.ClientSession, feed: Feed, url: URL, limits: FetchLimits
) -> FetchedFeed:
    """Request an address, and the ones it leads to."""
    headers = {}
    if feed.etag:
        headers["If-None-Match"] = feed.etag
    if feed.last_modified:
        headers["If-Modified-Since"] = feed.last_modified
    timeout = aiohttp.ClientTimeout(total=None, sock_connect=limits.connect.total_seconds())
    visited = [url]
    while True:
        async with session.get(
            url, headers=headers, allow_redirects=False, timeout=timeout
        ) as response:
            if response.status in _REDIRECTS:
                url = _next_address(response, visited, limits.redirects)
                visited.append(url)
                continue
            if response.status == HTTPStatus.OK:
                body = await _read_body(response, limits.size)
                return _answer(response, feed, body)
            if response.status == HTTPStatus.NOT_MODIFIED and headers:
                return _answer(response, feed, None)
            raise _refusal(response)


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


async def _read_body(response: aiohttp.ClientResponse, most: int) -> bytes:
    """The unpacked body, counted as it comes: aiohttp unpacks piece by piece."""
    if (response.content_length or 0) > most:
        raise _too_large(response, most)
    pieces = bytearray()
    async for piece in response.content.iter_any():
        pieces += piece
        if max(len(pieces), response.content.total_raw_bytes) > most:
            raise _too_large(response, most)
    return bytes(pieces)


def _too_large(response: aiohttp.ClientResponse, most: int) -> FetchError:
    return FetchError(f"{show_url(response.url)}: more than {most:,} bytes, which no feed needs")


def _answer(response: aiohttp.ClientResponse, feed: Feed, body: bytes | None) -> FetchedFeed:
    etag = _validator(response, "ETag")
    last_modified = _validator(response, "Last-Modified")
    if body is None:  # a 304 may leave out what did not change
        etag, last_modified = etag or feed.etag, last_modified or feed.last_modified
    return FetchedFeed(
        url=str(response.url),
        status=response.status,
        body=body,
        body_hash=None if body is None else blake2b(body, digest_size=16).digest(),
        content_type=response.headers.get("Content-Type", ""),
        etag=etag,
        last_modified=last_modified,
    )


def _validator(response: aiohttp.ClientResponse, name: str) -> str | None:
    """A validator as the server wrote it; None if it could not be echoed byte for byte."""
    value = response.headers.get(name)
    if not value or not value.isprintable():  # bytes that are no UTF-8 are not printable
        return None
    return value


def _refusal(response: aiohttp.ClientResponse) -> FetchError:
    status = response.status
    try:
        phrase = HTTPStatus(status).phrase
    except ValueError:
        phrase = "a status nobody knows"
    message = f"{show_url(response.url)}: answered {status} {phrase}"
    if status == HTTPStatus.NOT_MODIFIED:
        message += ", though it was not asked whether anything changed"
    wait = read_retry_after(response.headers.get("Retry-After", ""), now=datetime.now(UTC))
    return FeedGone(message, wait=wait) if status in _GONE else FetchError(message, wait=wait)


def read_retry_after(value: str, *, now: datetime) -> timedelta | None:
    """Read a Retry-After header, seconds or a date; None when it says nothing, at most a day."""
    value = value.strip()
    try:
        if value.lstrip("+-").isdecimal():
            wait = timedelta(seconds=float(value))
        else:
            date = parsedate_to_datetime(value)
            wait = (date if date.tzinfo else date.replace(tzinfo=UTC)) - now
    except OverflowError:
        return LONGEST_WAIT
    except (ValueError, TypeError):
        return None
    return min(wait, LONGEST_WAIT) if wait > timedelta(0) else None


def show_url(url: URL) -> str:
    """Write an address for messages, without what may be secret: user, password, query."""
    port = "" if url.is_default_port() or not url.explicit_port else f":{url.explicit_port}"
    host = f"[{url.host}]" if ":" in (url.host or "") else url.host or ""
    return f"{url.scheme}://{host}{port}{url.path}"


def _tell_timeout(error: TimeoutError, url: URL, limits: FetchLimits) -> str:
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        limit = limits.connect.total_seconds()
        return f"{show_url(url)}: no connection within {limit:g} seconds"
    return f"{show_url(url)}: no complete answer within {limits.total.total_seconds():g} seconds"


def _tell(error: aiohttp.ClientError) -> str:
    """Say in a sentence what went wrong on the way."""
    match error:
        case aiohttp.InvalidURL():
            return f"no address that can be asked: {error.description or 'malformed'}"
        case aiohttp.ClientConnectorDNSError():
            return f"its host name leads nowhere ({error.os_error.strerror or error.os_error})"
        case aiohttp.ClientConnectorCertificateError():
            return f"its certificate does not hold ({error.certificate_error})"
        case aiohttp.ClientConnectorSSLError():
            return f"no secure connection ({_tell_os(error.os_error)})"
        case aiohttp.ClientOSError():
            return _tell_os(error.os_error if hasattr(error, "os_error") else error)
        case aiohttp.ServerDisconnectedError():
            return "the server hung up before it answered"
        case aiohttp.ClientPayloadError():
            return f"the body was cut short or is damaged ({_one_line(error)})"
        case aiohttp.ClientResponseError():
            return f"the server's answer is no proper HTTP ({_one_line(error.message)})"
        case _:
            return f"{type(error).__name__}: {_one_line(error)}"


def _tell_os(error: OSError) -> str:
    """The system's own words; the guard's, if it was the guard."""
    told = error.strerror or str(error)
    if error.errno and error.errno > 0 and REFUSES not in told:
        return os.strerror(error.errno)
    return _one_line(told)


def _one_line(text: object) -> str:
    return " ".join(str(text).split())[:_LONGEST_REASON]
