"""The courier, several deliveries at a time: what a crash or an end finds half done."""

import asyncio
from datetime import timedelta

import pytest

from bot.alerts.deliver import AGAIN, AHEAD
from bot.alerts.pace import Limits
from bot.errors import NotSent
from tests.alerts.test_deliver import RETRY, SECOND, CreepingClock, Scene
from tests.builders import ManualClock, add_feeds, ask, break_on, mend, subscribe, tell

CHATS = range(1, 9)


async def open_scene(store, **given):
    await add_feeds(store, 1, 2)
    await subscribe(store, *CHATS)
    return Scene(store, **given)


@pytest.fixture
async def scene(store):
    return await open_scene(store)


def count_exchanges(scene, monkeypatch):
    """Note what each exchange writes down and how many it may claim."""
    noted = []
    exchange = scene.store.outbox.exchange

    async def note(arrived, wanted, **given):
        noted.append((len(arrived), wanted.most))
        return await exchange(arrived, wanted, **given)

    monkeypatch.setattr(scene.store.outbox, "exchange", note)
    return noted


async def states(scene):
    return dict(await scene.store.outbox.states())


def note_first(scene):
    """An event that is set by the first request."""
    asked = asyncio.Event()
    scene.sender.on_ask = lambda _: asked.set()
    return asked


def told(scene):
    return sorted((d.story, d.chat) for d in scene.sender.arrived)


async def crash(scene):
    """Lose all that is only known in memory; returns the scene after the next start."""
    for _, task in scene.courier._in_flight.values():
        task.cancel()
    await asyncio.sleep(0)
    again = Scene(scene.store, clock=scene.clock)
    await scene.store.outbox.recover(now=scene.clock(), wait=RETRY)
    again.clock.move(RETRY)
    return again


# ---------------------------------------------------------------- together


async def test_several_share_a_transaction(scene, monkeypatch):
    exchanges = count_exchanges(scene, monkeypatch)
    await scene.alert("s", *CHATS)
    await scene.drain()
    assert told(scene) == [("s", chat) for chat in CHATS]
    assert sum(arrived for arrived, _ in exchanges) == len(CHATS)
    assert len(exchanges) < len(CHATS)


async def test_no_more_are_claimed_than_have_their_turn_soon(store):
    limits = Limits(rate=28)
    scene = await open_scene(store, clock=ManualClock(), limits=limits)
    await scene.alert("s", *CHATS)
    asked = note_first(scene)
    claimed = asyncio.create_task(scene.courier.drain())
    await asked.wait()
    waiting = (await states(scene))["sending"]
    assert 1 < waiting <= 1 + AHEAD.total_seconds() * limits.rate
    claimed.cancel()
    await scene.courier.finish(timedelta())


async def test_one_that_fails_is_no_matter_of_the_others_of_its_transaction(scene):
    await scene.alert("s", *CHATS)
    scene.sender.script[2] = [NotSent("502")]
    await scene.drain()
    assert await states(scene) == {"pending": 1, "sent": len(CHATS) - 1}


@pytest.mark.parametrize(
    "change",
    [
        lambda store: store.chats.close(8, "blocked"),
        lambda store: store.chats.forget(8),
        lambda store: tell(store, "UPDATE chats SET muted_until = '2026-03-03' WHERE id = 8"),
    ],
    ids=["closed", "forgotten", "muted"],
)
async def test_what_is_not_claimed_yet_heeds_what_its_chat_wants_meanwhile(scene, change):
    await scene.alert("s", *CHATS)
    hang, asked = asyncio.Event(), note_first(scene)
    scene.sender.script[1] = [hang]
    draining = asyncio.create_task(scene.courier.drain())
    await asked.wait()  # the limit of four in flight keeps the last chats for later
    await change(scene.store)
    hang.set()
    await draining
    assert told(scene) == [("s", chat) for chat in CHATS[:-1]]


# ---------------------------------------------------------------- a crash


