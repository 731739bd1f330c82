"""Fetching from a server on loopback that behaves well, and in every way badly."""

import asyncio
import gzip
import zlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from importlib import import_module
from ipaddress import ip_network

import pytest
from aiohttp import ClientSession, web

from bot.errors import FeedGone, FetchError
from bot.feeds.fetch import fetch_feed
from bot.feeds.guard import AddressGuard
from bot.feeds.sessions import open_session
from bot.feeds.verdict import name_error
from bot.models.health import FeedState
from bot.models.polls import FetchedFeed
from tests.feeds.servers import LIMITS, Answer, feed, serving, serving_raw

brotli = import_module("brotli")  # ships no types

BODY = b"<rss version='2.0'><channel><title>T</title></channel></rss>"
LOOPBACK = ip_network("127.0.0.0/8")


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with open_session(AddressGuard([LOOPBACK]), "Tocsin/test") as session:
        yield session


async def refusal(session: ClientSession, url: str) -> FetchError:
    with pytest.raises(FetchError) as refused:
        await fetch_feed(session, feed(url), LIMITS)
    return refused.value


async def test_a_feed_is_fetched_with_its_validators(session):
    seen: list[web.Request] = []

    async def answer(request: web.Request) -> web.Response:
        seen.append(request)
        headers = {"ETag": 'W/"a b"', "Last-Modified": "yesterday", "Set-Cookie": "id=1"}
        return web.Response(body=BODY, headers=headers, content_type="text/xml")

    async with serving(answer) as url:
        first = await fetch_feed(session, feed(url), LIMITS)
        again = await fetch_feed(session, feed(url, first.etag, first.last_modified), LIMITS)
    assert (first.status, first.body, first.content_type) == (200, BODY, "text/xml")
    assert (first.etag, first.last_modified) == ('W/"a b"', "yesterday")
    assert first.body_hash == again.body_hash
    assert "If-None-Match" not in seen[0].headers
    assert seen[1].headers["If-None-Match"] == 'W/"a b"'
    assert seen[1].headers["If-Modified-Since"] == "yesterday"
    assert seen[1].headers["User-Agent"] == "Tocsin/test"
    assert "Cookie" not in seen[1].headers


async def test_another_body_has_another_hash(session):
    bodies = [b"one", b"two"]

    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=bodies.pop())

    async with serving(answer) as url:
        hashes = {(await fetch_feed(session, feed(url), LIMITS)).body_hash for _ in range(2)}
    assert len(hashes) == 2


async def test_not_modified_is_a_success_without_a_body(session):
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=304, headers={"ETag": '"new"'})

    async with serving(answer) as url:
        fetched = await fetch_feed(session, feed(url, '"old"', "then"), LIMITS)
        refused = await refusal(session, url)
    assert (fetched.status, fetched.body, fetched.body_hash) == (304, None, None)
    assert (fetched.etag, fetched.last_modified) == ('"new"', "then")
    assert "not asked whether anything changed" in str(refused)


@pytest.mark.parametrize(
    ("encoding", "packed"),
    [
        ("gzip", gzip.compress(BODY, mtime=0)),
        ("deflate", zlib.compress(BODY)),
        ("br", brotli.compress(BODY)),
    ],
)
async def test_packed_bodies_are_unpacked(session, encoding, packed):
    async def answer(request: web.Request) -> web.Response:
        assert encoding in request.headers["Accept-Encoding"]
        return web.Response(body=packed, headers={"Content-Encoding": encoding})

    async with serving(answer) as url:
        assert (await fetch_feed(session, feed(url), LIMITS)).body == BODY


async def test_an_etag_that_cannot_be_echoed_is_not_kept(session):
    async with serving_raw(
        b'HTTP/1.1 200 OK\r\nETag: "\xff\xfe"\r\nContent-Length: 1\r\n\r\nx'
    ) as url:
        assert (await fetch_feed(session, feed(url), LIMITS)).etag is None


