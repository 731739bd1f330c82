"""What sending asks of the database: what arrived is recorded, and what is due is claimed.

1,000 deliveries to as many chats at a time, as one exchange; rows a second of the clock.
"""

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from bot.models import Delivery
from bot.models.workers import Tenure
from bot.store.due import Wanted
from bot.store.outbox import Arrived
from bot.store.store import Store, open_store
from tests.bench.figures import Figure
from tests.bench.scalework import find_server, read_cpu
from tests.builders import NOON, add_feeds, build_decision, keep_articles, subscribe
from tests.postgres import Server

CHATS = 1_000
STORIES = 6  # the first exchange has nothing that arrived, the last nothing to claim
APART = timedelta(minutes=5)  # so that none joins another in a digest


def measure(server: Server, folder: Path) -> Iterator[Figure]:
    """Yield deliveries a second, and what they cost."""
    for name, url in (
        ("PostgreSQL", server.create_database()),
        ("SQLite", f"sqlite:///{folder / 'send.db'}"),
    ):
        rate, ours, theirs = asyncio.run(exchange(url))
        yield Figure(
            name=f"send, {name}, {CHATS:,} at a time",
            value=rate,
            unit="rows a second",
            note=f"claimed and recorded; CPU of a row: {ours:.2f} ms, server {theirs:.2f} ms",
        )


async def exchange(url: str) -> tuple[float, float, float]:
    """Return deliveries a second, and the ms of CPU of one: ours, and the server's."""
    store = open_store(url)
    try:
        await add_feeds(store, 1)
        await subscribe(store, *range(1, CHATS + 1))
        tenure = Tenure(post="send", holder="bench")
        assert await store.posts.take(tenure, lease=timedelta(hours=1))
        server = find_server(url) if url.startswith("postgres") else 0
        wanted = Wanted(most=CHATS, busy=(), terminal=False)
        arrived: tuple[Delivery, ...] = ()
        wall = ours = theirs = 0.0
        rows = 0
        for number in range(STORIES):
            now = NOON + number * APART
            await tell_all(store, number)
            begun, spent = time.perf_counter(), time.process_time()
            served = read_cpu(server) if server else 0
            noted = [Arrived(delivery=one, message_id=one.id, at=now) for one in arrived]
            arrived = await store.outbox.exchange(noted, wanted, now=now, under=tenure)
            assert len(arrived) == CHATS
            if number:  # the first records nothing
                rows += len(arrived)
                wall += time.perf_counter() - begun
                ours += time.process_time() - spent
                theirs += (read_cpu(server) if server else 0) - served
        return rows / wall, 1e3 * ours / rows, 1e3 * theirs / rows
    finally:
        await store.close()


async def tell_all(store: Store, number: int) -> None:
    """Have every chat await another story."""
    now = NOON + number * APART
    stored = (await keep_articles(store, f"story-{number}", now=now))[-1]
    decision = build_decision(stored, f"story-{number}", alerts=range(1, CHATS + 1))
    await store.archive.decide([decision], now=now)
