"""Chats, what they subscribed to and chose, and what becomes of it when they close or move."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.alerts.route import route_article
from bot.errors import DatabaseError
from bot.models import Match, Outcome, Placement
from bot.models.wishes import Chat, Choice, Updates, Wishes
from tests.builders import (
    NOON,
    add_feeds,
    as_time,
    ask,
    build_decision,
    claim_one,
    find_broken_references,
    keep_articles,
    subscribe,
    tell,
)

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
    return await claim_one(store.outbox, now=now, busy=[], terminal=False)


async def wish(store, chat, **wanted):
    return await store.chats.change_wishes(chat, lambda wishes: replace(wishes, **wanted))


async def rows(store, columns="chat_id, story_id, kind, state"):
    return await ask(store, f"SELECT {columns} FROM outbox ORDER BY id")


async def add_updates(store, chat, story, *states):
    """Write updates of a told story, one for each state."""
    for state in states:
        await tell(
            store,
            "INSERT INTO outbox (chat_id, story_id, kind, state, attempts, doubtful, not_before,"
            f" created) VALUES ({chat}, '{story}', 'update', '{state}', 0, false,"
            " '2026-03-02 12:00:00', '2026-03-02 12:00:00')",
        )


async def test_a_chat_is_known_once_and_closed_at_first(store):
    first = await store.chats.meet(5, "private", now=NOON)
    assert first == Chat(id=5, kind="private", allowed=False, open=False)
    assert await store.chats.meet(5, "private", now=LATER) == first
    ((met,),) = await ask(store, "SELECT met FROM chats")
    assert as_time(met) == NOON


async def test_subscribing_opens_a_chat_and_counts_once(store):
    await store.chats.meet(5, "private", now=NOON)
    assert await store.chats.subscribe(5, "war", now=NOON) is True
    assert await store.chats.subscribe(5, "war", now=LATER) is False
    assert await store.chats.subscribe(5, "ports", now=LATER) is True
    assert (await store.chats.meet(5, "private", now=LATER)).open
    assert await store.chats.subscriptions(5) == ("ports", "war")
    assert await store.chats.subscriptions(6) == ()


async def test_a_chat_that_nobody_met_cannot_subscribe(store):
    with pytest.raises(DatabaseError, match=r"(?i)foreign key"):
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


# ---------------------------------------------------------------- wishes


async def test_a_chat_wants_the_usual_until_it_says_otherwise(told):
    assert await told.chats.wishes(1) == Wishes(chat=1)
    assert await told.chats.wishes(77) == Wishes(chat=77)
    await wish(told, 1, updates=Updates.RING)
    assert await told.chats.wishes(1) == Wishes(chat=1, updates=Updates.RING)
    await wish(told, 1, breaking=True)
    assert await told.chats.wishes(1) == Wishes(chat=1, updates=Updates.RING, breaking=True)
    await wish(told, 1, updates=Updates.NONE)
    await wish(told, 1, breaking=False)
    assert await told.chats.wishes(1) == Wishes(chat=1, updates=Updates.NONE)
    assert await told.chats.wishes(-1) == Wishes(chat=-1)


async def test_wishes_outlive_a_stop(told):
    await wish(told, 1, updates=Updates.NONE)
    await wish(told, 1, breaking=True)
    await told.chats.close(1, "stopped")
    await told.chats.subscribe(1, "war", now=LATER)
    assert await told.chats.wishes(1) == Wishes(chat=1, updates=Updates.NONE, breaking=True)


async def test_wishes_move_with_their_chat(told):
    await wish(told, -1, updates=Updates.NONE)
    await wish(told, -1, breaking=True)
    await told.chats.move(-1, -1001)
    moved = Wishes(chat=-1001, updates=Updates.NONE, breaking=True)
    assert await told.chats.wishes(-1001) == moved
    assert await told.chats.wishes(-1) == Wishes(chat=-1)


async def test_a_chat_that_another_moves_to_keeps_its_own_wishes(told):
    await subscribe(told, -1001, kind="group")
    await wish(told, -1, updates=Updates.NONE)
    await wish(told, -1001, breaking=True)
    await told.chats.move(-1, -1001)
    assert await told.chats.wishes(-1001) == Wishes(chat=-1001, breaking=True)


# ---------------------------------------------------------------- choices for a story


async def test_a_choice_is_for_one_story_of_one_chat(told):
    await decide(told, "a", "s", alerts=[1, -1])
    await decide(told, "b", "t", alerts=[1])
    assert await told.chats.choice(1, "s") is Choice.USUAL
    for choice in (Choice.FOLLOW, Choice.USUAL, Choice.MUTE, Choice.MUTE):
        assert await told.chats.choose(1, "s", choice) is True
        assert await told.chats.choice(1, "s") is choice
    assert await told.chats.choice(-1, "s") is Choice.USUAL
    assert await told.chats.choice(1, "t") is Choice.USUAL


async def test_there_is_nothing_to_choose_for_a_story_that_was_not_told(told):
    await decide(told, "a", "s", alerts=[1])
    assert await told.chats.choose(-1, "s", Choice.MUTE) is False
    assert await told.chats.choose(1, "t", Choice.FOLLOW) is False
    assert await told.chats.choice(-1, "s") is None
    assert await told.chats.choice(1, "t") is None


async def test_of_a_muted_story_the_updates_that_wait_are_dropped(told):
    await decide(told, "a", "s", alerts=[1, -1])
    await decide(told, "b", "t", alerts=[1])
    await add_updates(told, 1, "s", "sent", "pending", "uncertain", "sending")
    await add_updates(told, 1, "t", "pending")
    await add_updates(told, -1, "s", "pending")
    before = await rows(told)
    await told.chats.choose(1, "s", Choice.FOLLOW)
    assert await rows(told) == before
    await told.chats.choose(1, "s", Choice.MUTE)
    after = [
        (1, "s", "alert", "pending"),
        (-1, "s", "alert", "pending"),
        (1, "t", "alert", "pending"),
        (1, "s", "update", "sent"),
        *[(1, "s", "update", "gone")] * 3,
        (1, "t", "update", "pending"),
        (-1, "s", "update", "pending"),
    ]
    assert await rows(told) == after
    await told.chats.choose(1, "s", Choice.USUAL)
    assert await rows(told) == after


async def test_a_choice_moves_with_its_chat_unless_the_new_one_was_told_too(told):
    await subscribe(told, -1001, kind="group")
    await decide(told, "a", "s", alerts=[-1, -1001])
    await decide(told, "b", "t", alerts=[-1])
    await told.chats.choose(-1, "s", Choice.MUTE)
    await told.chats.choose(-1, "t", Choice.FOLLOW)
    await told.chats.move(-1, -1001)
    assert await told.chats.choice(-1001, "s") is Choice.USUAL
    assert await told.chats.choice(-1001, "t") is Choice.FOLLOW


async def test_all_updates_of_a_story_move_with_it_or_go_with_the_old_chat(told):
    await subscribe(told, -1001, kind="group")
    await decide(told, "a", "both", alerts=[-1, -1001])
    await decide(told, "b", "one", alerts=[-1])
    for message in (7, 8, 9):
        await told.outbox.sent((await claim(told)).id, message_id=message, now=NOON)
    await add_updates(told, -1, "both", "sent", "pending", "pending")
    await add_updates(told, -1001, "both", "sent", "pending")
    await add_updates(told, -1, "one", "sent", "pending", "pending")
    await decide(told, "c", "both", feed=2, duplicates=[-1, -1001])
    await decide(told, "d", "one", feed=2, duplicates=[-1])
    await told.chats.move(-1, -1001)
    assert sorted(await rows(told)) == [
        (-1001, "both", "alert", "sent"),
        (-1001, "both", "edit", "pending"),
        (-1001, "both", "update", "pending"),
        (-1001, "both", "update", "sent"),
        (-1001, "one", "alert", "sent"),
        (-1001, "one", "edit", "pending"),
        (-1001, "one", "update", "pending"),
        (-1001, "one", "update", "pending"),
        (-1001, "one", "update", "sent"),
    ]
    assert await find_broken_references(told) == []


async def test_updates_that_wait_are_dropped_when_their_chat_closes(told):
    await decide(told, "a", "s", alerts=[1, -1])
    await add_updates(told, 1, "s", "sent", "pending", "uncertain")
    await add_updates(told, -1, "s", "pending")
    await told.chats.close(1, "stopped")
    assert await rows(told, "chat_id, kind, state") == [
        (1, "alert", "gone"),
        (-1, "alert", "pending"),
        (1, "update", "sent"),
        (1, "update", "gone"),
        (1, "update", "gone"),
        (-1, "update", "pending"),
    ]


# ---------------------------------------------------------------- the audience


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
            for telling in route_article(stored, matches, placement, audience, now=NOON)
        }

    assert told_of("s") == {
        -1: (Outcome.DUPLICATE, ("war",)),
        1: (Outcome.ALERT, ("war", "ports")),
    }


async def test_the_audience_knows_the_wishes_of_subscribers_and_their_choices(told):
    await subscribe(told, 2)
    await subscribe(told, 3, topic="ports")
    for chat in (1, 3):
        await wish(told, chat, updates=Updates.NONE)
    await wish(told, 2, breaking=True)
    await decide(told, "a", "s", alerts=[1, 2])
    await decide(told, "b", "t", alerts=[1])
    await told.chats.choose(1, "s", Choice.FOLLOW)
    await tell(told, "UPDATE outbox SET breaking = true WHERE chat_id = 1 AND story_id = 's'")
    audience = await told.chats.audience(["war"], ["s", "t"])
    assert audience.wishes(1) == Wishes(chat=1, updates=Updates.NONE)
    assert audience.wishes(2) == Wishes(chat=2, breaking=True)
    assert audience.wishes(-1) == Wishes(chat=-1)
    assert audience.wishes(3) == Wishes(chat=3)  # it subscribed to none of these topics
    assert audience.choice("s", 1) is Choice.FOLLOW
    assert audience.choice("s", 2) is Choice.USUAL
    assert audience.choice("t", 1) is Choice.USUAL
    assert not audience.tell_breaking("s", 1)
    assert audience.tell_breaking("s", 2)
