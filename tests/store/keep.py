"""Databases as earlier versions of the bot wrote them, kept as SQL: tests/data/schemas.

For each version of the tables there is one. What the bot itself wrote at 0001, 0002, 0008, 0017
and 0020 is in them, and by hand rows in every state of what each version brought. They are never
written anew; 0021 is 0020, migrated. A new version gets its own, before it is given to anyone:

    python -m tests.store.keep FILE.db

of a small database that a bot of that version has filled.
"""

import re
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
from alembic import command
from alembic.config import Config

import bot.store
from bot.store.dialect import open_engine, postgres_address

FOLDER = Path(__file__).parent.parent / "data" / "schemas"
_INDEX = "articles_text"  # a thing of its database: what it holds is made from the articles
_REBUILD = f"INSERT INTO {_INDEX} ({_INDEX}) VALUES ('rebuild')"

Rows = dict[str, list[dict[str, object]]]


def list_kept() -> list[str]:
    """Return the versions of which a database is kept, oldest first."""
    return sorted(file.stem for file in FOLDER.glob("*.sql"))


def put_kept(version: str, url: str) -> Rows:
    """Make a kept database at an empty address of either kind; returns its rows by table."""
    script = (FOLDER / f"{version}.sql").read_text(encoding="utf-8")
    if postgres_address(url):
        with closing(sqlite3.connect(":memory:")) as kept:
            kept.executescript(script)
            rows = read_rows(kept)
        make_tables_of(version, url)
        _insert(url, rows)
        return rows
    with closing(sqlite3.connect(url.removeprefix("sqlite:///"))) as file:
        file.executescript(script)
        return read_rows(file)


def make_tables_of(version: str, url: str) -> None:
    """Make the tables as an earlier version of the bot did."""
    config = Config()
    config.set_main_option("script_location", str(Path(bot.store.__file__).parent / "migrations"))
    engine = open_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, version)
    engine.dispose()


def read_rows(connection: sqlite3.Connection) -> Rows:
    """Return all rows but those of the index over words."""
    connection.row_factory = sqlite3.Row
    return {
        table: [dict(row) for row in connection.execute(f'SELECT * FROM "{table}"')]
        for table in _list_tables(connection)
    }


def _list_tables(connection: sqlite3.Connection) -> list[str]:
    tables = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")
    return [str(name) for (name, *_) in tables if not str(name).startswith((_INDEX, "sqlite_"))]


def _insert(url: str, rows: Rows) -> None:
    """Give a server what a file held; it reads texts as what its columns are."""
    with psycopg.connect(url, options="-c timezone=UTC") as connection:
        connection.execute("SET session_replication_role = replica")  # in any order
        for table, found in rows.items():
            if table == "alembic_version":
                continue
            for row in found:
                names = ", ".join(f'"{name}"' for name in row)
                marks = ", ".join(["%s"] * len(row))
                values = [v if v is None or isinstance(v, bytes) else str(v) for v in row.values()]
                statement = f"INSERT INTO {table} ({names}) VALUES ({marks})"
                connection.execute(statement.encode(), values)
            if found and "id" in found[0] and isinstance(found[0]["id"], int):
                counter = f"pg_get_serial_sequence('{table}', 'id')"
                last = f"SELECT setval({counter}, max(id)) FROM {table}"
                connection.execute(f"{last} WHERE {counter} IS NOT NULL HAVING true".encode())


def dump(file: sqlite3.Connection) -> str:
    """Return a database as SQL."""
    return "".join(f"{statement};\n" for statement in _write(file))


def _write(file: sqlite3.Connection) -> Iterator[str]:
    made = file.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL")
    things = made.fetchall()
    words = [sql for _, name, sql in things if name == _INDEX]
    tables = set(_list_tables(file))
    yield from (_fold(sql) for kind, name, sql in things if kind == "table" and name in tables)
    for table in sorted(tables):
        for row in file.execute(f'SELECT * FROM "{table}"'):
            quoted = file.execute(
                f"SELECT {', '.join(['quote(?)'] * len(row))}", tuple(row)
            ).fetchone()
            yield f'INSERT INTO "{table}" VALUES ({", ".join(quoted)})'
    yield from (_fold(sql) for kind, _, sql in things if kind == "index")
    if words:
        yield _fold(words[0])
        yield _REBUILD
        yield from (_fold(sql) for kind, _, sql in things if kind == "trigger")


def _fold(sql: str) -> str:
    return re.sub(r"\s+", " ", sql)


def main() -> None:
    """Keep a database under its version."""
    with closing(sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)) as file:
        (version,) = file.execute("SELECT version_num FROM alembic_version").fetchone()
        kept = FOLDER / f"{version}.sql"
        if kept.exists():
            sys.exit(f"{kept} is kept already, and never written anew")
        kept.write_text(dump(file), encoding="utf-8")


if __name__ == "__main__":
    main()
