"""Duties: done by whoever holds the post, and by nobody else."""

import asyncio
from pathlib import Path

import pytest

from bot.engine.local import LocalEngine
from bot.errors import DatabaseError
from bot.models.workers import Tenure
from bot.store.store import open_store
from bot.trouble import Trouble
from bot.workers.duty import Duties, Duty
from bot.workers.holding import Holding
from tests.builders import address


class Scene:
    """A duty, and what became of it."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.at_work = asyncio.Event()
        self.woken = asyncio.Event()
        self.fails = 0
        self.duty = Duty(
            kind="decide",
            run=(self.run,),
            begin=self.begin,
            end=self.end,
            wake=self.woken.set,
        )

    async def begin(self, holding: Holding | None) -> None:
        self.told.append("begin" if holding else "begin alone")
        if self.fails:
            self.fails -= 1
            raise DatabaseError("the database failed: it is away")

    async def run(self) -> None:
        self.told.append("run")
        self.at_work.set()
        await asyncio.Event().wait()

    async def end(self) -> None:
        self.told.append("end")


@pytest.fixture
def scene() -> Scene:
    return Scene()


@pytest.fixture
async def posts(tmp_path: Path):
    store = open_store(address(tmp_path))
    yield store.posts
    await store.close()


async def work(scene, posts, until):
    """Let a worker named Anna do its duties until something happens."""
    engine = LocalEngine()
    duties = Duties([scene.duty], engine, posts, Trouble(), worker="anna")
    running = asyncio.create_task(engine.run())
    await duties.take_turn()
    try:
        async with asyncio.timeout(10):
            await until(duties)
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
    return duties


async def test_a_duty_begins_with_the_post_and_ends_before_it_is_given_up(scene, posts):
    async def until(duties):
        await scene.at_work.wait()
        assert duties.holds("decide")
        assert await posts.holders() == (Tenure(post="decide", holder="anna"),)

    duties = await work(scene, posts, until)
    assert scene.told == ["begin", "run", "end"]
    assert not duties.holds("decide")
    assert await posts.holders() == ()


async def test_a_look_at_duties_wakes_who_does_them(scene, posts):
    async def until(duties):
        await scene.at_work.wait()
        await duties.take_turn()
        await scene.woken.wait()

    await work(scene, posts, until)


async def test_what_cannot_begin_is_tried_again(scene, posts, monkeypatch):
    monkeypatch.setattr("bot.workers.duty.AGAIN", 0)
    scene.fails = 2

    async def until(duties):
        while not scene.at_work.is_set():
            await duties.take_turn()
            await asyncio.sleep(0)

    await work(scene, posts, until)
    assert scene.told == ["begin", "end"] * 2 + ["begin", "run", "end"]


async def test_who_works_alone_begins_without_a_post(scene, posts):
    duties = Duties([scene.duty], LocalEngine(), posts, Trouble(), worker="anna")
    await duties.begin_alone()
    assert scene.told == ["begin alone"]
    assert await posts.holders() == ()
