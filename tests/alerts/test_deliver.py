"""The courier: what becomes of a delivery, and that no chat holds up another."""

import asyncio
from datetime import timedelta
from functools import partial

import pytest

from bot.alerts.deliver import AGAIN, Courier
from bot.alerts.deliveryplan import DeliveryPlan
from bot.alerts.pace import Limits, Pace
from bot.alerts.titled import TitledSender
from bot.alerts.turns import Turns
from bot.errors import ChatGone, ChatMoved, NotSent, RetryLater, SendError, Uncertain
from bot.models import DeliveryKind
from bot.trouble import Trouble
from tests.alerts.test_turns import write
from tests.builders import (
    NOON,
    ManualClock,
    add_feeds,
    as_time,
    ask,
    break_on,
    build_decision,
    keep_articles,
    mend,
    subscribe,
)
from tests.fakes.sender import ScriptedSender

SECOND = timedelta(seconds=1)
RESTLESS = Limits(
    rate=1_000, private=timedelta(), group=timedelta(), in_flight=4, most_in_flight=10
)
RETRY = timedelta(seconds=60)


class CreepingClock(ManualClock):
    """Two milliseconds pass at every look: the pace is never in the way."""

    def __call__(self):
        return self.move(timedelta(milliseconds=2))


class Scene:
    """A store, a sender, a clock and the courier between them."""

    def __init__(self, store, *, clock=None, terminal=False, limits=RESTLESS):
        self.store = store
        self.sender = ScriptedSender()
        self.clock = clock or CreepingClock()
        self.turns = Turns(Pace(limits), clock=self.clock)
        self.courier = Courier(
            store,
            TitledSender(self.sender, str.title),
            DeliveryPlan(retry_uncertain=RETRY, terminal=terminal, trouble=Trouble()),
            clock=self.clock,
            turns=self.turns,
        )

    async def alert(self, story, *chats):
        stored = (await keep_articles(self.store, story))[-1]
        await self.store.archive.decide([build_decision(stored, story, alerts=chats)], now=NOON)

    async def update(self, story, *chats):
        stored = (await keep_articles(self.store, f"{story}-later", feed=2))[-1]
        decision = build_decision(stored, story, updates=chats, new=False)
        await self.store.archive.decide([decision], now=NOON)

    async def drain(self):
        async with asyncio.timeout(10):
            await self.courier.drain()

    async def row(self, columns="state, attempts, doubtful, message_id, reason", chat=1):
        (row,) = await ask(self.store, f"SELECT {columns} FROM outbox WHERE chat_id = {chat}")
        return row

    async def waits(self, chat=1):
        """How long a delivery waits that was just put back."""
        ((until,),) = await ask(
            self.store, f"SELECT not_before FROM outbox WHERE chat_id = {chat}"
        )
        return as_time(until) - self.clock.now


@pytest.fixture
async def scene(store):
    await add_feeds(store, 1, 2)
    await subscribe(store, 1, 2, 3, -1)
    return Scene(store)


# ---------------------------------------------------------------- outcomes


async def test_what_arrives_is_sent_with_the_titles_of_its_topics(scene):
    await scene.alert("s", 1, 2)
    await scene.drain()
    assert [d.chat for d in scene.sender.arrived] == [1, 2]
    assert scene.sender.arrived[0].alert.topics == ("War",)
    assert await scene.row() == ("sent", 1, 0, 1_001, None)
    assert await scene.store.outbox.oldest_due() is None


@pytest.mark.parametrize(
    ("error", "state", "doubtful"),
    [
        (SendError("too long"), "failed", 0),
        (NotSent("502"), "pending", 0),
        (RetryLater("429", wait=90 * SECOND), "pending", 0),
        (Uncertain("cut"), "uncertain", 1),
        (ChatGone("blocked"), "gone", 0),
        (ZeroDivisionError("bug"), "failed", 0),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, Exception) else "",
)
async def test_each_kind_of_error_has_its_state_and_stops_no_other_chat(
    scene, error, state, doubtful
):
    await scene.alert("s", 1, 2)
    scene.sender.script[1] = [error]
    await scene.drain()
    found = await scene.row("state, attempts, doubtful")
    assert found == (state, 1, doubtful)
    (reason,) = await scene.row("reason")
    assert str(error) in str(reason)
    assert (await scene.row("state", chat=2)) == ("sent",)