@pytest.mark.parametrize(
    ("status", "kind", "message"),
    [
        (204, FetchError, "answered 204 No Content"),
        (400, FetchError, "answered 400 Bad Request"),
        (403, FetchError, "answered 403 Forbidden"),
        (404, FeedGone, "answered 404 Not Found"),
        (410, FeedGone, "answered 410 Gone"),
        (429, FetchError, "answered 429 Too Many Requests"),
        (500, FetchError, "answered 500 Internal Server Error"),
        (599, FetchError, "answered 599 a status nobody knows"),
    ],
)
async def test_another_status_is_named(session, status, kind, message):
    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status)

    async with serving(answer) as url:
        refused = await refusal(session, url + "?key=secret")
    assert type(refused) is kind
    assert message in str(refused)
    assert "secret" not in str(refused)
    assert refused.wait is None


@pytest.mark.parametrize("status", [429, 503])
async def test_the_wait_a_server_asks_for_comes_with_the_error(session, status):
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    waits = ["90", later]

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=status, headers={"Retry-After": waits.pop(0)})

    async with serving(answer) as url:
        assert (await refusal(session, url)).wait == timedelta(seconds=90)
        wait = (await refusal(session, url)).wait
    assert wait is not None
    assert timedelta(minutes=59) < wait <= timedelta(hours=1)


def redirecting(*locations: str, status: int = 302) -> Answer:
    """The n-th path leads to the n-th location, the last path is the feed."""

    async def answer(request: web.Request) -> web.Response:
        step = int(request.path.removeprefix("/") if request.path != "/feed" else 0)
        if step < len(locations):
            return web.Response(status=status, headers={"Location": locations[step]})
        return web.Response(body=BODY)

    return answer


@pytest.mark.parametrize("status", [403, 503])
async def test_a_challenge_by_a_bot_wall_is_named(session, status):
    async def answer(_: web.Request) -> web.Response:
        return web.Response(status=status, headers={"cf-mitigated": "challenge"})

    async with serving(answer) as url:
        refused = await refusal(session, url)
    assert f"answered {status}" in str(refused)
    assert name_error(refused) is FeedState.BLOCKED


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed_to_the_feed(session, status):
    async with serving(redirecting("/1", "2", "./3", "/4?x=1", "/5", status=status)) as url:
        fetched = await fetch_feed(session, feed(url), LIMITS)
    assert fetched.body == BODY
    assert fetched.url == url.replace("/feed", "/5")


@pytest.mark.parametrize(
    ("locations", "message"),
    [
        (["/feed"], "redirects in a circle"),
        (["/1", "/feed"], "redirects in a circle"),
        ([f"/{n + 1}" for n in range(6)], "more than 5 redirects"),
        ([""], "without saying where to go"),
        (["ftp://a.example/"], "only http and https"),
        (["file:///etc/passwd"], "only http and https"),
        (["http://[broken/"], "redirects to something that is no address"),
        (["http://a.example:99999/"], "no address"),
        (["http://user:hunter2@127.0.0.1/"], "user or password"),
        (["http://10.1.2.3/"], "refuses to connect to 10.1.2.3: not a public address"),
        (["http://169.254.169.254/meta"], "refuses to connect to 169.254.169.254"),
        (["http://[::1]/"], "refuses to connect to ::1"),
        (["http://[::ffff:10.0.0.1]/"], "not a public address"),
        (["http://0xa.1.2.3/"], "not a public address"),
        (["http://167838211/"], "not a canonical IPv4 address"),
    ],
)
async def test_bad_redirects_are_named(session, locations, message):
    async with serving(redirecting(*locations)) as url:
        refused = await refusal(session, url)
    assert message in str(refused)
    assert "hunter2" not in str(refused)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "0x7f000001"])
