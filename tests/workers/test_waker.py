"""Hints that nobody waits for."""

import asyncio

from bot.errors import DatabaseError
from bot.workers.waker import Waker


class SlowEngine:
    """Takes hints one after another, each as long as the test likes."""

    def __init__(self) -> None:
        self.told: list[tuple[str, list[str]]] = []
        self.gate = asyncio.Event()
        self.fails = False

    async def enqueue(self, kind, keys):
        self.told.append((kind, sorted(keys)))
        await self.gate.wait()
        if self.fails:
            raise DatabaseError("away")


async def settle():
    for _ in range(9):
        await asyncio.sleep(0)


async def test_what_comes_while_one_hint_is_told_becomes_one_more():
    engine = SlowEngine()
    waker = Waker(engine.enqueue)
    waker.wake("decide", "")
    await settle()
    for _ in range(5):
        waker.wake("decide", "")
        waker.wake("send", "7")
    engine.gate.set()
    await settle()
    assert engine.told == [("decide", [""]), ("decide", [""]), ("send", ["7"])]


async def test_a_hint_that_cannot_be_told_is_dropped_and_the_next_one_is_told():
    engine = SlowEngine()
    engine.gate.set()
    engine.fails = True
    waker = Waker(engine.enqueue)
    waker.wake("decide", "")
    await settle()
    waker.wake("decide", "")
    await settle()
    assert engine.told == [("decide", [""])] * 2
