"""Duties: work that one worker does for all, as long as it holds the post for it."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

import structlog

from bot.engine import Engine, Job
from bot.errors import DatabaseError
from bot.loop import Loop
from bot.models.workers import Tenure
from bot.store.posts import Posts
from bot.trouble import Trouble
from bot.workers.holding import Holding

log = structlog.get_logger()

LOOK = timedelta(seconds=2)  # for posts that nobody holds
AGAIN = 1.0  # seconds, until a duty is taken up again that could not be


async def _nothing(*_: object) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Duty:
    """What the holder of a post does."""

    kind: str  # of work, for the engine
    key: str = ""  # of the post, where there are several of a kind
    run: Sequence[Callable[[], Coroutine[Any, Any, None]]]  # side by side, while the post is held
    begin: Callable[[Holding | None], Awaitable[None]] = _nothing  # before; None: no post needed
    end: Callable[[], Awaitable[None]] = _nothing  # and after that, when it may be held still
    wake: Callable[[], None] = lambda: None  # there may be something to do

    @property
    def post(self) -> str:
        """The post's name."""
        return f"{self.kind}:{self.key}" if self.key else self.kind


class Duties(Loop):
    """The duties of a worker: those of other workers that die become its own."""

    def __init__(
        self,
        duties: Sequence[Duty],
        engine: Engine,
        posts: Posts,
        trouble: Trouble,
        *,
        worker: str,
    ) -> None:
        """`worker`: the name under which this one holds posts."""
        super().__init__()
        self._trouble = trouble
        self._duties = tuple(duties)
        self._engine = engine
        self._posts = posts
        self._worker = worker
        self._held: set[str] = set()
        for duty in self._duties:
            engine.handler(duty.kind, partial(self._do, duty))

    def holds(self, kind: str) -> bool:
        """Whether a duty of this kind is being done here."""
        return kind in self._held

    async def take_turn(self) -> None:
        """Have duties done that nobody does."""
        try:
            for duty in self._duties:
                await self._engine.enqueue(duty.kind, [duty.key])
        except DatabaseError as error:
            log.debug("duties not looked for", error=str(error))

    async def begin_alone(self) -> None:
        """Begin all of them without a post: nobody else works. Raises DatabaseError."""
        for duty in self._duties:
            await duty.begin(None)

    async def _do(self, duty: Duty, job: Job) -> None:
        """Wait for a duty's post, and do the duty until the post is lost, or this is cancelled."""
        tenure = Tenure(post=duty.post, holder=self._worker)
        try:
            async with Holding(self._posts, tenure) as holding:
                self._held.add(duty.kind)
                try:
                    await duty.begin(holding)
                    await _work(duty, job, holding)
                finally:
                    self._held.discard(duty.kind)
                    await duty.end()
        except DatabaseError as error:
            self._trouble.failed("duty interrupted", error)
            await asyncio.sleep(AGAIN)


async def _work(duty: Duty, job: Job, holding: Holding) -> None:
    async def pass_on() -> None:
        while True:
            await job.woken.wait()
            job.woken.clear()
            duty.wake()

    async def notice() -> None:
        await holding.lost.wait()

    work = [notice(), pass_on(), *(run() for run in duty.run)]
    tasks = [asyncio.create_task(one) for one in work]
    try:
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