async def test_without_permission_nothing_inside_is_connected_to(host):
    asked = []

    async def answer(request: web.Request) -> web.Response:
        asked.append(request)
        return web.Response(body=BODY)

    async with serving(answer) as url, open_session(AddressGuard(), "Tocsin/test") as session:
        refused = await refusal(session, url.replace("127.0.0.1", host))
    assert "not a public address (TOCSIN_FEED_NETWORKS can open it)" in str(refused)
    assert asked == []


OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    ("pieces", "hold", "message"),
    [
        ([OK, b"Content-Length: 999999999\r\n\r\n"], True, "more than 100,000 bytes"),
        ([OK, b"\r\n", *[b"x" * 50_000] * 3], True, "more than 100,000 bytes"),
        ([OK, b"Content-Length: 50\r\n\r\nhalf"], False, "cut short"),
        ([OK, CHUNKED, b"5\r\nhello\r\n"], False, "cut short"),
        ([OK, CHUNKED, b"zz\r\n"], False, "Invalid character in chunk size"),
        ([OK, b"Content-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope"], False, "damaged"),
        ([OK, b"Content-Length: 50\r\n\r\nhalf"], True, "no complete answer within 0.4 s"),
        ([], True, "no complete answer within 0.4 seconds"),
        ([], False, "hung up before it answered"),
        ([b"hello\r\n\r\n"], False, "no proper HTTP"),
        ([b"<html>HTTP/0.9</html>"], False, "no proper HTTP"),
        ([OK, b"A: b\r\n" * 20_000], False, "no proper HTTP"),
        ([OK, b"A: " + b"b" * 200_000], False, "no proper HTTP"),
        ([b"HTTP/1.1 302 Found\r\nLocation: http://\xff\xfe/\r\n\r\n"], False, "no address"),
    ],
)
async def test_broken_answers_are_named(session, pieces, hold, message):
    async with serving_raw(*pieces, hold=hold) as url:
        refused = await refusal(session, url)
    assert message in str(refused)
    assert str(refused).startswith("http://127.0.0.1:")


async def test_a_trickling_body_ends_with_the_total_time(session):
    async def answer(request: web.Request) -> web.StreamResponse:
        response = web.StreamResponse()
        await response.prepare(request)
        while True:
            await response.write(b"x")
            await asyncio.sleep(0.02)

    async with serving(answer) as url:
        assert "no complete answer within 0.4 seconds" in str(await refusal(session, url))


async def test_endless_redirects_in_time_share_one_total(session):
    async def answer(request: web.Request) -> web.Response:
        await asyncio.sleep(0.15)
        return web.Response(status=302, headers={"Location": request.path + "x"})

    async with serving(answer) as url:
        assert "no complete answer within" in str(await refusal(session, url))


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("https://user:hunter2@a.example/f?key=hunter2", "https://a.example/f: addresses with"),
        ("ftp://a.example/", "only http and https"),
        ("a.example/feed", "only http and https"),
        ("http://[broken/hunter2", "not an address at all"),
        ("", "only http and https"),
    ],
)
async def test_addresses_that_are_not_fetched_are_named_without_their_secrets(
    session, url, message
):
    refused = await refusal(session, url)
    assert message in str(refused)
    assert "hunter2" not in str(refused)


async def test_a_server_that_is_not_there_is_named(session):
    async with serving_raw() as url:
        pass
    assert str(await refusal(session, url)) == f"{url}: Connection refused"


async def test_tls_with_a_server_that_speaks_none_is_named(session):
    async with serving_raw(b"HTTP/1.1 200 OK\r\n\r\n") as url:
        refused = await refusal(session, url.replace("http://", "https://"))
    assert "no secure connection" in str(refused)


async def test_an_empty_body_or_a_page_is_for_the_reader_to_judge(session):
    async def answer(request: web.Request) -> web.Response:
        return web.Response(body=b"", content_type="text/html")

    async with serving(answer) as url:
        fetched = await fetch_feed(session, feed(url), LIMITS)
    assert isinstance(fetched, FetchedFeed)
    assert fetched.body == b""
