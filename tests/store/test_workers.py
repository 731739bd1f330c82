"""Workers' signs of life."""

from dataclasses import replace
from datetime import timedelta

from bot.workers.worker import begin_worker
from tests.builders import HOUR, NOON, ask, build_worker

MINUTE = timedelta(minutes=1)
ONE = build_worker(id="one")


async def test_a_worker_is_known_by_its_last_sign_of_life(store):
    assert await store.workers.last() is None
    await store.workers.beat(ONE)
    later = replace(ONE, at=NOON + MINUTE)
    await store.workers.beat(later)
    assert await store.workers.last() == NOON + MINUTE
    assert await store.workers.all() == (later,)


async def test_those_that_were_silent_for_long_are_forgotten(store):
    two = replace(ONE, id="two", started=NOON - HOUR, at=NOON + HOUR)
    await store.workers.beat(ONE)
    await store.workers.beat(two)
    assert await store.workers.all() == (two, ONE)
    assert await store.workers.forget(before=NOON + MINUTE) == 1
    assert await store.workers.all() == (two,)


async def test_the_bot_runs_since_the_first_of_those_that_run_began(store):
    await store.workers.beat(replace(ONE, id="gone", started=NOON - 9 * HOUR))
    for name, began in (("one", NOON + HOUR), ("two", NOON)):
        await store.workers.beat(replace(ONE, id=name, started=began, at=NOON + 2 * HOUR))
    health = await store.overview.health(now=NOON + 2 * HOUR)
    assert (health.started, health.beat) == (NOON, NOON + 2 * HOUR)
    assert await ask(store, "SELECT count(*) FROM workers") == [(3,)]


def test_no_two_starts_have_a_name_in_common():
    first, second = (begin_worker({"send", "poll"}, version="1", now=NOON) for _ in range(2))
    assert first.id != second.id
    assert (first.roles, first.started, first.at) == (("poll", "send"), NOON, NOON)
