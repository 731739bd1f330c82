"""Leases of feeds: a host is one worker's at a time, and what it lost it cannot write."""

import asyncio
import re
from datetime import timedelta

import pytest
from sqlalchemy.dialects.sqlite import dialect

from bot.errors import LeaseLost
from bot.models.polls import FeedSpec, NextPoll
from bot.store.leases import _DUE, _DUE_HOSTS, _RESTING, Terms
from bot.store.store import open_store
from tests.builders import (
    HOUR,
    NOON,
    add_feeds,
    address,
    ask,
    build_article,
    build_feed,
    build_harvest,
    build_poll,
    claim_due,
)

LEASE, REST = timedelta(seconds=30), timedelta(seconds=2)
SECOND = timedelta(seconds=1)
BIG, SMALL = "big.example", "small.example"


async def list_hosts(store, *, big=45):
    specs = [FeedSpec(url=f"https://{BIG}/{number}") for number in range(big)]
    await store.feeds.sync([*specs, FeedSpec(url=f"https://{SMALL}/")], now=NOON)


async def due(store, *, now=NOON, most=99):
    return await store.feeds.due_hosts(now=now, most=most)


async def claim(store, *hosts, worker="a", now=NOON, rest=timedelta()):
    """How many feeds of each host are claimed."""
    terms = Terms(worker=worker, lease=LEASE, rest=rest)
    claimed = await store.feeds.claim(hosts, terms, now=now)
    return {host: len(feeds) for host, feeds in claimed}


async def finish(store, *feeds, worker="a", now=NOON, wait=HOUR):
    plan = NextPoll(at=now + wait, adapted=wait)
    await store.feeds.note([build_poll(feed, plan=plan, now=now) for feed in feeds], by=worker)


# ---------------------------------------------------------------- which hosts


async def test_hosts_are_due_the_longest_waiting_first_each_once(store):
    await list_hosts(store, big=3)
    await claim(store, BIG)
    await finish(store, 1, 2, wait=SECOND)
    await finish(store, 3, wait=2 * SECOND)
    assert await due(store, now=NOON + HOUR) == (SMALL, BIG)
    assert await due(store, now=NOON + HOUR, most=1) == (SMALL,)
    assert await due(store, most=0) == ()


async def test_a_host_that_somebody_polls_is_not_due_until_that_is_over(store):
    await list_hosts(store)
    assert await claim(store, BIG) == {BIG: 20}
    assert await due(store) == (SMALL,)
    assert await due(store, now=NOON + LEASE) == (BIG, SMALL)
    await finish(store, *range(1, 21))
    assert await due(store) == (BIG, SMALL)


@pytest.mark.parametrize(
    ("statement", "indexes"),
    [
        (_DUE_HOSTS, {"feeds_due (next_poll<?)", "feeds_leased"}),
        (_DUE, {"feeds_host (host=? AND next_poll<?)", "feeds_leased"}),
        (_RESTING, {"feeds_host (host=?)"}),
    ],
    ids=["due hosts", "due feeds", "resting hosts"],
)
async def test_looking_for_what_is_due_reads_what_is_due_alone(tmp_path, statement, indexes):
    store = open_store(address(tmp_path))
    told = statement.compile(dialect=dialect(), compile_kwargs={"render_postcompile": True})
    asked = re.sub(r"[?]", "'2026-03-02'", str(told))
    plan = await ask(store, f"EXPLAIN QUERY PLAN {asked}")
    read = [
        str(row[-1]) for row in plan if str(row[-1]).startswith(("SEARCH feeds", "SCAN feeds"))
    ]
    await store.close()
    assert {line.partition("INDEX ")[2] for line in read} == indexes


# ---------------------------------------------------------------- whose they are


async def test_feeds_of_a_host_come_together_and_at_most_20(store):
    await list_hosts(store)
    assert await claim(store, BIG, SMALL, "unknown.example") == {BIG: 20, SMALL: 1}
    # The same worker may have the others: it asks one after another.
    assert await claim(store, BIG, SMALL) == {BIG: 20}
    assert await claim(store, BIG) == {BIG: 5}
    assert await claim(store, BIG) == {}


async def test_no_feed_of_a_host_is_claimed_while_another_worker_has_one(store):
    await list_hosts(store)
    await claim(store, BIG)
    assert await claim(store, BIG, SMALL, worker="b") == {SMALL: 1}
    assert await claim(store, BIG, worker="b", now=NOON + LEASE - SECOND) == {}
    assert await claim(store, BIG, worker="b", now=NOON + LEASE) == {BIG: 20}
    assert await claim(store, BIG, now=NOON + LEASE) == {}


