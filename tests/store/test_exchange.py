"""Several outcomes and claims in one transaction: what comes is what would come one by one."""

from dataclasses import replace
from datetime import time, timedelta

import pytest

from bot.errors import DatabaseError
from bot.models import DeliveryKind
from bot.models.wishes import QuietHours
from bot.store.outbox import PAUSE, Arrived, Wanted
from tests.builders import (
    NOON,
    add_feeds,
    ask,
    break_on,
    build_decision,
    keep_articles,
    mend,
    subscribe,
    tell,
)

SECOND = timedelta(seconds=1)
CHATS = (1, 2, 3, 4)


@pytest.fixture
async def outbox(store):
    """A store with four private chats and two feeds."""
    await add_feeds(store, 1, 2)
    await subscribe(store, *CHATS)
    return store


async def alert(store, story, *chats, breaking=(), ringing=()):
    stored = (await keep_articles(store, story))[-1]
    decision = build_decision(stored, story, alerts=chats, breaking=breaking, ringing=ringing)
    await store.archive.decide([decision], now=NOON)


async def update(store, story, *chats, name="later"):
    stored = (await keep_articles(store, f"{story}-{name}", feed=2))[-1]
    decision = build_decision(stored, story, updates=chats, new=False)
    await store.archive.decide([decision], now=NOON)


async def exchange(store, *arrived, most=10, busy=(), now=NOON):
    """Write down deliveries that arrived; returns those that are claimed."""
    rows = [Arrived(delivery=one, message_id=one.id + 100, at=now) for one in arrived]
    wanted = Wanted(most=most, busy=busy, terminal=False)
    return await store.outbox.exchange(rows, wanted, now=now)


def name(claimed):
    return [(one.story, one.chat) for one in claimed]


async def states(store):
    return dict(await store.outbox.states())


async def test_each_chat_gets_one_the_oldest_first(outbox):
    await alert(outbox, "s", 2, 1)
    await alert(outbox, "t", 3, 1, 2)
    assert name(await exchange(outbox)) == [("s", 2), ("s", 1), ("t", 3)]
    assert await states(outbox) == {"pending": 2, "sending": 3}


@pytest.mark.parametrize("most", [0, 1, 3])
async def test_no_more_are_claimed_than_are_wanted(outbox, most):
    await alert(outbox, "s", *CHATS)
    assert len(await exchange(outbox, most=most)) == most


async def test_several_at_a_time_come_in_the_order_of_one_at_a_time(outbox, tmp_path):
    await alert(outbox, "s", 1, 2, 3)
    await alert(outbox, "t", 4, 2, breaking=[4, 2])
    await alert(outbox, "u", 1, 4)
    together = await exchange(outbox, most=4)
    await tell(outbox, "UPDATE outbox SET state = 'pending', attempts = 0")
    alone = []
    while claimed := await exchange(outbox, most=1):
        alone += claimed
    assert name(together) == name(alone)
    assert [one.attempts for one in together] == [1] * 4


async def test_busy_chats_are_left_alone_however_many_they_are(outbox):
    await alert(outbox, "s", *CHATS)
    assert name(await exchange(outbox, busy=[1, *range(10, 2_000), 4])) == [("s", 2), ("s", 3)]


async def test_what_arrived_makes_room_for_the_next_of_its_chat_at_once(outbox):
    await alert(outbox, "s", 1, 2)
    await alert(outbox, "t", 1, 2)
    first, second = await exchange(outbox)
    assert name(await exchange(outbox, first)) == [("t", 1)]
    assert await states(outbox) == {"pending": 1, "sending": 2, "sent": 1}
    assert name(await exchange(outbox, second)) == [("t", 2)]
    rows = await ask(outbox, "SELECT id, message_id FROM outbox WHERE state = 'sent' ORDER BY id")
    assert rows == [(1, 101), (2, 102)]


async def test_a_digest_that_arrived_is_all_its_rows(outbox):
    for number in range(7):
        await alert(outbox, f"s{number}", 1)
    (digest,) = await exchange(outbox)
    assert (digest.kind, len(digest.bundle)) == (DeliveryKind.DIGEST, 7)
    await exchange(outbox, digest)
    assert await states(outbox) == {"sent": 7}


async def test_an_update_that_arrived_keeps_the_next_one_waiting(outbox):
    await alert(outbox, "s", 1)
    (told,) = await exchange(outbox)
    await update(outbox, "s", 1)
    (first,) = await exchange(outbox, told)
    await update(outbox, "s", 1, name="still later")
    assert await exchange(outbox, first) == ()
    assert await exchange(outbox, now=NOON + PAUSE - SECOND) == ()
    assert len(await exchange(outbox, now=NOON + PAUSE)) == 1


async def test_a_chat_in_its_quiet_hours_is_put_off_and_the_others_told(outbox):
    quiet = QuietHours(start=time(11), end=time(13))
    for chat in (1, 2):
        await outbox.chats.change_wishes(chat, lambda wishes: replace(wishes, quiet=quiet))
    await alert(outbox, "s", *CHATS)
    assert name(await exchange(outbox, most=2)) == [("s", 3), ("s", 4)]
    (row, *_) = await ask(
        outbox, "SELECT state, not_before FROM outbox WHERE chat_id = 1 ORDER BY id"
    )
    assert row[0] == "pending"
    assert str(row[1]).startswith("2026-03-02 13:00")


@pytest.mark.parametrize(
    "change",
    [
        lambda store: store.chats.close(3, "blocked"),
        lambda store: store.chats.forget(3),
        lambda store: tell(store, "UPDATE chats SET muted_until = '2026-03-03' WHERE id = 3"),
        lambda store: tell(store, "UPDATE chats SET parked_until = '2026-03-03' WHERE id = 3"),
    ],
    ids=["closed", "forgotten", "muted", "parked"],
)
async def test_what_a_chat_wants_now_counts_not_what_it_wanted_at_the_last_exchange(
    outbox, change
):
    await alert(outbox, "s", *CHATS)
    claimed = await exchange(outbox, most=2)
    await change(outbox)
    assert name(await exchange(outbox, *claimed)) == [("s", 4)]


@pytest.mark.parametrize("column", ["sent", "tried"], ids=["recording", "claiming"])
async def test_of_an_exchange_that_fails_nothing_is_claimed_and_all_can_be_done_again(
    outbox, column
):
    await alert(outbox, "s", *CHATS)
    claimed = await exchange(outbox, most=2)
    before = await ask(outbox, "SELECT * FROM outbox ORDER BY id")
    await break_on(outbox, f"UPDATE OF {column}", "outbox")
    with pytest.raises(DatabaseError, match="disk full"):
        await exchange(outbox, *claimed)
    # PostgreSQL has what arrived written down by itself, so that it waits for nobody.
    if column == "sent" or outbox.database.dialect == "sqlite":
        assert await ask(outbox, "SELECT * FROM outbox ORDER BY id") == before
    await mend(outbox)
    assert name(await exchange(outbox, *claimed)) == [("s", 3), ("s", 4)]


async def test_after_a_crash_what_was_claimed_is_in_doubt_and_told_once_more(outbox):
    await alert(outbox, "s", *CHATS)
    first, *_ = await exchange(outbox, most=3)
    await exchange(outbox, first, most=0)
    assert await outbox.outbox.recover(now=NOON, wait=SECOND) == 2
    again = await exchange(outbox, now=NOON + SECOND)
    assert name(again) == [("s", 2), ("s", 3), ("s", 4)]
    assert [one.doubtful for one in again] == [True, True, False]
    await exchange(outbox, *again, now=NOON + SECOND)
    assert await states(outbox) == {"sent": 4}
