"""Writes that come at the same time share a transaction: beginning and ending one costs as much
as what a feed's harvest writes.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from sqlalchemy import Connection

from bot.store.database import Database

T = TypeVar("T")

MOST = 20  # in one transaction: whoever else needs the database waits some milliseconds at most


@dataclass(frozen=True, slots=True)
class _Wish:
    query: Callable[[Connection], Any]
    place: int
    answer: asyncio.Future[Any] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Together:
    """Runs queries that write: those that come while others are written wait, and go as one."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: list[_Wish] = []
        self._writing: asyncio.Task[None] | None = None

    async def run(self, query: Callable[[Connection], T], *, place: int = 0) -> T:
        """Return the query's answer when all that it writes is committed.

        `place`: in the transaction, lower ones first: the number of the row that it locks, since
        all who lock several have the same order.
        Raises what it raises: nothing that it wrote is kept then, and what others wrote is. It
        may run twice, the first time for nothing.
        """
        wish = _Wish(query, place)
        self._waiting.append(wish)
        if self._writing is None:
            self._writing = asyncio.create_task(self._write_waiting())
        answer: T = await wish.answer
        return answer

    async def _write_waiting(self) -> None:
        wishes: list[_Wish] = []
        try:
            while self._waiting:
                wishes, self._waiting = self._waiting[:MOST], self._waiting[MOST:]
                await self._write(sorted(wishes, key=lambda wish: wish.place))
        finally:
            self._writing = None
            for wish in (*wishes, *self._waiting):  # without an answer only when cancelled
                wish.answer.cancel()
            self._waiting = []

    async def _write(self, wishes: list[_Wish]) -> None:
        def run_all(connection: Connection) -> list[Any]:
            return [wish.query(connection) for wish in wishes]

        try:
            answers = await self._database.run(run_all, writes=True)
        except Exception as error:  # noqa: BLE001 - whatever it is, who asked is told
            if len(wishes) > 1:  # nothing is written: each alone, so that one spoils no other
                for wish in wishes:
                    await self._write([wish])
            elif not wishes[0].answer.done():
                wishes[0].answer.set_exception(error)
            return
        for wish, answer in zip(wishes, answers, strict=True):
            if not wish.answer.done():  # who asked may be gone
                wish.answer.set_result(answer)
