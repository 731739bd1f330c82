"""Statements that are made ready once: for those that run at every poll that brings something.

SQLAlchemy finds, binds and wraps a statement anew at each execution, which costs several times
what SQLite then takes for it: there they go straight to the driver.
"""

import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql import Delete, Insert, Select, Update

SQLITE = "sqlite"  # elsewhere the way to the database costs more than this could spare

_Make = Callable[[Any], Any] | None  # of a value; None: it stays as it is
_Values = Mapping[str, object]


class Prepared:
    """A statement whose parameters are all bound by name, without lists and defaults."""

    def __init__(self, statement: Select[Any] | Insert | Update | Delete) -> None:
        self._statement = statement
        self._ready: dict[tuple[str, ...], _Ready] = {}

    def run(self, connection: Connection, values: _Values) -> int:
        """Execute it; returns the number of the row that an insert made."""
        if connection.dialect.name != SQLITE:
            made = connection.execute(self._statement, values)
            key = made.inserted_primary_key if made.is_insert else None
            return int(key[0]) if key else 0
        ready = self._prepare(connection, values)
        with _driver(connection, ready) as driver:
            return driver.execute(ready.text, ready.bind(values)).lastrowid or 0

    def run_all(self, connection: Connection, rows: Sequence[_Values]) -> None:
        """Execute it for each of the rows, at least one; all name the same parameters in order."""
        if connection.dialect.name != SQLITE:
            connection.execute(self._statement, rows)
            return
        ready = self._prepare(connection, rows[0])
        with _driver(connection, ready) as driver:
            driver.executemany(ready.text, [ready.bind(values) for values in rows])

    def find(self, connection: Connection, values: _Values) -> list[tuple[Any, ...]]:
        """Execute it; returns the rows that it finds."""
        if connection.dialect.name != SQLITE:
            return [*map(tuple, connection.execute(self._statement, values))]
        ready = self._prepare(connection, values)
        with _driver(connection, ready) as driver:
            return list(map(ready.read, driver.execute(ready.text, ready.bind(values))))

    def _prepare(self, connection: Connection, values: _Values) -> "_Ready":
        # As everywhere in SQLAlchemy, an insert or update writes the columns that are named.
        names = tuple(values)
        if names not in self._ready:
            self._ready[names] = _prepare(self._statement, names, connection.dialect)
        return self._ready[names]


@dataclass(frozen=True, slots=True)
class _Ready:
    text: str
    binds: tuple[tuple[str, _Make], ...]  # in the order of the text
    fixed: _Values  # values that the statement itself holds
    reads: tuple[_Make, ...]

    def bind(self, values: _Values) -> tuple[Any, ...]:
        if self.fixed:
            values = {**self.fixed, **values}
        return tuple(
            [values[name] if make is None else make(values[name]) for name, make in self.binds]
        )

    def read(self, row: Sequence[Any]) -> tuple[Any, ...]:
        return tuple(
            [
                value if make is None else make(value)
                for value, make in zip(row, self.reads, strict=True)
            ]
        )


@contextmanager
def _driver(connection: Connection, ready: _Ready) -> Iterator[sqlite3.Connection]:
    """The connection beneath; what it raises becomes what SQLAlchemy makes of it."""
    driver = connection.connection.driver_connection
    assert isinstance(driver, sqlite3.Connection)
    try:
        yield driver
    except sqlite3.Error as error:
        raise DBAPIError.instance(
            ready.text, None, error, sqlite3.Error, dialect=connection.dialect
        ) from error


def _prepare(
    statement: Select[Any] | Insert | Update | Delete, names: Sequence[str], dialect: Dialect
) -> _Ready:
    columns = None if isinstance(statement, Select) else list(names)
    made = statement.compile(dialect=dialect, column_keys=columns)
    order = made.positiontup
    assert order is not None
    kinds = {name: made.binds[name].type.dialect_impl(dialect) for name in order}
    read = statement.selected_columns if isinstance(statement, Select) else ()
    return _Ready(
        text=str(made),
        binds=tuple((name, kinds[name].bind_processor(dialect)) for name in order),
        fixed={name: value for name, value in made.params.items() if name not in names},
        reads=tuple(
            column.type.dialect_impl(dialect).result_processor(dialect, None) for column in read
        ),
    )
