"""The engine of a single process."""

import asyncio
from collections import Counter
from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from bot.engine import Job
from bot.engine.local import LocalEngine
from tests.engine.fleet import Fleet, until

# A row changes, somebody says so, and as many times others have their turn.
CHANGES = st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 6)), max_size=30)


@settings(max_examples=50, deadline=None)
@given(changes=CHANGES, most=st.integers(0, 2), length=st.integers(0, 4), raises=st.booleans())
async def test_no_waking_is_lost(
    changes: list[tuple[str, int]], most: int, length: int, raises: bool
):
    rows: Counter[str] = Counter()
    seen: Counter[str] = Counter()

    async def work(job: Job) -> None:
        look = rows[job.key]
        for _ in range(length):
            await asyncio.sleep(0)
        seen[job.key] = look
        if raises and look % 2:
            raise ValueError

    fleet = Fleet([LocalEngine()])
    fleet.handler("poll", work, most=most)
    with capture_logs():
        async with fleet.running():
            for key, turns in changes:
                rows[key] += 1
                await fleet.enqueue("poll", key)
                for _ in range(turns):
                    await asyncio.sleep(0)
            for _ in range(300):
                await asyncio.sleep(0)
    assert seen == rows


async def test_a_kind_that_nobody_does_is_forgotten():
    engine = LocalEngine()
    await engine.enqueue("poll", ["a.example"])
    fleet = Fleet([engine])
    done = []

    async def work(job: Job) -> None:
        done.append(job.key)

    engine.handler("poll", work)
    async with fleet.running():
        await engine.enqueue("poll", ["b.example"])
        await until(lambda: done)
    assert done == ["b.example"]


async def test_what_came_before_the_start_is_done_then():
    engine = LocalEngine()
    done = []

    async def work(job: Job) -> None:
        done.append(job.key)

    engine.handler("poll", work)
    await engine.enqueue("poll", ["a.example"])
    assert not done
    async with Fleet([engine]).running():
        await until(lambda: done)
    assert done == ["a.example"]


async def test_ten_thousand_hosts_cost_little():
    engine = LocalEngine()
    keys = [f"host{number}.example" for number in range(10_000)]
    done = 0

    async def work(_: Job) -> None:
        nonlocal done
        done += 1

    engine.handler("poll", work, most=1024)
    async with Fleet([engine]).running():
        begun = process_time()
        await engine.enqueue("poll", keys)
        await until(lambda: done == len(keys))
        took = process_time() - begun
    assert took < 1.0  # seconds; measured: 0.1
