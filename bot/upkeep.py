"""What goes on beside the work: signs of life, sweeping, and a look at our own speed."""

import asyncio
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic

import structlog

from bot.errors import DatabaseError
from bot.loop import Loop
from bot.models.retention import Retention
from bot.models.workers import Worker
from bot.store.store import Store
from bot.trouble import Trouble

log = structlog.get_logger()

REMEMBERED = timedelta(days=1)  # workers that stopped


class HeartLoop(Loop):
    """Leaves a sign of life in the database, for whoever looks from outside."""

    def __init__(
        self,
        store: Store,
        worker: Worker,
        *,
        clock: Callable[[], datetime],
        trouble: Trouble,
    ) -> None:
        super().__init__()
        self._trouble = trouble
        self._store = store
        self._worker = worker
        self._clock = clock

    async def take_turn(self) -> None:
        """Say that the worker is well now. Those that are silent for long are forgotten."""
        now, workers = self._clock(), self._store.workers
        try:
            await workers.beat(replace(self._worker, at=now))
            await workers.forget(before=now - REMEMBERED)
        except DatabaseError as error:
            self._trouble.failed("no heartbeat", error)
            return
        self._trouble.worked()


class SweepLoop(Loop):
    """Deletes what is old, in small bites."""

    def __init__(
        self,
        store: Store,
        *,
        keep: Retention,
        clock: Callable[[], datetime],
        trouble: Trouble,
    ) -> None:
        super().__init__()
        self._trouble = trouble
        self._store = store
        self._keep = keep
        self._clock = clock

    async def take_turn(self) -> None:
        """Sweep until nothing is left that is too old."""
        try:
            swept = 0
            while rows := await self._store.sweeping.sweep(self._keep, now=self._clock()):
                swept += rows
            if swept:
                log.debug("swept", rows=swept)
        except DatabaseError as error:
            self._trouble.failed("sweeping paused", error)


class LagMeter:
    """Measures how late the event loop runs what is due: the stalls that others cause."""

    EVERY = 0.05  # seconds

    def __init__(self, note: Callable[[timedelta], None] = lambda _: None) -> None:
        """`note` is told each time how late it was."""
        self._note = note
        self._late: Counter[int] = Counter()  # how often, by milliseconds

    async def run(self) -> None:
        """Measure for ever."""
        while True:
            begun = monotonic()
            await asyncio.sleep(self.EVERY)
            late = monotonic() - begun - self.EVERY
            self._late[round(late * 1000)] += 1
            self._note(timedelta(seconds=late))

    def lag(self, share: float = 1) -> int:
        """Return the milliseconds that so large a share of what was due was late at most."""
        left = share * self._late.total()
        for late in sorted(self._late):
            left -= self._late[late]
            if left <= 0:
                return late
        return 0
