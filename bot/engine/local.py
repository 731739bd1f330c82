"""Hands out work within one process."""

import asyncio
from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass, field
from functools import partial

from bot.engine import Job, Work, work_off


@dataclass(slots=True)
class _Crew:
    """Who does one kind of work, and what there is of it."""

    work: Work
    most: int
    waiting: OrderedDict[str, None] = field(default_factory=OrderedDict)
    running: dict[str, tuple[Job, asyncio.Task[None]]] = field(default_factory=dict)


class LocalEngine:
    """An Engine for the only worker there is. Costs some microseconds a job."""

    def __init__(self) -> None:
        self._crews: dict[str, _Crew] = {}
        self._open = False

    async def enqueue(self, kind: str, keys: Collection[str]) -> None:
        """Say that there may be something to do. Nothing comes of work that nobody here does."""
        if (crew := self._crews.get(kind)) is None:
            return
        for key in keys:
            if at_work := crew.running.get(key):
                at_work[0].woken.set()
            else:
                crew.waiting[key] = None
        self._start(kind, crew)

    def handler(self, kind: str, work: Work, *, most: int = 0) -> None:
        """Have a kind of work done, `most` keys at a time; 0: as many as there are."""
        self._crews[kind] = _Crew(work, most)

    async def run(self) -> None:
        """Hand out work for ever. Cancelled, it cancels the handlers and waits for them."""
        self._open = True
        try:
            for kind, crew in self._crews.items():
                self._start(kind, crew)
            await asyncio.Event().wait()
        finally:
            self._open = False
            tasks = [task for crew in self._crews.values() for _, task in crew.running.values()]
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    def _start(self, kind: str, crew: _Crew) -> None:
        while self._open and crew.waiting and not 0 < crew.most <= len(crew.running):
            key, _ = crew.waiting.popitem(last=False)
            job = Job(key=key)
            task = asyncio.create_task(work_off(kind, crew.work, job))
            crew.running[key] = (job, task)
            task.add_done_callback(partial(self._finish, kind, crew, key))

    def _finish(self, kind: str, crew: _Crew, key: str, _: asyncio.Task[None]) -> None:
        job, _ = crew.running.pop(key)
        if job.woken.is_set():  # after it last looked, and before this was called
            crew.waiting[key] = None
        self._start(kind, crew)
