"""What moves a feed's next poll, or its address, beside its own polls."""

from datetime import datetime, timedelta

from bot.feeds.moves import Move
from bot.models.polls import Feed, FeedSpec, Habit, NextPoll
from bot.store.store import Store
from tests.builders import HOUR, NOON, add_feeds, as_time, ask, build_feed, build_poll, claim_due

MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)
SITE = ("https://www.a.example/1", "https://feeds.a.example/2", "https://feeds.a.example/3")
OTHER = "https://b.example/4"


async def list_feeds(store: Store, *urls: str, now: datetime = NOON, **given: object) -> None:
    await store.feeds.sync([FeedSpec(url=url, **given) for url in urls], now=now)  # type: ignore[arg-type]


async def poll(store: Store, feed: int, *, again: datetime, **given: object) -> None:
    plan = NextPoll(at=again, adapted=HOUR, **given)  # type: ignore[arg-type]
    await store.feeds.note([build_poll(feed, plan=plan, now=NOON)])


async def claim(store: Store, now: datetime) -> dict[int, Feed]:
    groups = await claim_due(store, now=now, lease=15 * MINUTE)
    return {feed.id: feed for group in groups for feed in group}


async def due(store: Store) -> dict[int, timedelta]:
    """How long after noon each feed is due."""
    rows = await ask(store, "SELECT id, next_poll FROM feeds ORDER BY id")
    return {int(str(feed)): as_time(at) - NOON for feed, at in rows}


# ---------------------------------------------------------------- patience


async def test_all_feeds_of_a_slowed_site_wait_and_come_back_a_little_apart(store):
    await list_feeds(store, *SITE, OTHER)
    await poll(store, 1, again=NOON + 9 * HOUR)  # it would not be asked before anyway
    await poll(store, 2, again=NOON + MINUTE)
    assert await store.plans.slow("www.a.example", until=NOON + HOUR, apart=2 * SECOND) == 2
    assert await due(store) == {
        1: 9 * HOUR,
        3: HOUR,
        2: HOUR + 2 * SECOND,
        4: timedelta(),
    }
    assert list(await claim(store, NOON)) == [4]


async def test_many_feeds_of_a_site_come_back_within_ten_minutes(store):
    await list_feeds(store, *(f"https://a.example/{place}" for place in range(400)))
    assert await store.plans.slow("a.example", until=NOON + HOUR, apart=2 * SECOND) == 400
    waits = sorted((await due(store)).values())
    assert (waits[0], waits[1], waits[-1]) == (HOUR, HOUR + 2 * SECOND, HOUR + 10 * MINUTE)


async def test_polls_that_were_under_way_do_not_undo_the_patience_that_their_site_asked_for(store):
    await list_feeds(store, *SITE)
    assert sorted(await claim(store, NOON)) == [1, 2, 3]
    assert await store.plans.slow("a.example", until=NOON + HOUR, apart=2 * SECOND) == 3
    failed = build_poll(1, error="answered 503", plan=NextPoll(at=NOON + MINUTE, adapted=HOUR))
    await store.feeds.note([failed])
    await poll(store, 2, again=NOON + MINUTE)
    await poll(store, 3, again=NOON + 9 * HOUR)
    assert await due(store) == {1: HOUR, 2: HOUR + 2 * SECOND, 3: 9 * HOUR}


async def test_feeds_that_are_listed_no_more_are_left_as_they_are(store):
    await list_feeds(store, *SITE)
    await list_feeds(store, SITE[0])
    assert await store.plans.slow("a.example", until=NOON + HOUR, apart=2 * SECOND) == 1


async def test_a_feed_that_is_given_back_is_free_and_due_when_its_site_is(store):
    await list_feeds(store, *SITE)
    await poll(store, 3, again=NOON + 9 * HOUR)
    assert sorted(await claim(store, NOON)) == [1, 2]
    await store.plans.postpone(1, until=NOON + MINUTE, now=NOON)
    await store.plans.postpone(3, until=NOON + MINUTE, now=NOON)
    assert sorted(await claim(store, NOON + MINUTE)) == [1]
    assert (await due(store))[3] == 9 * HOUR
    assert await ask(store, "SELECT failures, polls FROM feeds WHERE id = 1") == [(0, 0)]


# ---------------------------------------------------------------- moves


