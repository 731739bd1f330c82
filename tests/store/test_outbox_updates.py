"""Updates in the outbox: after their alert, in order, apart; and what an alert learns later."""

from datetime import timedelta

import pytest

from bot.models import DeliveryKind
from bot.models.wishes import Choice
from bot.store.due import FLOODED
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
ALERT, UPDATE, EDIT = DeliveryKind.ALERT, DeliveryKind.UPDATE, DeliveryKind.EDIT


class Desk:
    """A store with three private chats and the terminal, a clock, and what readers got."""

    def __init__(self, store):
        self.store = store
        self.now = NOON
        self.articles = 0

    async def decide(self, story="s", *, feed=1, **given):
        """One more article of a story; returns how many deliveries it means."""
        self.articles += 1
        name = f"{story}-{self.articles}"
        stored = (await keep_articles(self.store, name, feed=feed, now=self.now))[-1]
        decision = build_decision(stored, story, new=False, **given)
        return await self.store.archive.decide([decision], now=self.now)

    async def claim(self, *, after=timedelta(), busy=()):
        """What is due after some time, if anything."""
        self.now += after
        for terminal in (False, True):
            if found := await claim_one(
                self.store.outbox, now=self.now, busy=busy, terminal=terminal
            ):
                return found
        return None

    async def arrive(self, delivery, message=100):
        await self.store.outbox.sent(delivery.id, message_id=message, now=self.now)
        return delivery

    async def deliver(self, *, after=timedelta(), message=100):
        found = await self.claim(after=after)
        assert found is not None
        return await self.arrive(found, message)

    async def drain(self):
        """Everything that is due now, in order, as it arrives."""
        found = []
        while delivery := await self.claim():
            found.append(await self.arrive(delivery))
        return found

    async def put_back(self, delivery, *, wait=timedelta(), uncertain=False, park_chat=False):
        await self.store.outbox.put_back(
            delivery.id,
            uncertain=uncertain,
            not_before=self.now + wait,
            reason="x",
            park_chat=park_chat,
        )


@pytest.fixture
async def desk(store):
    await add_feeds(store, *range(1, 10))
    await subscribe(store, 1, 2, 3)
    await subscribe(store, 0, kind="terminal")
    return Desk(store)


def told(delivery):
    return delivery and (delivery.kind, delivery.story, delivery.alert.headline.split()[-1])


# ---------------------------------------------------------------- what an update is


async def test_an_update_shows_its_own_article_as_a_silent_reply(desk):
    await desk.decide(alerts=[1])
    await desk.deliver(message=55)
    assert await desk.decide(updates=[1], topics=("war", "ports"), feed=2) == 2  # and an edit
    update = await desk.deliver(message=56)
    assert told(update) == (UPDATE, "s", "s-2")
    assert (update.message_id, update.silent, update.alert.breaking) == (55, True, False)
    assert (update.alert.source, update.alert.also) == ("Feed 2", ())
    assert update.alert.topics == ("war", "ports")
    edit = await desk.deliver(after=PAUSE)
    assert told(edit) == (EDIT, "s", "s-1")
    assert (edit.message_id, edit.alert.also) == (55, ("Feed 2",))
    assert edit.alert.topics == ("war", "ports")


async def test_an_update_that_rings_is_not_silent(desk):
    await desk.decide(alerts=[1, 2])
    await desk.decide(updates=[1, 2], ringing=[2])
    found = {(one.chat, one.kind): one.silent for one in await desk.drain()}
    assert found == {(1, ALERT): False, (2, ALERT): False, (1, UPDATE): True, (2, UPDATE): False}


async def test_a_delivery_knows_what_its_chat_chose_for_the_story(desk):
    await desk.decide(alerts=[1, 2])
    await desk.store.chats.choose(1, "s", Choice.FOLLOW)
    await desk.decide(updates=[1, 2])
    choices = {(one.chat, one.choice) for one in await desk.drain()}
    assert choices == {(1, Choice.FOLLOW), (2, Choice.USUAL)}


