"""Turns at writing to Telegram: alerts and answers stand in one line, at one pace."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

import structlog

from bot.alerts.pace import Limits, Pace

log = structlog.get_logger()

# The chat for which the running task has a turn that it did not use yet.
_in_hand: ContextVar[int | None] = ContextVar("in_hand", default=None)


class Turns:
    """Who may write when. The courier takes its turns ahead; requests use these, or take one."""

    def __init__(self, pace: Pace, *, clock: Callable[[], datetime]) -> None:
        self.pace = pace
        self._clock = clock
        self._line = asyncio.Lock()
        self._waiting: Counter[int] = Counter()

    def list_busy(self) -> set[int]:
        """Return the chats that nobody may write to now, or that somebody waits to answer."""
        now = self._clock()
        return {*self.pace.resting(now), *self.pace.held(now), *self._waiting}

    def find_hold(self, chat: int) -> timedelta:
        """Return how long the chat must be left alone, by Telegram's word; zero: not."""
        now = self._clock()
        return max(self.pace.held(now).get(chat, now) - now, timedelta())

    def hold(self, chat: int, wait: timedelta) -> None:
        """Record that Telegram refused a request for now and asked to wait."""
        if self.pace.hold(chat, wait, self._clock()):
            log.warning("telegram refuses several chats at once: slowing down for minutes")

    async def take(self, chat: int) -> None:
        """Wait for a turn and keep it in hand for the next request of this task."""
        await self._wait(chat)
        _in_hand.set(chat)

    @asynccontextmanager
    async def use(self, chat: int) -> AsyncIterator[None]:
        """Use the turn in hand, or wait for one; inside, ask Telegram at once, until it answers.

        Till then nobody knows when it counts the request.
        """
        if _in_hand.get() == chat:
            _in_hand.set(None)
            self.pace.use(chat, self._clock())
        else:
            await self._wait(chat)
        number = self.pace.leave(self._clock())
        try:
            yield
        finally:
            self.pace.land(number, chat, self._clock())

    async def _wait(self, chat: int) -> None:
        self._waiting[chat] += 1
        try:
            while True:
                await self._sleep(self.pace.rest(chat, self._clock()))
                # First come, first served; nobody waits here for the rest of a chat.
                async with self._line:
                    await self._sleep(self.pace.wait(self._clock()))
                    now = self._clock()
                    if not self.pace.rest(chat, now) and not self.pace.wait(now):
                        self.pace.take(chat, now)
                        return
        finally:
            self._waiting[chat] -= 1
            if not self._waiting[chat]:
                del self._waiting[chat]

    async def _sleep(self, wait: timedelta) -> None:
        if wait:
            await asyncio.sleep(wait.total_seconds())


def open_turns(rate: float, *, clock: Callable[[], datetime]) -> Turns:
    """Return turns at the usual pace; `rate`: requests a second over all chats."""
    return Turns(Pace(Limits(rate=rate)), clock=clock)
