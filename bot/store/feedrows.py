"""What is known of a feed when it is about to be polled, as its row has it."""

from typing import Any

from sqlalchemy import Row

from bot.models.polls import Feed, Habit
from bot.store.schema import feeds

# What is read of a row: with ten thousand feeds, each column more can be felt.
READ = tuple(
    feeds.c[name]
    for name in (
        "id",
        "url",
        "title",
        "own_title",
        "host",
        "language",
        "interval",
        "fast",
        "etag",
        "last_modified",
        "body_hash",
        "last_good",
        "adapted",
        "items",
        "failures",
        "added_by",
        "pushed_until",
        "last_new",
        "failing_since",
        "polls",
        "address",
        "moved_to",
        "moved_times",
        "news",
        "watched",
        "longest",
        "pause",
        "took",
    )
)


def read_feed(row: Row[*tuple[Any, ...]]) -> Feed:
    """Return what is known of a feed, from its row."""
    return Feed(
        id=row.id,
        url=row.url,
        title=row.title or row.own_title or row.host,
        language=row.language,
        interval=row.interval,
        fast=row.fast,
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        last_good=row.last_good,
        adapted=row.adapted,
        items=row.items or b"",
        failures=row.failures,
        added=row.added_by is not None,
        pushed_until=row.pushed_until,
        last_new=row.last_new,
        failing_since=row.failing_since,
        polls=row.polls,
        address=row.address,
        moved_to=row.moved_to,
        moved_times=row.moved_times,
        habit=Habit(
            news=row.news,
            watched=row.watched,
            longest=row.longest,
            pause=row.pause,
            took=row.took,
        ),
    )
