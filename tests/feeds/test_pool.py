"""Children that read bodies: what happens when one takes too long, too much, or dies."""

import asyncio
import os
import pickle
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import psutil
import pytest

from bot.errors import ParseError
from bot.feeds.jobs import FeedJob
from bot.feeds.pool import MEMORY_LIMIT, ParsePool
from bot.feeds.worker import LENGTH
from bot.models import ParsedFeed
from tests.builders import NOON

FEED = b"""<rss version="2.0"><channel><title>T</title>
<item><title>t</title><link>https://a.example/1</link></item></channel></rss>"""
# Elements in elements: feedparser is busy with it for half a minute.
ENDLESS = b'<rss version="2.0"><channel>' + b"<a>" * 1_500_000
DEEP = ENDLESS[:450_000]  # some seconds, though it is no larger than many
URL = "https://a.example/feed"


@pytest.fixture
async def pool() -> AsyncIterator[ParsePool]:
    pool = ParsePool()
    yield pool
    await pool.close()
    assert children() == []


def children() -> list[psutil.Process]:
    return psutil.Process().children()


async def read(pool: ParsePool, body: bytes = FEED, *, url: str = URL) -> str:
    feed = await pool.parse(body, content_type="", url=url)
    return feed.articles[0].title


async def begin(pool: ParsePool, body: bytes) -> "asyncio.Task[str]":
    """Start a call and return when a child is at work on it."""
    await read(pool)
    (child,) = children()
    used = child.cpu_times().user
    pool._dear[URL] = False  # its large bodies too are read in the child that is there
    task = asyncio.create_task(read(pool, body))
    async with asyncio.timeout(30):
        while child.cpu_times().user < used + 0.02:
            await asyncio.wait([task], timeout=0.005)
    return task


async def test_a_body_is_read_and_its_articles_identified(pool):
    feed = await pool.parse(FEED, content_type="text/xml", url=URL)
    assert feed.articles[0].link_key == "https://a.example/1"
    assert feed.articles[0].keys


async def test_a_refusal_reaches_the_caller(pool):
    with pytest.raises(ParseError, match="the body is empty"):
        await read(pool, b"")
    assert await read(pool) == "t"


async def test_no_child_is_started_before_it_is_needed_and_one_serves_many(pool):
    assert children() == []
    await asyncio.gather(*(read(pool) for _ in range(5)))
    assert len(children()) == 1


async def test_a_body_with_little_news_needs_no_child_and_is_read_the_same(pool):
    def feed(*numbers: int) -> bytes:
        items = (f"<item><title>t{n}</title><guid>{n}</guid></item>" for n in numbers)
        return f"<rss version='2.0'><channel>{''.join(items)}</channel></rss>".encode()

    async def again(body: bytes, last: bytes) -> ParsedFeed:
        found = await pool.parse(body, content_type="", url=URL, last=last, now=NOON)
        assert isinstance(found, ParsedFeed)
        return found

    last = (await again(feed(1, 2), b"")).items
    here = await again(feed(3, 1, 2), last)
    assert (len(here.articles), here.left_out) == (1, 2)
    (idle,) = pool._idle
    idle.kill()
    await idle.wait()
    assert await again(feed(3, 1, 2), last) == here
    assert children() == []
    assert here.articles == (await again(feed(3, 1, 2), b"")).articles[:1]


async def test_a_child_stays_small_and_sees_no_secret(pool, monkeypatch):
    monkeypatch.setenv("TOCSIN_TELEGRAM_TOKEN", "1:secret")
    await read(pool)
    (child,) = children()
    assert child.memory_info().rss < 50_000_000
    assert not [name for name in child.environ() if name.startswith("TOCSIN_")]


async def test_a_body_that_takes_too_long_is_given_up():
    pool = ParsePool(time_limit=timedelta(seconds=0.7))
    with pytest.raises(ParseError, match=r"takes longer than 0\.7 seconds to read"):
        await read(pool, ENDLESS)
    assert await read(pool) == "t"
    await pool.close()


DEAR = "https://dear.example/feed"


@pytest.mark.parametrize(("body", "many"), [(ENDLESS, 3), (DEEP, 1)], ids=["large", "usual"])
async def test_bodies_that_are_dear_to_read_do_not_hold_up_others(body, many):
    pool = ParsePool(time_limit=timedelta(minutes=1))
    dear = [asyncio.create_task(read(pool, body, url=f"{DEAR}/{n}")) for n in range(many)]
    await asyncio.sleep(0)
    assert await read(pool) == "t"
    assert not any(task.done() for task in dear)
    await pool.close()
    ends = await asyncio.gather(*dear, return_exceptions=True)
    assert [type(end) for end in ends] == [ParseError] * many


