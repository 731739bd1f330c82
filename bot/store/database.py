"""One database: SQLAlchemy Core driven synchronously, in threads.

SQLite has one thread and one connection: it is two to four times faster this way than through an
async driver, and a transaction is never interleaved with another. PostgreSQL has some of both.
"""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from functools import update_wrapper
from typing import Any, ClassVar, Concatenate, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from bot.errors import DatabaseError
from bot.store.dialect import THREADS, lock_subject

P = ParamSpec("P")
T = TypeVar("T")
Q = TypeVar("Q", bound="Queries")

# PostgreSQL took back what a transaction did, since it stood in the way of others: what comes
# of doing it again is the same as if it had come later.
REPEATED = ("40001", "40P01")  # serialization_failure, deadlock_detected
TRIES = 5


class Database:
    """Runs functions over a connection in the database's threads."""

    def __init__(self, engine: Engine, *, failed: Callable[[], None] = lambda: None) -> None:
        """`failed` is called for every query that the database failed, in its thread."""
        self._engine = engine
        self._failed = failed
        self.dialect: str = engine.dialect.name
        threads = 1 if self.dialect == "sqlite" else THREADS
        self._threads = ThreadPoolExecutor(threads, thread_name_prefix="database")

    async def run(self, query: Callable[[Connection], T], *, writes: bool, subject: str = "") -> T:
        """Return the query's answer; all it writes is one transaction.

        `subject`: of what it reads before it writes; empty: it locks rows, or needs not.
        Raises DatabaseError when the database fails; nothing is written then, unless the
        connection was lost just while it was being committed.
        """
        return await asyncio.get_running_loop().run_in_executor(
            self._threads, self._run, query, writes, subject
        )

    def _run(self, query: Callable[[Connection], T], writes: bool, subject: str) -> T:
        tries = TRIES
        while True:
            try:
                return self._try(query, writes, subject)
            except SQLAlchemyError as error:
                tries -= 1
                if tries and _can_be_repeated(error):
                    continue
                self._failed()
                raise DatabaseError(f"the database failed: {tell_cause(error)}") from error

    def _try(self, query: Callable[[Connection], T], writes: bool, subject: str) -> T:
        with (
            self._engine.connect().execution_options(tocsin_writes=writes) as connection,
            connection.begin(),
        ):
            if subject:
                lock_subject(connection, subject)
            return query(connection)

    async def close(self) -> None:
        """Finish what runs and close the connections."""
        await asyncio.to_thread(self._threads.shutdown)
        self._engine.dispose()


def tell_cause(error: SQLAlchemyError) -> str:
    """Return what a database said, in one line."""
    return " ".join(str(getattr(error, "orig", None) or error).split())


def _can_be_repeated(error: SQLAlchemyError) -> bool:
    cause = error.orig if isinstance(error, DBAPIError) else None
    return getattr(cause, "sqlstate", None) in REPEATED


class Queries:
    """A set of queries over one database."""

    # Those of them that write go one at a time with others on the same subject, on PostgreSQL
    # too: they read before they write. Empty: they lock rows, or need not.
    subject: ClassVar[str] = ""

    def __init__(self, database: Database) -> None:
        self._database = database


def reads(
    method: Callable[Concatenate[Q, Connection, P], T],
) -> Callable[Concatenate[Q, P], Coroutine[Any, Any, T]]:
    """Turn a method that reads through a connection into an async one without it."""
    return _through_the_thread(method, writes=False)


def writes(
    method: Callable[Concatenate[Q, Connection, P], T],
) -> Callable[Concatenate[Q, P], Coroutine[Any, Any, T]]:
    """The same for a method that writes: it becomes one transaction."""
    return _through_the_thread(method, writes=True)


def _through_the_thread(
    method: Callable[Concatenate[Q, Connection, P], T], *, writes: bool
) -> Callable[Concatenate[Q, P], Coroutine[Any, Any, T]]:
    async def run(self: Q, /, *args: P.args, **kwargs: P.kwargs) -> T:
        return await self._database.run(
            lambda connection: method(self, connection, *args, **kwargs),
            writes=writes,
            subject=self.subject if writes else "",
        )

    update_wrapper(run, method)
    return run