@pytest.mark.parametrize(
    ("errors", "least"),
    [
        ([NotSent("x")], 2),
        ([NotSent("x")] * 3, 8),
        ([NotSent("x")] * 30, 300),
        ([RetryLater("x", wait=90 * SECOND)], 90),
        ([Uncertain("x")], 60),
    ],
    ids=["first", "third", "thirtieth", "429", "uncertain"],
)
async def test_what_was_put_back_waits(scene, errors, least):
    await scene.alert("s", 1)
    scene.sender.script[1] = list(errors)
    for _ in errors:
        scene.clock.move(timedelta(hours=1))
        await scene.drain()
    waited = await scene.waits()
    assert least - 0.1 <= waited.total_seconds() <= least


async def test_after_a_flood_the_whole_chat_waits(scene):
    await scene.alert("s", 1)
    await scene.alert("t", 1, 2)
    scene.sender.script[1] = [RetryLater("429", wait=timedelta(hours=1))]
    await scene.drain()
    assert [(d.chat, d.story) for d in scene.sender.arrived] == [(2, "t")]
    scene.clock.move(timedelta(hours=1))
    await scene.drain()
    assert [d.story for d in scene.sender.arrived if d.chat == 1] == ["s", "t"]


async def test_what_is_twice_uncertain_is_taken_as_told(scene):
    await scene.alert("s", 1)
    scene.sender.script[1] = [Uncertain("cut"), Uncertain("cut again")]
    await scene.drain()
    scene.clock.move(timedelta(hours=1))
    await scene.drain()
    state, attempts, doubtful, message, reason = await scene.row()
    assert (state, attempts, doubtful, message) == ("sent", 2, 1, None)
    assert "taken as told" in str(reason)


async def test_a_doubtful_one_that_surely_did_not_go_out_is_tried_again(scene):
    await scene.alert("s", 1)
    scene.sender.script[1] = [Uncertain("cut"), NotSent("502")]
    for _ in range(3):
        await scene.drain()
        scene.clock.move(timedelta(hours=1))
    assert await scene.row("state, attempts") == ("sent", 3)


async def test_a_chat_that_is_gone_is_closed_with_all_that_waits(scene):
    await scene.alert("s", 1)
    await scene.alert("t", 1)
    scene.sender.script[1] = [ChatGone("bot was blocked")]
    await scene.drain()
    assert len(scene.sender.asked) == 1
    assert await scene.store.outbox.states() == (("gone", 2),)
    assert await scene.store.chats.subscriptions(1) == ()


async def test_a_chat_that_moved_gets_it_under_its_new_number(scene):
    await scene.alert("s", -1)
    await scene.alert("t", -1)
    scene.sender.script[-1] = [ChatMoved("upgraded", new_chat=-1001)]
    await scene.drain()
    assert [(d.chat, d.story) for d in scene.sender.arrived] == [(-1001, "s"), (-1001, "t")]
    assert await scene.store.chats.subscriptions(-1001) == ("war",)


async def test_an_update_waits_for_its_alert_and_replies_to_it(scene):
    await scene.alert("s", 1, 2)
    await scene.update("s", 1, 2)
    scene.sender.script[1] = [Uncertain("cut")]
    await scene.drain()
    kinds = [(d.chat, d.kind, d.message_id) for d in scene.sender.asked if d.chat == 1]
    assert kinds == [(1, DeliveryKind.ALERT, None)]
    scene.clock.move(RETRY)
    await scene.drain()
    for chat, message in ((1, 1_001), (2, 1_002)):
        update = next(d for d in scene.sender.arrived if (d.chat, d.kind) == (chat, "update"))
        assert update.message_id == message
        assert (update.alert.topics, update.silent) == (("War",), True)
    assert await scene.store.outbox.oldest_due() is None


