"""Rows of any content, one for each table, as hypothesis draws them from the tables' columns."""

import string
from datetime import UTC, datetime, timedelta
from itertools import cycle
from typing import Any

from hypothesis import strategies as st
from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Connection,
    Float,
    Integer,
    LargeBinary,
    String,
    Time,
    insert,
    select,
)

from bot.store.columns import Duration, UtcTime
from bot.store.schema import metadata

Rows = dict[str, dict[str, Any]]  # by table

# All that SQLite keeps: zero bytes too, but no halves of a pair.
TEXTS = st.text(st.one_of(st.sampled_from("\0\n'\"\\%é\U0001f30d"), st.characters(codec="utf-8")))
NAMES = st.text(string.ascii_letters + string.digits, min_size=1, max_size=10)
TREES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(allow_nan=False, allow_infinity=False),
        st.text(st.one_of(st.sampled_from("\0\ud800"), st.characters())),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(TEXTS, inner, max_size=3)
    ),
    max_leaves=6,
)
TIMES = st.datetimes(datetime(2, 1, 1), datetime(9998, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
# By kind of column; the first that fits counts. The column that counts has room above.
KINDS: dict[type, st.SearchStrategy[Any]] = {
    UtcTime: TIMES,
    Duration: st.timedeltas(timedelta(days=-9999), timedelta(days=9999)),
    JSON: TREES,
    String: TEXTS,
    BigInteger: st.integers(-(2**63), 2**63 - 1),
    Boolean: st.booleans(),
    Integer: st.integers(-(2**31), 2**31 - 1),
    Float: st.floats(allow_nan=False),
    LargeBinary: st.binary(),
    Time: st.times(),
}


@st.composite
def draw_rows(draw: st.DrawFn) -> Rows:
    """One row a table; those of other tables that it refers to are the ones drawn.

    A few values of each kind are drawn, and dealt out to the columns in turn.
    """
    drawn = {
        kind: draw(st.lists(values, min_size=1, max_size=4)) for kind, values in KINDS.items()
    }
    dealt = {kind: cycle(values) for kind, values in drawn.items()}
    key, name = draw(st.integers(1, 2**62)), draw(NAMES)
    absent = cycle(draw(st.lists(st.booleans(), min_size=1, max_size=7)))

    def deal(column: Column[Any]) -> Any:
        if column.primary_key or column.unique or column.foreign_keys:
            return name if isinstance(column.type, String) else key % 2**31
        if column.nullable and next(absent):
            return None
        value = next(next(dealt[kind] for kind in KINDS if isinstance(column.type, kind)))
        return value[: column.type.length] if isinstance(column.type, String) else value

    return {
        table.name: {one.name: deal(one) for one in table.columns if one.computed is None}
        for table in metadata.sorted_tables
    }


def write_rows(connection: Connection, rows: Rows) -> None:
    """Insert them."""
    for table in metadata.sorted_tables:
        connection.execute(insert(table), [rows[table.name]])


def read_rows(connection: Connection) -> dict[str, list[dict[str, Any]]]:
    """Return all rows of all tables, by table."""
    return {
        table.name: sorted(
            (dict(row._mapping) for row in connection.execute(select(table))),
            key=lambda row: [str(row[key.name]) for key in table.primary_key],
        )
        for table in metadata.sorted_tables
    }
