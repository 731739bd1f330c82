"""Polls shared by processes on PostgreSQL, beside one process on SQLite, and the bare engine.

Every feed is due at the beginning of a round and polled once in it; all answer 304.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, select, update

from bot.engine.hints import HintEngine
from bot.engine.tables import install
from bot.loops import POLL
from bot.models.polls import FeedSpec
from bot.store.schema import feeds
from bot.store.store import Store, open_store
from tests.bench.figures import Figure
from tests.bench.newsstand import open_stand
from tests.bench.scalework import (
    do_nothing_for_ever,
    find_server,
    poll_for_ever,
    read_cpu,
    working,
)
from tests.builders import ask
from tests.postgres import Server

FEEDS = 2_000
ROUNDS = 3
PER_HOST = (1, 20)
WORKERS = (1, 2, 4)
LOOK = 0.1  # seconds between two looks whether a round is over
KEYS = 1_000  # jobs with one question, as a worker asks for them


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """Of one poll, or one job."""

    rate: float  # a second
    workers: float  # ms of CPU, of all worker processes
    server: float  # and of the database server

    @property
    def total(self) -> float:
        return self.workers + self.server


def measure(server: Server, folder: Path) -> Iterator[Figure]:
    """Yield polls a second, and the CPU time of one."""
    with open_stand(items=1) as (port, _):
        for each in PER_HOST:
            urls = name_feeds(port, each)
            named = f"{each} feed{'s' * (each > 1)} a host"
            file = f"sqlite:///{folder / f'{each}.db'}"
            alone = asyncio.run(poll(file, urls, workers=1))
            yield describe(f"polls, SQLite, one process, {named}", alone)
            for count in WORKERS:
                shared = asyncio.run(poll(server.create_database(), urls, workers=count))
                yield describe(f"polls, PostgreSQL, {count} workers, {named}", shared)
                yield Figure(
                    name=f"more than on SQLite, {count} workers, {named}",
                    value=shared.total - alone.total,
                    unit="ms CPU a feed",
                    note="0.3 asked at 20" if each > 1 else "",
                )
    for count in WORKERS:
        empty = asyncio.run(hand_out(server.create_database(), workers=count))
        yield describe(f"the engine alone, empty jobs, {count} workers", empty)


def describe(name: str, cost: Cost) -> Figure:
    """Return a cost as a figure."""
    note = f"{cost.rate:,.0f} a second; workers {cost.workers:.2f}, server {cost.server:.2f}"
    return Figure(name=name, value=cost.total, unit="ms CPU", note=note)


def name_feeds(port: int, each: int) -> list[str]:
    """Return addresses of feeds, so many on each host."""
    hosts = FEEDS // each
    return [
        f"http://127.1.{n % hosts // 250}.{n % hosts % 250 + 1}:{port}/etag/{n}"
        for n in range(FEEDS)
    ]


async def poll(url: str, urls: list[str], *, workers: int) -> Cost:
    """Return what a poll costs when so many processes share the work."""
    store = open_store(url)
    try:
        if store.database.dialect != "sqlite":
            await install(url)
        then = datetime.now(UTC)
        specs = [FeedSpec(url=one, interval=timedelta(hours=1)) for one in urls]
        await store.feeds.sync(specs, now=then)
        with working(poll_for_ever, url, workers) as pids:

            async def play() -> None:
                then = await make_due(store)
                await wait_until(lambda: is_over(store, then))

            await wait_until(lambda: is_over(store, then))
            await play()
            return await time_rounds(play, pids, url, len(urls))
    finally:
        await store.close()


async def hand_out(url: str, *, workers: int) -> Cost:
    """Return what a job costs that is empty."""
    store = open_store(url)
    engine = HintEngine(url)  # it asks only
    await install(url)
    running = asyncio.create_task(engine.run())
    keys = [f"host-{number}.example" for number in range(FEEDS)]
    try:
        with working(do_nothing_for_ever, url, workers) as pids:

            async def play() -> None:
                for first in range(0, len(keys), KEYS):
                    await engine.enqueue(POLL, keys[first : first + KEYS])
                await wait_until(lambda: has_no_jobs(store))

            await play()
            return await time_rounds(play, pids, url, len(keys))
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
        await store.close()


async def time_rounds(
    play: Callable[[], Awaitable[None]], pids: list[int], url: str, jobs: int
) -> Cost:
    """Return what one of the jobs of a round costs."""
    server = find_server(url) if url.startswith("postgres") else None

    def read() -> tuple[float, float]:
        return sum(map(read_cpu, pids)), read_cpu(server) if server else 0

    begun, (ours, theirs) = time.perf_counter(), read()
    for _ in range(ROUNDS):
        await play()
    wall, (ours_then, theirs_then) = time.perf_counter() - begun, read()
    count = ROUNDS * jobs
    return Cost(
        rate=count / wall,
        workers=1e3 * (ours_then - ours) / count,
        server=1e3 * (theirs_then - theirs) / count,
    )


async def make_due(store: Store) -> datetime:
    """Have every feed polled again; returns the time."""
    now = datetime.now(UTC)

    def make(connection: Connection) -> None:
        connection.execute(update(feeds).values(next_poll=now))

    await store.database.run(make, writes=True)
    return now


async def is_over(store: Store, begun: datetime) -> bool:
    """Whether every feed that was due then was polled, and that is recorded."""
    waiting = feeds.c.next_poll <= begun

    def look(connection: Connection) -> bool:
        return connection.execute(select(feeds.c.id).where(waiting).limit(1)).first() is None

    return await store.database.run(look, writes=False)


async def has_no_jobs(store: Store) -> bool:
    """Whether the engine has handed out all there was."""
    return not await ask(store, "SELECT 1 FROM tocsin_pgqueuer LIMIT 1")


async def wait_until(true: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something."""
    while not await true():  # noqa: ASYNC110 - other processes tell nobody
        await asyncio.sleep(LOOK)