async def test_an_update_in_doubt_is_sent_once_more_and_then_taken_as_told(scene):
    await scene.alert("s", 1)
    await scene.drain()
    await scene.update("s", 1)
    scene.sender.script[1] = [Uncertain("cut"), Uncertain("cut again")]
    for _ in range(3):
        scene.clock.move(RETRY)
        await scene.drain()
    updates = [d.doubtful for d in scene.sender.asked if d.kind is DeliveryKind.UPDATE]
    assert updates == [False, True]
    assert await scene.store.outbox.oldest_due() is None


async def test_an_edit_goes_out_like_a_message(scene):
    await scene.alert("s", 1)
    await scene.drain()
    stored = (await keep_articles(scene.store, "more", feed=2))[-1]
    decision = build_decision(stored, "s", duplicates=[1], new=False)
    await scene.store.archive.decide([decision], now=scene.clock())
    scene.clock.move(timedelta(hours=1))
    await scene.drain()
    edit = scene.sender.arrived[-1]
    assert (edit.kind, edit.message_id, edit.alert.also) == (
        DeliveryKind.EDIT,
        1_001,
        ("Feed 2",),
    )


# ---------------------------------------------------------------- side by side


async def test_a_request_that_hangs_holds_up_only_its_chat(scene):
    await scene.alert("s", 1, 2, 3)
    await scene.alert("t", 1, 2)
    hang = asyncio.Event()
    scene.sender.script[1] = [hang]

    def let_go(delivery):
        if len(scene.sender.asked) == 4:
            hang.set()

    scene.sender.on_ask = let_go
    await scene.drain()
    assert [(d.chat, d.story) for d in scene.sender.asked] == [
        (1, "s"),
        (2, "s"),
        (3, "s"),
        (2, "t"),
        (1, "t"),
    ]


async def fly(scene, chats, *, until, watch_on=lambda flying: None):
    """Drain while requests hang, until so many were out at once; returns that many."""
    await subscribe(scene.store, *chats)
    await scene.alert("s", *chats)
    hang, most = asyncio.Event(), 0
    scene.sender.script = {chat: [hang] for chat in chats}

    def watch(delivery):
        nonlocal most
        flying = len(scene.sender.asked) - len(scene.sender.arrived)
        most = max(most, flying)
        watch_on(flying)
        if most == until:
            hang.set()

    scene.sender.on_ask = watch
    await scene.drain()
    assert len(scene.sender.arrived) == len(chats)
    return most


async def test_no_more_are_in_flight_than_the_limit(scene):
    assert await fly(scene, range(100, 112), until=RESTLESS.in_flight) == RESTLESS.in_flight


async def test_requests_that_hang_make_room_for_others_within_bounds(scene):
    def let_them_age(flying):
        if flying % RESTLESS.in_flight == 0:
            scene.clock.move(RESTLESS.hung)

    most = RESTLESS.most_in_flight
    assert await fly(scene, range(100, 120), until=most, watch_on=let_them_age) == most


async def test_a_chat_that_somebody_waits_to_answer_is_left_to_him(store):
    await add_feeds(store, 1)
    await subscribe(store, 1)
    # So long that who answers does not wake while the database is slow.
    rest = timedelta(hours=1)
    scene = Scene(store, clock=ManualClock(), limits=Limits(rate=1_000, private=rest))
    scene.turns.pace.take(1, scene.clock())
    answering = asyncio.create_task(write(scene.turns, 1))
    await asyncio.sleep(0)
    scene.clock.move(rest)  # the chat may be written to, but somebody was there first
    await scene.alert("s", 1)
    await scene.drain()
    assert scene.sender.asked == []
    answering.cancel()
    await asyncio.gather(answering, return_exceptions=True)
    scene.sender.on_ask = partial(pass_time, scene.clock, rest)
    await scene.drain()
    assert len(scene.sender.arrived) == 1


