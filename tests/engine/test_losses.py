"""The engine of many workers: what is lost with a connection, a worker or the server."""

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from time import monotonic

import pytest
from structlog.testing import capture_logs

from bot.engine.hints import PATIENCE, HintEngine
from bot.engine.tables import install
from tests.engine.fleet import SOON, Fleet, Post, until
from tests.postgres import Server

LOST_AND_BACK = ["engine lost, trying again", "engine back"]


async def test_tables_that_are_missing_are_said_once_and_work_begins_when_they_are_made(
    server: Server,
):
    database = server.create_database()
    post = Post()
    fleet = Fleet([HintEngine(database)])
    fleet.handler("send", post)
    with capture_logs() as logs:
        async with fleet.running():
            await until(lambda: logs)
            await install(database)
            await until(lambda: len(logs) == 2)
            await fleet.enqueue("send", "1234567")
            await until(lambda: post.begun)
    assert [entry["event"] for entry in logs] == LOST_AND_BACK
    assert "does not exist" in logs[0]["error"]
    server.drop_database(database)


async def test_what_a_worker_leaves_is_taken_up_at_once(database: str):
    leaving, staying = Post(), Post()
    first, other = HintEngine(database), HintEngine(database)
    first.handler("send", leaving)
    fleet = Fleet([first])
    async with fleet.running():
        await fleet.enqueue("send", "1234567")
        await until(lambda: leaving.begun)
        other.handler("send", staying)
        async with Fleet([other]).running():
            await other.enqueue("poll", ["a.example"])  # it is connected
            begun = monotonic()
            await fleet.end(first)
            await until(lambda: staying.begun)
            assert monotonic() - begun < PATIENCE.total_seconds() / 2
    assert leaving.left["1234567"] == 1


async def test_cut_connections_are_said_once_and_mended(server: Server, database: str):
    post = Post()
    fleet = Fleet([HintEngine(database), HintEngine(database)])
    fleet.handler("send", post)
    with capture_logs() as logs:
        async with fleet.running():
            await fleet.enqueue("send", "1234567")
            await until(lambda: post.begun)
            await asyncio.to_thread(server.cut_connections)
            # Told by nobody: what a worker had is handed on by itself.
            await until(lambda: post.begun["1234567"] == 2)
            assert post.left["1234567"] == 1
            await until(lambda: len(logs) == 4)
    assert sorted(entry["event"] for entry in logs) == sorted(LOST_AND_BACK * 2)


@pytest.mark.parametrize("how", ["fast", "immediate"])
async def test_a_server_that_restarts_is_said_once_and_found_again(
    server: Server, database: str, how: str
):
    post = Post()
    fleet = Fleet([HintEngine(database)])
    fleet.handler("send", post)
    with capture_logs() as logs:
        async with fleet.running():
            await fleet.enqueue("send", "1234567")
            await until(lambda: post.begun)
            await asyncio.to_thread(server.stop, how)
            await until(lambda: post.left)
            await asyncio.to_thread(server.start)
            await until(lambda: len(logs) == 2)
            await fleet.enqueue("send", "1234567")
            await until(lambda: post.begun["1234567"] == 2)
    assert [entry["event"] for entry in logs] == LOST_AND_BACK


@asynccontextmanager
async def worker(database: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of its own."""
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "tests.engine.worker", database, str(SOON.total_seconds())),
        stdout=asyncio.subprocess.PIPE,
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()


async def heard(process: asyncio.subprocess.Process) -> str:
    """The next line that it says."""
    assert process.stdout
    async with asyncio.timeout(10):
        return (await process.stdout.readline()).decode().strip()


async def test_a_worker_that_is_killed_is_followed_by_another(database: str):
    post = Post()
    other = HintEngine(database, patience=SOON)
    other.handler("send", post)
    async with worker(database) as process:
        async with Fleet([teller := HintEngine(database)]).running():
            await teller.enqueue("send", ["1234567"])
            assert await heard(process) == "held 1234567"
        async with Fleet([other]).running():
            process.kill()
            await until(lambda: post.begun)


async def test_a_worker_that_was_frozen_leaves_its_post_to_the_other(database: str):
    post = Post()
    other = HintEngine(database, patience=SOON)
    other.handler("send", post)
    async with worker(database) as process:
        async with Fleet([teller := HintEngine(database)]).running():
            await teller.enqueue("send", ["1234567"])
            assert await heard(process) == "held 1234567"
        async with Fleet([other]).running():
            process.send_signal(signal.SIGSTOP)
            await until(lambda: post.begun)
            process.send_signal(signal.SIGCONT)
            assert await heard(process) == "left 1234567"
            assert post.begun["1234567"] == 1
            assert not post.left
