"""The poll plan: the operator's list, who takes which feeds, what a poll leaves behind."""

from datetime import timedelta

import pytest

from bot.models.polls import FeedSpec, NextPoll
from tests.builders import (
    HOUR,
    NOON,
    add_feeds,
    ask,
    build_feed,
    build_harvest,
    build_poll,
    claim_due,
)

LEASE = timedelta(minutes=15)
MINUTE = timedelta(minutes=1)


async def claim(store, *, now=NOON, hosts=100, unless_since=None):
    """The ids that are claimed, a tuple a host."""
    groups = await claim_due(store, now=now, lease=LEASE, hosts=hosts, unless_since=unless_since)
    return [tuple(feed.id for feed in group) for group in groups]


async def finish(store, feed, *, now=NOON, wait=HOUR, validators=None):
    plan = NextPoll(at=now + wait, adapted=wait)
    await store.feeds.note([build_poll(feed, validators=validators, plan=plan, now=now)])


async def fail(store, feed, *, now=NOON, wait=HOUR, error="answered 500"):
    plan = NextPoll(at=now + wait, adapted=wait)
    await store.feeds.note([build_poll(feed, error=error, plan=plan, now=now)])


# ---------------------------------------------------------------- the list


async def test_new_feeds_are_due_at_once(store):
    await add_feeds(store, 1, 2)
    assert await claim(store) == [(1,), (2,)]


async def test_what_the_operator_says_is_what_a_poll_knows(store):
    spec = FeedSpec(
        url="https://a.example:8080/rss",
        title="A",
        language="uk",
        interval=timedelta(minutes=7),
        fast=True,
    )
    await store.feeds.sync([spec], now=NOON)
    ((feed,),) = await claim_due(store, now=NOON, lease=LEASE, hosts=1)
    assert (feed.url, feed.title, feed.language) == (spec.url, "A", "uk")
    assert (feed.interval, feed.fast, feed.host) == (spec.interval, True, "a.example")
    assert (feed.etag, feed.last_modified, feed.body_hash) == (None, None, None)
    assert (feed.last_good, feed.adapted, feed.failures) == (None, None, 0)


async def test_a_changed_entry_keeps_what_was_learned(store):
    await add_feeds(store, 1)
    await claim(store)
    await finish(store, 1, validators=('"e"', None))
    changed = FeedSpec(url="https://feed1.example/rss", title="Better", fast=True)
    await store.feeds.sync([changed], now=NOON + MINUTE)
    assert await claim(store, now=NOON + MINUTE) == []
    ((feed,),) = await claim_due(store, now=NOON + HOUR, lease=LEASE, hosts=1)
    assert (feed.id, feed.title, feed.fast) == (1, "Better", True)
    assert (feed.etag, feed.last_good, feed.adapted) == ('"e"', NOON, HOUR)


async def test_a_missing_feed_rests_and_returns_as_it_was(store):
    await add_feeds(store, 1, 2)
    await finish(store, 1, wait=MINUTE)
    await add_feeds(store, 2)
    assert await claim(store, now=NOON + HOUR) == [(2,)]
    await add_feeds(store, 1, 2)
    assert await claim(store, now=NOON + HOUR) == [(1,)]
    assert await ask(store, "SELECT count(*) FROM feeds") == [(2,)]


async def test_an_empty_list_rests_all(store):
    await add_feeds(store, 1, 2)
    await store.feeds.sync([], now=NOON)
    assert await claim(store) == []


# ---------------------------------------------------------------- claims


async def test_only_what_is_due_is_claimed_the_longest_waiting_first(store):
    await add_feeds(store, 1, 2, 3)
    await finish(store, 1, wait=2 * MINUTE)
    await finish(store, 2, wait=MINUTE)
    await finish(store, 3, wait=HOUR)
    assert await claim(store, now=NOON + 2 * MINUTE - timedelta(microseconds=1)) == [(2,)]
    await store.feeds.release()
    assert await claim(store, now=NOON + 2 * MINUTE) == [(2,), (1,)]


