"""The clock of a process that shares a database."""

from datetime import UTC, datetime, timedelta

from bot.store.store import open_store
from bot.workers.clock import Clock, ClockLoop
from tests.builders import address


async def test_a_clock_follows_the_database_s(postgres_emptied):
    store = open_store(postgres_emptied)
    clock = Clock()
    clock.ahead = timedelta(days=1)
    await ClockLoop(clock, store).take_turn()
    await store.close()
    assert abs(clock() - datetime.now(UTC)) < timedelta(seconds=5)  # both are on one machine


async def test_a_database_that_fails_leaves_the_clock_as_it_is(tmp_path):
    store = open_store(address(tmp_path))
    store.database._engine.dispose()
    (tmp_path / "tocsin.db").unlink(missing_ok=True)
    for file in tmp_path.iterdir():
        file.unlink()
    (tmp_path / "tocsin.db").mkdir()
    clock = Clock()
    clock.ahead = timedelta(hours=1)
    await ClockLoop(clock, store).take_turn()
    assert clock.ahead == timedelta(hours=1)
    await store.close()
