"""A look at the database from outside: can it be used, and is it whole. Nothing is changed."""

import os
import sqlite3
import time
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import DatabaseError
from bot.store.copying import open_to_read
from bot.store.dialect import has_database, lock_database, open_engine, server_now, sqlite_path
from bot.store.migrate import find_revisions

_OFTEN = 10_000  # steps of SQLite's machine between looks at the clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How a database is."""

    kind: str  # "SQLite 3.40.1"
    there: bool  # false: the bot has not run yet
    size: int = 0  # bytes
    revision: str = ""  # of its tables; empty: there are none
    revisions: tuple[str, ...] = ()  # that this version can read, today's first
    damage: str = ""  # what is broken in it; empty: nothing was found
    checked: bool = True  # false: there was no time to look at all of it
    writable: str = ""  # why it cannot be written; empty: it can
    ahead: timedelta = timedelta()  # its clock, of the machine's


def look_at_file(url: str, *, within: timedelta) -> Look:
    """Look at a SQLite database. Raises DatabaseError when it cannot be read at all."""
    path = sqlite_path(url)
    kind = f"SQLite {sqlite3.sqlite_version}"
    if not has_database(path):
        return Look(kind=kind, there=False, writable=_why_not_writable(path))
    try:
        with closing(open_to_read(path)) as connection:
            tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master")}
            revision = ""
            if "alembic_version" in tables:
                row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
                revision = row[0] if row else ""
            damage, checked = _check(connection, within)
    except sqlite3.Error as error:
        raise DatabaseError(f"{path}: {error}") from error
    return Look(
        kind=kind,
        there=True,
        size=path.stat().st_size,
        revision=revision,
        revisions=find_revisions(),
        damage=damage,
        checked=checked,
        writable=_why_not_writable(path),
    )


def _check(connection: sqlite3.Connection, within: timedelta) -> tuple[str, bool]:
    """Return what is broken, and whether all was looked at in the time."""
    end = time.monotonic() + within.total_seconds()
    connection.set_progress_handler(lambda: time.monotonic() > end, _OFTEN)
    try:
        found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.OperationalError as error:
        if "interrupted" in str(error):
            return "", False
        return str(error), True
    except sqlite3.DatabaseError as error:
        return str(error), True
    return ("" if found == "ok" else found), True


def _why_not_writable(path: Path) -> str:
    """Return why the bot could not write there; empty: it could."""
    folder = path.parent
    if not folder.is_dir():
        return f"the folder {folder} does not exist"
    for one in (folder, *(file for file in (path, Path(f"{path}-wal")) if file.exists())):
        if os.statvfs(one).f_flag & os.ST_RDONLY:
            return f"the disk with {one} is read-only"
        if not os.access(one, os.W_OK):
            return f"{one} may not be written by this user"
    return ""


def is_in_use(url: str) -> bool:
    """Whether a bot runs on that SQLite file. Raises DatabaseError when that cannot be known."""
    path = sqlite_path(url)
    if not Path(f"{path}.lock").exists():
        return False
    try:
        lock_database(url)()
    except DatabaseError as error:
        return "another running bot" in str(error)
    return False


def look_at_server(url: str) -> Look:
    """Look at a PostgreSQL database. Raises DatabaseError when it is not reached."""
    engine = open_engine(url, only_look=True)
    try:
        with engine.connect() as connection:
            return _look(connection)
    except SQLAlchemyError as error:
        cause = getattr(error, "orig", None) or error
        raise DatabaseError(" ".join(str(cause).split())) from None
    finally:
        engine.dispose()


def _look(connection: Connection) -> Look:
    def ask(query: str) -> str:
        return str(connection.execute(text(query)).scalar() or "")

    asked = datetime.now(UTC)
    ahead = server_now(connection) - asked
    there = ask("SELECT to_regclass('alembic_version')") != ""
    standby = ask("SELECT pg_is_in_recovery()") == "True"
    may = ask("SELECT has_schema_privilege(current_schema(), 'CREATE')") == "True"
    return Look(
        kind=f"PostgreSQL {ask('SHOW server_version')}",
        there=there,
        size=int(ask("SELECT pg_database_size(current_database())")),
        revision=ask("SELECT version_num FROM alembic_version") if there else "",
        revisions=find_revisions(),
        writable="it is a standby server, which is only read"
        if standby
        else ("" if may else "this user may not make tables there"),
        ahead=ahead,
    )
