"""Engines that hand out the same work, started and ended as a test likes."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import psycopg

from bot.engine import Engine, Job, Work

PATIENCE = 10  # seconds that anything may take; most takes milliseconds
SOON = timedelta(seconds=2)  # until others take a worker's jobs, instead of the usual patience


class Fleet:
    """One engine or several. What is enqueued goes through the last, so mostly from elsewhere."""

    def __init__(self, engines: Sequence[Engine]) -> None:
        self.engines = engines
        self._runs: dict[Engine, asyncio.Task[None]] = {}

    def handler(self, kind: str, work: Work, *, most: int = 0) -> None:
        for engine in self.engines:
            engine.handler(kind, work, most=most)

    async def enqueue(self, kind: str, *keys: str) -> None:
        await self.engines[-1].enqueue(kind, keys)

    def start(self, engine: Engine) -> None:
        self._runs[engine] = asyncio.create_task(engine.run())

    async def end(self, engine: Engine) -> None:
        """Cancel it as the end of a process does, and wait."""
        self._runs[engine].cancel()
        await asyncio.wait({self._runs.pop(engine)})

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        for engine in self.engines:
            self.start(engine)
        try:
            yield
        finally:
            for engine in tuple(self._runs):
                await self.end(engine)


async def until(condition: Callable[[], object]) -> None:
    """Wait for it, with the event loop free for others."""
    async with asyncio.timeout(PATIENCE):
        while not condition():  # noqa: ASYNC110 - seen from outside only
            await asyncio.sleep(0.002)


class Post:
    """Work that lasts; it counts who began it and who had to leave."""

    def __init__(self) -> None:
        self.begun: Counter[str] = Counter()
        self.left: Counter[str] = Counter()

    async def __call__(self, job: Job) -> None:
        self.begun[job.key] += 1
        try:
            await asyncio.Event().wait()
        finally:
            self.left[job.key] += 1


async def ask(database: str, query: str, *args: object) -> list[tuple[object, ...]]:
    """The rows of a query."""
    async with await psycopg.AsyncConnection.connect(database, autocommit=True) as connection:
        cursor = await connection.execute(query, args)
        return await cursor.fetchall() if cursor.description else []
