"""Chats, what they subscribed to, and what becomes of both when they close or move."""

from datetime import timedelta

import pytest

from bot.alerts.route import route_article
from bot.errors import DatabaseError
from bot.models import Chat, Match, Outcome, Placement
from tests.builders import NOON, add_feeds, ask, build_decision, keep_articles, subscribe

LATER = NOON + timedelta(hours=1)


@pytest.fixture
async def told(store):
    """A store with two feeds; chats 1 and -1 are subscribed and were told nothing."""
    await add_feeds(store, 1, 2)
    await subscribe(store, 1)
    await subscribe(store, -1, kind="group")
    return store


async def decide(store, name, story, *, now=NOON, feed=1, **tellings):
    stored = (await keep_articles(store, name, feed=feed, now=now))[-1]
    await store.archive.decide([build_decision(stored, story, **tellings)], now=now)


async def claim(store, now=NOON):
    return await store.outbox.claim(now=now, busy=[], terminal=False)


async def rows(store, columns="chat_id, story_id, kind, state"):
    return await ask(store, f"SELECT {columns} FROM outbox ORDER BY id")


async def test_a_chat_is_known_once_and_closed_at_first(store):
    first = await store.chats.meet(5, "private", now=NOON)
    assert first == Chat(id=5, kind="private", allowed=False, open=False)
    assert await store.chats.meet(5, "private", now=LATER) == first
    assert await ask(store, "SELECT met FROM chats") == [("2026-03-02 12:00:00.000000",)]


async def test_subscribing_opens_and_counts_once(store):
    await store.chats.meet(5, "private", now=NOON)
    assert await store.chats.subscribe(5, "war", now=NOON) is True
    assert await store.chats.subscribe(5, "war", now=LATER) is False
    assert await store.chats.subscribe(5, "ports", now=LATER) is True
    assert (await store.chats.meet(5, "private", now=LATER)).open
    assert await store.chats.subscriptions(5) == ("ports", "war")
    assert await store.chats.subscriptions(6) == ()
    assert await store.chats.count_open() == 1


async def test_a_chat_that_nobody_met_cannot_subscribe(store):
    with pytest.raises(DatabaseError, match="FOREIGN KEY"):
        await store.chats.subscribe(5, "war", now=NOON)


async def test_unsubscribing_says_whether_there_was_anything(told):
    assert await told.chats.unsubscribe(1, "war") is True
    assert await told.chats.unsubscribe(1, "war") is False
    assert await told.chats.subscriptions(1) == ()


async def test_closing_drops_what_waits_and_keeps_what_was_sent(told):
    await decide(told, "a", "s", alerts=[1, -1])
    await told.outbox.sent((await claim(told)).id, message_id=9, now=NOON)
    await decide(told, "b", "t", alerts=[1])
    await told.chats.close(1, "blocked")
    assert await rows(told) == [
        (1, "s", "alert", "sent"),
        (-1, "s", "alert", "pending"),
        (1, "t", "alert", "gone"),
    ]
    assert await told.chats.subscriptions(1) == ()
    assert not (await told.chats.meet(1, "private", now=LATER)).open
    assert await ask(told, "SELECT closed_why FROM chats WHERE id = 1") == [("blocked",)]


async def test_what_was_under_way_when_its_chat_closed_is_not_sent_again(told):
    await decide(told, "a", "s", alerts=[1])
    delivery = await claim(told)
    await told.chats.close(1, "/stop")
    await told.outbox.put_back(delivery.id, uncertain=False, not_before=NOON, reason="cut")
    assert await rows(told) == [(1, "s", "alert", "gone")]
    assert await claim(told) is None


async def test_a_closed_chat_opens_again(told):
    await told.chats.close(1, "blocked")
    await told.chats.subscribe(1, "war", now=LATER)
    assert await ask(told, "SELECT open, closed_why FROM chats WHERE id = 1") == [(1, None)]


