"""Subscriptions of topics that are named otherwise, or gone."""

from datetime import timedelta

from tests.builders import (
    NOON,
    as_time,
    ask,
    subscribe,
)

LATER = NOON + timedelta(hours=1)


async def wants(store):
    return await ask(store, "SELECT chat_id, topic FROM subscriptions ORDER BY chat_id, topic")


async def test_subscriptions_move_to_the_new_name(store):
    await subscribe(store, 1, 2, topic="war")
    await subscribe(store, 2, topic="ports")
    assert await store.chats.rename_topics([("war", "battle")]) == (("war", 2),)
    assert await wants(store) == [(1, "battle"), (2, "battle"), (2, "ports")]
    assert await store.chats.rename_topics([("war", "battle")]) == ()


async def test_they_are_as_old_as_they_were(store):
    await subscribe(store, 1, topic="war")
    before = await ask(store, "SELECT since FROM subscriptions")
    await store.chats.rename_topics([("war", "battle")])
    assert await ask(store, "SELECT since FROM subscriptions") == before


async def test_who_has_both_keeps_one(store):
    await subscribe(store, 1, topic="war")
    await store.chats.subscribe(1, "battle", now=LATER)
    await store.chats.rename_topics([("war", "battle")])
    ((topic, since),) = await ask(store, "SELECT topic, since FROM subscriptions")
    assert (topic, as_time(since)) == ("battle", LATER)


async def test_several_names_may_become_one_and_one_several(store):
    await subscribe(store, 1, topic="war")
    await subscribe(store, 2, topic="fights")
    await store.chats.rename_topics([("war", "battle"), ("fights", "battle")])
    assert await wants(store) == [(1, "battle"), (2, "battle")]
    await store.chats.rename_topics([("battle", "sea"), ("battle", "land")])
    assert await wants(store) == [(1, "land"), (1, "sea"), (2, "land"), (2, "sea")]


async def test_nothing_to_rename_changes_nothing(store):
    await subscribe(store, 1, topic="war")
    assert await store.chats.rename_topics([]) == ()
    assert await store.chats.rename_topics([("peace", "quiet")]) == ()
    assert await wants(store) == [(1, "war")]


async def test_subscriptions_are_counted_by_topic(store):
    assert await store.chats.count_by_topic() == ()
    await subscribe(store, 1, 2, topic="war")
    await subscribe(store, 2, topic="ports")
    assert await store.chats.count_by_topic() == (("ports", 1), ("war", 2))
