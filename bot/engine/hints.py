"""Hands out work among all processes that share a PostgreSQL, with PgQueuer."""

import asyncio
from collections.abc import Collection
from datetime import timedelta
from typing import TYPE_CHECKING
from uuid import UUID, uuid4

import structlog

from bot.engine import Kind, Work
from bot.engine.troubles import tell_troubles
from bot.errors import DatabaseError

if TYPE_CHECKING:  # whoever has no PostgreSQL needs neither PgQueuer nor psycopg
    from bot.engine.shift import Shift

log = structlog.get_logger()

# A worker that says nothing so long is taken for dead. It says something at half of that; an
# event loop that stalls for seconds does not lose its jobs, and a take-over takes 8 s.
PATIENCE = timedelta(seconds=6)
SHORTEST, LONGEST = 0.2, 5.0  # seconds between tries to connect
SOON = 2.0  # seconds that an enqueue waits for a connection


class HintEngine:
    """An Engine for any number of workers. `install` of tables.py makes its tables."""

    def __init__(self, url: str, *, patience: timedelta = PATIENCE) -> None:
        """`url`: as SQLAlchemy or libpq has it."""
        self._url = url
        self._patience = patience
        self._kinds: dict[str, Kind] = {}
        self._shift: Shift | None = None
        self._connected = asyncio.Event()
        self._lost = False
        self._pause = SHORTEST

    async def enqueue(self, kind: str, keys: Collection[str]) -> None:
        """Say that there may be something to do; a job that runs is woken, wherever.

        Raises DatabaseError when there is no connection, or none for the first seconds.
        """
        from psycopg import Error

        if not keys:
            return
        try:
            async with asyncio.timeout(SOON):
                await self._connected.wait()
        except TimeoutError:
            raise DatabaseError("the engine has no connection to the database") from None
        try:
            if self._shift:
                await self._shift.tell_of(kind, keys)
        except Error as error:
            raise DatabaseError(f"the engine could not be told: {error}") from error

    def handler(self, kind: str, work: Work, *, most: int = 0) -> None:
        """Have this worker do a kind of work, `most` keys at a time; 0: as many as there are."""
        self._kinds[kind] = Kind(work=work, most=most)

    async def run(self) -> None:
        """Hand out work for ever; connect again whenever that fails."""
        worker = uuid4()
        while True:
            try:
                await self._serve(worker)
            except Exception as error:  # noqa: BLE001 - whatever it was, work goes on
                self._say_lost(error)
            await asyncio.sleep(self._pause)
            self._pause = min(self._pause * 2, LONGEST)

    async def _serve(self, worker: UUID) -> None:
        from bot.engine.questions import JOBS, WAKE
        from bot.engine.shift import Shift
        from bot.engine.wire import open_wire

        with tell_troubles():
            async with open_wire(self._url, JOBS, WAKE) as wire:
                self._shift = Shift(wire, worker, self._kinds, ready=self._go)
                try:
                    await self._shift.serve(patience=self._patience)
                finally:
                    self._shift = None
                    self._connected.clear()

    def _go(self) -> None:
        if self._connected.is_set():
            return
        self._connected.set()
        if self._lost:
            log.info("engine back")
        self._lost = False
        self._pause = SHORTEST

    def _say_lost(self, error: Exception) -> None:
        if not self._lost:
            log.error("engine lost, trying again", error=str(error).partition("\n")[0])
        self._lost = True
