"""A poll that brings nothing, everything included, beside the bare request."""

import asyncio
import multiprocessing
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Network
from multiprocessing.connection import Connection
from pathlib import Path

import aiohttp

from bot.demo.server import load_sample_feeds, serve_samples
from bot.feeds.fetch import open_session
from bot.feeds.guard import AddressGuard
from bot.feeds.politeness import Politeness
from bot.feeds.pool import ParsePool
from bot.feeds.schedule import Bounds
from bot.pipeline import PollTools, poll_feed
from bot.polls import Feed, FeedSpec
from bot.store.store import Store, open_store
from tests.bench.figures import Figure

POLLS = 500


def measure() -> Iterator[Figure]:
    """Yield the CPU time of a poll; the server is a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs,))
    server.start()
    try:
        yield from asyncio.run(poll(ours.recv()))
    finally:
        server.terminate()
        server.join()


def serve(pipe: Connection) -> None:
    """Serve a sample feed, all of it out after the first request, until terminated."""

    async def work() -> None:
        feeds = load_sample_feeds()[:1]
        async with serve_samples(feeds, clock=lambda: datetime.now(UTC), speed=1e6) as address:
            pipe.send(f"{address}/{feeds[0].name}.xml")
            await asyncio.Event().wait()

    asyncio.run(work())


async def poll(url: str) -> list[Figure]:
    """Return the figures for the feed at this address."""
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{Path(folder) / 'bench.db'}")
        session = open_session(AddressGuard((IPv4Network("127.0.0.0/8"),)), "bench")
        pool = ParsePool()
        try:
            return await compare(store, session, pool, url)
        finally:
            await pool.close()
            await session.close()
            await store.close()


async def compare(
    store: Store, session: aiohttp.ClientSession, pool: ParsePool, url: str
) -> list[Figure]:
    """Poll until all is known, then measure polls that are answered with 304."""
    tools = PollTools(
        store=store,
        session=session,
        pool=pool,
        politeness=Politeness(timedelta()),
        bounds=Bounds(),
        fresh=timedelta(hours=6),
        storm=0,
        clock=lambda: datetime.now(UTC),
    )
    await store.feeds.sync([FeedSpec(url=url)], now=tools.clock())

    async def claim() -> Feed:
        await store.feeds.release()
        ((feed,),) = await store.feeds.claim(
            now=tools.clock() + timedelta(days=2), lease=timedelta(), hosts=1, busy=()
        )
        return feed

    for _ in range(2):
        await poll_feed(tools, await claim())
    feed = await claim()
    assert feed.etag
    headers = {"If-None-Match": feed.etag}

    async def ask() -> None:
        async with session.get(url, headers=headers) as response:
            assert response.status == 304

    async def poll_again() -> None:
        await poll_feed(tools, feed)

    bare = await cpu(ask)
    full = await cpu(poll_again)
    return [
        Figure(name="bare GET answered 304", value=bare, unit="ms CPU"),
        Figure(
            name="poll answered 304",
            value=full,
            unit="ms CPU",
            note=f"{full / bare:.1f} × the bare GET",
        ),
    ]


async def cpu(work: Callable[[], Awaitable[None]]) -> float:
    """Return the milliseconds of CPU that one round takes, over many."""
    await work()
    begun = time.process_time()
    for _ in range(POLLS):
        await work()
    return (time.process_time() - begun) / POLLS * 1000
