"""Which delivery comes next, what becomes of it, and when an alert is edited."""

from datetime import timedelta

import pytest

from bot.models import DeliveryKind
from bot.store.outbox import PAUSE
from tests.builders import (
    NOON,
    add_feeds,
    ask,
    build_decision,
    claim_one,
    keep_articles,
    subscribe,
    tell,
)

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def outbox(store):
    """A store with three private chats, a group and the terminal, and three feeds."""
    await add_feeds(store, 1, 2, 3)
    await subscribe(store, 1, 2, 3)
    await subscribe(store, -9, kind="group")
    await subscribe(store, 0, kind="terminal")
    return store


async def alert(store, story, *chats, now=NOON, topics=("war",)):
    """A first article of a story, and an alert of it for each chat."""
    stored = (await keep_articles(store, f"{story}-first", now=now))[-1]
    decision = build_decision(stored, story, alerts=chats, topics=topics)
    return await store.archive.decide([decision], now=now)


async def follow(store, story, *chats, feed=2, now=NOON, topics=("war",)):
    """Another article of a told story, from another feed; returns the edits written."""
    stored = (await keep_articles(store, f"{story}-{feed}-{now}", feed=feed, now=now))[-1]
    decision = build_decision(stored, story, duplicates=chats, topics=topics, new=False)
    return await store.archive.decide([decision], now=now)


async def claim(store, *, now=NOON, busy=(), terminal=None):
    for kind in (False, True) if terminal is None else (terminal,):
        if delivery := await claim_one(store.outbox, now=now, busy=busy, terminal=kind):
            return delivery
    return None


async def claimed(store, **how):
    """The story and chat that are claimed next."""
    delivery = await claim(store, **how)
    return delivery and (delivery.story, delivery.chat)


async def arrive(store, delivery, *, message=100, now=NOON):
    await store.outbox.sent(delivery.id, message_id=message, now=now)


async def put_back(store, delivery, *, wait=timedelta(), now=NOON, **how):
    await store.outbox.put_back(
        delivery.id,
        uncertain=how.pop("uncertain", False),
        not_before=now + wait,
        reason="x",
        **how,
    )


async def deliver(store, *, now=NOON, message=100):
    """Claim the next delivery and have it arrive."""
    delivery = await claim(store, now=now)
    assert delivery is not None
    await arrive(store, delivery, now=now, message=message)
    return delivery


# ---------------------------------------------------------------- order


async def test_the_oldest_comes_first_over_all_chats(outbox):
    await alert(outbox, "s", 2, 1)
    await alert(outbox, "t", 3, 1)
    order = [(await deliver(outbox)).chat for _ in range(4)]
    assert order == [2, 1, 3, 1]
    assert await claim(outbox) is None


async def test_a_chat_gets_one_at_a_time(outbox):
    await alert(outbox, "s", 1, 2)
    await alert(outbox, "t", 1)
    first = await claim(outbox)
    assert (first.story, first.chat, first.attempts, first.doubtful) == ("s", 1, 1, False)
    assert await claimed(outbox) == ("s", 2)
    assert await claim(outbox) is None
    await arrive(outbox, first)
    assert await claimed(outbox) == ("t", 1)


@pytest.mark.parametrize("uncertain", [False, True], ids=["not sent", "uncertain"])
async def test_later_ones_wait_for_one_that_was_put_back_and_other_chats_do_not(outbox, uncertain):
    await alert(outbox, "s", 1)
    await alert(outbox, "t", 1, 2)
    await put_back(outbox, await claim(outbox), wait=MINUTE, uncertain=uncertain)
    assert await claimed(outbox) == ("t", 2)
    assert await claim(outbox, now=NOON + MINUTE - SECOND) is None
    again = await claim(outbox, now=NOON + MINUTE)
    assert (again.story, again.attempts, again.doubtful) == ("s", 2, uncertain)


async def test_a_parked_chat_waits_with_all_it_has(outbox):
    await alert(outbox, "s", 1)
    await alert(outbox, "t", 1, 2)
    await put_back(outbox, await claim(outbox), wait=MINUTE, park_chat=True)
    assert await claimed(outbox) == ("t", 2)
    assert await claim(outbox, now=NOON + MINUTE - SECOND) is None
    assert await claimed(outbox, now=NOON + MINUTE) == ("s", 1)


async def test_busy_chats_are_left_alone(outbox):
    await alert(outbox, "s", 1, 2)
    assert await claimed(outbox, busy=[1]) == ("s", 2)
    assert await claim(outbox, busy=[1, 2]) is None
    assert await claimed(outbox) == ("s", 1)


@pytest.mark.parametrize(("terminal", "served"), [(True, [0]), (False, [1, -9])])
async def test_the_terminal_is_served_apart(outbox, terminal, served):
    await alert(outbox, "s", 1, 0, -9)
    found = []
    while delivery := await claim(outbox, terminal=terminal):
        found.append(delivery.chat)
        await arrive(outbox, delivery)
    assert found == served


