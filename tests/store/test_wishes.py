"""What chats want, as it is kept: of everything, and of each topic."""

import asyncio
from dataclasses import replace
from datetime import time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.models.wishes import (
    Choice,
    Format,
    Preview,
    QuietHours,
    Subscription,
    Updates,
    Urgency,
    Wishes,
)
from bot.store.database import reads
from bot.store.schema import SPOKEN, chats
from tests.builders import (
    NOON,
    add_feeds,
    ask,
    build_decision,
    claim_one,
    find_broken_references,
    keep_articles,
    subscribe,
)

LATER = NOON + timedelta(hours=1)

EVERYTHING = Wishes(
    chat=1,
    language="uk",
    article_languages=("uk", "en"),
    updates=Updates.RING,
    breaking=True,
    preview=Preview.LARGE,
    format=Format.SHORT,
    silent=True,
    zone="Europe/Kyiv",
    quiet=QuietHours(start=time(22), end=time(7, 30)),
    breaking_wakes=True,
    digest_at=time(0),
    muted_until=LATER,
)
CHANGES = [{name: getattr(EVERYTHING, name)} for name in Wishes.__slots__ if name != "chat"]

texts = st.text("abc/_", max_size=5)
quiet = st.builds(QuietHours, start=st.times(), end=st.times())
wishes_of_1 = st.builds(
    Wishes,
    chat=st.just(1),
    language=texts,
    article_languages=st.lists(texts, max_size=3).map(tuple),
    updates=st.sampled_from(Updates),
    breaking=st.booleans(),
    preview=st.sampled_from(Preview),
    format=st.sampled_from(Format),
    silent=st.booleans(),
    zone=texts,
    quiet=st.none() | quiet,
    breaking_wakes=st.booleans(),
    digest_at=st.times(),
    muted_until=st.none() | st.just(LATER),
)


@pytest.fixture
async def met(store):
    """A store that knows chats 1 and -1, both subscribed to "war"."""
    await subscribe(store, 1)
    await subscribe(store, -1, kind="group")
    return store


async def wish(store, chat, **wanted):
    return await store.chats.change_wishes(chat, lambda wishes: replace(wishes, **wanted))


# ---------------------------------------------------------------- of everything


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(wanted=wishes_of_1)
async def test_what_is_wanted_comes_back_as_it_was_said(met, wanted):
    assert await met.chats.change_wishes(1, lambda _: wanted) == wanted
    assert await met.chats.wishes(1) == wanted
    assert await met.chats.wishes(-1) == Wishes(chat=-1)


@pytest.mark.parametrize("change", CHANGES, ids=lambda change: next(iter(change)))
async def test_each_wish_stands_alone_and_is_known_to_the_audience(met, change):
    wanted = await wish(met, 1, **change)
    assert wanted == replace(Wishes(chat=1), **change) != Wishes(chat=1)
    assert await met.chats.wishes(1) == wanted
    audience = await met.chats.audience(["war"], [])
    assert audience.wishes(1) == wanted
    assert audience.wishes(-1) == Wishes(chat=-1)


async def test_changes_at_once_do_not_undo_each_other(met):
    await asyncio.gather(*(wish(met, 1, **change) for change in CHANGES))
    assert await met.chats.wishes(1) == EVERYTHING


async def test_a_chat_that_nobody_met_keeps_nothing(met):
    await wish(met, 77, silent=True)
    assert await met.chats.wishes(77) == Wishes(chat=77)


async def test_wishes_outlive_a_stop_and_move_with_their_chat(met):
    await met.chats.change_wishes(1, lambda _: EVERYTHING)
    await met.chats.close(1, "stopped")
    assert await met.chats.wishes(1) == EVERYTHING
    await met.chats.move(1, 2)
    assert await met.chats.wishes(2) == replace(EVERYTHING, chat=2)
    assert await met.chats.wishes(1) == Wishes(chat=1)


# ---------------------------------------------------------------- in which language


async def spoken(store, chat):
    @reads
    def read(_, connection):
        return connection.execute(select(SPOKEN).where(chats.c.id == chat)).scalar_one()

    return await read(store.chats)


async def test_a_chat_is_talked_to_in_its_clients_language_until_it_chooses(met):
    assert await spoken(met, 1) == ""
    for client, language in [("uk", "uk"), ("", "uk"), ("pl-PL", "pl-PL")]:
        await met.chats.meet(1, "private", now=NOON, client=client)
        assert await spoken(met, 1) == language
    await wish(met, 1, language="de")
    await met.chats.meet(1, "private", now=NOON, client="ru")
    assert await spoken(met, 1) == "de"
    await wish(met, 1, language="")
    assert await spoken(met, 1) == "ru"
    assert await spoken(met, -1) == ""


# ---------------------------------------------------------------- of topics


def subscription(chat=1, topic="war", **wanted):
    return Subscription(chat=chat, topic=topic, since=NOON, **wanted)