async def test_a_host_rests_when_another_worker_polled_it_just_now(store):
    await list_hosts(store)
    await claim(store, BIG)
    await finish(store, *range(1, 21))
    assert await claim(store, BIG, worker="b", now=NOON + SECOND, rest=REST) == {}
    assert await claim(store, BIG, now=NOON + SECOND, rest=REST) == {BIG: 20}
    await finish(store, *range(21, 41), now=NOON + SECOND)
    assert await claim(store, BIG, worker="b", now=NOON + SECOND + REST, rest=REST) == {BIG: 5}


async def test_a_lease_that_is_renewed_holds_and_one_that_ran_out_does_not_come_back(store):
    await add_feeds(store, 1, 2)
    terms = Terms(worker="a", lease=LEASE)
    await claim_due(store, now=NOON, lease=LEASE, worker="a")
    assert await store.feeds.renew([1, 9], terms, now=NOON + 20 * SECOND) == {1}
    assert await claim(store, "feed1.example", worker="b", now=NOON + 49 * SECOND) == {}
    assert await store.feeds.renew([1, 2], terms, now=NOON + 30 * SECOND) == {1}
    assert await store.feeds.renew([1, 2], terms, now=NOON + 60 * SECOND) == frozenset()
    assert await claim(store, "feed1.example", worker="b", now=NOON + 60 * SECOND)
    assert await store.feeds.renew([1], terms, now=NOON + 61 * SECOND) == frozenset()


async def test_a_worker_gives_back_what_it_has_and_nothing_else(store):
    await add_feeds(store, 1, 2)
    await claim(store, "feed1.example", worker="a")
    await claim(store, "feed2.example", worker="b")
    await store.feeds.release("a")
    assert await due(store) == ("feed1.example",)
    await store.feeds.release()
    assert await due(store) == ("feed1.example", "feed2.example")


async def test_workers_that_claim_at_the_same_moment_never_share_a_host(store, database):
    await store.feeds.sync(
        [FeedSpec(url=f"https://{n % 40}.example/{n}") for n in range(200)], now=NOON
    )
    hosts = [f"{n}.example" for n in range(40)]
    others = [open_store(database) for _ in range(3)]
    found = await asyncio.gather(
        *(claim(one, *hosts, worker=str(place)) for place, one in enumerate([store, *others]))
    )
    for one in others:
        await one.close()
    held = await ask(
        store, "SELECT host, lease_by FROM feeds WHERE lease_until IS NOT NULL GROUP BY 1, 2"
    )
    assert len({host for host, _ in held}) == len(held)
    assert sum(sum(one.values()) for one in found) == 5 * len(held)
    assert len(held) == 40  # whoever locks a host first claims it


# ---------------------------------------------------------------- what it lost


async def lose(store):
    """A feed that a had, and b has."""
    await add_feeds(store, 1)
    await claim(store, "feed1.example", worker="a")
    await claim(store, "feed1.example", worker="b", now=NOON + LEASE)


async def test_a_quiet_poll_of_a_feed_that_was_lost_is_passed_over(store):
    await lose(store)
    await finish(store, 1, worker="a", now=NOON + LEASE)
    assert await ask(store, "SELECT last_poll, polls FROM feeds") == [(None, 0)]
    assert await store.fetches.of(1) == ()
    await finish(store, 1, worker="b", now=NOON + LEASE)
    assert await ask(store, "SELECT polls, lease_until FROM feeds") == [(1, None)]


async def test_news_of_a_feed_that_was_lost_is_refused(store):
    await lose(store)
    harvest = build_harvest(build_feed(), [build_article()])

    async def judge_and_keep(by):
        keys = ["g:a", "l:a"]
        return await store.archive.judge_and_keep(1, keys, lambda _: harvest, now=NOON, by=by)

    with pytest.raises(LeaseLost):
        await store.archive.keep(harvest, now=NOON, by="a")
    with pytest.raises(LeaseLost):
        await judge_and_keep("a")
    assert await store.archive.count() == (0, 0)
    assert await judge_and_keep("b") == (harvest, 1)


async def test_news_without_a_lease_is_kept(store):
    await lose(store)
    assert await store.archive.keep(build_harvest(build_feed(), [build_article()]), now=NOON) == 1


async def test_a_feed_that_was_lost_is_not_put_off(store):
    await lose(store)
    await store.plans.postpone(1, until=NOON + HOUR, now=NOON, by="a")
    assert await ask(store, "SELECT last_poll FROM feeds") == [(None,)]
    await store.plans.postpone(1, until=NOON + HOUR, now=NOON, by="b")
    assert await due(store, now=NOON + LEASE) == ()
