"""Claims of feeds by host, and the leases that this worker has."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog

from bot.errors import DatabaseError
from bot.models.polls import Feed
from bot.store.leases import Terms
from bot.store.polling import FeedQueue
from bot.workers.elapsed import tell_elapsed

log = structlog.get_logger()

LEASE = timedelta(seconds=12)  # after which the feeds of a worker that died are free
RENEW = timedelta(seconds=3)
MOST = 200  # hosts in one transaction: whoever else needs the database waits no longer

Found = tuple[Feed, ...]


@dataclass(frozen=True, slots=True)
class _Wish:
    host: str
    unless_since: datetime | None
    answer: asyncio.Future[Found] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Claims:
    """Claims feeds for one worker, and keeps them until they are polled.

    Hosts that are asked for at the same time share a transaction.
    """

    def __init__(
        self,
        feeds: FeedQueue,
        terms: Terms,
        *,
        clock: Callable[[], datetime],
        elapsed: Callable[[], float] = tell_elapsed,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        """`elapsed`: seconds that nobody can set back, those in which we were frozen too."""
        self.terms = terms
        self._feeds = feeds
        self._clock = clock
        self._elapsed = elapsed
        self._sleep = sleep
        self._lease = terms.lease.total_seconds()
        self._waiting: list[_Wish] = []
        self._claiming: asyncio.Task[None] | None = None
        self._until: dict[int, float] = {}  # of each feed that is to be polled
        self._renewing: asyncio.Task[None] | None = None

    async def of(self, host: str, *, unless_since: datetime | None = None) -> Found:
        """Return feeds of a host that are due, claimed; none when another worker polls it.

        `unless_since`: as FeedQueue.due_hosts says. Raises DatabaseError.
        """
        wish = _Wish(host, unless_since)
        self._waiting.append(wish)
        if self._claiming is None:
            self._claiming = asyncio.create_task(self._claim_waiting())
        return await wish.answer

    def is_lost(self, feed: Feed) -> bool:
        """Whether the lease of a feed ran out: by now another worker may have it."""
        return self._until.get(feed.id, self._elapsed() + 1) <= self._elapsed()

    def let_go(self, feeds: Iterable[Feed]) -> None:
        """Renew the leases of feeds no longer: they were polled, or will not be."""
        for feed in feeds:
            self._until.pop(feed.id, None)

    async def give_back(self) -> None:
        """Let others have all that is claimed, at once. For the end."""
        for task in filter(None, (self._claiming, self._renewing)):
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        self._until.clear()
        try:
            await self._feeds.release(self.terms.worker)
        except DatabaseError as error:
            log.debug("leases not given back, they run out", error=str(error))

    async def _claim_waiting(self) -> None:
        wishes: list[_Wish] = []
        try:
            while self._waiting:
                since = self._waiting[0].unless_since
                alike = [wish for wish in self._waiting if wish.unless_since == since]
                others = [wish for wish in self._waiting if wish.unless_since != since]
                wishes, self._waiting = alike[:MOST], alike[MOST:] + others
                await self._claim(wishes)
        finally:
            self._claiming = None
            for wish in (*wishes, *self._waiting):  # without an answer only when cancelled
                wish.answer.cancel()
            self._waiting = []

    async def _claim(self, wishes: list[_Wish]) -> None:
        begun = self._elapsed()
        try:
            claimed = await self._feeds.claim(
                {wish.host for wish in wishes},
                self.terms,
                now=self._clock(),
                unless_since=wishes[0].unless_since,
            )
        except Exception as error:  # noqa: BLE001 - whatever it is, who asked is told
            for wish in wishes:
                if not wish.answer.done():
                    wish.answer.set_exception(error)
            return
        found = dict(claimed)
        for wish in wishes:
            if wish.answer.done():  # who asked is gone: the lease runs out
                continue
            feeds = found.pop(wish.host, ())
            self._until |= dict.fromkeys([feed.id for feed in feeds], begun + self._lease)
            wish.answer.set_result(feeds)
        if self._until and self._renewing is None:
            self._renewing = asyncio.create_task(self._renew_held())

    async def _renew_held(self) -> None:
        """Renew leases as long as there are any."""
        try:
            while self._until:
                await self._sleep(RENEW.total_seconds())
                await self._renew()
        finally:
            self._renewing = None

    async def _renew(self) -> None:
        begun = self._elapsed()
        young = begun + self._lease - RENEW.total_seconds() / 2
        held = [feed for feed, until in self._until.items() if begun < until < young]
        if not held:
            return
        try:
            renewed = await self._feeds.renew(held, self.terms, now=self._clock())
        except DatabaseError as error:
            log.debug("leases not renewed", error=str(error))
            return
        for feed in held:
            if feed in self._until:  # it may be polled by now
                self._until[feed] = begun + self._lease if feed in renewed else begun
