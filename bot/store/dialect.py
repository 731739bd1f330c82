"""The only place that tells databases apart: a file of SQLite, or a server with PostgreSQL."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    JSON,
    BigInteger,
    Connection,
    Dialect,
    Engine,
    Select,
    Text,
    TypeDecorator,
    bindparam,
    func,
    select,
    text,
)

# Both databases read what it writes; SQLite's own lacks what PostgreSQL asks of it.
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from bot.errors import DatabaseError
from bot.store.postgres import THREADS, open_server, postgres_address
from bot.store.sqlite import has_database, lock_file, open_file, sqlite_path

__all__ = [
    "THREADS",
    "has_database",
    "insert",
    "is_older",
    "listed",
    "listed_words",
    "lock_database",
    "lock_free",
    "lock_subject",
    "open_engine",
    "postgres_address",
    "server_now",
    "sqlite_path",
    "why_no_database",
]


def open_engine(url: str, *, only_look: bool = False) -> Engine:
    """Return an engine for the address; with `only_look` one that changes nothing there.

    Raises DatabaseError when there can be none. Passwords are never shown.
    """
    if postgres_address(url):
        return open_server(url, only_look=only_look)
    return open_file(url, only_look=only_look)


def why_no_database(url: str) -> str:
    """Return why there is no database to look at; empty: there may be one.

    Raises DatabaseError for an address that is none.
    """
    if postgres_address(url) or has_database(path := sqlite_path(url)):
        return ""
    return f"there is no database {path}: the bot has not run yet"


def is_older(error: DatabaseError) -> bool:
    """Whether a query failed because its tables are of an older version, or not there yet."""
    cause = getattr(error.__cause__, "orig", None)
    return getattr(cause, "sqlstate", "") in _NOT_THERE or "no such table" in str(error)


_NOT_THERE = ("42P01", "42703")  # a table, a column


def lock_database(url: str) -> Callable[[], None]:
    """Claim a file for this process, until the returned function is called.

    Many processes may run on a server. Raises DatabaseError when another one has the file.
    """
    return _claim_nothing if postgres_address(url) else lock_file(url)


def _claim_nothing() -> None:
    pass


class _Values(TypeDecorator[Any]):
    """Many values in one parameter."""

    impl = JSON
    cache_ok = True

    def __init__(self, kind: type[BigInteger] | type[Text]) -> None:
        super().__init__()
        self.kind = kind

    def load_dialect_impl(self, dialect: Dialect) -> Any:
        """Return what takes them."""
        return dialect.type_descriptor(JSON() if dialect.name == "sqlite" else ARRAY(self.kind))


class _Each(GenericFunction[Any]):
    name = "tocsin_each"
    inherit_cache = True


@compiles(_Each)
def _as_rows(each: _Each, compiler: Any, **options: Any) -> str:
    return f"(SELECT unnest({compiler.process(each.clauses, **options)}) AS value)"


@compiles(_Each, "sqlite")
def _as_json(each: _Each, compiler: Any, **options: Any) -> str:
    return f"json_each({compiler.process(each.clauses, **options)})"


def listed(name: str) -> Select[tuple[int]]:
    """Return the numbers that a parameter lists, to be looked for with `in_`.

    However many they are, the statement is the same, and prepared only once.
    """
    return _each(name, BigInteger)


def listed_words(name: str) -> Select[tuple[str]]:
    """Return the texts that a parameter lists."""
    return _each(name, Text)


def _each(name: str, kind: type[BigInteger] | type[Text]) -> Select[Any]:
    values = _Each(bindparam(name, type_=_Values(kind))).table_valued("value")
    return select(values.c.value)


def server_now(connection: Connection) -> datetime:
    """Return the time by the clock that all who use the database share."""
    if connection.dialect.name == "sqlite":  # they are on one machine
        return datetime.now(UTC)
    now: datetime = connection.execute(select(func.clock_timestamp())).scalar_one()
    return now


def lock_subject(connection: Connection, subject: str) -> None:
    """Have writers on one subject go one at a time, until the transaction ends.

    They read before they write. On SQLite all writers go one at a time.
    """
    if connection.dialect.name != "sqlite":
        connection.execute(_LOCK_SUBJECT, {"subject": subject})


_LOCK_SUBJECT = text("SELECT pg_advisory_xact_lock(2, hashtext(:subject))")


def lock_free(connection: Connection, names: Collection[str]) -> Collection[str]:
    """Lock names until the transaction ends, and return them, without those locked elsewhere.

    On SQLite, where writers go one at a time, these are all.
    """
    if connection.dialect.name == "sqlite":
        return names
    return connection.scalars(_LOCK_FREE, {"names": [*names]}).all()


_LOCK_FREE = text(
    "SELECT name FROM unnest(CAST(:names AS text[])) AS name"
    " WHERE pg_try_advisory_xact_lock(1, hashtext(name))"
)
