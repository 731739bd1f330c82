"""The book of polls that brought nothing: they are written together, not each for itself."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog

from bot.errors import DatabaseError
from bot.polls import QuietPoll
from bot.store.polling import FeedQueue

log = structlog.get_logger()

WAIT = timedelta(seconds=0.25)  # for others to share the transaction
MOST = 200  # polls in one


class Ledger:
    """Collects polls and writes them soon.

    A crash loses what waits here: those feeds are polled once more, and bring nothing again.
    Until it is written, a feed's lease keeps it from being polled twice.
    """

    def __init__(self, feeds: FeedQueue, *, wait: timedelta = WAIT) -> None:
        self._feeds = feeds
        self._wait = wait.total_seconds()
        self._waiting: list[QuietPoll] = []
        self._timer: asyncio.TimerHandle | None = None
        self._writing: set[asyncio.Task[None]] = set()

    def add(self, poll: QuietPoll) -> None:
        """Have a poll written within the wait."""
        self._waiting.append(poll)
        if len(self._waiting) >= MOST:
            self._begin()
        elif self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._wait, self._begin)

    async def flush(self) -> None:
        """Write all that waits, and return when it is written."""
        self._begin()
        while self._writing:
            await asyncio.wait(self._writing)

    def _begin(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None
        polls, self._waiting = self._waiting, []
        if polls:
            task = asyncio.create_task(self._write(polls))
            self._writing.add(task)
            task.add_done_callback(self._writing.discard)

    async def _write(self, polls: Sequence[QuietPoll]) -> None:
        """Write polls together; if that fails, each alone, so that one cannot spoil the rest."""
        try:
            await self._feeds.note(polls)
            return
        except DatabaseError as error:
            log.error("polls not recorded at once", polls=len(polls), error=str(error))
        except Exception:
            log.exception("polls not recorded at once", polls=len(polls))
        lost, cause = 0, ""
        for poll in polls:
            try:
                await self._feeds.note([poll])
            except Exception as error:  # noqa: BLE001 - told below, once for all
                lost, cause = lost + 1, str(error)
        if lost:
            log.error("polls not recorded", polls=lost, error=cause)
