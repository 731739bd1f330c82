"""The last fetches of each feed."""

from dataclasses import replace
from datetime import timedelta

from bot.models.polls import Fetch, NextPoll
from bot.store.fetches import KEPT
from tests.builders import (
    HOUR,
    NOON,
    add_feeds,
    ask,
    build_article,
    build_feed,
    build_fetched,
    build_harvest,
    build_poll,
    claim_due,
)

MINUTE = timedelta(minutes=1)


async def poll(store, feed, *, now, **given):
    """One poll from claim to note, as polling does it."""
    groups = await claim_due(store, now=now, lease=MINUTE)
    (claimed,) = (one for group in groups for one in group if one.id == feed)
    quiet = build_poll(feed, plan=NextPoll(at=now, adapted=HOUR), now=now, **given)
    await store.feeds.note([replace(quiet, feed=claimed)])


async def test_what_came_of_a_poll_is_kept(store):
    await add_feeds(store, 1)
    fetched = replace(build_fetched(), size=1_234, took=timedelta(seconds=0.25))
    harvest = build_harvest(build_feed(1), [build_article("a"), build_article("b")])
    await store.archive.keep(replace(harvest, fetched=fetched), now=NOON)
    await poll(store, 1, now=NOON + HOUR)
    await poll(store, 1, now=NOON + 2 * HOUR, error="https://a.example/: answered 503 Busy")
    await poll(store, 1, now=NOON + 3 * HOUR, error="no connection within 5 seconds")
    assert await store.fetches.of(1) == (
        Fetch(at=NOON + 3 * HOUR, status=0, error="no connection within 5 seconds"),
        Fetch(at=NOON + 2 * HOUR, status=503, error="https://a.example/: answered 503 Busy"),
        Fetch(at=NOON + HOUR, status=304),
        Fetch(at=NOON, status=200, size=1_234, took=timedelta(seconds=0.25), news=2),
    )


async def test_the_last_thirty_are_kept(store):
    await add_feeds(store, 1, 2)
    for minute in range(KEPT + 5):
        await poll(store, 1, now=NOON + minute * MINUTE)
    await poll(store, 2, now=NOON + HOUR)
    kept = await store.fetches.of(1)
    assert [fetch.at for fetch in kept] == [
        NOON + minute * MINUTE for minute in range(KEPT + 4, 4, -1)
    ]
    assert len(await store.fetches.of(2)) == 1
    assert await ask(store, "SELECT count(*) FROM fetches") == [(KEPT + 1,)]


async def test_of_a_feed_that_was_not_polled_there_is_nothing(store):
    assert await store.fetches.of(7) == ()
