"""Posts: one holder at a time, by the database's clock, and no writing without it."""

from datetime import timedelta

import pytest

from bot.errors import LeaseLost
from bot.models.workers import Tenure
from bot.store.outbox import Arrived, Wanted
from tests.builders import (
    NOON,
    add_feeds,
    ask,
    build_decision,
    keep_articles,
    subscribe,
    tell,
)

LEASE = timedelta(seconds=10)
ANNA, BORIS = Tenure(post="send", holder="anna"), Tenure(post="send", holder="boris")


async def run_out(store):
    await tell(store, "UPDATE posts SET until = '2020-01-01 00:00:00.000000'")


async def test_a_post_is_one_worker_s_until_it_is_given_up(store):
    posts = store.posts
    assert await posts.take(ANNA, lease=LEASE)
    assert not await posts.take(BORIS, lease=LEASE)
    assert await posts.take(Tenure(post="decide", holder="boris"), lease=LEASE)
    assert await posts.holders() == (Tenure(post="decide", holder="boris"), ANNA)
    await posts.give_up(BORIS)
    assert not await posts.take(BORIS, lease=LEASE)
    await posts.give_up(ANNA)
    assert await posts.take(BORIS, lease=LEASE)


async def test_a_post_whose_lease_ran_out_is_anybody_s_and_cannot_be_renewed(store):
    posts = store.posts
    await posts.take(ANNA, lease=LEASE)
    assert await posts.renew(ANNA, lease=LEASE)
    assert not await posts.renew(BORIS, lease=LEASE)
    await run_out(store)
    assert await posts.holders() == ()
    assert not await posts.renew(ANNA, lease=LEASE)
    assert await posts.take(BORIS, lease=LEASE)
    assert not await posts.renew(ANNA, lease=LEASE)
    assert not await posts.take(ANNA, lease=LEASE)


async def test_a_renewal_counts_from_its_own_time(store):
    await store.posts.take(ANNA, lease=timedelta(seconds=1))
    ((first,),) = await ask(store, "SELECT until FROM posts")
    await store.posts.renew(ANNA, lease=LEASE)
    ((second,),) = await ask(store, "SELECT until FROM posts")
    assert str(second) > str(first)


# ---------------------------------------------------------------- fences


@pytest.fixture
async def told(store):
    """A store with an alert to decide, for two chats."""
    await add_feeds(store, 1)
    await subscribe(store, 1, 2)
    return store


async def decide(store, under, *, story="s"):
    stored = (await keep_articles(store, story))[-1]
    decision = build_decision(stored, story, alerts=[1, 2])
    return await store.archive.decide([decision], now=NOON, under=under)


@pytest.mark.parametrize("lose", ["never held", "run out", "taken"])
async def test_nothing_is_decided_without_the_post(told, lose):
    if lose != "never held":
        await told.posts.take(ANNA, lease=LEASE)
        await run_out(told)
    if lose == "taken":
        await told.posts.take(BORIS, lease=LEASE)
    with pytest.raises(LeaseLost):
        await decide(told, ANNA)
    assert await told.outbox.states() == ()
    assert len(await told.archive.undecided(limit=9)) == 1


async def test_with_the_post_it_is_decided(told):
    await told.posts.take(ANNA, lease=LEASE)
    assert await decide(told, ANNA) == 2


async def test_without_the_post_what_arrived_is_recorded_and_nothing_claimed(told):
    await decide(told, None)
    await told.posts.take(ANNA, lease=LEASE)
    outbox, one = told.outbox, Wanted(most=1, busy=(), terminal=False)
    (delivery,) = await outbox.exchange((), one, now=NOON, under=ANNA)
    await run_out(told)
    arrived = [Arrived(delivery=delivery, message_id=7, at=NOON)]
    with pytest.raises(LeaseLost):
        await outbox.exchange(arrived, one, now=NOON, under=ANNA)
    assert await outbox.states() == (("pending", 1), ("sent", 1))
    await told.posts.take(BORIS, lease=LEASE)
    assert len(await outbox.exchange((), one, now=NOON, under=BORIS)) == 1


async def test_what_is_left_to_be_recorded_needs_no_post(told):
    await decide(told, None)
    outbox = told.outbox
    (delivery,) = await outbox.exchange((), Wanted(most=1, busy=(), terminal=False), now=NOON)
    arrived = [Arrived(delivery=delivery, message_id=7, at=NOON)]
    none = Wanted(most=0, busy=(), terminal=False)
    assert await outbox.exchange(arrived, none, now=NOON, under=ANNA) == ()
    assert dict(await outbox.states())["sent"] == 1