async def test_a_muted_story_sends_no_update_that_waited(desk):
    await desk.decide(alerts=[1])
    await desk.decide(updates=[1])
    await desk.store.chats.choose(1, "s", Choice.MUTE)
    assert [one.kind for one in await desk.drain()] == [ALERT]


async def test_who_mutes_a_story_between_decision_and_transaction_gets_no_update(desk):
    await desk.decide(alerts=[1, 2])
    await desk.drain()
    await desk.store.chats.choose(1, "s", Choice.MUTE)
    assert await desk.decide(updates=[1, 2]) == 1


async def test_who_left_gets_no_update_and_who_was_never_told_none_either(desk):
    await desk.decide(alerts=[1])
    await desk.deliver()
    await desk.store.chats.close(1, "/stop")
    assert await desk.decide(updates=[1, 2]) == 0


# ---------------------------------------------------------------- order


async def test_alerts_come_before_updates_before_edits_and_the_oldest_first(desk):
    await desk.decide("s", alerts=[1])
    await desk.decide("t", alerts=[1])
    await desk.drain()
    await desk.decide("s", duplicates=[1], feed=2)
    await desk.decide("t", updates=[1])
    await desk.decide("s", updates=[1])
    await desk.decide("u", alerts=[1])
    desk.now += PAUSE
    assert [told(one)[:2] for one in await desk.drain()] == [
        (ALERT, "u"),
        (UPDATE, "t"),
        (UPDATE, "s"),
        (EDIT, "s"),
    ]


async def test_an_alert_of_one_chat_goes_before_an_update_of_another(desk):
    await desk.decide("s", alerts=[1])
    await desk.drain()
    await desk.decide("s", updates=[1])
    await desk.decide("t", alerts=[2])
    assert [one.chat for one in await desk.drain()] == [2, 1]


@pytest.mark.parametrize("uncertain", [False, True], ids=["not sent", "uncertain"])
async def test_an_update_waits_for_an_alert_that_is_tried_again(desk, uncertain):
    await desk.decide(alerts=[1])
    await desk.decide(updates=[1])
    await desk.put_back(await desk.claim(), wait=60 * SECOND, uncertain=uncertain)
    assert await desk.claim(after=59 * SECOND) is None
    assert (await desk.deliver(after=SECOND, message=7)).kind is ALERT
    update = await desk.claim()
    assert (update.kind, update.message_id) == (UPDATE, 7)


async def test_an_update_waits_for_an_alert_that_is_under_way(desk):
    await desk.decide(alerts=[1])
    await desk.claim()
    await desk.decide(updates=[1])
    assert await desk.claim() is None


@pytest.mark.parametrize("what", ["updates", "duplicates"])
async def test_neither_update_nor_edit_of_another_story_overtakes_an_alert(desk, what):
    await desk.decide("s", alerts=[1])
    await desk.drain()
    await desk.decide("t", alerts=[1])
    await desk.put_back(await desk.claim(), wait=3 * PAUSE)
    await desk.decide("s", feed=2, **{what: [1]})
    assert await desk.claim(after=2 * PAUSE) is None
    assert told(await desk.deliver(after=PAUSE))[:2] == (ALERT, "t")
    assert await desk.claim() is not None


@pytest.mark.parametrize("what", ["updates", "duplicates"])
async def test_a_chat_gets_one_at_a_time_whatever_it_is(desk, what):
    for story in ("s", "t"):
        await desk.decide(story, alerts=[1])
    await desk.drain()
    await desk.decide("s", updates=[1])
    await desk.decide("t", feed=2, **{what: [1]})
    assert (await desk.claim(after=PAUSE)).story == "s"
    assert await desk.claim() is None


@pytest.mark.parametrize("end", ["refused", "taken as told"])
async def test_an_update_whose_alert_never_arrived_goes_out_by_itself(desk, end):
    await desk.decide(alerts=[1])
    alert = await desk.claim()
    if end == "refused":
        await desk.store.outbox.failed(alert.id, reason="x", now=desk.now)
    else:
        await desk.store.outbox.sent(alert.id, message_id=None, now=desk.now, reason="x")
    await desk.decide(updates=[1])
    update = await desk.claim()
    assert (update.kind, update.message_id, update.silent) == (UPDATE, None, True)


