"""The book of polls that brought nothing: they are written together, not each for itself."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import structlog

from bot.errors import DatabaseError
from bot.models.polls import QuietPoll
from bot.store.polling import FeedQueue
from bot.trouble import Trouble

log = structlog.get_logger()

WAIT = timedelta(seconds=0.25)  # for others to share the transaction
MOST = 200  # polls in one


class Ledger:
    """Collects polls and writes them soon.

    A crash loses what waits here: those feeds are polled once more, and bring nothing again.
    Until it is written, a feed's lease keeps it from being polled twice. When that ran out and
    another worker has the feed by then, the poll is that one's, and this one's is dropped.
    """

    def __init__(
        self,
        feeds: FeedQueue,
        *,
        wait: timedelta = WAIT,
        worker: str | None = None,
        trouble: Trouble,
    ) -> None:
        """`worker`: who polls; None: nobody else does."""
        self._feeds = feeds
        self._trouble = trouble
        self._worker = worker
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
            await self._feeds.note(polls, by=self._worker)
            return
        except DatabaseError as error:
            self._trouble.failed("polls not recorded at once", error)
        except Exception:
            log.exception("polls not recorded at once", polls=len(polls))
        for poll in polls:
            try:
                await self._feeds.note([poll], by=self._worker)
            except DatabaseError as error:
                self._trouble.failed("polls not recorded", error)
            except Exception:
                log.exception("poll not recorded", feed=poll.feed.url)