async def test_a_moved_chat_keeps_all_that_it_had(told):
    await told.chats.allow(-1, True, now=NOON)
    await decide(told, "a", "s", alerts=[-1])
    await told.outbox.sent((await claim(told)).id, message_id=9, now=NOON)
    await decide(told, "b", "t", alerts=[-1])
    await decide(told, "c", "s", feed=2, now=LATER, duplicates=[-1])
    await told.chats.move(-1, -1001)
    assert await rows(told) == [
        (-1001, "s", "alert", "sent"),
        (-1001, "t", "alert", "pending"),
        (-1001, "s", "edit", "pending"),
    ]
    assert await told.chats.subscriptions(-1001) == ("war",)
    assert await told.chats.meet(-1001, "group", now=LATER) == Chat(
        id=-1001, kind="group", allowed=True, open=True
    )
    assert await ask(told, "SELECT count(*) FROM chats WHERE id = -1") == [(0,)]


async def test_a_chat_that_moves_to_one_we_know_is_merged_with_it(told):
    await told.chats.subscribe(-1, "ports", now=NOON)
    await told.chats.allow(-1, True, now=NOON)
    await subscribe(told, -1001, kind="group")
    await decide(told, "a", "s", alerts=[-1, -1001])
    for message in (8, 9):
        await told.outbox.sent((await claim(told)).id, message_id=message, now=NOON)
    await decide(told, "b", "s", feed=2, duplicates=[-1, -1001])
    await decide(told, "c", "t", alerts=[-1])
    await told.outbox.sent((await claim(told)).id, message_id=10, now=NOON)
    await decide(told, "d", "t", feed=2, duplicates=[-1])
    await told.chats.move(-1, -1001)
    assert await rows(told, "chat_id, story_id, kind, message_id") == [
        (-1001, "s", "alert", 9),
        (-1001, "s", "edit", None),
        (-1001, "t", "alert", 10),
        (-1001, "t", "edit", None),
    ]
    assert await told.chats.subscriptions(-1001) == ("ports", "war")
    merged = await told.chats.meet(-1001, "group", now=LATER)
    assert (merged.allowed, merged.open) == (True, True)


async def test_moving_twice_or_from_nowhere_changes_nothing(told):
    await told.chats.move(-1, -1001)
    await told.chats.move(-1, -1001)
    await told.chats.move(-77, -78)
    await told.chats.move(1, 1)
    assert await ask(told, "SELECT id FROM chats ORDER BY id") == [(-1001,), (1,)]
    assert await told.chats.subscriptions(1) == ("war",)


async def test_letting_in_makes_known_and_shutting_out_keeps(store):
    await store.chats.allow(5, True, now=NOON)
    await store.chats.allow(-5, False, now=NOON)
    assert await store.chats.meet(5, "private", now=LATER) == Chat(
        id=5, kind="private", allowed=True, open=False
    )
    await store.chats.subscribe(5, "war", now=NOON)
    await store.chats.allow(5, False, now=LATER)
    assert await store.chats.meet(5, "private", now=LATER) == Chat(
        id=5, kind="private", allowed=False, open=True
    )
    assert (await store.chats.meet(-5, "x", now=LATER)).kind == "group"


async def test_the_audience_is_who_subscribed_and_who_was_told(told):
    await told.chats.subscribe(1, "ports", now=NOON)
    await decide(told, "a", "s", alerts=[-1])
    stored = (await keep_articles(told, "b"))[-1]
    audience = await told.chats.audience(["war", "ports", "unknown"], ["s", "t"])

    def told_of(story):
        matches = tuple(Match(topic=topic, rule="r", hits=()) for topic in ("war", "ports"))
        placement = Placement(story=story, new=False, reason="same link", score=100.0)
        return {
            telling.chat: (telling.outcome, telling.topics)
            for telling in route_article(stored, matches, placement, audience)
        }

    assert told_of("s") == {
        -1: (Outcome.DUPLICATE, ("war",)),
        1: (Outcome.ALERT, ("war", "ports")),
    }