async def test_the_number_of_hosts_is_kept_and_none_starves(store):
    await add_feeds(store, *range(1, 8))
    seen = []
    for turn in range(4):  # the first ones are due again at once, each time
        now = NOON + turn * MINUTE
        groups = await claim(store, hosts=2, now=now)
        assert len(groups) == 2
        for (feed,) in groups:
            seen.append(feed)
            await finish(store, feed, now=now, wait=timedelta(seconds=1))
    assert sorted(set(seen)) == list(range(1, 8))


async def test_no_host_at_all_claims_nothing(store):
    await add_feeds(store, 1)
    assert await claim(store, hosts=0) == []
    assert await claim(store) == [(1,)]


async def test_a_lease_holds_until_it_runs_out(store):
    await add_feeds(store, 1)
    assert await claim(store) == [(1,)]
    assert await claim(store, now=NOON + LEASE - MINUTE) == []
    assert await claim(store, now=NOON + LEASE) == [(1,)]


async def test_release_takes_every_lease_back(store):
    await add_feeds(store, 1, 2)
    await claim(store)
    await store.feeds.release()
    assert await claim(store) == [(1,), (2,)]


async def test_every_good_feed_is_due_once_when_all_are_polled(store):
    await add_feeds(store, 1, 2, 3)
    await finish(store, 1, now=NOON - HOUR, wait=9 * HOUR)
    await finish(store, 2, now=NOON, wait=9 * HOUR)
    await fail(store, 3, now=NOON - HOUR, wait=9 * HOUR)
    assert await claim(store, unless_since=NOON) == [(1,)]  # 2 was polled, 3 backs off
    await finish(store, 1, now=NOON, wait=9 * HOUR)
    assert await claim(store, unless_since=NOON) == []


# ---------------------------------------------------------------- outcomes


@pytest.mark.parametrize(
    ("validators", "kept"),
    [(None, ('"one"', "yesterday")), (('"two"', None), ('"two"', None))],
    ids=["304", "same body"],
)
async def test_a_poll_without_news_keeps_or_replaces_the_validators(store, validators, kept):
    await add_feeds(store, 1)
    await store.archive.keep(build_harvest(build_feed(), []), now=NOON)
    later = NOON + HOUR
    await finish(store, 1, now=later, wait=2 * HOUR, validators=validators)
    ((feed,),) = await claim_due(store, now=NOON + 3 * HOUR, lease=LEASE, hosts=1)
    assert (feed.etag, feed.last_modified, feed.body_hash) == (*kept, b"body")
    assert (feed.last_good, feed.adapted, feed.failures) == (later, 2 * HOUR, 0)


async def test_failures_are_counted_and_leave_what_was_learned(store):
    await add_feeds(store, 1)
    await store.archive.keep(build_harvest(build_feed(), []), now=NOON)
    for attempt in (1, 2, 3):
        assert await claim(store, now=NOON + attempt * HOUR) == [(1,)]
        await fail(store, 1, now=NOON + attempt * HOUR, error=f"broken {attempt}")
    ((feed,),) = await claim_due(store, now=NOON + 4 * HOUR, lease=LEASE, hosts=1)
    assert (feed.etag, feed.body_hash, feed.last_good) == ('"one"', b"body", NOON)
    assert (feed.failures, feed.adapted) == (3, HOUR)
    assert await ask(store, "SELECT error FROM feeds") == [("broken 3",)]


async def test_a_good_poll_ends_a_row_of_failures(store):
    await add_feeds(store, 1)
    await fail(store, 1)
    await finish(store, 1, now=NOON + HOUR)
    assert await ask(store, "SELECT failures, error, lease_until FROM feeds") == [(0, None, None)]
    assert await store.feeds.last_good_poll() == NOON + HOUR
