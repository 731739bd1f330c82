"""Tells the engine that there may be something to do, for whoever cannot wait for that."""

import asyncio
from collections.abc import Awaitable, Callable, Collection

import structlog

from bot.errors import DatabaseError

log = structlog.get_logger()


class Waker:
    """Collects what is to be told while it is telling: many calls become few hints."""

    def __init__(self, tell: Callable[[str, Collection[str]], Awaitable[None]]) -> None:
        """`tell`: the engine's enqueue."""
        self._tell_engine = tell
        self._wanted: dict[str, set[str]] = {}
        self._telling: asyncio.Task[None] | None = None

    def wake(self, kind: str, key: str) -> None:
        """Have it told soon. What cannot be told now is found by the next look at the rows."""
        self._wanted.setdefault(kind, set()).add(key)
        if self._telling is None or self._telling.done():
            self._telling = asyncio.create_task(self._tell())

    async def _tell(self) -> None:
        while self._wanted:
            kind = next(iter(self._wanted))
            keys = self._wanted.pop(kind)
            try:
                await self._tell_engine(kind, keys)
            except DatabaseError as error:
                log.debug("not woken", kind=kind, error=str(error))
