"""Servers that misbehave, one test each: none costs more than the limits, each is named."""

import asyncio
import gzip
import ssl
import tracemalloc
import zlib
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from ipaddress import ip_network
from pathlib import Path
from time import monotonic

import pytest
from aiohttp import ClientSession, web

from bot.errors import FeedGone, FetchError, ParseError
from bot.feeds.fetch import fetch_feed
from bot.feeds.guard import AddressGuard
from bot.feeds.parse import parse_feed
from bot.feeds.sessions import open_session
from bot.models.polls import FeedSpec
from bot.polling.poll import poll_feed
from bot.store.store import open_store
from tests.builders import HOUR, NOON, ManualClock, address, ask, claim_due
from tests.feeds.packers import brotli, zstd
from tests.feeds.servers import LIMITS, Answer, feed, serving, serving_raw
from tests.newsroom import open_tools, write_feed

OK = b"HTTP/1.1 200 OK\r\n"
RSS = write_feed([("1", "https://n.example/1", "One")])
OTHER_NAME = Path(__file__).with_name("other_name.pem")  # key and certificate of other.example


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    guard = AddressGuard([ip_network("127.0.0.0/8")])
    async with open_session(guard, "Tocsin/test") as session:
        yield session


async def refusal(session: ClientSession, url: str, **given: str) -> FetchError:
    """What a fetch fails of, which it must within the limits."""
    begun = monotonic()
    with pytest.raises(FetchError) as refused:
        await fetch_feed(session, feed(url, **given), LIMITS)
    assert monotonic() - begun < 10  # what has no limit goes on for ever
    assert len(str(refused.value)) < 400
    return refused.value


