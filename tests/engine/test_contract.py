"""What both engines promise."""

import asyncio
import random
from collections import Counter
from functools import partial

import pytest
from structlog.testing import capture_logs

from bot.engine import Job
from bot.engine.hints import HintEngine
from bot.engine.local import LocalEngine
from tests.engine.fleet import Fleet, until


@pytest.fixture(params=["local", "hints"])
def fleet(request) -> Fleet:
    if request.param == "local":
        return Fleet([LocalEngine()])
    url = request.getfixturevalue("database")
    return Fleet([HintEngine(url), HintEngine(url)])


async def test_a_key_is_worked_on_once_at_a_time(fleet: Fleet):
    at_work: set[str] = set()
    started: Counter[str] = Counter()
    keys = [f"host{number}.example" for number in range(5)]

    async def work(job: Job) -> None:
        assert job.key not in at_work
        at_work.add(job.key)
        started[job.key] += 1
        await asyncio.sleep(random.random() / 500)
        at_work.remove(job.key)

    fleet.handler("poll", work)
    with capture_logs() as logs:
        async with fleet.running():
            for _ in range(40):
                await asyncio.gather(*(engine.enqueue("poll", keys) for engine in fleet.engines))
            started.clear()
            await fleet.enqueue("poll", *keys)
            await until(lambda: started.keys() == set(keys) and not at_work)
    assert logs == []


async def test_kinds_do_not_share_their_keys(fleet: Fleet):
    both = asyncio.Barrier(2)

    async def work(_: Job) -> None:
        await both.wait()

    done = []

    async def work_and_tell(job: Job) -> None:
        await both.wait()
        done.append(job.key)

    fleet.handler("send", work)
    fleet.handler("talk", work_and_tell)
    async with fleet.running():
        await fleet.enqueue("send", "1234567")
        await fleet.enqueue("talk", "1234567")
        await until(lambda: done)
    assert done == ["1234567"]


async def test_an_enqueue_wakes_the_job_that_runs(fleet: Fleet):
    told = 0
    started = []

    def told_at_least(times: int) -> bool:
        return told >= times

    async def hold_post(job: Job) -> None:
        nonlocal told
        started.append(job)
        while True:
            await job.woken.wait()
            job.woken.clear()
            told += 1

    fleet.handler("decide", hold_post)
    async with fleet.running():
        await fleet.enqueue("decide", "")
        await until(lambda: started)
        for times in range(1, 4):
            await fleet.enqueue("decide", "")
            await until(partial(told_at_least, times))
        # Looked at while both live: when the first ends, the other may take the post over.
        assert len(started) == 1


async def test_a_waking_after_the_last_look_makes_a_job_run_again(fleet: Fleet):
    started, ended = 0, 0
    go_on = asyncio.Event()

    async def work(_: Job) -> None:
        nonlocal started, ended
        started += 1
        await go_on.wait()
        ended += 1

    fleet.handler("poll", work)
    async with fleet.running():
        await fleet.enqueue("poll", "a.example")
        await until(lambda: started)
        await fleet.enqueue("poll", "a.example")
        go_on.set()
        await until(lambda: ended == 2)
    assert started == 2


async def test_no_waking_is_lost_when_many_come_while_jobs_end(fleet: Fleet):
    rows: Counter[str] = Counter()  # the truth
    seen: Counter[str] = Counter()  # the truth as the last job of a key saw it

    async def work(job: Job) -> None:
        look = rows[job.key]
        await asyncio.sleep(random.random() / 100)
        seen[job.key] = look

    fleet.handler("poll", work)
    async with fleet.running():
        for number in range(150):
            key = random.choice("abc")
            rows[key] += 1
            await fleet.engines[number % len(fleet.engines)].enqueue("poll", [key])
            await asyncio.sleep(random.random() / 100)
        await until(lambda: seen == rows)


async def test_what_waits_is_done_once(fleet: Fleet):
    done: Counter[str] = Counter()
    go_on = asyncio.Event()

    async def work(job: Job) -> None:
        if job.key == "first":
            await go_on.wait()
        done[job.key] += 1

    engine = fleet.engines[0]
    engine.handler("poll", work, most=1)
    async with fleet.running():
        await engine.enqueue("poll", ["first"])
        for _ in range(5):
            await fleet.engines[-1].enqueue("poll", ["second"])
        assert not done
        go_on.set()
        await engine.enqueue("poll", ["third"])
        await until(lambda: {"second", "third"} <= done.keys())
    assert done["second"] == 1


async def test_a_worker_does_no_more_at_once_than_it_was_told(fleet: Fleet):
    at_work: Counter[int] = Counter()
    peak: Counter[int] = Counter()
    done = 0

    def worker(number: int):
        async def work(_: Job) -> None:
            nonlocal done
            at_work[number] += 1
            peak[number] = max(peak[number], at_work[number])
            await asyncio.sleep(0.005)
            at_work[number] -= 1
            done += 1

        return work

    for number, engine in enumerate(fleet.engines):
        engine.handler("poll", worker(number), most=3)
    async with fleet.running():
        await fleet.enqueue("poll", *map(str, range(60)))
        await until(lambda: done == 60)
    assert set(peak.values()) == {3}


async def test_what_a_job_raises_is_logged_and_its_key_is_free(fleet: Fleet):
    done: list[str] = []

    async def work(job: Job) -> None:
        if not done:
            done.append("raised")
            raise ValueError("no such thing")
        done.append(job.key)

    fleet.handler("poll", work)
    with capture_logs() as logs:
        async with fleet.running():
            await fleet.enqueue("poll", "a.example")
            await until(lambda: done)
            await fleet.enqueue("poll", "a.example")
            await until(lambda: len(done) == 2)
    assert done == ["raised", "a.example"]
    assert [(entry["event"], entry["kind"], entry["key"]) for entry in logs] == [
        ("work broke", "poll", "a.example")
    ]


async def test_an_engine_that_ends_cancels_its_jobs_and_frees_their_keys(fleet: Fleet):
    started, cancelled = [], []

    async def hold_post(job: Job) -> None:
        started.append(job.key)
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.append(job.key)

    fleet.handler("send", hold_post)
    first, last = fleet.engines[0], fleet.engines[-1]
    fleet.start(first)
    await first.enqueue("send", ["1234567"])
    await until(lambda: started)
    async with asyncio.timeout(2):
        await fleet.end(first)
    assert cancelled == ["1234567"]

    async with asyncio.timeout(2):
        fleet.start(last)
        await last.enqueue("send", ["1234567"])
        await until(lambda: len(started) == 2)
        await fleet.end(last)
    assert len(cancelled) == 2


async def test_nothing_to_say_is_said_without_a_fuss(fleet: Fleet):
    await fleet.enqueue("poll")
