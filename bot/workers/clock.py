"""The one clock of a process. Processes that share a database go by the clock of that."""

from datetime import UTC, datetime, timedelta

import structlog

from bot.errors import DatabaseError
from bot.loop import Loop
from bot.store.dialect import server_now
from bot.store.store import Store

log = structlog.get_logger()

FAR = timedelta(seconds=5)  # apart: then the machine's clock is worth a word


class Clock:
    """Call it for the time now."""

    def __init__(self) -> None:
        self.ahead = timedelta()  # of the machine's clock

    def __call__(self) -> datetime:
        """Return the time now, in UTC."""
        return datetime.now(UTC) + self.ahead


class ClockLoop(Loop):
    """Keeps a clock in step with the database's."""

    def __init__(self, clock: Clock, store: Store) -> None:
        super().__init__()
        self._clock = clock
        self._store = store

    async def take_turn(self) -> None:
        """Ask the database for the time."""
        asked = datetime.now(UTC)
        try:
            theirs = await self._store.database.run(server_now, writes=False)
        except DatabaseError as error:
            log.debug("clock not compared", error=str(error))
            return
        ahead = theirs - (asked + (datetime.now(UTC) - asked) / 2)
        if abs(ahead) > FAR >= abs(self._clock.ahead):
            log.warning("this machine's clock is wrong; the database's is used", by=str(ahead))
        self._clock.ahead = ahead
