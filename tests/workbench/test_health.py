"""Whether the bot is well, seen from outside, by what it left in its database."""

import asyncio
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.settings import Settings
from bot.store.store import open_store
from bot.workbench.health import check_health
from tests.builders import build_worker


def settings(path: Path) -> Settings:
    return Settings.model_construct(database=f"sqlite:///{path}")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    return tmp_path / "tocsin.db"


async def _leave(path: Path, *, beat: timedelta | None) -> None:
    """Make a database in which the bot said so long ago that it is well."""
    now = datetime.now(UTC)
    store = open_store(f"sqlite:///{path}")
    if beat is not None:
        await store.workers.beat(build_worker(started=now - timedelta(hours=1), at=now - beat))
    await store.close()


def leave(path: Path, *, beat: timedelta | None) -> None:
    asyncio.run(_leave(path, beat=beat))


def ask(settings: Settings) -> tuple[bool, str]:
    return asyncio.run(check_health(settings))


def look(path: Path) -> tuple[str, ...]:
    """Everything a database holds."""
    with closing(sqlite3.connect(path)) as connection:
        return tuple(connection.iterdump())


def test_it_is_well_when_it_said_so_just_now(database: Path):
    leave(database, beat=timedelta(seconds=1))
    assert ask(settings(database)) == (
        True,
        "well: no good poll yet, nothing waits to be sent",
    )


def test_a_slow_moment_is_no_illness(database: Path):
    leave(database, beat=timedelta(seconds=50))
    well, _ = ask(settings(database))
    assert well


def test_it_is_ill_when_it_was_silent_for_long(database: Path):
    leave(database, beat=timedelta(hours=2))
    well, report = ask(settings(database))
    assert not well
    assert report.startswith("the bot has given no sign of life for 2h")
    assert report.endswith("is it running?")


def test_it_is_well_when_its_clock_was_a_little_ahead(database: Path):
    leave(database, beat=timedelta(seconds=-20))
    well, _ = ask(settings(database))
    assert well


def test_it_is_ill_when_it_never_said_anything(database: Path):
    leave(database, beat=None)
    assert ask(settings(database)) == (
        False,
        "the bot has given no sign of life ever: is it running?",
    )


def test_a_missing_database_is_said_and_not_made(tmp_path: Path):
    for path in (tmp_path / "tocsin.db", tmp_path / "none" / "tocsin.db"):
        well, report = ask(settings(path))
        assert not well
        assert report == f"there is no database {path}: the bot has not run yet"
    assert list(tmp_path.iterdir()) == []


def test_an_empty_file_stays_empty(database: Path):
    database.touch()
    well, report = ask(settings(database))
    assert not well
    assert "has not run yet" in report
    assert database.stat().st_size == 0


def test_a_database_of_something_else_is_not_made_ours(database: Path):
    with closing(sqlite3.connect(database)) as connection:
        connection.execute("CREATE TABLE fish (name TEXT)")
        connection.commit()
    before = look(database)
    well, report = ask(settings(database))
    assert not well
    assert "workers" in report
    assert look(database) == before


def test_a_healthy_database_is_left_as_it_was(database: Path):
    leave(database, beat=timedelta(seconds=1))
    before = look(database)
    ask(settings(database))
    assert look(database) == before
    assert list(database.parent.iterdir()) == [database]


@pytest.mark.parametrize(
    "content", [b"no database at all" * 100, b"SQLite format 3\x00" + b"x" * 4000]
)
def test_a_damaged_file_is_said_and_left_alone(content: bytes, database: Path):
    database.write_bytes(content)
    well, report = ask(settings(database))
    assert not well
    assert report.startswith("the database failed: ")
    assert "\n" not in report
    assert database.read_bytes() == content


def test_a_folder_in_its_place_is_said(tmp_path: Path):
    well, report = ask(settings(tmp_path))
    assert not well
    assert report.startswith("the database failed: ")


def test_it_answers_while_the_bot_writes(database: Path):
    leave(database, beat=timedelta(seconds=1))
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        well, _ = ask(settings(database))
        writer.execute("ROLLBACK")
    assert well


@pytest.mark.parametrize("address", ["mysql://db/tocsin", "tocsin.db", "sqlite://", ""])
def test_an_address_of_no_sqlite_file_is_said(address: str):
    well, report = ask(Settings.model_construct(database=address))
    assert not well
    assert "write it like sqlite:///tocsin.db" in report


def test_a_path_too_odd_to_look_at_is_said(tmp_path: Path):
    well, report = ask(settings(tmp_path / ("x" * 300)))
    assert not well
    assert report
