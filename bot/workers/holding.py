"""Holding a post: taking it when it is free, keeping it, and knowing when it is lost."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from types import TracebackType
from typing import Self

import structlog

from bot.errors import DatabaseError
from bot.models.workers import Tenure
from bot.store.posts import Posts
from bot.workers.elapsed import tell_elapsed

log = structlog.get_logger()

LEASE = timedelta(seconds=8)  # after which a worker that died makes room
RENEW = timedelta(seconds=2)  # so that three tries fit into a lease
AGAIN = timedelta(seconds=1)  # between looks at a post that somebody else has


class Holding:
    """Keeps a tenure alive: `async with Holding(...) as holding: ...`.

    It begins when the post is taken, however long that takes, and ends with giving it up. Who
    works under it asks `held` right before what must not be done twice, and ends on `lost`.
    """

    def __init__(
        self,
        posts: Posts,
        tenure: Tenure,
        *,
        elapsed: Callable[[], float] = tell_elapsed,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`elapsed`: seconds that nobody can set back, those in which we were frozen too."""
        self.tenure = tenure
        self.lost = asyncio.Event()
        self._posts = posts
        self._elapsed = elapsed
        self._sleep = sleep
        self._until = elapsed()  # the database may think longer, but never shorter
        self._renewing: asyncio.Task[None] | None = None
        self._failing = False  # the database, which is said once

    def held(self) -> bool:
        """Whether the post is surely still ours."""
        return not self.lost.is_set() and self._elapsed() < self._until

    async def __aenter__(self) -> Self:
        while not await self._try(self._posts.take):
            await self._sleep(AGAIN.total_seconds())
        log.info("post taken", post=self.tenure.post)
        self._renewing = asyncio.create_task(self._keep())
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._renewing:
            self._renewing.cancel()
            await asyncio.gather(self._renewing, return_exceptions=True)
        self._lose()
        for _ in range(2):  # a connection that was cut is made anew; else the lease runs out
            with suppress(DatabaseError):
                await self._posts.give_up(self.tenure)
                break

    async def _keep(self) -> None:
        while self.held():
            await self._sleep(RENEW.total_seconds())
            if await self._try(self._posts.renew) is False:
                break
        log.warning("post lost", post=self.tenure.post)
        self._lose()

    async def _try(self, ask: Callable[..., Awaitable[bool]]) -> bool | None:
        """Ask for a lease from now on; None: the database could not be asked."""
        begun = self._elapsed()
        try:
            granted = await ask(self.tenure, lease=LEASE)
        except DatabaseError as error:
            if not self._failing:
                log.warning("post not confirmed", post=self.tenure.post, error=str(error))
            self._failing = True
            return None
        self._failing = False
        if granted:
            self._until = begun + LEASE.total_seconds()
        return granted

    def _lose(self) -> None:
        self._until = self._elapsed()
        self.lost.set()
