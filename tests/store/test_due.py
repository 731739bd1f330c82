"""How what is due is looked for: the order is tested with the outbox, the cost here."""

from datetime import timedelta
from typing import Any

from sqlalchemy import Connection, event

from bot.store.due import find_due
from tests.builders import NOON


async def test_looking_for_what_is_due_reads_nothing_that_was_sent(store):
    def plans(connection: Connection) -> list[str]:
        asked: list[tuple[str, Any]] = []

        def note(_connection, _cursor, statement, parameters, _context, _many):
            asked.append((statement, parameters))

        event.listen(connection, "before_cursor_execute", note)
        found = find_due(
            connection, now=NOON, busy=[1, 2], terminal=False, patience=timedelta(hours=6)
        )
        assert found is None
        event.remove(connection, "before_cursor_execute", note)
        return [
            row.detail
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]

    steps = await store.database.run(plans, writes=False)
    reads = [step for step in steps if "outbox" in step or "others" in step]
    assert len(reads) >= 3
    indexes = ("outbox_due", "outbox_waiting", "outbox_held_up")
    assert all(any(f"INDEX {name}" in step for name in indexes) for step in reads), reads
