"""How what is due is looked for: the order is tested with the outbox, the cost here."""

from typing import Any

from sqlalchemy import Connection, event

from bot.store.due import Wanted, find_due
from tests.builders import NOON, on_sqlite


@on_sqlite
async def test_looking_for_what_is_due_reads_nothing_that_was_sent(store):
    def plans(connection: Connection) -> list[str]:
        asked: list[tuple[str, Any]] = []

        def note(_connection, _cursor, statement, parameters, _context, _many):
            asked.append((statement, parameters))

        event.listen(connection, "before_cursor_execute", note)
        wanted = Wanted(most=3, busy=[1, 2], terminal=False)
        found = find_due(connection, wanted, now=NOON)
        assert found == []
        event.remove(connection, "before_cursor_execute", note)
        return [
            row.detail
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]

    steps = await store.database.run(plans, writes=False)
    reads = [step for step in steps if "outbox" in step or "others" in step]
    assert len(reads) >= 3
    indexes = ("outbox_due", "outbox_rings", "outbox_waiting", "outbox_held_up")
    ways = [*(f"INDEX {name}" for name in indexes), "INTEGER PRIMARY KEY (rowid=?)"]
    assert all(any(way in step for way in ways) for step in reads), reads
