"""The engine of many workers, while all goes well but for a hint or a job."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.engine import Job, hints
from bot.engine.hints import HintEngine
from bot.engine.tables import install
from bot.errors import DatabaseError
from tests.engine.fleet import SOON, Fleet, Post, ask, until

QUEUE = "tocsin_pgqueuer"


async def test_its_tables_are_made_once_by_whoever_is_first(database: str):
    await ask(database, f"DROP TABLE {QUEUE}, {QUEUE}_log, {QUEUE}_statistics, {QUEUE}_schedules")
    await ask(database, f"DROP TYPE {QUEUE}_status CASCADE")
    await ask(database, "DROP FUNCTION tocsin_fn_pgqueuer_changed CASCADE")
    await asyncio.gather(*(install(database) for _ in range(4)))
    assert await ask(database, f"SELECT count(*) FROM {QUEUE}") == [(0,)]


async def test_its_names_depend_neither_on_the_environment_nor_on_how_an_address_is_written(
    database: str, monkeypatch
):
    for name in ("CHANNEL", "QUEUE_TABLE", "PGQUEUER_PREFIX", "PGQUEUER_QUEUE_TABLE"):
        monkeypatch.setenv(name, "elsewhere")
    post = Post()
    fleet = Fleet([HintEngine(database.replace("://", "+psycopg://"))])
    fleet.handler("send", post)
    async with fleet.running():
        await fleet.enqueue("send", "1234567")
        await until(lambda: post.begun)
        assert await ask(database, f"SELECT count(*) FROM {QUEUE}") == [(1,)]


async def test_a_database_out_of_reach_is_said(monkeypatch):
    monkeypatch.setattr(hints, "SOON", 0.05)
    engine = HintEngine("postgresql://nobody@127.0.0.1:1/none")
    with pytest.raises(DatabaseError, match="no connection"):
        await engine.enqueue("poll", ["a.example"])
    with pytest.raises(DatabaseError, match="cannot make the tables"):
        await install("postgresql://nobody@127.0.0.1:1/none")


async def test_many_running_jobs_with_long_names_are_woken(database: str):
    told = set()

    async def hold_post(job: Job) -> None:
        begun.add(job.key)
        await job.woken.wait()
        told.add(job.key)
        job.woken.clear()
        await asyncio.Event().wait()

    begun: set[str] = set()
    keys = {f"{number:03}" + "x" * 250 for number in range(100)}
    holder, teller = HintEngine(database), HintEngine(database)
    holder.handler("poll", hold_post)
    async with Fleet([holder, teller]).running():
        await teller.enqueue("poll", keys)
        await until(lambda: begun == keys)
        await teller.enqueue("poll", keys)
        await until(lambda: told == keys)


async def test_a_waking_that_comes_after_the_end_of_a_job_is_a_new_hint(database: str):
    post, done = Post(), []

    async def work(job: Job) -> None:
        done.append(job.key)

    fleet = Fleet([HintEngine(database)])
    fleet.handler("send", post)
    fleet.handler("poll", work)
    async with fleet.running():
        await fleet.enqueue("send", "1234567")
        await until(lambda: post.begun)
        await ask(
            database,
            "SELECT pg_notify('tocsin_wake', queue_manager_id || E'\\npoll:a.example')"
            f" FROM {QUEUE}",
        )
        await until(lambda: done)
    assert done == ["a.example"]


async def test_a_hint_that_was_lost_is_told_again_and_found(database: str):
    post, done = Post(), []

    async def work(job: Job) -> None:
        done.append(job.key)

    worker = HintEngine(database, patience=SOON)
    worker.handler("send", post)
    teller = HintEngine(database)
    async with Fleet([worker, teller]).running():
        await teller.enqueue("poll", ["a.example"])  # nobody does that yet
        await worker.enqueue("send", ["1234567"])
        await until(lambda: post.begun)
        await ask(database, f"DELETE FROM {QUEUE}")
        await until(lambda: post.left)  # it notices that it holds nothing any more
        await teller.enqueue("send", ["1234567"])
        await until(lambda: post.begun["1234567"] == 2)

        late = HintEngine(database)
        late.handler("poll", work)
        async with Fleet([late]).running():
            await teller.enqueue("poll", ["a.example"])
            await until(lambda: done)


async def test_a_worker_leaves_what_others_were_given_meanwhile(database: str):
    post = Post()
    frozen = HintEngine(database, patience=SOON)
    frozen.handler("send", post)
    fleet = Fleet([frozen])
    async with fleet.running():
        await fleet.enqueue("send", "1234567")
        await until(lambda: post.begun)
        await ask(
            database,
            f"UPDATE {QUEUE} SET queue_manager_id = gen_random_uuid(),"
            " heartbeat = now() + interval '1 hour'",
        )
        await until(lambda: post.left)
        # Nor does it take the others' job away when its own ends.
    assert await ask(database, f"SELECT status::text FROM {QUEUE}") == [("picked",)]


async def test_a_key_that_comes_back_waits_until_its_lost_job_has_ended(database: str):
    at_work, begun = 0, 0

    async def work(_: Job) -> None:
        nonlocal at_work, begun
        assert at_work == 0
        at_work += 1
        begun += 1
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.1)  # takes its time to end
            at_work -= 1

    worker = HintEngine(database)
    worker.handler("send", work)
    with capture_logs() as logs:
        async with Fleet([worker, teller := HintEngine(database)]).running():
            await teller.enqueue("send", ["1234567"])
            await until(lambda: begun)
            await ask(database, f"DELETE FROM {QUEUE}")
            await teller.enqueue("send", ["1234567"])
            await until(lambda: begun == 2)
    assert logs == []


async def test_a_thousand_jobs_leave_nothing_behind(database: str):
    done = 0

    async def work(_: Job) -> None:
        nonlocal done
        done += 1

    async def size() -> int:
        tables = "SELECT pg_total_relation_size(oid) FROM pg_class WHERE relname LIKE 'tocsin_%%'"
        return sum(int(str(row[0])) for row in await ask(database, tables + " AND relkind = 'r'"))

    fleet = Fleet([HintEngine(database), HintEngine(database)])
    fleet.handler("poll", work)
    async with fleet.running():
        for start in range(0, 1000, 100):
            await fleet.enqueue("poll", *map(str, range(start, start + 100)))
        await until(lambda: done == 1000)
    for table in (QUEUE, f"{QUEUE}_log", f"{QUEUE}_statistics"):
        assert await ask(database, f"SELECT count(*) FROM {table}") == [(0,)]
    await ask(database, f"VACUUM {QUEUE}")
    assert await size() < 2**20