async def test_a_chat_rests_between_two_messages_and_others_do_not(store):
    await add_feeds(store, 1)
    await subscribe(store, 1, 2)
    scene = Scene(store, clock=ManualClock(), limits=Limits(rate=1_000))
    for story in ("s", "t"):
        await scene.alert(story, 1)
    await scene.alert("u", 2)
    draining = asyncio.create_task(scene.courier.drain())
    while len(scene.sender.arrived) < 2:
        scene.clock.move(timedelta(milliseconds=1))
        await asyncio.sleep(0)
    assert [(d.chat, d.story) for d in scene.sender.arrived] == [(1, "s"), (2, "u")]
    while len(scene.sender.arrived) < 3:
        scene.clock.move(timedelta(milliseconds=1))
        scene.courier.wake()
        await asyncio.sleep(0)
    scene.clock.move(SECOND)
    scene.courier.wake()
    await draining
    first, *_, last = await ask(store, "SELECT tried FROM outbox WHERE chat_id = 1 ORDER BY id")
    assert str(last[0]) >= str(first[0]).replace("12:00:00", "12:00:01")


def pass_time(clock, by, _):
    clock.move(by)


async def test_the_terminal_or_all_others_are_served(store):
    await add_feeds(store, 1)
    await subscribe(store, 1)
    await subscribe(store, 0, kind="terminal")
    for terminal, chats in ((True, [0]), (False, [1])):
        scene = Scene(store, terminal=terminal)
        scene.sender.on_ask = partial(pass_time, scene.clock, SECOND)
        await scene.alert(f"s{terminal}", 0, 1)
        await scene.drain()
        assert [d.chat for d in scene.sender.arrived if d.story == f"s{terminal}"] == chats


# ---------------------------------------------------------------- the database fails


async def test_an_outcome_that_could_not_be_written_is_written_later(scene, monkeypatch):
    waited = []

    async def mend_meanwhile(seconds):
        waited.append(seconds)
        if seconds == AGAIN:
            await mend(scene.store)

    monkeypatch.setattr("bot.alerts.deliver.asyncio.sleep", mend_meanwhile)
    await break_on(scene.store, "UPDATE OF sent", "outbox")
    await scene.alert("s", 1)
    await scene.drain()
    assert waited.count(AGAIN) == 1
    assert len(scene.sender.asked) == 1
    assert await scene.row("state, message_id") == ("sent", 1_001)


async def test_a_turn_survives_a_database_that_fails(scene):
    await scene.alert("s", 1)
    await break_on(scene.store, "UPDATE", "outbox")
    await scene.courier.take_turn()
    assert scene.sender.asked == []
    await mend(scene.store)
    await scene.courier.take_turn()
    assert len(scene.sender.arrived) == 1


# ---------------------------------------------------------------- the end


async def test_what_is_in_flight_may_land_before_the_end(scene):
    await scene.alert("s", 1)
    hang = asyncio.Event()
    scene.sender.script[1] = [hang]
    asked = asyncio.Event()
    scene.sender.on_ask = lambda _: asked.set()
    draining = asyncio.create_task(scene.courier.drain())
    await asked.wait()
    draining.cancel()
    hang.set()
    await scene.courier.finish(10 * SECOND)
    assert await scene.row("state") == ("sent",)


async def test_what_does_not_land_is_left_for_the_next_start(scene):
    await scene.alert("s", 1)
    scene.sender.script[1] = [asyncio.Event()]
    asked = asyncio.Event()
    scene.sender.on_ask = lambda _: asked.set()
    draining = asyncio.create_task(scene.courier.drain())
    await asked.wait()
    draining.cancel()
    await scene.courier.finish(timedelta())
    await asyncio.sleep(0)
    assert await scene.row("state") == ("sending",)
    assert await scene.store.outbox.recover(now=scene.clock(), wait=timedelta()) == 1
    await scene.courier.take_over()
    await scene.drain()
    assert [d.doubtful for d in scene.sender.asked] == [False, True]
    assert await scene.row("state") == ("sent",)


async def test_finishing_with_nothing_in_flight_takes_no_time(scene):
    await scene.courier.finish(timedelta(days=1))