@pytest.mark.parametrize("uncertain", [False, True], ids=["not sent", "uncertain"])
async def test_an_update_that_is_tried_again_is_not_overtaken_by_the_next_of_its_story(
    desk, uncertain
):
    await desk.decide("s", alerts=[1])
    await desk.decide("t", alerts=[1])
    await desk.drain()
    await desk.decide("s", updates=[1])
    await desk.decide("s", updates=[1])
    await desk.decide("t", updates=[1])
    first = await desk.claim()
    await desk.put_back(first, wait=9 * PAUSE, uncertain=uncertain)
    assert told(await desk.deliver())[1] == "t"
    assert await desk.claim(after=8 * PAUSE) is None
    again = await desk.claim(after=PAUSE)
    assert (again.id, again.attempts, again.doubtful) == (first.id, 2, uncertain)


async def test_an_update_that_a_crash_cut_off_is_sent_once_more(desk):
    await desk.decide(alerts=[1])
    await desk.drain()
    await desk.decide(updates=[1])
    first = await desk.claim()
    assert await desk.store.outbox.recover(now=desk.now, wait=60 * SECOND) == 1
    assert await desk.claim(after=59 * SECOND) is None
    again = await desk.claim(after=SECOND)
    assert (again.id, again.doubtful, again.message_id) == (first.id, True, 100)


# ---------------------------------------------------------------- pace


async def test_updates_of_a_story_keep_a_distance_and_none_is_dropped(desk):
    await desk.decide("s", alerts=[1])
    await desk.decide("t", alerts=[1])
    await desk.drain()
    for _ in range(3):
        await desk.decide("s", updates=[1])
    await desk.decide("t", updates=[1])
    assert [told(one)[1:] for one in await desk.drain()] == [("s", "s-3"), ("t", "t-6")]
    assert await desk.claim(after=PAUSE - SECOND) is None
    assert [told(one)[2] for one in [*(await desk.drain())]] == []
    desk.now += SECOND
    assert [told(one)[2] for one in await desk.drain()] == ["s-4"]
    desk.now += PAUSE
    assert [told(one)[2] for one in await desk.drain()] == ["s-5"]


async def test_an_update_soon_after_another_waits_until_it_may(desk):
    await desk.decide(alerts=[1])
    await desk.drain()
    await desk.decide(updates=[1])
    await desk.drain()
    desk.now += 30 * SECOND
    await desk.decide(updates=[1])
    assert await desk.claim(after=PAUSE - 31 * SECOND) is None
    assert await desk.claim(after=SECOND) is not None


async def test_updates_that_waited_for_a_parked_chat_do_not_pour(desk):
    await desk.decide(alerts=[1])
    await desk.drain()
    await desk.decide(updates=[1])
    await desk.put_back(await desk.claim(), wait=10 * PAUSE, park_chat=True)
    for _ in range(3):
        await desk.decide(updates=[1])
    desk.now += 10 * PAUSE
    assert [told(one)[2] for one in await desk.drain()] == ["s-2"]
    desk.now += PAUSE
    assert [told(one)[2] for one in await desk.drain()] == ["s-3"]


async def test_the_terminal_is_told_at_once(desk):
    await desk.decide(alerts=[0])
    for _ in range(3):
        await desk.decide(updates=[0])
    assert [one.kind for one in await desk.drain()] == [ALERT, UPDATE, UPDATE, UPDATE]


async def test_an_edit_soon_after_one_that_was_long_under_way_waits(desk):
    await desk.decide(alerts=[1])
    await desk.drain()
    await desk.decide(duplicates=[1], feed=2)
    edit = await desk.claim(after=PAUSE)
    await desk.decide(duplicates=[1], feed=3)
    await desk.arrive(edit)
    assert await desk.claim(after=PAUSE - SECOND) is None
    assert (await desk.claim(after=SECOND)).alert.also == ("Feed 2", "Feed 3")


# ---------------------------------------------------------------- floods


