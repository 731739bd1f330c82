"""How the bot is doing: feeds in order of trouble, what waits, and what happened lately."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, event

from bot.models.health import DEAD, Backlog, Counts, FeedCounts, FeedState, Readers, TopicReaders
from bot.models.polls import Habit, NextPoll
from bot.store.overview import Overview
from tests.builders import (
    HOUR,
    NOON,
    add_feeds,
    build_decision,
    build_poll,
    build_worker,
    claim_one,
    keep_articles,
    on_sqlite,
    subscribe,
    tell,
)

DAY = timedelta(days=1)
STATES = (
    FeedState.GONE,
    FeedState.GONE,
    FeedState.BLOCKED,
    FeedState.SILENT,
    FeedState.SLOW,
    FeedState.NEW,
    FeedState.OK,
)
NOTHING = Counts(articles=0, stories=0, alerts=0, updates=0)


@pytest.fixture
def overview(store):
    return Overview(store.database)


async def poll_well(store, feed, *, now=NOON):
    plan = NextPoll(at=now + HOUR, adapted=HOUR)
    await store.feeds.note([build_poll(feed, plan=plan, now=now)])


async def poll_badly(store, feed, error="HTTP 500", *, now=NOON):
    plan = NextPoll(at=now + HOUR, adapted=HOUR)
    await store.feeds.note([build_poll(feed, error=error, plan=plan, now=now)])


async def decide(store, name, story, *, now=NOON, **given):
    stored = (await keep_articles(store, name, now=now))[-1]
    await store.archive.decide([build_decision(stored, story, **given)], now=now)


# ---------------------------------------------------------------- feeds


async def test_feeds_come_in_the_order_of_their_trouble(store, overview):
    await add_feeds(store, *range(1, 8))
    for feed in (1, 2, 3, 5):
        await poll_well(store, feed, now=NOON + feed * HOUR)
    await add_feeds(store, *range(1, 7))  # the seventh is not in the list any more
    await poll_badly(store, 3, now=NOON + 4 * HOUR)
    await poll_badly(store, 2, "HTTP 404", now=NOON + 4 * HOUR)
    await poll_badly(store, 2, "HTTP 410", now=NOON + 5 * HOUR)
    await poll_badly(store, 4, "no such host")  # and it never was polled well
    found = await overview.feeds(first=0, limit=10)
    assert [(feed.title, feed.state) for feed in found] == [
        ("Feed 4", FeedState.FAILING),
        ("Feed 2", FeedState.FAILING),
        ("Feed 3", FeedState.FAILING),
        ("Feed 6", FeedState.NEW),
        ("Feed 1", FeedState.OK),
        ("Feed 5", FeedState.OK),
        ("Feed 7", FeedState.RESTING),
    ]
    assert (found[1].error, found[1].failures) == ("HTTP 410", 2)
    assert (found[1].last_good, found[1].next_poll) == (NOON + 2 * HOUR, NOON + 6 * HOUR)
    assert (found[0].last_good, found[4].error) == (None, "")
    assert await overview.count_feeds() == FeedCounts(failing=3, new=1, ok=2, resting=1)
    assert await overview.feeds(first=2, limit=3) == found[2:5]
    health = await overview.health(now=NOON + 5 * HOUR)
    assert health.worst_feed == found[0]
    assert health.feeds == await overview.count_feeds()


async def test_a_feed_is_in_the_state_that_its_last_poll_found(store, overview):
    await add_feeds(store, *range(1, 8))
    plans = [NextPoll(at=NOON + HOUR, adapted=HOUR, health=state) for state in STATES]
    for feed, plan in enumerate(plans, start=1):
        error = "HTTP 410" if plan.health in DEAD else ""
        await store.feeds.note([build_poll(feed, plan=plan, now=NOON + feed * HOUR, error=error)])
    await add_feeds(store, *range(2, 8))
    found = await overview.feeds(first=0, limit=10)
    assert [feed.state for feed in found] == [
        FeedState.GONE,
        FeedState.BLOCKED,
        FeedState.SILENT,
        FeedState.SLOW,
        FeedState.NEW,
        FeedState.OK,
        FeedState.RESTING,
    ]
    assert await overview.count_feeds() == FeedCounts(
        failing=0, new=1, ok=1, resting=1, gone=1, blocked=1, silent=1, slow=1
    )


async def test_what_explains_the_state_of_a_feed_comes_with_it(store, overview):
    await add_feeds(store, 1)
    habit = Habit(longest=30 * HOUR, took=timedelta(seconds=7))
    plan = NextPoll(at=NOON + HOUR, adapted=2 * HOUR, habit=habit)
    await store.feeds.note([build_poll(1, plan=plan)])
    await poll_badly(store, 1, now=NOON + HOUR)
    await tell(store, "UPDATE feeds SET address = 'https://b.example/'")
    (feed,) = await overview.feeds(first=0, limit=10)
    assert (feed.id, feed.url, feed.address) == (
        1,
        "https://feed1.example/rss",
        "https://b.example/",
    )
    assert (feed.longest, feed.took, feed.interval) == (habit.longest, habit.took, 2 * HOUR)
    assert (feed.failing_since, feed.last_new) == (NOON + HOUR, None)


async def test_a_feed_is_called_as_readers_see_it(store, overview):
    await add_feeds(store, 1, 2, 3)
    await tell(store, "UPDATE feeds SET title = '', own_title = 'Own' WHERE id = 2")
    await tell(store, "UPDATE feeds SET title = '' WHERE id = 3")
    found = await overview.feeds(first=0, limit=10)
    assert [feed.title for feed in found] == ["Feed 1", "feed3.example", "Own"]


# ---------------------------------------------------------------- health


async def test_of_a_new_database_nothing_is_known(overview):
    health = await overview.health(now=NOON)
    assert (health.started, health.beat, health.polled, health.due) == (None,) * 4
    assert health.feeds.total == 0
    assert (health.worst_feed, health.undecided, health.undecided_since) == (None, 0, None)
    assert health.backlog == Backlog(
        pending=0, sending=0, uncertain=0, oldest=None, chat=None, reason="", due=None
    )
    assert (health.today, health.readers) == (NOTHING, Readers(known=0, open=0))


async def test_health_says_when_each_part_was_last_at_work(store, overview):
    await add_feeds(store, 1, 2, 3)
    await poll_well(store, 1, now=NOON + HOUR)
    await poll_badly(store, 2, now=NOON + 2 * HOUR)
    await store.workers.beat(build_worker(started=NOON, at=NOON + HOUR))
    await keep_articles(store, "a", now=NOON + HOUR)
    await keep_articles(store, "b", now=NOON + 2 * HOUR)
    health = await overview.health(now=NOON + 3 * HOUR)
    assert (health.started, health.beat) == (NOON, NOON + HOUR)
    assert (health.polled, health.due) == (NOON + 2 * HOUR, NOON)
    assert (health.undecided, health.undecided_since) == (2, NOON + HOUR)


async def test_feeds_that_rest_are_not_due(store, overview):
    await add_feeds(store, 1, 2)
    await poll_well(store, 2)
    await add_feeds(store, 2)
    assert (await overview.health(now=NOON)).due == NOON + HOUR


async def test_what_waits_is_counted_by_state_with_the_oldest(store, overview):
    await add_feeds(store, 1)
    await subscribe(store, 1, 2, 3, 4)
    await decide(store, "a", "s", alerts=[1, 2])
    await decide(store, "b", "t", alerts=[1, 2, 3, 4], now=NOON + HOUR)
    for chat in (1, 2):
        delivery = await claim_one(store.outbox, now=NOON, busy=[3 - chat], terminal=False)
        assert delivery is not None
        assert delivery.chat == chat
        await store.outbox.put_back(
            delivery.id,
            uncertain=chat == 1,
            not_before=NOON + 9 * HOUR,
            reason=f"HTTP 50{chat}",
        )
    claimed = await claim_one(store.outbox, now=NOON + HOUR, busy=[1, 2, 4], terminal=False)
    assert claimed is not None
    assert claimed.chat == 3
    health = await overview.health(now=NOON + 2 * HOUR)
    assert health.backlog == Backlog(
        pending=4,
        sending=1,
        uncertain=1,
        oldest=NOON,
        chat=1,
        reason="HTTP 501",
        due=NOON + HOUR,
    )


@pytest.mark.parametrize("column", ["muted_until", "parked_until"])
async def test_what_a_chat_holds_back_is_not_due(store, overview, column):
    await add_feeds(store, 1)
    await subscribe(store, 1)
    await decide(store, "a", "s", alerts=[1])
    await tell(store, f"UPDATE chats SET {column} = '2026-03-02 13:00:00.000000'")
    for now, due in ((NOON, None), (NOON + HOUR, NOON)):
        backlog = (await overview.health(now=now)).backlog
        assert (backlog.pending, backlog.oldest, backlog.due) == (1, NOON, due)


async def test_what_waits_for_its_hour_is_not_due_before(store, overview):
    await add_feeds(store, 1)
    await subscribe(store, 1)
    await decide(store, "a", "s", alerts=[1], at=NOON + 2 * HOUR)
    for now, due in ((NOON + HOUR, None), (NOON + 2 * HOUR, NOON + 2 * HOUR)):
        backlog = (await overview.health(now=now)).backlog
        assert (backlog.pending, backlog.oldest, backlog.due) == (1, NOON + 2 * HOUR, due)


async def test_what_is_done_waits_no_more(store, overview):
    await add_feeds(store, 1)
    await subscribe(store, 1)
    await decide(store, "a", "s", alerts=[1])
    delivery = await claim_one(store.outbox, now=NOON, busy=[], terminal=False)
    assert delivery is not None
    await store.outbox.sent(delivery.id, message_id=9, now=NOON)
    assert (await overview.health(now=NOON)).backlog.total == 0


# ---------------------------------------------------------------- statistics


async def test_what_happened_is_counted_for_a_day_and_a_week(store, overview):
    await add_feeds(store, 1)
    await subscribe(store, 1, 2)
    now = NOON + 10 * DAY
    await decide(store, "a", "old", alerts=[1], now=now - 8 * DAY)
    await decide(store, "b", "week", alerts=[1, 2], now=now - 7 * DAY)
    await decide(store, "c", "old", updates=[1], new=False, now=now - 2 * DAY)
    await decide(store, "d", "day", alerts=[2], now=now - DAY)
    await decide(store, "e", "week", updates=[1, 2], new=False, now=now)
    await keep_articles(store, "f", now=now)
    statistics = await overview.statistics(now=now)
    assert statistics.day == Counts(articles=3, stories=1, alerts=1, updates=2)
    assert statistics.week == Counts(articles=5, stories=2, alerts=3, updates=3)
    assert (await overview.health(now=now)).today == statistics.day


async def test_subscriptions_are_counted_by_topic(store, overview):
    await subscribe(store, 1, 2)
    await subscribe(store, 2, 3, topic="ports")
    await subscribe(store, 3, topic="ships")
    await store.chats.meet(4, "private", now=NOON)
    statistics = await overview.statistics(now=NOON)
    assert statistics.topics == (
        TopicReaders(topic="ports", chats=2),
        TopicReaders(topic="war", chats=2),
        TopicReaders(topic="ships", chats=1),
    )
    assert statistics.readers == Readers(known=4, open=3)


# ---------------------------------------------------------------- what it costs


LARGE = ("articles", "outbox", "stories")


@on_sqlite
async def test_of_large_tables_only_indexes_are_read_through(store, overview):
    asked: list[tuple[str, Any]] = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        asked.append((statement, parameters))

    def plans(connection: Connection) -> list[str]:
        return [
            row.detail
            for statement, parameters in asked
            if statement.startswith("SELECT")
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]

    event.listen(Engine, "before_cursor_execute", note)
    try:
        await overview.health(now=NOON)
        await overview.statistics(now=NOON)
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    steps = await store.database.run(plans, writes=False)
    reads = [step for step in steps if any(f" {table} " in f"{step} " for table in LARGE)]
    assert len(reads) >= len(LARGE)
    assert all(" INDEX " in step for step in reads), reads