async def test_a_topic_is_wanted_at_once_in_the_chat_itself_until_said_otherwise(met):
    await met.chats.subscribe(1, "ports", now=NOON)
    assert await met.chats.topics_of(1) == (subscription(topic="ports"), subscription())
    assert await met.chats.topics_of(77) == ()


async def test_how_soon_is_said_for_some_topics_of_one_chat(met):
    for topic in ("ports", "rail"):
        await met.chats.subscribe(1, topic, now=NOON)
    for _ in range(2):
        await met.chats.set_urgency(1, ["war", "rail", "unknown"], Urgency.DAILY)
        ways = {one.topic: one.urgency for one in await met.chats.topics_of(1)}
        assert ways == {"ports": Urgency.INSTANT, "rail": Urgency.DAILY, "war": Urgency.DAILY}
        assert await met.chats.topics_of(-1) == (subscription(-1),)


async def test_a_topic_is_muted_for_one_chat_and_told_again(met):
    assert await met.chats.mute_topic(1, "war", LATER) is True
    assert await met.chats.mute_topic(1, "ports", LATER) is False
    assert await met.chats.topics_of(1) == (subscription(muted_until=LATER),)
    assert await met.chats.topics_of(-1) == (subscription(-1),)
    assert await met.chats.mute_topic(1, "war", None) is True
    assert await met.chats.topics_of(1) == (subscription(),)


async def test_a_thread_is_kept_until_another_is_named(met):
    for thread, kept in [(None, None), (7, 7), (None, 7), (8, 8)]:
        assert await met.chats.subscribe(-1, "war", now=LATER, thread=thread) is False
        assert await met.chats.topics_of(-1) == (subscription(-1, thread=kept),)
    assert await met.chats.subscribe(-1, "ports", now=NOON, thread=9) is True
    assert (await met.chats.topics_of(-1))[0].thread == 9


async def make_special(store, chat, topic="war"):
    await store.chats.set_urgency(chat, [topic], Urgency.DAILY)
    await store.chats.mute_topic(chat, topic, LATER)
    await store.chats.subscribe(chat, topic, now=LATER, thread=7)


async def test_a_topic_is_wanted_in_the_same_way_under_a_new_name_and_in_a_new_chat(met):
    await make_special(met, -1)
    await met.chats.rename_topics([("war", "battle")])
    await met.chats.move(-1, -1001)
    wanted = {"urgency": Urgency.DAILY, "muted_until": LATER, "thread": 7}
    assert await met.chats.topics_of(-1001) == (subscription(-1001, "battle", **wanted),)
    assert await met.chats.topics_of(1) == (subscription(topic="battle"),)


async def test_what_the_new_chat_wants_of_a_topic_goes_before_what_the_old_one_did(met):
    await subscribe(met, -1001, kind="group")
    await make_special(met, -1)
    await met.chats.move(-1, -1001)
    assert await met.chats.topics_of(-1001) == (subscription(-1001),)


async def test_subscribing_again_after_the_end_begins_anew(met):
    await make_special(met, 1)
    await met.chats.unsubscribe(1, "war")
    await met.chats.subscribe(1, "war", now=NOON)
    assert await met.chats.topics_of(1) == (subscription(),)


# ---------------------------------------------------------------- forgetting


async def test_of_a_forgotten_chat_nothing_is_left_and_of_others_everything(met):
    await add_feeds(met, 1)
    stored = (await keep_articles(met, "a", feed=1, now=NOON))[-1]
    await met.archive.decide([build_decision(stored, "s", alerts=[1, -1])], now=NOON)
    await met.chats.change_wishes(1, lambda _: EVERYTHING)
    for _ in range(2):
        await met.chats.forget(1)
        for table, column in (
            ("chats", "id"),
            ("subscriptions", "chat_id"),
            ("outbox", "chat_id"),
        ):
            assert await ask(met, f"SELECT {column} FROM {table}") == [(-1,)]
    assert await met.chats.wishes(1) == Wishes(chat=1)
    assert await met.chats.choice(1, "s") is None
    assert await met.chats.choice(-1, "s") is Choice.USUAL
    assert await find_broken_references(met) == []


async def test_what_was_under_way_for_a_forgotten_chat_ends_quietly(met):
    await add_feeds(met, 1)
    stored = (await keep_articles(met, "a", feed=1, now=NOON))[-1]
    await met.archive.decide([build_decision(stored, "s", alerts=[1])], now=NOON)
    delivery = await claim_one(met.outbox, now=NOON, busy=[], terminal=False)
    assert delivery is not None
    await met.chats.forget(1)
    await met.outbox.sent(delivery.id, message_id=9, now=NOON)
    await met.outbox.put_back(delivery.id, uncertain=False, not_before=NOON, reason="cut")
    assert await ask(met, "SELECT count(*) FROM outbox") == [(0,)]
