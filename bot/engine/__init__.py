"""Who does which work: hints that there may be something to do, each key handed to one worker.

The rows of the store are the truth. A hint that is lost loses nothing: the next look at the rows
derives it again. local.py serves one process, hints.py as many as share a PostgreSQL.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import dataclass, field
from typing import Protocol

import structlog

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A key whose turn it is. Nobody else works on it until the handler returns, or dies."""

    key: str
    # Set whenever the key is enqueued anew meanwhile: there may be more to do.
    woken: asyncio.Event = field(default_factory=asyncio.Event)


Work = Callable[[Job], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of work that a worker does."""

    work: Work
    most: int  # keys at a time; 0: as many as there are


async def work_off(kind: str, work: Work, job: Job) -> None:
    """Do a job, again as long as it was woken after it last looked. What it raises is logged."""
    while True:
        job.woken.clear()
        try:
            await work(job)
        except Exception:
            log.exception("work broke", kind=kind, key=job.key)
        if not job.woken.is_set():
            return


class Engine(Protocol):
    """Hands keys to handlers. At most one job a key is waiting or running, among all workers."""

    async def enqueue(self, kind: str, keys: Collection[str]) -> None:
        """Say that there may be something to do. A job that runs for a key is woken instead.

        Raises DatabaseError when nobody can be told; whoever looks at the rows tells it again.
        """

    def handler(self, kind: str, work: Work, *, most: int = 0) -> None:
        """Have this worker do a kind of work, `most` keys at a time; 0: as many as there are.

        Before `run`. What the work raises is logged; its job is over then. Work is cancelled
        when the engine ends, or finds out that its key was given to another worker.
        """

    async def run(self) -> None:
        """Hand out work for ever; a lost connection pauses that, is said once, and is mended.

        Cancelled, it cancels the handlers and waits for them: their keys are free at once.
        """
