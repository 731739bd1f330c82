"""A dry run works on a copy of the database."""

import sqlite3
from contextlib import closing
from pathlib import Path

from bot.errors import DatabaseError
from bot.store.dialect import postgres_address, sqlite_path


def copy_database(address: str, folder: Path) -> str:
    """Copy a database, which may be in use, into a folder; return the copy's address.

    Raises DatabaseError when there is one that cannot be read, or that a server keeps.
    """
    if postgres_address(address):
        raise DatabaseError(
            "a dry run works on a copy of a file, and a PostgreSQL server keeps this database; "
            "run it with TOCSIN_DATABASE=sqlite:///tocsin.db"
        )
    source, copy = sqlite_path(address), folder / "dry-run.db"
    if source.exists():
        try:
            with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(copy)) as new:
                old.backup(new)
        except sqlite3.Error as error:
            raise DatabaseError(f"cannot copy the database {source}: {error}") from error
    return f"sqlite:///{copy}"
