"""Reads how the bot is, for all who ask."""

import asyncio
from collections.abc import Callable, Collection, Iterator
from datetime import datetime, timedelta
from time import monotonic

from bot.errors import DatabaseError
from bot.loop import Loop
from bot.measures.reading import Reading, Turn
from bot.store.store import Store

# Whoever asks more often is given the last answer: others want the database too.
_FRESH = timedelta(seconds=2)
_PATIENCE = timedelta(seconds=5)  # for the database's answer


class Observer:
    """Reads how the bot is."""

    def __init__(  # noqa: PLR0913 - each is needed, and given once
        self,
        store: Store,
        *,
        clock: Callable[[], datetime],
        loops: Collection[tuple[Loop, timedelta]] = (),
        connected: Callable[[], bool] = lambda: True,
        telegram: Callable[[], str] = lambda: "",
        rules: Callable[[], str] = lambda: "",
        failing: Callable[[], str] = lambda: "",
    ) -> None:
        """`loops`: those whose turns are short, and how often each is woken.

        `connected`: whether Telegram was reached. `telegram`: why it does not answer any more.
        `rules`: why edited rules are not in force.
        `failing`: what the database fails at, though it may still be read.
        """
        self._store = store
        self._clock = clock
        self._loops = tuple(loops)
        self._connected = connected
        self._telegram = telegram
        self._rules = rules
        self._failing = failing
        self._started = clock()
        self._reading: Reading | None = None
        self._read_at = self._started
        self._reads = asyncio.Lock()

    async def look(self) -> Reading:
        """Return how the bot is, or was two seconds ago. Raises nothing."""
        async with self._reads:
            age = self._clock() - self._read_at
            if self._reading is None or not timedelta() <= age < _FRESH:
                self._reading = await self._read()
                self._read_at = self._clock()
            return self._reading

    async def _read(self) -> Reading:
        now, health, last_good, trouble = self._clock(), None, None, ""
        try:
            async with asyncio.timeout(_PATIENCE.total_seconds()):
                last_good = await self._store.feeds.last_good_poll()
                health = await self._store.overview.health(now=now)
        except DatabaseError as error:
            trouble = str(error)
        except TimeoutError:
            trouble = "the database does not answer"
        return Reading(
            at=now,
            started=self._started,
            health=health,
            last_good=last_good,
            trouble=trouble,
            failing=self._failing(),
            connected=self._connected(),
            telegram=self._telegram(),
            rules=self._rules(),
            turns=tuple(self._read_turns()),
        )

    def _read_turns(self) -> Iterator[Turn]:
        for loop, every in self._loops:
            if loop.turned is not None:
                name = type(loop).__name__.removesuffix("Loop").lower()
                ago = timedelta(seconds=monotonic() - loop.turned)
                yield Turn(loop=name, ago=ago, every=every)