async def test_a_delivery_knows_what_kind_of_chat_it_goes_to(outbox):
    await alert(outbox, "s", 1, 0, -9)
    kinds = {(d := await deliver(outbox)).chat: d.chat_kind for _ in range(3)}
    assert kinds == {1: "private", 0: "terminal", -9: "group"}


# ---------------------------------------------------------------- states


async def test_each_outcome_has_its_state(outbox):
    await alert(outbox, "s", 1, 2, 3, -9, 0)
    assert await outbox.outbox.oldest_due() == NOON
    sent, refused, back, unsure, taken = [await claim(outbox) for _ in range(5)]
    assert await outbox.outbox.states() == (("sending", 5),)
    await arrive(outbox, sent, message=55)
    await outbox.outbox.failed(refused.id, reason="too long", now=NOON)
    await put_back(outbox, back)
    await put_back(outbox, unsure, uncertain=True)
    await outbox.outbox.sent(taken.id, message_id=None, now=NOON, reason="taken as told")
    rows = await ask(
        outbox, "SELECT state, message_id, doubtful, reason, attempts FROM outbox ORDER BY id"
    )
    assert rows == [
        ("sent", 55, 0, None, 1),
        ("failed", None, 0, "too long", 1),
        ("pending", None, 0, "x", 1),
        ("uncertain", None, 1, "x", 1),
        ("sent", None, 0, "taken as told", 1),
    ]


async def test_a_doubt_stays_whatever_comes_after(outbox):
    await alert(outbox, "s", 1)
    await put_back(outbox, await claim(outbox), uncertain=True)
    await put_back(outbox, await claim(outbox), uncertain=False)
    assert await outbox.outbox.states() == (("uncertain", 1),)
    third = await claim(outbox)
    assert (third.doubtful, third.attempts) == (True, 3)


async def test_what_a_crash_cut_off_is_sent_once_more_after_a_wait(outbox):
    await alert(outbox, "s", 1, 2)
    await alert(outbox, "t", 1)
    await claim(outbox)
    assert await outbox.outbox.recover(now=NOON, wait=MINUTE) == 1
    assert await outbox.outbox.recover(now=NOON, wait=MINUTE) == 0
    assert await claimed(outbox) == ("s", 2)
    assert await claim(outbox) is None
    again = await claim(outbox, now=NOON + MINUTE)
    assert (again.story, again.chat, again.doubtful, again.attempts) == ("s", 1, True, 2)


# ---------------------------------------------------------------- edits


async def test_a_later_source_edits_what_was_sent(outbox):
    await alert(outbox, "s", 1, 2)
    await deliver(outbox, message=11)
    await deliver(outbox, message=22)
    now = NOON + 9 * MINUTE
    assert await follow(outbox, "s", 1, 2, now=now) == 2
    edits = [await deliver(outbox, now=now), await deliver(outbox, now=now)]
    assert [(e.kind, e.chat, e.message_id, e.alert.also) for e in edits] == [
        (DeliveryKind.EDIT, 1, 11, ("Feed 2",)),
        (DeliveryKind.EDIT, 2, 22, ("Feed 2",)),
    ]
    assert edits[0].alert.source == "Feed 1"


async def test_an_alert_that_still_waits_shows_the_sources_itself(outbox):
    await alert(outbox, "s", 1)
    assert await follow(outbox, "s", 1, feed=2) == 0
    assert await follow(outbox, "s", 1, feed=3) == 0
    delivery = await deliver(outbox)
    assert (delivery.kind, delivery.alert.also) == (DeliveryKind.ALERT, ("Feed 2", "Feed 3"))
    assert await claim(outbox, now=NOON + 9 * MINUTE) is None


async def test_the_same_source_again_edits_nothing(outbox):
    await alert(outbox, "s", 1)
    await deliver(outbox)
    assert await follow(outbox, "s", 1, feed=1, now=NOON + MINUTE) == 0


async def test_edits_of_a_message_keep_a_distance(outbox):
    await alert(outbox, "s", 1)
    await deliver(outbox)
    await follow(outbox, "s", 1, feed=2, now=NOON + SECOND)
    assert await claim(outbox, now=NOON + PAUSE - SECOND) is None
    await deliver(outbox, now=NOON + PAUSE)
    await follow(outbox, "s", 1, feed=3, now=NOON + PAUSE + SECOND)
    assert await claim(outbox, now=NOON + 2 * PAUSE - SECOND) is None
    edit = await claim(outbox, now=NOON + 2 * PAUSE)
    assert edit.alert.also == ("Feed 2", "Feed 3")


async def test_one_edit_waits_at_most_and_shows_all(outbox):
    await alert(outbox, "s", 1)
    await deliver(outbox)
    assert await follow(outbox, "s", 1, feed=2) == 1
    assert await follow(outbox, "s", 1, feed=3) == 0
    edit = await claim(outbox, now=NOON + PAUSE)
    assert edit.alert.also == ("Feed 2", "Feed 3")


