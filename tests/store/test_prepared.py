"""A statement made ready writes and reads what SQLAlchemy's own way does."""

from datetime import timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, bindparam, insert, select, update

from bot.errors import DatabaseError
from bot.store.columns import Duration, UtcTime
from bot.store.dialect import listed
from bot.store.prepared import Prepared
from tests.builders import NOON

things = Table(
    "things",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", Text, nullable=False),
    Column("seen", UtcTime),
    Column("took", Duration),
    Column("count", Integer, server_default="7"),
)
ADD = Prepared(insert(things))
FIND = Prepared(select(things).where(things.c.name.in_(listed("names"))).order_by(things.c.id))
COUNT = Prepared(
    update(things).where(things.c.name == bindparam("of")).values(count=things.c["count"] + 2)
)
ROWS = (
    {"name": "a", "seen": NOON, "took": timedelta(seconds=1.5)},
    {"name": "ж\"']", "seen": None, "took": None},
    {"name": "", "seen": NOON.astimezone(timezone(timedelta(hours=5))), "took": timedelta()},
)


@pytest.fixture
async def database(store):
    await store.database.run(lambda connection: things.create(connection), writes=True)
    return store.database


async def do(database, query, *, writes=True):
    return await database.run(query, writes=writes)


async def read_plainly(database):
    rows = await do(database, lambda c: c.execute(select(things)).all(), writes=False)
    return [tuple(row) for row in rows]


async def test_rows_are_written_one_by_one_or_together_as_by_sqlalchemy(database):
    def write_plainly(connection):
        connection.execute(insert(things), list(ROWS))

    await do(database, write_plainly)
    plain = await read_plainly(database)
    for write in (
        lambda c: [ADD.run(c, row) for row in ROWS],
        lambda c: ADD.run_all(c, ROWS),
    ):
        await do(database, lambda c: c.exec_driver_sql("DELETE FROM things"))
        await do(database, write)
        assert await read_plainly(database) == plain


async def test_an_insert_tells_the_number_of_its_row(database):
    numbers = await do(database, lambda c: [ADD.run(c, row) for row in ROWS])
    assert numbers == [row[0] for row in await read_plainly(database)]


async def test_what_is_found_is_as_sqlalchemy_reads_it(database):
    await do(database, lambda c: ADD.run_all(c, ROWS))
    names = {"names": [row["name"] for row in ROWS]}
    found = await do(database, lambda c: FIND.find(c, names))
    assert found == await read_plainly(database)
    assert await do(database, lambda c: FIND.find(c, {"names": []})) == []
    assert [row[1] for row in await do(database, lambda c: FIND.find(c, {"names": ["a"]}))] == [
        "a"
    ]


async def test_only_the_columns_that_are_named_are_written(database):
    await do(database, lambda c: ADD.run_all(c, ROWS))
    await do(database, lambda c: COUNT.run(c, {"of": "a"}))
    await do(database, lambda c: COUNT.run(c, {"of": "", "took": timedelta(seconds=9)}))
    assert [row[3:] for row in await read_plainly(database)] == [
        (timedelta(seconds=1.5), 9),
        (None, 7),
        (timedelta(seconds=9), 9),
    ]


async def test_what_the_database_refuses_is_a_database_error(database):
    with pytest.raises(DatabaseError, match="NOT NULL"):
        await do(database, lambda c: ADD.run(c, {**ROWS[0], "name": None}))
    assert await read_plainly(database) == []


async def test_a_time_without_a_zone_is_refused(database):
    with pytest.raises(ValueError, match="without zone"):
        await do(database, lambda c: ADD.run(c, {**ROWS[0], "seen": NOON.replace(tzinfo=None)}))
