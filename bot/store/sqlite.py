"""Databases in a file: SQLite."""

import fcntl
import os
import sqlite3
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from bot.errors import DatabaseError


def sqlite_path(url: str) -> Path:
    """Return the file of a database address such as sqlite:///tocsin.db.

    Raises DatabaseError for another kind of address.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        parsed = None
    if (
        parsed is None
        or parsed.get_backend_name() != "sqlite"
        or parsed.database in (None, "", ":memory:")
    ):
        # A server's address holds a password: it is not shown.
        shown = "is" if parsed is None or parsed.password or "@" in url else f"={url!r} is"
        raise DatabaseError(
            f"TOCSIN_DATABASE{'' if shown[0] == '=' else ' '}{shown} not an address of a "
            "SQLite file; write it like sqlite:///tocsin.db"
        )
    return Path(parsed.database)


def has_database(path: Path) -> bool:
    """Whether a bot has run on that file. To open an empty one, even to look, writes to it."""
    return path.exists() and path.stat().st_size > 0


def _check_folder(path: Path) -> None:
    if not path.parent.is_dir():
        raise DatabaseError(
            f"the folder of the database does not exist: {path.parent}; "
            "make it, or point TOCSIN_DATABASE elsewhere"
        )


WORKING = (
    "journal_mode=WAL",  # readers and the writer do not wait for each other
    "synchronous=NORMAL",  # safe with WAL: a power cut can lose the last commits, not more
    "foreign_keys=ON",
    "busy_timeout=10000",
    "temp_store=MEMORY",
)
LOOKING = ("query_only=ON", "busy_timeout=10000")


def open_file(url: str, *, only_look: bool) -> Engine:
    """Return an engine for a file; with `only_look` one that changes nothing in it.

    Raises DatabaseError when there can be none.
    """
    path = sqlite_path(url)
    _check_folder(path)
    engine = create_engine(f"sqlite:///{path}")
    pragmas = LOOKING if only_look else WORKING

    def set_up(connection: sqlite3.Connection, _record: Any) -> None:
        # SQLAlchemy begins transactions (below), not the driver.
        connection.isolation_level = None
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}")

    event.listen(engine, "connect", set_up)
    if not only_look:
        _watch_place(engine, path)
    event.listen(engine, "begin", _begin)
    return engine


class FileGone(SQLAlchemyError):
    """The file is not any more where it was opened."""


def _watch_place(engine: Engine, path: Path) -> None:
    """Have each transaction fail while the file is not in its place.

    SQLite would go on in a file that was moved or deleted, and the next start would miss all
    that came of it.
    """
    opened: list[tuple[int, int]] = []  # which file it was at first

    def remember(*_: object) -> None:
        if not opened:
            opened.append(_identify(path))

    def check(*_: object) -> None:
        if opened and _identify(path) != opened[0]:
            raise FileGone(f"{path} was replaced by another file while the bot runs")

    event.listen(engine, "do_connect", check)  # which would make an empty file
    event.listen(engine, "connect", remember)
    event.listen(engine, "begin", check)


def _identify(path: Path) -> tuple[int, int]:
    """Return which file is there. Raises FileGone."""
    try:
        found = path.stat()
    except OSError as error:
        raise FileGone(f"{path} is gone while the bot runs: {error.strerror}") from None
    return found.st_dev, found.st_ino


def _begin(connection: Connection) -> None:
    # A writer takes the lock at once: a later upgrade from reading could fail at any time.
    writes = connection.get_execution_options().get("tocsin_writes", True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def give_away(path: Path) -> None:
    """Let a file of root's belong to whom its folder does: a bot that is not root writes it.

    Not what a link leads to: who has the folder could have put one there.
    """
    if os.geteuid() == 0:
        owner = path.parent.stat()
        with suppress(OSError):  # a file system without owners
            os.chown(path, owner.st_uid, owner.st_gid, follow_symlinks=False)


def _open_no_link(path: str, flags: int) -> int:
    return os.open(path, flags | os.O_NOFOLLOW, 0o666)


def lock_file(url: str) -> Callable[[], None]:
    """Claim the file for this process, until the returned function is called.

    Two bots on one file would take each other's unfinished work for that of a crash.
    Raises DatabaseError when another process has it. The lock ends with the process.
    """
    path = sqlite_path(url)
    _check_folder(path)
    try:
        lock = open(f"{path}.lock", "w", opener=_open_no_link)  # noqa: SIM115 - held
        give_away(Path(f"{path}.lock"))
    except OSError as error:
        raise DatabaseError(
            f"cannot write next to the database {path}: {error.strerror}; "
            "let the bot write in its folder, or point TOCSIN_DATABASE elsewhere"
        ) from error
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        lock.close()
        raise DatabaseError(
            f"another running bot uses {path}; stop it first, "
            "or give this one a TOCSIN_DATABASE of its own"
        ) from error
    return lock.close