@asynccontextmanager
async def pouring(head: bytes, drop: bytes, *, pause: float = 0) -> AsyncIterator[str]:
    """A server that never stops: after the head it writes the drop again and again."""

    async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(head)
            while True:
                writer.write(drop)
                await writer.drain()
                await asyncio.sleep(pause)
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(pour, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed"


@contextmanager
def memory_below(most: int) -> Iterator[None]:
    tracemalloc.start()
    try:
        yield
        assert tracemalloc.get_traced_memory()[1] < most
    finally:
        tracemalloc.stop()


def answering(always: web.Response) -> Answer:
    """Give the same answer, whatever is asked."""

    async def answer(request: web.Request) -> web.Response:
        return web.Response(status=always.status, body=always.body, headers=always.headers)

    return answer


# ---------------------------------------------------------------- without end


async def test_endless_headers_end_soon(session):
    with memory_below(3_000_000):
        async with pouring(OK, b"X-More: and more\r\n" * 100) as url:
            assert "no proper HTTP" in str(await refusal(session, url))


async def test_one_header_without_end_ends_soon(session):
    with memory_below(3_000_000):
        async with pouring(OK + b"X-Long: ", b"x" * 1000) as url:
            assert "no proper HTTP" in str(await refusal(session, url))


async def test_an_endless_body_ends_at_the_cap(session):
    with memory_below(3_000_000):
        async with pouring(OK + b"\r\n", b"<rss>" * 1000) as url:
            assert "more than 100,000 bytes" in str(await refusal(session, url))


async def test_endless_chunks_of_nothing_end_with_the_total_time(session):
    head = OK + b"Transfer-Encoding: chunked\r\n\r\n"
    async with pouring(head, b"1;padding=" + b"x" * 500 + b"\r\nx\r\n", pause=0.01) as url:
        assert "no complete answer within 0.4 seconds" in str(await refusal(session, url))


async def test_a_byte_now_and_then_ends_with_the_total_time(session):
    async with pouring(OK + b"Content-Length: 90000\r\n\r\n", b"x", pause=0.05) as url:
        assert "no complete answer within 0.4 seconds" in str(await refusal(session, url))


async def test_a_header_byte_now_and_then_ends_with_the_total_time(session):
    async with pouring(OK + b"X-Slow: ", b"x", pause=0.05) as url:
        assert "no complete answer within 0.4 seconds" in str(await refusal(session, url))


async def test_a_server_that_never_finishes_its_greeting_is_given_up(session):
    async with serving_raw(hold=True) as url:
        refused = await refusal(session, url.replace("http://", "https://"))
    assert "no complete answer within" in str(refused)


# ---------------------------------------------------------------- swelling


@pytest.mark.parametrize(
    ("encoding", "bomb"),
    [
        pytest.param("gzip", gzip.compress(bytes(50_000_000)), id="gzip"),
        pytest.param("deflate", zlib.compress(bytes(50_000_000)), id="deflate"),
        pytest.param("br", brotli.compress(bytes(50_000_000), quality=5), id="br"),
        pytest.param("zstd", zstd.compress(bytes(50_000_000)), id="zstd"),
        pytest.param("gzip", gzip.compress(b"x" * 50_000) * 1000, id="many members"),
    ],
)
async def test_a_bomb_ends_at_the_cap_and_takes_no_memory(session, encoding, bomb):
    async with serving(
        answering(web.Response(body=bomb, headers={"Content-Encoding": encoding}))
    ) as url:
        with memory_below(3_000_000):
            assert "more than 100,000 bytes" in str(await refusal(session, url))


async def test_what_is_large_as_sent_and_small_unpacked_ends_at_the_cap(session):
    head = OK + b"Content-Encoding: gzip\r\n\r\n"
    async with pouring(head, gzip.compress(b"") * 100) as url:
        assert "more than 100,000 bytes" in str(await refusal(session, url))


@pytest.mark.parametrize("encoding", ["gzip", "deflate", "br", "zstd"])
async def test_a_packed_body_that_is_damaged_is_named(session, encoding):
    pack = {"gzip": gzip, "deflate": zlib, "br": brotli, "zstd": zstd}[encoding].compress
    damaged = pack(bytes(range(256)) * 100)[:-20] + b"\xff" * 40
    async with serving(
        answering(web.Response(body=damaged, headers={"Content-Encoding": encoding}))
    ) as url:
        assert "cannot unpack the body: it is" in str(await refusal(session, url))


# ---------------------------------------------------------------- leading elsewhere


async def test_a_redirect_to_a_private_address_is_refused(session):
    elsewhere = web.Response(status=302, headers={"Location": "http://192.168.1.1/admin"})
    async with serving(answering(elsewhere)) as url:
        refused = await refusal(session, url)
    assert "refuses to connect to 192.168.1.1: not a public address" in str(refused)


async def test_a_redirect_to_itself_is_a_circle(session):
    async with serving(answering(web.Response(status=301, headers={"Location": ""}))) as url:
        assert "without saying where to go" in str(await refusal(session, url))
    async with serving(answering(web.Response(status=301, headers={"Location": "?"}))) as url:
        assert "redirects in a circle" in str(await refusal(session, url))


async def test_redirects_without_end_end(session):
    async def further(request: web.Request) -> web.Response:
        return web.Response(status=302, headers={"Location": request.path + "x"})

    async with serving(further) as url:
        assert "more than 5 redirects" in str(await refusal(session, url))


# ---------------------------------------------------------------- lying


async def test_a_304_that_nobody_asked_for_is_no_success(session):
    async with serving(answering(web.Response(status=304))) as url:
        assert "not asked whether anything changed" in str(await refusal(session, url))


async def test_a_304_with_a_body_is_no_proper_http(session):
    async with serving_raw(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\nhello") as url:
        assert "no proper HTTP" in str(await refusal(session, url, etag='"e"'))


async def test_a_304_that_announces_the_length_of_the_body_it_leaves_out_is_good(session):
    async with serving_raw(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n") as url:
        fetched = await fetch_feed(session, feed(url, '"e"'), LIMITS)
    assert (fetched.status, fetched.body, fetched.etag) == (304, None, '"e"')


async def test_an_etag_that_always_changes_costs_no_second_reading(tmp_path):
    asked = 0

    async def answer(request: web.Request) -> web.Response:
        nonlocal asked
        asked += 1
        return web.Response(body=RSS, headers={"ETag": f'"{asked}"'}, content_type="text/xml")

    store = open_store(address(tmp_path))
    clock = ManualClock()
    async with serving(answer) as url, open_tools(store, clock) as tools:
        await store.feeds.sync([FeedSpec(url=url)], now=NOON)
        for _ in range(3):
            clock.move(HOUR)
            ((due,),) = await claim_due(store, now=clock.now, lease=HOUR, hosts=1)
            await poll_feed(tools, due)
            await tools.ledger.flush()
            await tools.pool.close()  # whoever reads from now on fails
    rows = await ask(store, "SELECT etag, failures FROM feeds")
    await store.close()
    assert rows == [('"3"', 0)]


@pytest.mark.parametrize(
    ("asked", "wait"),
    [
        (str(88 * 3600), timedelta(hours=24)),
        ("-1", None),
        (timedelta(hours=20), timedelta(hours=20)),
        (timedelta(hours=-20), None),
    ],
    ids=["88 hours", "-1", "a date", "a date that is over"],
)
async def test_the_wait_that_is_asked_for_is_obeyed_within_reason(session, asked, wait):
    if isinstance(asked, timedelta):  # from now on, which is not when tests are collected
        asked = format_datetime(datetime.now(UTC) + asked, usegmt=True)
    busy = web.Response(status=429, headers={"Retry-After": asked})
    async with serving(answering(busy)) as url:
        told = (await refusal(session, url)).wait
    if wait is None:
        assert told is None
    else:
        assert told is not None
        assert wait - timedelta(minutes=1) < told <= wait


async def test_a_403_that_means_429_keeps_its_wait_and_is_not_gone(session):
    busy = web.Response(status=403, headers={"Retry-After": "600"})
    async with serving(answering(busy)) as url:
        refused = await refusal(session, url)
    assert not isinstance(refused, FeedGone)
    assert refused.wait == timedelta(minutes=10)


async def test_a_page_with_status_200_is_no_feed(session):
    page = b"<!DOCTYPE html><html><head><title>Just a moment</title></head><body>Hi</body></html>"
    async with serving(answering(web.Response(body=page, content_type="text/html"))) as url:
        fetched = await fetch_feed(session, feed(url), LIMITS)
    assert fetched.body == page
    with pytest.raises(ParseError):
        parse_feed(page, content_type=fetched.content_type, url=url)


async def test_a_certificate_of_another_name_does_not_hold(session):
    ours = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ours.load_cert_chain(OTHER_NAME)
    # The certificate is one that is trusted: only the name is wrong.
    session.connector._ssl = ssl.create_default_context(cafile=OTHER_NAME)
    server = await asyncio.start_server(lambda *_: None, "127.0.0.1", 0, ssl=ours)
    async with server:
        port = server.sockets[0].getsockname()[1]
        refused = await refusal(session, f"https://localhost:{port}/feed")
    assert "its certificate does not hold" in str(refused)
    assert "localhost" in str(refused)


# ---------------------------------------------------------------- babbling


async def test_http_0_9_is_not_spoken(session):
    async with serving_raw(b"<rss version='0.91'></rss>") as url:
        assert "no proper HTTP" in str(await refusal(session, url))


async def test_no_content_is_no_feed(session):
    async with serving(answering(web.Response(status=204))) as url:
        assert "answered 204 No Content" in str(await refusal(session, url))


@pytest.mark.parametrize("garbage", [b"zz\r\n", b"-5\r\nhello\r\n", b"F" * 40 + b"\r\n"])
async def test_chunks_of_garbage_are_named(session, garbage):
    async with serving_raw(OK, b"Transfer-Encoding: chunked\r\n\r\n", garbage) as url:
        assert "chunk size" in str(await refusal(session, url)).lower()


async def test_two_lengths_at_once_are_no_proper_http(session):
    async with serving_raw(OK, b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello!") as url:
        assert "no proper HTTP" in str(await refusal(session, url))


async def test_a_length_that_is_no_number_is_no_proper_http(session):
    async with serving_raw(OK, b"Content-Length: -1\r\n\r\nhello") as url:
        assert "no proper HTTP" in str(await refusal(session, url))


async def test_status_999_is_named(session):
    async with serving_raw(b"HTTP/1.1 999 Request denied\r\nContent-Length: 0\r\n\r\n") as url:
        assert "answered 999" in str(await refusal(session, url))
