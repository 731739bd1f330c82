"""Moves all that is kept into another, empty database, of the same kind or not.

The old database is marked before anything is copied: from then on no bot starts on it. The new
one is filled in one transaction. So a move that is interrupted at any moment leaves one of the
two to run on, never both; and it can be begun again.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, Engine, Table, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.errors import DatabaseError
from bot.models.health import SILENT
from bot.store.dialect import has_database, lock_database, open_engine, sqlite_path
from bot.store.filling import Filler
from bot.store.migrate import migrate
from bot.store.moved import mark_moved, moved_to, take_mark_off
from bot.store.schema import metadata

PAGE = 2_000  # rows copied at a time
# Who runs now, and what they do: in the new database nobody does yet.
_LEFT = frozenset({"heartbeat", "workers", "posts"})
_LEASES = frozenset({"lease_until", "lease_by"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """How far the copy of a table is."""

    table: str
    rows: int  # copied
    total: int
    took: timedelta


Tell = Callable[[Step], None]


def name_address(url: str) -> str:
    """Return a database address as it may be shown: without user, password and options.

    Raises DatabaseError for what is no address.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise DatabaseError(
            "an address of a database cannot be read; write it like sqlite:///tocsin.db "
            "or postgresql://user@host/tocsin"
        ) from None
    port = f":{parsed.port}" if parsed.port else ""
    kind = "postgresql" if parsed.drivername.startswith("postgres") else parsed.drivername
    return f"{kind}://{parsed.host or ''}{port}/{parsed.database or ''}"


def move_database(source: str, target: str, *, now: datetime, tell: Tell) -> tuple[Step, ...]:
    """Copy every row, mark the source, and return what was copied, table by table.

    Raises DatabaseError when a bot runs on the source, when the target is not empty, or when
    anything fails; then nothing is in the target, and the source is not marked. Only if the
    last word of the target is lost does the mark stay, for nobody knows then what it holds.
    """
    with ExitStack() as held, _said_plainly():
        old = _open(source, held, filled=True)
        new = _open(target, held, filled=False)
        _refuse_running(old)
        _refuse_other_move(old, name_address(target))
        migrate(old)
        migrate(new)
        with old.begin() as connection:
            mark_moved(connection, name_address(target), now)
        with new.connect() as taking:
            filling = taking.begin()
            try:
                _have_alone(taking)
                _refuse_full(taking, name_address(target))
                with _reading(old) as giving:
                    steps = tuple(_copy(one, giving, taking, tell) for one in _tables())
                _go_on_counting(taking)
                _refuse_running(old)
            except BaseException:
                filling.rollback()
                with old.begin() as connection:
                    take_mark_off(connection)
                raise
            filling.commit()
        return steps


def take_back(source: str) -> bool:
    """Let bots start on a database that was moved. Returns whether it was.

    Raises DatabaseError when it cannot be opened.
    """
    with (
        ExitStack() as held,
        _said_plainly(),
        _open(source, held, filled=True).begin() as connection,
    ):
        return take_mark_off(connection)


@contextmanager
def _said_plainly() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        # Not the whole error: it quotes the rows.
        cause = getattr(error, "orig", None) or error
        raise DatabaseError(f"the move failed: {cause}") from None


def _tables() -> list[Table]:
    """All that move, those first that others refer to."""
    return [table for table in metadata.sorted_tables if table.name not in _LEFT]


def _open(url: str, held: ExitStack, *, filled: bool) -> Engine:
    """Return an engine, and hold the database against bots where a file does that."""
    if name_address(url).startswith("sqlite"):
        if filled and not has_database(sqlite_path(url)):
            raise DatabaseError(f"there is no database {sqlite_path(url)}: nothing is to be moved")
        held.callback(lock_database(url))
    engine = open_engine(url)
    held.callback(engine.dispose)
    if filled and not inspect(engine).has_table("feeds"):
        raise DatabaseError(f"{name_address(url)} is no Tocsin database: nothing is to be moved")
    return engine


def _refuse_running(engine: Engine) -> None:
    workers = metadata.tables.get("workers")
    if engine.dialect.name == "sqlite" or workers is None:
        return  # the file is locked: nobody runs
    with engine.connect() as connection:
        if not inspect(connection).has_table(workers.name):
            return
        lately = workers.c.at > func.now() - SILENT
        running = connection.scalar(select(func.count()).where(lately))
    if running:
        raise DatabaseError(
            f"{running} processes of the bot run on {name_address(str(engine.url))}; "
            "stop them first, and wait a minute if they did not end by themselves"
        )


def _refuse_other_move(engine: Engine, target: str) -> None:
    with engine.connect() as connection:
        found = moved_to(connection)
    if found and found[0] != target:
        raise DatabaseError(
            f"this database was moved to {found[0]} already; "
            "`tocsin move --from ... --take-back` makes it usable again"
        )


def _refuse_full(connection: Connection, shown: str) -> None:
    for table in _tables():
        if connection.execute(select(table).limit(1)).first():
            raise DatabaseError(
                f"{shown} is not empty: there are rows in {table.name}; "
                "move into a database on which no bot has run"
            )


@contextmanager
def _reading(engine: Engine) -> Iterator[Connection]:
    """One look at all tables, as they are at this moment."""
    with engine.connect().execution_options(tocsin_writes=False) as connection:
        if engine.dialect.name == "postgresql":
            connection = connection.execution_options(isolation_level="REPEATABLE READ")
        with connection.begin():
            yield connection


def _have_alone(connection: Connection) -> None:
    """Have bots that start on the target too early wait until it is filled."""
    if connection.dialect.name == "postgresql":
        names = ", ".join(table.name for table in metadata.sorted_tables)
        connection.execute(text(f"LOCK TABLE {names} IN ACCESS EXCLUSIVE MODE"))


def _copy(table: Table, giving: Connection, taking: Connection, tell: Tell) -> Step:
    columns = [one for one in table.columns if one.computed is None and one.name not in _LEASES]
    counting = select(func.count()).select_from(table)
    total, copied, begun = giving.scalar(counting) or 0, 0, time.monotonic()
    filler = Filler(table, columns, taking)
    found = giving.execute(select(*columns), execution_options={"yield_per": PAGE})

    def step() -> Step:
        took = timedelta(seconds=time.monotonic() - begun)
        return Step(table=table.name, rows=copied, total=total, took=took)

    for page in found.partitions():
        filler.add(page)
        copied += len(page)
        tell(step())
    arrived = taking.scalar(counting)
    if not total == copied == arrived:
        raise DatabaseError(f"of {total} rows in {table.name} {arrived} arrived")
    return step()


def _go_on_counting(connection: Connection) -> None:
    """Have new rows numbered after those that were copied, and plans made for so many."""
    if connection.dialect.name != "postgresql":
        return  # SQLite looks at the rows
    for table in _tables():
        column = table.autoincrement_column
        if column is None:
            continue
        last = connection.scalar(select(func.max(column)))
        if last is not None and last > 0:
            counter = func.pg_get_serial_sequence(table.name, column.name)
            connection.execute(select(func.setval(counter, last)))
    connection.execute(text("ANALYZE"))