async def test_the_terminal_is_edited_at_once(outbox):
    await alert(outbox, "s", 0)
    await deliver(outbox)
    await follow(outbox, "s", 0)
    assert (await claim(outbox)).kind is DeliveryKind.EDIT


async def test_a_source_that_comes_during_the_request_is_edited_in(outbox):
    await alert(outbox, "s", 1)
    delivery = await claim(outbox)
    assert await follow(outbox, "s", 1) == 1
    await arrive(outbox, delivery, message=11)
    edit = await claim(outbox, now=NOON + PAUSE)
    assert (edit.kind, edit.message_id, edit.alert.also) == (DeliveryKind.EDIT, 11, ("Feed 2",))


@pytest.mark.parametrize("uncertain", [False, True], ids=["not sent", "uncertain"])
async def test_an_edit_under_way_can_be_put_back_although_another_one_waits(outbox, uncertain):
    await alert(outbox, "s", 1)
    await deliver(outbox)
    await follow(outbox, "s", 1, feed=2)
    now = NOON + PAUSE
    edit = await claim(outbox, now=now)
    assert await follow(outbox, "s", 1, feed=3, now=now) == 1
    await put_back(outbox, edit, now=now, uncertain=uncertain)
    again = await claim(outbox, now=now)
    assert (again.id, again.alert.also) == (edit.id, ("Feed 2", "Feed 3"))
    await arrive(outbox, again)
    assert await claim(outbox, now=now + 9 * MINUTE) is None


async def test_an_edit_that_a_crash_cut_off_is_recovered_although_another_one_waits(outbox):
    await alert(outbox, "s", 1, 2)
    await deliver(outbox)
    await deliver(outbox)
    await follow(outbox, "s", 1, 2, feed=2)
    now = NOON + PAUSE
    edit = await claim(outbox, now=now)
    assert await follow(outbox, "s", 1, 2, feed=3, now=now) == 1
    assert await outbox.outbox.recover(now=now, wait=timedelta()) == 1
    found = [await deliver(outbox, now=now), await deliver(outbox, now=now)]
    assert {(d.chat, d.alert.also) for d in found} == {
        (1, ("Feed 2", "Feed 3")),
        (2, ("Feed 2", "Feed 3")),
    }
    assert found[0].id == edit.id
    assert await claim(outbox, now=now + 9 * MINUTE) is None


@pytest.mark.parametrize("state", ["failed", "gone"])
async def test_an_alert_that_never_arrived_is_not_edited(outbox, state):
    await alert(outbox, "s", 1)
    await claim(outbox)
    await tell(outbox, f"UPDATE outbox SET state = '{state}'")
    assert await follow(outbox, "s", 1) == 0


@pytest.mark.parametrize("chat", [1, 0])
async def test_a_closed_chat_is_not_edited(outbox, chat):
    await alert(outbox, "s", chat)
    await deliver(outbox)
    await outbox.chats.close(chat, "/stop")
    assert await follow(outbox, "s") == 0
    assert await outbox.outbox.oldest_due() is None


async def test_a_second_topic_joins_what_was_told(outbox):
    await alert(outbox, "s", 1)
    await deliver(outbox)
    now = NOON + PAUSE
    assert await follow(outbox, "s", 1, feed=1, now=now, topics=("war", "ports")) == 1
    edit = await deliver(outbox, now=now)
    assert (edit.kind, edit.alert.topics) == (DeliveryKind.EDIT, ("war", "ports"))
    assert await follow(outbox, "s", 1, feed=1, now=now + MINUTE, topics=("ports",)) == 0


async def test_thousands_of_chats_can_be_told_one_story(outbox):
    chats = range(10, 6_010)
    values = ", ".join(
        f"({chat}, 'private', false, true, '2026-03-02 12:00:00')" for chat in chats
    )
    await tell(outbox, f"INSERT INTO chats (id, kind, allowed, open, met) VALUES {values}")
    assert await alert(outbox, "s", *chats) == 6_000
    await tell(outbox, "UPDATE outbox SET state = 'sent', message_id = 1")
    assert await follow(outbox, "s") == 6_000
    assert await follow(outbox, "s", feed=3) == 0


@pytest.mark.parametrize("outcome", ["refused", "taken as told"])
async def test_no_edit_waits_for_an_alert_whose_message_nobody_knows(outbox, outcome):
    await alert(outbox, "s", 1)
    delivery = await claim(outbox)
    assert delivery
    await follow(outbox, "s", 1)
    assert await ask(outbox, "SELECT kind FROM outbox WHERE state = 'pending'") == [("edit",)]
    if outcome == "refused":
        await outbox.outbox.failed(delivery.id, reason="refused", now=NOON)
    else:
        await outbox.outbox.sent(delivery.id, message_id=None, now=NOON, reason="no answer")
    assert await ask(outbox, "SELECT kind FROM outbox WHERE state = 'pending'") == []
    assert await claim(outbox, now=NOON + PAUSE) is None