async def test_a_flooded_chat_is_not_edited_and_sees_all_once_it_is_calm(desk):
    for story in ("s", "t"):
        await desk.decide(story, alerts=[1, 2])
    await desk.drain()
    for feed in (2, 3):
        await desk.decide("t", duplicates=[1, 2], feed=feed)
    for _ in range(FLOODED + 1):
        await desk.decide("s", updates=[1])
    # As if all updates were resting: nothing but the flood holds the edit back.
    await tell(desk.store, "UPDATE outbox SET not_before = '2026-03-03' WHERE kind = 'update'")
    edit = await desk.deliver(after=PAUSE)
    assert (edit.kind, edit.chat) == (EDIT, 2)
    assert await desk.claim() is None
    await tell(
        desk.store,
        "UPDATE outbox SET state = 'sent' WHERE id = "
        "(SELECT max(id) FROM outbox WHERE kind = 'update')",
    )
    edit = await desk.claim()
    assert (edit.kind, edit.chat, edit.alert.also) == (EDIT, 1, ("Feed 2", "Feed 3"))


async def test_a_parked_chat_is_not_edited_until_its_time_is_over(desk):
    await desk.decide("s", alerts=[1])
    await desk.drain()
    await desk.decide("t", alerts=[1])
    await desk.put_back(await desk.claim(), wait=3 * PAUSE, park_chat=True)
    for feed in (2, 3):
        await desk.decide("s", duplicates=[1], feed=feed)
    await desk.store.outbox.failed(2, reason="x", now=desk.now)
    assert await desk.claim(after=3 * PAUSE - SECOND) is None
    assert (await desk.claim(after=SECOND)).alert.also == ("Feed 2", "Feed 3")


# ---------------------------------------------------------------- stories that break


async def test_a_first_alert_of_a_breaking_story_is_breaking(desk):
    await desk.decide(alerts=[1, 2], breaking=[1])
    assert {one.chat: one.alert.breaking for one in await desk.drain()} == {1: True, 2: False}


async def test_a_story_that_breaks_later_is_shown_by_an_edit(desk):
    await desk.decide(alerts=[1, 2])
    await desk.drain()
    assert await desk.decide(duplicates=[1, 2], breaking=[1]) == 1
    edit = await desk.deliver(after=PAUSE)
    assert (edit.kind, edit.chat, edit.alert.breaking) == (EDIT, 1, True)
    assert await desk.decide(duplicates=[1, 2], breaking=[1]) == 0


async def test_an_alert_that_still_waits_says_that_the_story_broke_and_nothing_rings_twice(desk):
    await desk.decide(alerts=[1])
    assert await desk.decide(updates=[1], breaking=[1], ringing=[1]) == 0
    (alert,) = await desk.drain()
    assert (alert.kind, alert.alert.breaking, alert.silent) == (ALERT, True, False)


async def test_what_is_new_beside_is_told_silently_when_the_alert_still_waits(desk):
    await desk.decide(alerts=[1])
    assert await desk.decide(updates=[1], breaking=[1], ringing=[1], adds="toll 5") == 1
    alert, update = await desk.drain()
    assert (alert.alert.breaking, update.alert.breaking, update.silent) == (True, False, True)


async def test_who_wants_it_hears_a_second_ring_ahead_of_the_updates_that_wait(desk):
    await desk.decide(alerts=[1])
    await desk.drain()
    await desk.decide(updates=[1])
    await desk.drain()
    await desk.decide(updates=[1])
    await desk.decide(updates=[1], breaking=[1], ringing=[1])
    ring = await desk.deliver()
    assert told(ring) == (UPDATE, "s", "s-4")
    assert (ring.alert.breaking, ring.silent) == (True, False)
    assert await desk.claim() is None
    assert told(await desk.deliver(after=PAUSE)) == (UPDATE, "s", "s-3")


async def test_whether_an_alert_is_breaking_is_written_in_one_place(desk):
    await desk.decide(alerts=[1], breaking=[1])
    ((written,),) = await ask(desk.store, "SELECT alert FROM outbox")
    assert '"breaking"' not in str(written)
    assert await ask(desk.store, "SELECT breaking, article_id FROM outbox") == [(1, 1)]
