"""A statement made ready writes and reads what SQLAlchemy's own way does."""

from datetime import timedelta, timezone

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, Text, bindparam, insert, select, update

from bot.errors import DatabaseError
from bot.store.columns import Duration, UtcTime
from bot.store.dialect import listed_words
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
FIND = Prepared(
    select(things).where(things.c.name.in_(listed_words("names"))).order_by(things.c.id)
)
COUNT = Prepared(
    update(things).where(things.c.name == bindparam("of")).values(count=things.c["count"] + 2)
)
ALL = select(things).order_by(things.c.id)
ROWS = (
    {"name": "a", "seen": NOON, "took": timedelta(seconds=1.5)},
    {"name": "ж\"']", "seen": None, "took": None},
    {"name": "", "seen": NOON.astimezone(timezone(timedelta(hours=5))), "took": timedelta()},
)


@pytest.fixture
async def opened(store):
    await store.database.run(things.create, writes=True)
    yield store.database
    await store.database.run(things.drop, writes=True)


async def do(opened, query, *, writes=True):
    return await opened.run(query, writes=writes)


async def read_plainly(opened):
    rows = await do(opened, lambda c: c.execute(ALL).all(), writes=False)
    return [tuple(row) for row in rows]


async def test_rows_are_written_one_by_one_or_together_as_by_sqlalchemy(opened):
    def write_plainly(connection):
        connection.execute(insert(things), list(ROWS))

    await do(opened, write_plainly)
    plain = await read_plainly(opened)
    for write in (
        lambda c: [ADD.run(c, row) for row in ROWS],
        lambda c: ADD.run_all(c, ROWS),
    ):
        await do(opened, lambda c: c.exec_driver_sql("DELETE FROM things"))
        await do(opened, write)
        assert [row[1:] for row in await read_plainly(opened)] == [row[1:] for row in plain]


async def test_an_insert_tells_the_number_of_its_row(opened):
    numbers = await do(opened, lambda c: [ADD.run(c, row) for row in ROWS])
    assert numbers == [row[0] for row in await read_plainly(opened)]


async def test_what_is_found_is_as_sqlalchemy_reads_it(opened):
    await do(opened, lambda c: ADD.run_all(c, ROWS))
    names = {"names": [row["name"] for row in ROWS]}
    found = await do(opened, lambda c: FIND.find(c, names))
    assert found == await read_plainly(opened)
    assert await do(opened, lambda c: FIND.find(c, {"names": []})) == []
    assert [row[1] for row in await do(opened, lambda c: FIND.find(c, {"names": ["a"]}))] == ["a"]


async def test_only_the_columns_that_are_named_are_written(opened):
    await do(opened, lambda c: ADD.run_all(c, ROWS))
    await do(opened, lambda c: COUNT.run(c, {"of": "a"}))
    await do(opened, lambda c: COUNT.run(c, {"of": "", "took": timedelta(seconds=9)}))
    assert [row[3:] for row in await read_plainly(opened)] == [
        (timedelta(seconds=1.5), 9),
        (None, 7),
        (timedelta(seconds=9), 9),
    ]


async def test_what_the_database_refuses_is_a_database_error(opened):
    with pytest.raises(DatabaseError, match=r"(?i)not.null"):
        await do(opened, lambda c: ADD.run(c, {**ROWS[0], "name": None}))
    assert await read_plainly(opened) == []


async def test_a_time_without_a_zone_is_refused(opened):
    with pytest.raises((ValueError, DatabaseError), match="without zone"):
        await do(opened, lambda c: ADD.run(c, {**ROWS[0], "seen": NOON.replace(tzinfo=None)}))
