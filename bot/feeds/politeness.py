"""Manners: one request at a time per host, a pause between two, not too many overall.

A site that asks for patience is left alone, with all of its hosts.
"""

import asyncio
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from time import monotonic

from bot.domains import find_domain
from bot.errors import FetchError

_SPREAD = 0.2  # a pause is up to this part longer, so that requests fall into no rhythm


@dataclass(slots=True, kw_only=True)
class _Host:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    users: int = 0  # who has the turn or waits for it
    ready: float = 0.0  # when the next request may start


class Patience(FetchError):
    """The site wants to be left alone, for `wait` from now: its host was not asked."""


class Politeness:
    """Gives turns: `async with politeness.turn(host): ...`, in the order they were asked for."""

    def __init__(
        self,
        pause: timedelta,
        *,
        in_flight: int = 64,
        clock: Callable[[], float] = monotonic,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self.pause = pause
        self._pause = pause.total_seconds()
        self._overall = asyncio.Semaphore(in_flight)
        self._clock = clock
        self._sleep = sleep
        self._hosts: dict[str, _Host] = {}  # those idle longest come first
        self._slowed: dict[str, float] = {}  # by domain: until when nobody asks its hosts

    @asynccontextmanager
    async def turn(self, host: str) -> AsyncIterator[None]:
        """Wait until this host may be asked; the pause starts when the block ends.

        Raises Patience, at once or when the turn has come, while the host's site is slowed.
        """
        self._forget_idle()
        self._check(host)
        entry = self._hosts.setdefault(host, _Host())
        entry.users += 1
        try:
            async with entry.turn:
                wait = entry.ready - self._clock()
                if wait > 0:
                    self._check(host)  # who waited for the turn need not wait for the pause
                    await self._sleep(wait)
                # Taken last: who waits for a host holds up nobody else.
                async with self._overall:
                    self._check(host)
                    try:
                        yield
                    finally:
                        pause = self._pause * random.uniform(1, 1 + _SPREAD)
                        entry.ready = self._clock() + pause
        finally:
            entry.users -= 1
            self._hosts[host] = self._hosts.pop(host)

    def slow(self, host: str, wait: timedelta) -> None:
        """Leave all hosts of this one's registrable domain alone for so long from now."""
        domain, until = find_domain(host), self._clock() + wait.total_seconds()
        self._slowed[domain] = max(until, self._slowed.get(domain, until))

    def _check(self, host: str) -> None:
        if not self._slowed:  # almost always
            return
        domain = find_domain(host)
        left = self._slowed.get(domain, 0.0) - self._clock()
        if left > 0:
            raise Patience(
                f"{host}: not asked, since {domain} asked for patience",
                wait=timedelta(seconds=left),
            )
        self._slowed.pop(domain, None)

    def _forget_idle(self) -> None:
        """Drop hosts that nobody uses and whose pause is over."""
        now = self._clock()
        while self._hosts:
            host, entry = next(iter(self._hosts.items()))
            if entry.users or entry.ready > now:
                break
            del self._hosts[host]

    def __len__(self) -> int:
        """Return how many hosts are remembered."""
        return len(self._hosts)
