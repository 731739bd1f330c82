"""The mark on a database that was moved elsewhere: no bot starts on it by mistake.

It is a table of its own, which only such a database has. All else stays there as it was.
"""

from datetime import datetime

from sqlalchemy import Column, Connection, Engine, MetaData, Table, Text, insert, inspect, select
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import DatabaseError
from bot.store.columns import UtcTime

_moved = Table(
    "moved",
    MetaData(),
    Column("target", Text, nullable=False),  # without user and password
    Column("at", UtcTime, nullable=False),
)


def mark_moved(connection: Connection, target: str, now: datetime) -> None:
    """Say that all that is kept here goes on elsewhere. A second mark replaces the first."""
    _moved.drop(connection, checkfirst=True)
    _moved.create(connection)
    connection.execute(insert(_moved).values(target=target, at=now))


def moved_to(connection: Connection) -> tuple[str, datetime] | None:
    """Return where the database was moved, and when; None: it was not."""
    if not inspect(connection).has_table(_moved.name):
        return None
    row = connection.execute(select(_moved.c.target, _moved.c.at)).first()
    return (row.target, row.at) if row else None


def take_mark_off(connection: Connection) -> bool:
    """Let bots start here again. Returns whether they could not."""
    marked = moved_to(connection) is not None
    _moved.drop(connection, checkfirst=True)
    return marked


def check_not_moved(engine: Engine) -> None:
    """Raise DatabaseError when the database was moved elsewhere."""
    try:
        with engine.connect() as connection:
            found = moved_to(connection)
    except SQLAlchemyError:
        return  # who opens it next says what is wrong
    if found:
        target, at = found
        raise DatabaseError(
            f"this database was moved to {target} on {at:%Y-%m-%d %H:%M} UTC; point "
            "TOCSIN_DATABASE there; or, if nothing runs there, use this one again after "
            "`tocsin move --from ... --take-back`"
        )