async def test_after_a_crash_between_claim_and_request_all_are_told_and_those_once(store):
    scene = await open_scene(store, clock=ManualClock(), limits=Limits(rate=28))
    await scene.alert("s", *CHATS)
    asked = note_first(scene)
    draining = asyncio.create_task(scene.courier.drain())
    await asked.wait()
    claimed = (await states(scene))["sending"]
    draining.cancel()
    scene.clock = CreepingClock(scene.clock())
    again = await crash(scene)
    await again.drain()
    requested = {d.chat for d in scene.sender.asked}
    assert len(requested) < claimed  # the others waited for their turn
    assert {d.chat for d in again.sender.asked if d.doubtful} == {*CHATS[:claimed]}
    assert {*told(scene)} & {*told(again)} <= {("s", chat) for chat in requested}
    assert told(again) == [("s", chat) for chat in CHATS]
    assert await states(again) == {"sent": len(CHATS)}


async def test_after_a_crash_between_answer_and_record_only_those_are_told_again(scene):
    await scene.alert("s", *CHATS)
    hang, landed = asyncio.Event(), asyncio.Event()
    scene.sender.script[3] = [hang]
    scene.sender.on_ask = lambda d: landed.set() if d.chat == 4 else None
    await break_on(scene.store, "UPDATE OF sent", "outbox")
    draining = asyncio.create_task(scene.courier.drain())
    await landed.wait()
    draining.cancel()
    again = await crash(scene)
    await mend(scene.store)
    await again.drain()
    twice = {*told(scene)} & {*told(again)}
    assert twice == {("s", 1), ("s", 2), ("s", 4)}
    assert {*told(again)} == {("s", chat) for chat in CHATS}


# ---------------------------------------------------------------- the database fails


@pytest.mark.parametrize("column", ["sent", "tried"], ids=["recording", "claiming"])
async def test_a_database_that_fails_for_a_while_loses_and_doubles_nothing(
    scene, monkeypatch, column
):
    async def mend_meanwhile(seconds):
        if seconds == AGAIN:
            await mend(scene.store)

    monkeypatch.setattr("bot.alerts.deliver.asyncio.sleep", mend_meanwhile)
    await scene.alert("s", *CHATS)

    def break_down(_):
        scene.sender.on_ask = lambda _: None
        broken = break_on(scene.store, f"UPDATE OF {column}", "outbox")
        breaking.append(asyncio.create_task(broken))

    breaking: list[asyncio.Task[None]] = []
    scene.sender.on_ask = break_down
    await scene.courier.take_turn()
    await mend(scene.store)
    await scene.courier.take_turn()
    assert told(scene) == [("s", chat) for chat in CHATS]
    assert await states(scene) == {"sent": len(CHATS)}


# ---------------------------------------------------------------- the end


async def test_what_is_being_claimed_at_the_end_is_given_back_for_the_next(scene, monkeypatch):
    await scene.alert("s", 1, 2)
    exchange, begun, go_on = scene.store.outbox.exchange, asyncio.Event(), asyncio.Event()

    async def linger(arrived, wanted, **given):
        claimed = await exchange(arrived, wanted, **given)
        begun.set()
        await go_on.wait()
        return claimed

    monkeypatch.setattr(scene.store.outbox, "exchange", linger)
    draining = asyncio.create_task(scene.courier.drain())
    await begun.wait()
    draining.cancel()
    await asyncio.gather(draining, return_exceptions=True)
    go_on.set()
    await scene.courier.finish(10 * SECOND)
    assert told(scene) == []
    assert await states(scene) == {"pending": 2}
    monkeypatch.undo()
    await scene.courier.take_over()
    await scene.courier.drain()
    assert told(scene) == [("s", 1), ("s", 2)]


async def test_what_arrived_is_written_down_at_the_end(scene):
    await scene.alert("s", 1, 2, 3)
    hang, asked = asyncio.Event(), asyncio.Event()
    scene.sender.script = {1: [hang], 2: [hang], 3: [hang]}
    scene.sender.on_ask = lambda d: asked.set() if d.chat == 3 else None
    draining = asyncio.create_task(scene.courier.drain())
    await asked.wait()
    draining.cancel()
    hang.set()
    await scene.courier.finish(10 * SECOND)
    assert await states(scene) == {"sent": 3}
    assert await ask(scene.store, "SELECT count(*) FROM outbox WHERE message_id > 0") == [(3,)]


async def test_an_end_during_which_the_database_fails_leaves_all_for_the_next_start(scene):
    await scene.alert("s", 1, 2)
    asked = note_first(scene)
    await break_on(scene.store, "UPDATE OF sent", "outbox")
    draining = asyncio.create_task(scene.courier.drain())
    await asked.wait()
    draining.cancel()
    await scene.courier.finish(timedelta())
    assert await states(scene) == {"sending": 2}
