"""Who does what, from the outside: `tocsin workers`."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.durations import format_duration, round_duration
from bot.errors import DatabaseError
from bot.models.health import SILENT
from bot.models.workers import Tenure, Worker
from bot.store.database import Database
from bot.store.dialect import server_now, why_no_database
from bot.store.store import open_store


@dataclass(frozen=True, slots=True, kw_only=True)
class AtWork:
    """A worker, and what it does now."""

    worker: Worker
    posts: tuple[str, ...]
    feeds: int  # that it polls
    silent: bool
    runs: timedelta
    heard: timedelta  # since its last sign of life


async def read_workers(database: str) -> tuple[AtWork, ...]:
    """Return the workers of the last day, the longest running first. Raises DatabaseError."""
    if missing := why_no_database(database):
        raise DatabaseError(missing)
    store = open_store(database, only_look=True)
    try:
        workers, held = await store.workers.all(), await store.posts.holders()
        now = await tell_time(store.database)
        feeds = await store.feeds.count_leased(now=now)
    finally:
        await store.close()
    return tuple(describe(one, held, Counter(dict(feeds)), now=now) for one in workers)


async def tell_time(database: Database) -> datetime:
    """Return the time by which workers go."""
    return await database.run(server_now, writes=False)


def describe(
    worker: Worker, held: Sequence[Tenure], feeds: Counter[str], *, now: datetime
) -> AtWork:
    """Return what a worker does now."""
    return AtWork(
        worker=worker,
        posts=tuple(one.post for one in held if one.holder == worker.id),
        feeds=feeds[worker.id],
        silent=now - worker.at > SILENT,
        runs=round_duration(now - worker.started),
        heard=round_duration(now - worker.at),
    )


def tell_work(one: AtWork) -> tuple[str, ...]:
    """Return a row of the table."""
    worker = one.worker
    doing = [
        *one.posts,
        *([f"polls {one.feeds} feed{'s' * (one.feeds > 1)}"] if one.feeds else []),
    ]
    if one.silent:
        doing = [f"silent for {format_duration(one.heard)}"]
    return (
        worker.id[:8],
        f"{worker.machine}:{worker.pid}",
        " ".join(worker.roles),
        format_duration(one.runs),
        ", ".join(doing) or "waits",
    )


def to_rows(found: Sequence[AtWork]) -> list[dict[str, object]]:
    """Return the workers for machines to read; times in UTC."""
    return [
        {
            "id": one.worker.id,
            "machine": one.worker.machine,
            "pid": one.worker.pid,
            "roles": list(one.worker.roles),
            "version": one.worker.version,
            "started": one.worker.started.astimezone(UTC).isoformat(),
            "at": one.worker.at.astimezone(UTC).isoformat(),
            "silent": one.silent,
            "posts": list(one.posts),
            "feeds": one.feeds,
        }
        for one in found
    ]