async def test_the_next_body_of_a_feed_that_is_dear_to_read_is_not_tried_beside_the_others():
    pool = ParsePool(time_limit=timedelta(minutes=1))
    first = asyncio.create_task(read(pool, DEEP, url=DEAR))
    await asyncio.sleep(0)
    await read(pool)
    (child,) = pool._idle
    again = [asyncio.create_task(read(pool, DEEP, url=DEAR)) for _ in range(3)]
    await asyncio.sleep(0)
    assert await read(pool) == "t"
    assert pool._idle == [child]
    await pool.close()
    ends = await asyncio.gather(first, *again, return_exceptions=True)
    assert [type(end) for end in ends] == [ParseError] * 4


async def test_a_feed_that_is_quick_to_read_again_is_read_among_the_others_again(pool):
    pool._dear[DEAR] = True
    assert await read(pool, url=DEAR) == "t"
    assert pool._idle == []  # it was read aside
    assert await read(pool, url=DEAR) == "t"
    assert len(pool._idle) == 1


async def test_a_large_body_is_read_aside_until_it_is_known_that_it_is_quick_to_read(pool):
    large = FEED.replace(b"<item>", b"<!--" + b"x" * 600_000 + b"--><item>")
    assert await read(pool, large, url=DEAR) == "t"
    assert pool._idle == []
    assert await read(pool, large, url=DEAR) == "t"
    assert len(pool._idle) == 1


async def test_starting_a_child_is_not_counted_as_reading():
    pool = ParsePool(quick=timedelta(seconds=0.1))  # a child takes longer to begin
    assert await read(pool) == "t"
    assert len(pool._idle) == 1
    await pool.close()


async def test_a_body_that_takes_too_much_memory_is_given_up():
    pool = ParsePool(memory_limit=60_000_000)
    with pytest.raises(ParseError, match=r"memory|broke the process"):
        await read(pool, ENDLESS)
    assert await read(pool) == "t"
    await pool.close()


async def test_only_the_call_whose_child_dies_suffers(pool):
    suffering = await begin(pool, ENDLESS)
    waiting = [asyncio.create_task(read(pool)) for _ in range(3)]
    children()[0].kill()
    with pytest.raises(ParseError, match="broke the process that was reading it"):
        await suffering
    assert await asyncio.gather(*waiting) == ["t", "t", "t"]


async def test_a_child_that_died_idle_is_replaced_unnoticed(pool):
    await read(pool)
    (idle,) = pool._idle
    idle.kill()
    await idle.wait()
    assert await read(pool) == "t"


async def test_a_cancelled_call_spoils_no_later_one(pool):
    task = await begin(pool, ENDLESS)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await read(pool) == "t"


async def test_closing_ends_calls_under_way_and_later_ones(pool):
    under_way = await begin(pool, ENDLESS)
    waiting = asyncio.create_task(read(pool))
    await asyncio.sleep(0)
    await pool.close()
    for call in (under_way, waiting, read(pool)):
        with pytest.raises(ParseError):
            await call
    assert children() == []


CHILD = (sys.executable, "-m", "bot.feeds.worker", "15", str(MEMORY_LIMIT))


@pytest.fixture
def orphan() -> Iterator["subprocess.Popen[bytes]"]:
    """A child that has begun, of a bot that is about to be killed."""
    pipe = subprocess.PIPE
    with subprocess.Popen(CHILD, stdin=pipe, stdout=pipe, stderr=pipe) as child:
        yield child
        child.kill()


def ask(child: "subprocess.Popen[bytes]", request: bytes) -> None:
    assert child.stdin is not None
    child.stdin.write(request)
    child.stdin.close()


REQUEST = pickle.dumps(FeedJob(FEED, "", URL, b"", NOON))
FRAME = LENGTH.pack(len(REQUEST)) + REQUEST


def test_a_child_whose_bot_was_killed_before_it_began_says_nothing():
    nobody, sink = os.pipe()
    os.close(nobody)
    ended = subprocess.run(
        CHILD, stdin=subprocess.DEVNULL, stdout=sink, stderr=subprocess.PIPE, timeout=60
    )
    os.close(sink)
    assert (ended.stderr, ended.returncode) == (b"", -signal.SIGPIPE)


def test_a_child_whose_bot_was_killed_before_it_answered_says_nothing(orphan):
    orphan.stdout.read(LENGTH.size)
    orphan.stdout.close()
    ask(orphan, FRAME)
    assert orphan.stderr.read() == b""
    assert orphan.wait() == -signal.SIGPIPE


@pytest.mark.parametrize("length", [3, LENGTH.size, LENGTH.size + 5])
def test_a_child_whose_bot_was_killed_while_it_asked_says_nothing(orphan, length):
    ask(orphan, FRAME[:length])
    assert orphan.stdout.read() == LENGTH.pack(0)
    assert orphan.stderr.read() == b""
    assert orphan.wait() == 0
