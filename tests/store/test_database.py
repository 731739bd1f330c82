"""The database thread, and values that databases are bad at."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import DateTime, insert, select, update
from sqlalchemy.dialects import postgresql, sqlite

from bot.errors import DatabaseError
from bot.store.dialect import open_engine
from bot.store.schema import Duration, UtcTime, chats
from tests.builders import NOON, ask, tell


@pytest.mark.parametrize("kind", [sqlite.dialect(), postgresql.dialect()])
def test_a_time_without_zone_is_refused(kind):
    bind = UtcTime().dialect_impl(kind).bind_processor(kind)
    assert bind
    with pytest.raises(ValueError, match="without zone"):
        bind(datetime(2026, 3, 2))  # noqa: DTZ001


@given(
    st.none()
    | st.datetimes(
        min_value=datetime(1, 1, 3),  # noqa: DTZ001
        max_value=datetime(9999, 12, 29),  # noqa: DTZ001
        timezones=st.timezones() | st.just(UTC),
        allow_imaginary=False,
    )
)
def test_a_time_is_written_into_a_file_as_sqlalchemy_writes_it(value):
    kind = sqlite.dialect()
    ours, theirs = (one.dialect_impl(kind).bind_processor(kind) for one in (UtcTime(), DateTime()))
    assert ours
    assert theirs
    assert ours(value) == theirs(value and value.astimezone(UTC).replace(tzinfo=None))


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
