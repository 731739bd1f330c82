"""How what is due is looked for: the order is tested with the outbox, the cost here."""

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import Connection, event, text

from bot.store.due import Wanted, find_due
from bot.store.store import Store
from tests.builders import (
    HOUR,
    NOON,
    add_feeds,
    build_decision,
    keep_articles,
    on_sqlite,
    subscribe,
)

CHATS, STORIES = 40, 12
LONG = 200  # rows that wait for one chat


def explain_due(connection: Connection, wanted: Wanted, how: str) -> list[list[Any]]:
    """What the database says of each statement by which it looks for what is due."""
    asked: list[tuple[str, Any]] = []

    def note(_connection, _cursor, statement, parameters, _context, _many):
        asked.append((statement, parameters))

    event.listen(connection, "before_cursor_execute", note)
    find_due(connection, wanted, now=NOON + HOUR)
    event.remove(connection, "before_cursor_execute", note)
    return [
        [*connection.exec_driver_sql(f"EXPLAIN {how} {statement}", parameters)]
        for statement, parameters in asked
    ]


@on_sqlite
async def test_looking_for_what_is_due_reads_nothing_that_was_sent(store):
    def plans(connection: Connection) -> list[str]:
        wanted = Wanted(most=3, busy=[1, 2], terminal=False)
        explained = explain_due(connection, wanted, "QUERY PLAN")
        return [step.detail for steps in explained for step in steps]

    steps = await store.database.run(plans, writes=False)
    reads = [step for step in steps if "outbox" in step or "others" in step]
    assert len(reads) >= 3
    indexes = ("outbox_due", "outbox_rings", "outbox_waiting", "outbox_held_up")
    ways = [*(f"INDEX {name}" for name in indexes), "INTEGER PRIMARY KEY (rowid=?)"]
    assert all(any(way in step for way in ways) for step in reads), reads


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("state", ["pending", "uncertain"])
async def test_statistics_that_are_behind_do_not_make_looking_slow(store, state):
    await add_feeds(store, 1)
    await subscribe(store, *range(1, CHATS + 1))
    await tell_all(store, "old")
    await change(store, "UPDATE outbox SET state = 'sent'")
    await change(store, "ANALYZE")  # nothing waits: it takes all that follows for one row
    for number in range(STORIES):
        await tell_all(store, f"new-{number}")
    await change(store, f"UPDATE outbox SET state = '{state}' WHERE story_id = 'new-3'")
    waiting = CHATS * STORIES

    def count_reads(connection: Connection) -> list[int]:
        wanted = Wanted(most=CHATS, busy=[1], terminal=False)
        explained = explain_due(connection, wanted, "(ANALYZE, FORMAT JSON)")
        return [sum(read_rows(plan[0][0][0]["Plan"])) for plan in explained]

    reads = await store.database.run(count_reads, writes=False)
    assert len(reads) >= 7
    assert waiting < sum(reads)
    assert max(reads) < 10 * waiting, reads


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize("kind", ["update", "edit"])
async def test_a_long_backlog_of_one_chat_is_not_read_again_for_each_of_its_rows(store, kind):
    await add_feeds(store, 1)
    await subscribe(store, 1)
    names = [f"news-{number}" for number in range(LONG)]
    kept = zip(await keep_articles(store, *names), names, strict=True)
    await store.archive.decide(
        [build_decision(stored, name, alerts=[1]) for stored, name in kept], now=NOON
    )
    await change(store, f"UPDATE outbox SET kind = '{kind}'")

    def count_reads(connection: Connection) -> list[int]:
        wanted = Wanted(most=1, busy=[], terminal=False)
        explained = explain_due(connection, wanted, "(ANALYZE, FORMAT JSON)")
        return [sum(read_rows(plan[0][0][0]["Plan"])) for plan in explained]

    reads = await store.database.run(count_reads, writes=False)
    assert sum(reads) > LONG
    assert max(reads) < 20 * LONG, reads


def read_rows(plan: dict[str, Any]) -> Iterator[int]:
    """How many rows each step of a plan saw."""
    seen = plan["Actual Rows"] + sum(
        plan.get(f"Rows Removed by {what}", 0) for what in ("Filter", "Join Filter")
    )
    yield plan["Actual Loops"] * seen
    for step in plan.get("Plans", ()):
        yield from read_rows(step)


async def tell_all(store: Store, story: str) -> None:
    """Have a story be news for every chat."""
    stored = (await keep_articles(store, story))[-1]
    decision = build_decision(stored, story, alerts=range(1, CHATS + 1))
    await store.archive.decide([decision], now=NOON)


async def change(store: Store, statement: str) -> None:
    """Change rows behind the store's back."""
    await store.database.run(lambda one: one.execute(text(statement)), writes=True)
