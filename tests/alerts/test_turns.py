"""Turns: alerts and answers in one line, each request with a turn of its own."""

import asyncio
from datetime import timedelta

from bot.alerts.pace import Limits, Pace
from bot.alerts.turns import Turns
from tests.builders import NOON, ManualClock

SECOND = timedelta(seconds=1)


async def write(turns, chat):
    async with turns.use(chat):
        pass


class Line:
    """Turns by a clock that the test moves; `started` has who wrote, in order."""

    def __init__(self, **limits):
        self.clock = ManualClock()
        self.turns = Turns(Pace(Limits(**limits)), clock=self.clock)
        self.started = []
        self.tasks = []

    def write(self, name, chat):
        async def write():
            async with self.turns.use(chat):
                self.started.append(name)

        self.tasks.append(asyncio.create_task(write()))

    async def let_run(self):
        for _ in range(5):
            await asyncio.sleep(0)

    def give_up(self):
        for task in self.tasks:
            task.cancel()


async def test_a_free_chat_is_written_to_at_once():
    line = Line()
    line.write("first", 1)
    await line.let_run()
    assert line.started == ["first"]
    assert line.turns.list_busy() == {1}


async def test_who_waits_for_a_chat_keeps_others_out_and_holds_up_no_other_chat():
    line = Line(rate=1_000)
    for name, chat in (("first", 1), ("second", 1), ("elsewhere", 2)):
        line.write(name, chat)
    await line.let_run()
    assert line.started == ["first", "elsewhere"]
    line.clock.move(SECOND)
    assert line.turns.list_busy() == {1}  # free to write to, but "second" was there first
    line.give_up()
    await line.let_run()
    assert line.turns.list_busy() == set()


async def test_a_turn_that_was_taken_is_used_once():
    turns = Line(private=timedelta(hours=1)).turns
    await turns.take(1)
    async with asyncio.timeout(1):
        await write(turns, 1)
    again = asyncio.create_task(write(turns, 1))
    await asyncio.sleep(0)
    assert not again.done()
    again.cancel()


async def test_a_turn_that_is_used_late_counts_from_then():
    line = Line(rate=10)
    await line.turns.take(1)
    line.clock.move(5 * SECOND)
    await write(line.turns, 1)
    assert line.turns.list_busy() == {1}
    for name, chat in (("second", 2), ("third", 3)):
        line.write(name, chat)
    await line.let_run()
    assert line.started == []  # else there would be three at once
    line.give_up()


async def test_a_turn_for_one_chat_is_none_for_another():
    turns = Line(private=timedelta(hours=1)).turns
    await turns.take(2)
    await write(turns, 1)
    assert turns.list_busy() == {1, 2}


async def test_a_turn_in_hand_is_not_that_of_another_task():
    turns = Line(private=timedelta(hours=1)).turns
    await asyncio.create_task(turns.take(1))
    other = asyncio.create_task(write(turns, 1))
    await asyncio.sleep(0)
    assert not other.done()
    other.cancel()


async def test_waiting_ends_by_itself():
    moments = iter(range(1_000))  # a millisecond passes at every look
    turns = Turns(
        Pace(Limits(rate=200, private=timedelta(milliseconds=20))),
        clock=lambda: NOON + timedelta(milliseconds=next(moments)),
    )
    async with asyncio.timeout(5):
        await asyncio.gather(*(write(turns, chat) for chat in (1, 1, 2, 3)))


async def test_a_chat_that_telegram_refused_is_busy_until_then():
    line = Line()
    line.turns.hold(1, 30 * SECOND)
    assert line.turns.list_busy() == {1}
    line.clock.move(29 * SECOND)
    assert line.turns.find_hold(1) == SECOND
    line.clock.move(SECOND)
    assert line.turns.list_busy() == set()
    assert line.turns.find_hold(1) == timedelta()
