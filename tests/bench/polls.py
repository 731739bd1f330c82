"""Polls, everything included, beside the bare request and beside what others do for one."""

import asyncio
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, datetime, timedelta
from importlib import import_module
from ipaddress import IPv4Network
from pathlib import Path

import aiohttp
import feedparser
import httpx
import psutil

from bot.engine.local import LocalEngine
from bot.feeds.politeness import Politeness
from bot.feeds.pool import ParsePool
from bot.feeds.schedule import Bounds
from bot.feeds.sessions import Sessions
from bot.loops import PollLoop
from bot.models.polls import FeedSpec
from bot.polling.ledger import Ledger
from bot.polling.poll import PollTools
from bot.store.leases import Terms
from bot.store.store import Store, open_store
from bot.trouble import Trouble
from bot.workers.claims import LEASE, Claims
from tests.bench.figures import Figure
from tests.bench.newsstand import ETAG, ITEMS, open_stand

FEEDS = 300
HOSTS = 100
ROUNDS = 5
OTHERS = 60  # feeds for the slow ones


def measure() -> Iterator[Figure]:
    """Yield the CPU time of a poll in milliseconds, our worker processes included."""
    with open_stand() as (port, _):
        bare = asyncio.run(ask_bare(name_feeds(port, "etag", FEEDS)))
        yield Figure(name="bare GET answered 304", value=bare, unit="ms CPU")
        for kind, what in (
            ("etag", "answered 304"),
            ("plain", "same body, no validators"),
            ("news", f"one new item of {ITEMS}"),
        ):
            ours, rate = asyncio.run(poll(name_feeds(port, kind, FEEDS)))
            note = f"{ours / bare:.1f} × the bare GET, {rate:,.0f} polls a second"
            yield Figure(name=f"poll, {what}", value=ours, unit="ms CPU", note=note)
            for name, work in (("reader", update_reader), ("httpx, feedparser", parse_plainly)):
                theirs = work(name_feeds(port, kind, OTHERS))
                note = f"{theirs / ours:.1f} × our poll"
                yield Figure(name=f"{name}, {what}", value=theirs, unit="ms CPU", note=note)


def name_feeds(port: int, kind: str, count: int) -> list[str]:
    """Return addresses of feeds of a kind, on several hosts."""
    return [f"http://127.1.1.{n % HOSTS}:{port}/{kind}/{n}" for n in range(count)]


async def ask_bare(urls: list[str]) -> float:
    """Return the milliseconds of CPU of a conditional request over warm connections."""
    async with aiohttp.ClientSession() as session:

        async def ask_all() -> None:
            for url in urls:
                async with session.get(url, headers={"If-None-Match": ETAG}) as response:
                    assert response.status == 304

        return (await time_rounds(ask_all))[0] / len(urls)


async def poll(urls: list[str]) -> tuple[float, float]:
    """Return the milliseconds of CPU of a poll, and polls a second of the clock."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'bench.db'}")
        try:
            async with open_tools(store) as tools:
                await store.feeds.sync([FeedSpec(url=url) for url in urls], now=tools.clock())
                loop = PollLoop(tools, LocalEngine(), news=lambda: None, trouble=Trouble())
                spent, wall = await time_rounds(loop.poll_all)
                return spent / len(urls), len(urls) / wall
        finally:
            await store.close()


@asynccontextmanager
async def open_tools(
    store: Store, *, bounds: Bounds | None = None, worker: str = "bench"
) -> AsyncIterator[PollTools]:
    """What polling needs, open to loopback, without pauses."""
    sessions = Sessions(networks=[IPv4Network("127.0.0.0/8")], user_agent="bench")

    def clock() -> datetime:
        return datetime.now(UTC)

    tools = PollTools(
        store=store,
        claims=Claims(store.feeds, Terms(worker=worker, lease=LEASE), clock=clock),
        ledger=Ledger(store.feeds, worker=worker, trouble=Trouble()),
        sessions=sessions,
        pool=ParsePool(),
        politeness=Politeness(timedelta()),
        bounds=bounds or Bounds(),
        fresh=timedelta(hours=6),
        storm=0,
        clock=clock,
    )
    try:
        yield tools
    finally:
        await tools.pool.close()
        await sessions.close()


async def time_rounds(work: Callable[[], Awaitable[None]]) -> tuple[float, float]:
    """Return the milliseconds of CPU that a round takes, and the seconds, after two others."""
    for _ in range(2):
        await work()
    begun, spent = time.perf_counter(), read_cpu()
    for _ in range(ROUNDS):
        await work()
    return (read_cpu() - spent) / ROUNDS * 1000, (time.perf_counter() - begun) / ROUNDS


def read_cpu() -> float:
    """Return the seconds of CPU of this process and its workers, the server left out."""
    total = time.process_time()
    for child in psutil.Process().children():
        if "bot.feeds.worker" in child.cmdline():
            times = child.cpu_times()
            total += times.user + times.system
    return total


def update_reader(urls: list[str]) -> float:
    """Return the milliseconds of CPU of an update of a feed by reader."""
    reader = import_module("reader")  # of the benchmarks alone: the type checker has it not
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(reader.make_reader(str(Path(folder) / "reader.db"))) as others,
    ):
        for url in urls:
            others.add_feed(url)
        others.update_feeds()
        begun = time.process_time()
        for url in urls:
            others.update_feed(url)
        return (time.process_time() - begun) / len(urls) * 1000


def parse_plainly(urls: list[str]) -> float:
    """Return the milliseconds of CPU of fetching and parsing a feed."""
    with httpx.Client() as client:
        begun = time.process_time()
        for url in urls:
            assert len(feedparser.parse(client.get(url).content).entries) == ITEMS
        return (time.process_time() - begun) / len(urls) * 1000
