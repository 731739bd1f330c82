"""Backups of a SQLite file and their way back: whole, checked, and never over another file.

A copy is written beside its place under another name, checked, and only then given its own.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from bot.errors import DatabaseError
from bot.store.dialect import has_database, lock_database, sqlite_path
from bot.store.migrate import find_revisions
from bot.store.sqlite import give_away

BESIDE = ("-wal", "-shm", "-journal")  # files that SQLite keeps next to one in use


@dataclass(frozen=True, slots=True, kw_only=True)
class Copied:
    """A copy that was checked and is in its place."""

    path: Path
    size: int  # bytes
    articles: int
    revision: str  # of its tables
    current: bool  # they are as this version has them; else the next start upgrades them


def back_up(url: str, target: Path) -> Copied:
    """Copy a SQLite database, which a bot may be using, to a file that is not there yet.

    Raises DatabaseError when there is none, when the file is there, when the copy cannot be
    written, or when it is damaged; then nothing is left at that place.
    """
    source = sqlite_path(url)
    if not has_database(source):
        raise DatabaseError(f"there is no database {source}: the bot has not run yet")
    _refuse_existing(target, "name another file, or move that one away")
    return _copy(source, target)


def restore(source: Path, url: str) -> Copied:
    """Put a backup where the bot looks for its database, which must not be there.

    Raises DatabaseError when it is, when a bot runs there, or when the backup does not hold:
    it is damaged, no Tocsin database, or of a newer version.
    """
    target = sqlite_path(url)
    if not source.is_file():
        raise DatabaseError(f"there is no file {source}")
    release = lock_database(url)
    try:
        there = "move it away first, or point TOCSIN_DATABASE to another file"
        for suffix in ("", *BESIDE):
            _refuse_existing(Path(f"{target}{suffix}"), there)
        return _copy(source, target, given=True)
    finally:
        release()


def _refuse_existing(path: Path, advice: str) -> None:
    if path.exists() or path.is_symlink():
        raise DatabaseError(f"{path} is there already: {advice}")


def _copy(source: Path, target: Path, *, given: bool = False) -> Copied:
    with _said_plainly(source, target), _beside(target) as draft:
        with closing(open_to_read(source)) as old, closing(sqlite3.connect(draft)) as new:
            # In one step: between two, a bot that writes would have it begin anew.
            old.backup(new)
            # One file, which needs nothing beside it; a bot that opens it changes that back.
            new.execute("PRAGMA journal_mode=DELETE")
            copied = _check(new, source, target, draft)
        if given:
            give_away(draft)
        _settle(draft)
        _give_name(draft, target)
        return copied


def open_to_read(source: Path) -> sqlite3.Connection:
    """Open a SQLite file to read; where nobody uses it, nothing has to be written beside it."""
    lonely = "" if Path(f"{source}-wal").exists() else "&immutable=1"
    return sqlite3.connect(f"file:{quote(str(source.resolve()))}?mode=ro{lonely}", uri=True)


def _check(copy: sqlite3.Connection, source: Path, target: Path, draft: Path) -> Copied:
    """Raise DatabaseError unless the copy is whole and ours."""
    known = find_revisions()
    tables = {name for (name,) in copy.execute("SELECT name FROM sqlite_master")}
    if not {"alembic_version", "feeds", "articles", "outbox"} <= tables:
        raise DatabaseError(f"{source} is no Tocsin database")
    found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
    if found != "ok":
        raise DatabaseError(f"{source} is damaged: {found}; an older backup may be whole")
    (revision,) = copy.execute("SELECT version_num FROM alembic_version").fetchone() or ("none",)
    if revision not in known:
        raise DatabaseError(
            f"{source} was written by another version of Tocsin ({revision}, this one has "
            f"{known[0]}); use that version"
        )
    (articles,) = copy.execute("SELECT count(*) FROM articles").fetchone()
    return Copied(
        path=target,
        size=draft.stat().st_size,
        articles=articles,
        revision=revision,
        current=revision == known[0],
    )


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield an empty file of ours alone, in the target's folder; in the end it is gone."""
    number, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}-", suffix=".part")
    os.close(number)
    try:
        yield Path(name)
    finally:
        for suffix in ("", *BESIDE):
            Path(f"{name}{suffix}").unlink(missing_ok=True)


def _settle(path: Path) -> None:
    """Have a file or a folder survive a power cut."""
    number = os.open(path, os.O_RDONLY)
    try:
        os.fsync(number)
    finally:
        os.close(number)


def _give_name(draft: Path, target: Path) -> None:
    """Give a file its name, which nobody may have taken meanwhile."""
    try:
        target.hardlink_to(draft)
    except FileExistsError:
        raise
    except OSError:  # a file system without links, such as a memory stick's
        if target.exists():
            raise FileExistsError(17, "there is such a file by now") from None
        draft.rename(target)
    _settle(target.parent)


@contextmanager
def _said_plainly(source: Path, target: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as error:  # no room, not readable
        raise DatabaseError(f"cannot copy {source} to {target}: {error}") from error
    except sqlite3.DatabaseError as error:
        raise DatabaseError(f"{source} cannot be read: {error}; is it a backup?") from error
    except OSError as error:
        raise DatabaseError(f"cannot write {target}: {error.strerror}") from error
