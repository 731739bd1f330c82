"""Trouble with the database that lasts: said once, and once when it is over.

The loops try again at every turn, and each would say each time that it failed.
"""

from collections.abc import Callable
from datetime import timedelta
from time import monotonic

import structlog

from bot.durations import format_duration
from bot.errors import DatabaseError, LeaseLost

log = structlog.get_logger()

LASTS = timedelta(seconds=10)  # then administrators are told: no slow moment, nor a restart
OVER = timedelta(seconds=30)  # without a failure: while a disk is full, some writes still succeed
REST = timedelta(seconds=5)  # after a failure, in which nothing is polled that could not be kept

PAUSED = (
    "The database fails: {cause}. Polls pause and alerts wait; nothing is lost, and all goes on "
    "by itself when this is mended. {advice}"
)
MENDED = "The database works again, and all goes on: it failed for {length}."

# By words of the database's error, what an operator can do.
_ADVICE = (
    (  # first: such an error names a file, and that may be called anything
        ("while the bot runs",),
        "Put the file back that was there. If it is lost, stop the bot, put a backup in its "
        "place (tocsin restore), and start the bot again.",
    ),
    (("full", "no space"), "Make room on its disk."),
    (("readonly", "read-only"), "Let the bot write to its file and folder again."),
    (
        ("malformed", "not a database", "corrupt"),
        "It is damaged: stop the bot, move the file away, and put a backup in its place "
        "(tocsin restore).",
    ),
)
_USUAL_ADVICE = "The command tocsin doctor says more."


class Trouble:
    """Is told by all who use the database how that went; one for a process."""

    def __init__(
        self,
        *,
        tell: Callable[[str], None] = lambda _: None,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """`tell`: lets the administrators know. `clock`: seconds, from any moment on."""
        self.tell = tell  # may be set later, when there is somebody who can
        self._clock = clock
        self._since: float | None = None  # None: all is well
        self._last = 0.0  # failure
        self._said: set[tuple[str, str]] = set()
        self._told = False
        self._cause = ""  # as it was said last

    def failed(self, what: str, error: DatabaseError) -> None:
        """Say in the log that something failed, as in "polling paused", if it is new."""
        if isinstance(error, LeaseLost):  # no fault of the database
            log.info("lease lost", before=what, error=str(error))
            return
        now, cause = self._clock(), str(error)
        if self._since is None:
            self._since = now
        self._last, self._cause = now, cause
        if (what, cause) not in self._said:
            self._said.add((what, cause))
            log.error(what, error=cause)
        if not self._told and now - self._since >= LASTS.total_seconds():
            self._told = True
            said = cause.removeprefix("the database failed: ")
            self.tell(PAUSED.format(cause=said, advice=advise(cause)))

    def worked(self) -> None:
        """Something was written or read well; when nothing failed for a while, all is over."""
        if self._since is None or self._clock() - self._last < OVER.total_seconds():
            return
        length = timedelta(seconds=max(round(self._last - self._since), 1))
        log.info("database works again", failed_for=format_duration(length))
        if self._told:
            self.tell(MENDED.format(length=format_duration(length)))
        self._since, self._told = None, False
        self._said.clear()

    @property
    def cause(self) -> str:
        """What fails, since it lasts long enough to be told; empty: nothing does."""
        return self._cause if self._told else ""

    @property
    def resting(self) -> bool:
        """Whether something failed a moment ago, so that nothing new is to be begun."""
        return self._since is not None and self._clock() - self._last < REST.total_seconds()


def advise(cause: str) -> str:
    """Return what an operator can do about a database's error."""
    told = cause.lower()
    return next(
        (advice for words, advice in _ADVICE if any(word in told for word in words)),
        _USUAL_ADVICE,
    )
