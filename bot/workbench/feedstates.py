"""The feeds that are polled, with their health as the database has it: `tocsin feeds list`."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.causes import tell_cause
from bot.durations import format_duration
from bot.errors import DatabaseError
from bot.models.health import FeedHealth, FeedState
from bot.models.polls import FeedSpec
from bot.store.dialect import why_no_database
from bot.store.store import open_store

_ALL = 1_000_000  # feeds: more than any list has


async def read_states(
    database: str, specs: Sequence[FeedSpec], *, now: datetime
) -> tuple[tuple[FeedHealth, ...], str]:
    """Return the feeds of a list, and those added in chats, failing ones first.

    Beside them, why their health is not known; empty: it is. Without a database, or where that
    cannot be read, all count as new.
    """
    known: tuple[FeedHealth, ...] = ()
    trouble = why_no_database(database)
    if not trouble:
        try:
            known = await _read_health(database)
        except DatabaseError as error:
            trouble = str(error)
    listed = {spec.url for spec in specs}
    polled = [feed for feed in known if feed.url in listed or feed.added]
    new = listed - {feed.url for feed in polled}
    return (
        *polled,
        *(as_new(spec, now=now) for spec in specs if spec.url in new),
    ), trouble


async def _read_health(database: str) -> tuple[FeedHealth, ...]:
    store = open_store(database, only_look=True)
    try:
        return await store.overview.feeds(first=0, limit=_ALL)
    finally:
        await store.close()


def as_new(spec: FeedSpec, *, now: datetime) -> FeedHealth:
    """Return a feed of the list that the running bot does not know yet."""
    return FeedHealth(
        title=spec.title or spec.host,
        state=FeedState.NEW,
        error="",
        failures=0,
        last_good=None,
        next_poll=now,
        url=spec.url,
    )


def tell_state(feed: FeedHealth, *, now: datetime) -> str:
    """Return a line about a feed."""
    state = FeedState.NEW if feed.state is FeedState.RESTING else feed.state  # it is listed again
    news = ""
    if feed.last_new:
        news = f", last news {_tell_age(now - feed.last_new)} ago"
    added = ", added in a chat" if feed.added else ""
    moved = f", moved to {feed.address}" if feed.address else ""
    cause = tell_cause(feed) or feed.error
    why = f": {cause}" if cause else ""
    return f"{state.value:<8} {feed.title}  {feed.url}{moved}{added}{news}{why}"


def _tell_age(age: timedelta) -> str:
    """Return how long ago something was, to the minute."""
    return format_duration(timedelta(minutes=max(0, age // timedelta(minutes=1))))


def write_json(feeds: Sequence[FeedHealth]) -> str:
    """Return the feeds as a list of objects."""
    rows = [
        {
            "url": feed.url,
            "title": feed.title,
            "state": feed.state.value,
            "added": feed.added,
            "address": feed.address or None,
            "cause": tell_cause(feed) or None,
            "error": feed.error or None,
            "failures": feed.failures,
            "last_good": _write_moment(feed.last_good),
            "last_new": _write_moment(feed.last_new),
            "next_poll": _write_moment(feed.next_poll),
        }
        for feed in feeds
    ]
    return json.dumps(rows, ensure_ascii=False, indent=2)


def _write_moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
