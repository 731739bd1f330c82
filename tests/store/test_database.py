"""The database thread, and values that databases are bad at."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import insert, select, update
from sqlalchemy.dialects import sqlite

from bot.errors import DatabaseError
from bot.store.dialect import open_engine
from bot.store.schema import Duration, UtcTime, chats
from tests.builders import NOON, ask, tell


def test_a_time_without_zone_is_refused():
    with pytest.raises(ValueError, match="without zone"):
        UtcTime().process_bind_param(datetime(2026, 3, 2), sqlite.dialect())  # noqa: DTZ001


async def test_times_come_back_in_utc_to_the_microsecond(store):
    kyiv = timezone(timedelta(hours=2))
    await store.chats.meet(1, "private", now=datetime(2026, 3, 2, 14, 0, 0, 123456, kyiv))

    met = await store.database.run(
        lambda connection: connection.execute(select(chats.c.met)).scalar_one(), writes=False
    )
    assert met == NOON.replace(microsecond=123456)
    assert met.tzinfo is UTC


@pytest.mark.parametrize("value", [None, timedelta(), timedelta(days=-1, microseconds=5)])
def test_durations_survive(value):
    stored = Duration().process_bind_param(value, sqlite.dialect())
    assert Duration().process_result_value(stored, sqlite.dialect()) == value


async def test_what_fails_halfway_writes_nothing(store):
    def write_twice(connection):
        row = {"id": 1, "kind": "private", "allowed": False, "open": False, "met": NOON}
        connection.execute(insert(chats).values(row))
        connection.execute(insert(chats).values(row))

    with pytest.raises(DatabaseError, match=r"(?i)the database failed: .*unique constraint"):
        await store.database.run(write_twice, writes=True)
    assert await ask(store, "SELECT * FROM chats") == []


async def test_another_error_of_a_query_passes_and_writes_nothing(store):
    def break_off(connection):
        row = {"id": 1, "kind": "private", "allowed": False, "open": False, "met": NOON}
        connection.execute(insert(chats).values(row))
        raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await store.database.run(break_off, writes=True)
    assert await ask(store, "SELECT * FROM chats") == []


async def test_a_query_over_missing_tables_is_one_clear_error(store):
    await tell(store, "ALTER TABLE workers RENAME TO shirkers")
    with pytest.raises(DatabaseError, match=r'no such table: workers|"workers" does not exist'):
        await store.workers.last()
    await tell(store, "ALTER TABLE shirkers RENAME TO workers")


async def test_a_reader_does_not_wait_for_a_writer_elsewhere(store, database):
    await store.chats.meet(1, "private", now=NOON)
    other = open_engine(database)
    with other.connect() as connection, connection.begin():
        connection.execute(update(chats).values(kind="group"))
        assert await ask(store, "SELECT kind FROM chats") == [("private",)]
    other.dispose()
    assert await ask(store, "SELECT kind FROM chats") == [("group",)]
