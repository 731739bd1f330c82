"""Texts for everybody: confirmed once, sent after all news, to each reader once."""

from datetime import timedelta

import pytest

from bot.models import Delivery, DeliveryKind
from tests.builders import (
    NOON,
    add_feeds,
    ask,
    build_decision,
    claim_one,
    keep_articles,
    subscribe,
    sweep_all,
    tell,
)

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def readers(store):
    """A store with two readers, a group, somebody who left, and the terminal."""
    await add_feeds(store, 1)
    await subscribe(store, 1, 2, 3)
    await subscribe(store, -9, kind="group")
    await subscribe(store, 0, kind="terminal")
    await store.chats.close(3, "stopped")
    return store


async def send(store, text="Hello"):
    draft = await store.broadcasts.draft(text, by=1, now=NOON)
    return draft, await store.broadcasts.send(draft, now=NOON)


async def claim(store, *busy, now=NOON):
    return await claim_one(store.outbox, now=now, busy=busy, terminal=False)


async def claim_all(store, now=NOON):
    found: list[Delivery] = []
    while delivery := await claim(store, *(one.chat for one in found), now=now):
        found.append(delivery)
    return found


@pytest.mark.parametrize("odd", ["\0", "\ud800"], ids=["zero", "half a pair"])
async def test_signs_that_no_database_keeps_are_replaced_in_a_text(store, odd):
    await store.broadcasts.draft(f"good{odd}morning", by=1, now=NOON)
    assert await ask(store, "SELECT text FROM broadcasts") == [("good\ufffdmorning",)]


async def test_every_reader_is_told_once(readers):
    assert await readers.broadcasts.count_readers() == 3
    draft, chats = await send(readers)
    assert chats == 3
    assert await readers.broadcasts.send(draft, now=NOON) is None
    claimed = await claim_all(readers)
    assert {one.chat for one in claimed} == {1, 2, -9}
    assert {one.alert.headline for one in claimed} == {"Hello"}
    assert {(one.kind, one.story, one.message_id) for one in claimed} == {
        (DeliveryKind.BROADCAST, "", None)
    }
    assert await readers.broadcasts.count_told(draft) == 3


async def test_nothing_is_sent_of_a_draft(readers):
    draft = await readers.broadcasts.draft("Hello", by=1, now=NOON)
    assert await claim(readers) is None
    assert await readers.broadcasts.count_told(draft) is None
    assert await readers.broadcasts.drop(draft)
    assert not await readers.broadcasts.drop(draft)
    assert await readers.broadcasts.send(draft, now=NOON) is None


async def test_what_is_confirmed_cannot_be_dropped(readers):
    draft, _ = await send(readers)
    assert not await readers.broadcasts.drop(draft)
    assert len(await claim_all(readers)) == 3


async def test_news_goes_first(readers):
    await send(readers)
    (stored,) = await keep_articles(readers, "a")
    await readers.archive.decide([build_decision(stored, "s", alerts=[1])], now=NOON)
    first = await claim(readers, 2, -9)
    assert first
    assert (first.chat, first.kind) == (1, DeliveryKind.ALERT)
    await readers.outbox.sent(first.id, message_id=7, now=NOON)
    second = await claim(readers, 2, -9)
    assert second
    assert (second.chat, second.kind) == (1, DeliveryKind.BROADCAST)


async def test_one_whose_answer_never_came_is_told_once_more_and_holds_up_no_news(readers):
    await send(readers)
    delivery = await claim(readers, 2, -9)
    assert delivery
    await readers.outbox.put_back(
        delivery.id, uncertain=True, not_before=NOON + MINUTE, reason="no answer"
    )
    (stored,) = await keep_articles(readers, "a")
    await readers.archive.decide([build_decision(stored, "s", alerts=[1])], now=NOON)
    news = await claim(readers, 2, -9)
    assert news
    assert news.kind is DeliveryKind.ALERT
    await readers.outbox.sent(news.id, message_id=7, now=NOON)
    again = await claim(readers, 2, -9, now=NOON + MINUTE)
    assert again
    assert (again.id, again.doubtful) == (delivery.id, True)


async def test_who_mutes_everything_is_told_afterwards(readers):
    await tell(readers, "UPDATE chats SET muted_until = '2026-03-03' WHERE id = 1")
    await send(readers)
    assert {one.chat for one in await claim_all(readers)} == {2, -9}


async def test_who_leaves_is_not_told(readers):
    await send(readers)
    await readers.chats.close(1, "blocked")
    assert {one.chat for one in await claim_all(readers)} == {2, -9}


@pytest.mark.parametrize("known", [True, False])
async def test_a_chat_that_moves_is_told_under_its_new_id_once(readers, known):
    if known:
        await subscribe(readers, -1009, kind="group")
    await send(readers)
    (stored,) = await keep_articles(readers, "a")
    await readers.archive.decide([build_decision(stored, "s", alerts=[-9])], now=NOON)
    await readers.chats.move(-9, -1009)
    rows = await ask(readers, "SELECT kind FROM outbox WHERE chat_id = -1009 ORDER BY kind")
    assert rows == [("alert",), ("broadcast",)]


async def test_old_ones_are_swept_when_nobody_waits_for_them(readers):
    await send(readers)
    await readers.broadcasts.draft("never sent", by=1, now=NOON)
    later = NOON + timedelta(days=31)
    for delivery in await claim_all(readers):
        await readers.outbox.sent(delivery.id, message_id=1, now=NOON)
    await sweep_all(readers, now=later, keep=timedelta(days=30))
    assert await ask(readers, "SELECT count(*) FROM broadcasts") == [(0,)]
    assert await ask(readers, "SELECT count(*) FROM outbox") == [(0,)]


async def test_one_that_waits_is_not_swept(readers):
    await send(readers)
    await sweep_all(readers, now=NOON + timedelta(days=31), keep=timedelta(days=30))
    assert len(await claim_all(readers)) == 3


async def test_buttons_of_a_dropped_text_never_send_another(readers):
    dropped = await readers.broadcasts.draft("Never mind", by=1, now=NOON)
    assert await readers.broadcasts.drop(dropped)
    assert await ask(readers, "SELECT count(*) FROM broadcasts WHERE text = 'Never mind'") == [
        (0,)
    ]
    again = await readers.broadcasts.draft("Tonight", by=1, now=NOON)
    assert again != dropped
    assert await readers.broadcasts.send(dropped, now=NOON) is None
    assert await claim(readers) is None
