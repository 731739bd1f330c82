"""Worker processes of the benchmarks of several machines, and what they and the server cost."""

import asyncio
import contextlib
import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psutil
import psycopg

from bot.engine import Engine, Job
from bot.engine.hints import HintEngine
from bot.engine.local import LocalEngine
from bot.log import configure_logging
from bot.loops import HOSTS_AT_ONCE, POLL, PollLoop
from bot.store.store import open_store
from bot.trouble import Trouble
from tests.bench.polls import open_tools

LOOK = 0.1  # seconds between two looks at what is due

Work = Callable[[str, int], None]  # with a database, and the number of the worker


def poll_for_ever(url: str, number: int) -> None:
    """Poll what is due as a process with the role "poll" does, without pauses."""
    configure_logging("error")
    asyncio.run(_poll(url, f"bench-{number}"))


async def _poll(url: str, worker: str) -> None:
    store = open_store(url)
    engine: Engine = HintEngine(url) if store.database.dialect != "sqlite" else LocalEngine()
    async with open_tools(store, worker=worker) as tools:
        loop = PollLoop(tools, engine, news=lambda: None, trouble=Trouble())
        engine.handler(POLL, loop.poll_host, most=HOSTS_AT_ONCE)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(engine.run())
            tasks.create_task(loop.run())
            while True:
                await asyncio.sleep(LOOK)
                loop.wake()


def do_nothing_for_ever(url: str, number: int) -> None:
    """Do jobs that are empty: what remains is the engine."""
    configure_logging("error")
    engine = HintEngine(url)
    engine.handler(POLL, _nothing, most=HOSTS_AT_ONCE)
    asyncio.run(engine.run())


async def _nothing(job: Job) -> None:
    pass


@contextmanager
def working(work: Work, url: str, count: int) -> Iterator[list[int]]:
    """Have so many processes work; yields their numbers."""
    spawn = multiprocessing.get_context("spawn")
    workers = [spawn.Process(target=work, args=(url, number)) for number in range(count)]
    for worker in workers:
        worker.start()
    try:
        yield [worker.pid for worker in workers if worker.pid]
    finally:
        for worker in workers:
            worker.kill()
        for worker in workers:
            worker.join()


def find_server(url: str) -> int:
    """Return the number of the PostgreSQL process that all its others come from."""
    with psycopg.connect(url) as connection:
        return psutil.Process(connection.info.backend_pid).ppid()


def read_cpu(pid: int) -> float:
    """Return the seconds of CPU of a process and of all that come or came from it."""
    spent = 0.0
    for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
        with contextlib.suppress(psutil.NoSuchProcess):
            times = process.cpu_times()
            spent += times.user + times.system
            spent += times.children_user + times.children_system
    return spent
