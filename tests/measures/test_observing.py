"""What is read of a running bot, and how often the database is asked for it."""

import asyncio
from datetime import timedelta

import pytest

from bot.loop import Loop
from bot.measures.observing import Observer
from bot.store.store import open_store
from tests.builders import NOON, ManualClock, add_feeds, address, keep_articles, tell

SECOND = timedelta(seconds=1)


class IdleLoop(Loop):
    async def take_turn(self) -> None:
        pass


@pytest.fixture
async def store(tmp_path):
    store = open_store(address(tmp_path))
    yield store
    await store.close()


async def test_a_reading_has_what_the_database_and_the_process_know(store):
    await add_feeds(store, 1)
    await keep_articles(store, "a")
    observer = Observer(
        store,
        clock=ManualClock(NOON + SECOND),
        connected=lambda: False,
        telegram=lambda: "no answer",
        rules=lambda: "war.yaml: no such word",
    )
    reading = await observer.look()
    assert reading.at == reading.started == NOON + SECOND
    assert reading.health is not None
    assert (reading.health.undecided, reading.health.undecided_since) == (1, NOON)
    assert reading.last_good == NOON
    assert (reading.connected, reading.telegram) == (False, "no answer")
    assert reading.rules == "war.yaml: no such word"


async def test_a_loop_is_as_old_as_its_last_turn_while_it_runs(store):
    loop, other = IdleLoop(), IdleLoop()
    clock = ManualClock()
    observer = Observer(store, clock=clock, loops=[(loop, SECOND), (other, SECOND)])

    async def read_turns():
        clock.move(3 * SECOND)
        return (await observer.look()).turns

    assert await read_turns() == ()
    task = asyncio.create_task(loop.run())
    await asyncio.sleep(0)
    (turn,) = await read_turns()
    assert (turn.loop, turn.every) == ("idle", SECOND)
    assert timedelta() <= turn.ago < timedelta(seconds=10)
    assert loop.turned is not None
    loop.turned -= 600
    (turn,) = await read_turns()
    assert turn.ago >= timedelta(seconds=600)
    loop.wake()
    await asyncio.sleep(0)
    (turn,) = await read_turns()
    assert turn.ago < timedelta(seconds=10)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert await read_turns() == ()


async def test_the_database_is_asked_once_in_two_seconds_whoever_asks(store):
    await add_feeds(store, 1)
    observer = Observer(store, clock=(clock := ManualClock()))
    first = await observer.look()
    await keep_articles(store, "a")
    clock.move(timedelta(seconds=1.9))
    assert await asyncio.gather(*(observer.look() for _ in range(5))) == [first] * 5
    clock.move(timedelta(seconds=0.2))
    again = await observer.look()
    assert again.health is not None
    assert again.health.undecided == 1


async def test_a_clock_that_is_set_back_does_not_freeze_the_reading(store):
    observer = Observer(store, clock=(clock := ManualClock()))
    first = await observer.look()
    clock.move(timedelta(hours=-1))
    assert (await observer.look()).at < first.at


async def test_a_database_that_fails_is_said_and_counted(tmp_path):
    failures: list[int] = []
    store = open_store(address(tmp_path), failed=lambda: failures.append(1))
    await tell(store, "DROP TABLE subscriptions")
    reading = await Observer(store, clock=ManualClock()).look()
    await store.close()
    assert reading.health is None
    assert "no such table" in reading.trouble
    assert failures == [1]


async def test_a_database_that_does_not_answer_is_not_waited_for(store, monkeypatch):
    monkeypatch.setattr("bot.measures.observing._PATIENCE", timedelta(milliseconds=20))
    loop, held = asyncio.get_running_loop(), asyncio.Event()

    def hold(_):
        asyncio.run_coroutine_threadsafe(held.wait(), loop).result(10)

    busy = asyncio.create_task(store.database.run(hold, writes=False))
    reading = await Observer(store, clock=ManualClock()).look()
    held.set()
    await busy
    assert reading.trouble == "the database does not answer"