async def test_a_feed_that_moved_is_asked_elsewhere_and_keeps_its_name(store):
    await add_feeds(store, 1)
    await store.plans.move(build_feed(1), Move(address="https://new.b.example/rss"))
    await add_feeds(store, 1)  # the list says what it said
    feed = (await claim(store, NOON))[1]
    assert (feed.url, feed.location) == ("https://feed1.example/rss", "https://new.b.example/rss")
    assert (feed.host, feed.moved_to, feed.moved_times) == ("new.b.example", "", 0)
    assert await store.plans.slow("b.example", until=NOON + HOUR, apart=2 * SECOND) == 1
    await store.plans.move(feed, Move(address=""))
    back = (await claim(store, NOON + HOUR))[1]
    assert (back.location, back.host) == (back.url, "feed1.example")


async def test_redirects_are_counted_across_restarts(store):
    await add_feeds(store, 1)
    move = Move(address="", moved_to="https://b.example/", moved_times=2)
    await store.plans.move(build_feed(1), move)
    feed = (await claim(store, NOON))[1]
    assert (feed.location, feed.moved_to, feed.moved_times) == (feed.url, move.moved_to, 2)


async def test_a_list_that_was_brought_up_to_date_finds_the_feed_it_moved(store):
    await add_feeds(store, 1, 2)
    await poll(store, 1, again=NOON + HOUR)
    await store.plans.move(build_feed(1), Move(address="https://b.example/rss"))
    await list_feeds(store, "https://b.example/rss", "https://feed2.example/rss")
    rows = await ask(store, "SELECT id, url, address, active, host FROM feeds ORDER BY id")
    assert rows == [
        (1, "https://b.example/rss", "", 1, "b.example"),
        (2, "https://feed2.example/rss", "", 1, "feed2.example"),
    ]
    assert (await due(store))[1] == HOUR


async def test_a_list_with_both_addresses_has_two_feeds(store):
    await add_feeds(store, 1)
    await store.plans.move(build_feed(1), Move(address="https://b.example/rss"))
    for _ in range(2):
        await list_feeds(store, "https://feed1.example/rss", "https://b.example/rss")
    assert await ask(store, "SELECT url, address FROM feeds ORDER BY id") == [
        ("https://feed1.example/rss", "https://b.example/rss"),
        ("https://b.example/rss", ""),
    ]


# ---------------------------------------------------------------- what a restart finds


async def test_what_the_plan_learned_is_there_again(store):
    await add_feeds(store, 1)
    habit = Habit(
        news=2.5, watched=30 * HOUR, longest=40 * HOUR, pause=HOUR, took=timedelta(seconds=1.5)
    )
    await poll(store, 1, again=NOON + HOUR, habit=habit)
    feed = (await claim(store, NOON + HOUR))[1]
    assert (feed.habit, feed.polls, feed.adapted) == (habit, 1, HOUR)


async def test_a_row_of_failures_is_known_by_its_beginning(store):
    await add_feeds(store, 1)
    for hour in (1, 2):
        plan = NextPoll(at=NOON + hour * HOUR, adapted=HOUR)
        failure = build_poll(1, error="answered 500", plan=plan, now=NOON + hour * MINUTE)
        await store.feeds.note([failure])
    feed = (await claim(store, NOON + 9 * HOUR))[1]
    assert (feed.failures, feed.failing_since) == (2, NOON + MINUTE)
    await poll(store, 1, again=NOON + HOUR)
    feed = (await claim(store, NOON + 9 * HOUR))[1]
    assert (feed.failures, feed.failing_since) == (0, None)


async def test_another_interval_takes_hold_at_once(store):
    await list_feeds(store, OTHER, interval=24 * HOUR)
    await poll(store, 1, again=NOON + 20 * HOUR)
    await list_feeds(store, OTHER, interval=24 * HOUR, now=NOON + MINUTE)
    assert (await due(store))[1] == 20 * HOUR
    await list_feeds(store, OTHER, interval=5 * MINUTE, now=NOON + MINUTE)
    assert (await due(store))[1] == MINUTE


async def test_another_interval_does_not_cut_a_failing_feed_s_wait_short(store):
    await list_feeds(store, OTHER)
    plan = NextPoll(at=NOON + 9 * HOUR, adapted=HOUR)
    await store.feeds.note([build_poll(1, error="answered 429", plan=plan, now=NOON)])
    await list_feeds(store, OTHER, interval=5 * MINUTE, now=NOON + MINUTE)
    assert (await due(store))[1] == 9 * HOUR
