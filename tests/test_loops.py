"""The loops: woken, in turns, and never stopped by what fails."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.engine.local import LocalEngine
from bot.errors import LeaseLost
from bot.loop import Loop
from bot.loops import HOSTS_AT_ONCE, POLL, DecideLoop, PollLoop
from bot.models.retention import Retention
from bot.models.workers import Tenure
from bot.polling.poll import poll_feed
from bot.store.leases import Terms
from bot.store.store import open_store
from bot.trouble import Trouble
from bot.upkeep import HeartLoop, LagMeter, SweepLoop
from bot.workers.claims import Claims
from bot.workers.worker import begin_worker
from tests.builders import (
    HOUR,
    NOON,
    WORKER,
    ManualClock,
    add_feeds,
    address,
    ask,
    build_matcher,
    keep_articles,
    subscribe,
    tell,
)
from tests.newsroom import open_desk

DAY = timedelta(days=1)


@pytest.fixture
async def store(tmp_path):
    store = open_store(address(tmp_path))
    yield store
    await store.close()


@pytest.fixture
async def desk(tmp_path):
    async with open_desk(address(tmp_path)) as desk:
        yield desk


# ---------------------------------------------------------------- any loop


class CountingLoop(Loop):
    def __init__(self, wakes: int = 0) -> None:
        super().__init__()
        self.turns = 0
        self._wakes = wakes

    async def take_turn(self) -> None:
        self.turns += 1
        if self.turns <= self._wakes:
            self.wake()


@pytest.mark.parametrize("wakes", [0, 1, 3])
async def test_a_waking_during_a_turn_makes_another_follow(wakes):
    loop = CountingLoop(wakes)
    task = asyncio.create_task(loop.run())
    for _ in range(20):
        await asyncio.sleep(0)
    assert loop.turns == 1 + wakes
    loop.wake()
    loop.wake()
    for _ in range(20):
        await asyncio.sleep(0)
    assert loop.turns == 2 + wakes
    task.cancel()


# ---------------------------------------------------------------- polling


@pytest.fixture
async def polling(desk):
    """A loop with an engine that runs, and what it was called for."""
    engine, news = LocalEngine(), []
    loop = PollLoop(desk.tools, engine, news=lambda: news.append(1), trouble=Trouble())
    engine.handler(POLL, loop.poll_host, most=HOSTS_AT_ONCE)
    running = asyncio.create_task(engine.run())
    yield loop, running, news
    await end(loop, running)


async def end(loop, running):
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    await loop.stop()


async def count_asked(desk, number):
    async with asyncio.timeout(10):
        while len(desk.room.asked) < number:  # noqa: ASYNC110 - the room tells nobody
            await asyncio.sleep(0)


async def test_hosts_are_polled_side_by_side_and_a_host_one_after_another(desk, polling):
    hosts = ["127.0.0.1", "127.0.0.2", "127.0.0.3"]
    paths = ["/1", "/2", "/3"]
    for path in paths:
        desk.room.write("a", path=path)
    await desk.list_feeds(*(desk.url(path, host) for host in hosts for path in paths))
    together = asyncio.Event()

    def gate(_):
        if len(desk.room.open) == 3:
            together.set()
        return together

    desk.room.gate = gate
    loop, _, news = polling
    async with asyncio.timeout(10):
        await loop.poll_all()
    assert desk.room.most == dict.fromkeys(hosts, 1)
    assert len(desk.room.asked) == 9
    assert news == []


async def test_polling_all_asks_every_good_feed_once_and_calls_out_news(desk, polling):
    paths = [f"/{number}" for number in range(25)]  # more than are claimed at once
    for path in paths:
        desk.room.write("a", path=path)
    await desk.list_feeds(*map(desk.url, paths))
    loop, _, news = polling
    await loop.poll_all()
    desk.clock.move(timedelta(seconds=1))
    desk.room.write("b", "a", path="/3")
    async with asyncio.timeout(10):
        await loop.poll_all()
    assert len(desk.room.asked) == 50
    assert news == [1]


async def test_polling_all_asks_very_many_hosts_too(desk, polling, monkeypatch):
    monkeypatch.setattr("bot.loops.HOSTS_AT_ONCE", 2)
    monkeypatch.setattr("bot.loops.TOP_UP", 0.01)
    desk.room.write("a")
    await desk.list_feeds(*(desk.url(host=f"127.0.0.{number}") for number in range(1, 8)))
    async with asyncio.timeout(10):
        await polling[0].poll_all()
    assert len(desk.room.asked) == 7


async def test_a_turn_polls_only_what_is_due_and_does_not_wait(desk, polling):
    desk.room.write("a")
    await desk.list_feeds(desk.url())
    asked, hang = asyncio.Event(), asyncio.Event()

    def gate(_):
        asked.set()
        return hang

    desk.room.gate = gate
    loop, _, _ = polling
    await loop.take_turn()
    async with asyncio.timeout(10):
        await asked.wait()
    await loop.take_turn()
    hang.set()
    await count_asked(desk, 1)
    await loop.take_turn()
    async with asyncio.timeout(10):
        await loop.poll_all()
    assert len(desk.room.asked) == 1


async def test_what_is_under_way_at_the_end_is_polled_again_at_once(desk, polling):
    desk.room.write("a")
    await desk.list_feeds(desk.url())
    asked = asyncio.Event()

    def hang(_):
        asked.set()
        return asyncio.Event()

    desk.room.gate = hang
    loop, running, _ = polling
    await loop.take_turn()
    async with asyncio.timeout(10):
        await asked.wait()
        await end(loop, running)
    assert await ask(desk.store, "SELECT last_poll, lease_until FROM feeds") == [(None, None)]
    desk.room.gate = lambda _: None
    await loop.poll_all()
    assert desk.room.asked == [("/feed", 200)]


async def test_hosts_that_become_free_are_followed_by_others_before_the_next_tick(
    desk, monkeypatch
):
    monkeypatch.setattr("bot.loops.HOSTS_AT_ONCE", 2)
    monkeypatch.setattr("bot.loops.ENOUGH_FREE", 2)
    engine = LocalEngine()
    loop = PollLoop(desk.tools, engine, news=lambda: None, trouble=Trouble())
    engine.handler(POLL, loop.poll_host, most=HOSTS_AT_ONCE)
    hosts = [f"127.0.0.{number}" for number in range(1, 8)]
    desk.room.write("a")
    await desk.list_feeds(*(desk.url(host=host) for host in hosts))
    tasks = [asyncio.create_task(one.run()) for one in (loop, engine)]  # nothing else wakes it
    await count_asked(desk, len(hosts))
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    await loop.stop()
    assert desk.room.most == dict.fromkeys(hosts, 1)


async def test_polls_that_are_over_are_recorded_at_the_end(desk, polling):
    desk.room.write("a")
    await desk.list_feeds(desk.url())
    loop, running, _ = polling
    await loop.poll_all()
    desk.clock.move(HOUR)
    await loop.take_turn()
    await count_asked(desk, 2)
    while loop._polling:  # noqa: ASYNC110
        await asyncio.sleep(0)
    await end(loop, running)
    assert await ask(desk.store, "SELECT polls, lease_until FROM feeds") == [(2, None)]


async def test_a_database_that_fails_only_pauses_polling(desk, polling):
    desk.room.write("a")
    await desk.list_feeds(desk.url())
    await tell(
        desk.store,
        "CREATE TRIGGER full BEFORE UPDATE ON feeds BEGIN SELECT raise(ABORT, 'full'); END",
    )
    loop, _, _ = polling
    await loop.poll_all()
    await tell(desk.store, "DROP TRIGGER full")
    await loop.poll_all()
    assert desk.room.asked == [("/feed", 200)]


async def take_away(desk):
    """Let another worker have all that this one has."""
    await tell(desk.store, "UPDATE feeds SET lease_by = 'another'")


async def test_news_of_a_feed_that_another_worker_took_meanwhile_are_left_to_it(desk, polling):
    desk.room.write("a")
    await desk.list_feeds(desk.url())
    asked, hang = asyncio.Event(), asyncio.Event()

    def gate(_):
        asked.set()
        return hang

    desk.room.gate = gate
    loop, _, news = polling
    await loop.take_turn()
    async with asyncio.timeout(10):
        await asked.wait()
        await take_away(desk)
        with capture_logs() as logs:
            hang.set()
            while loop._polling:  # noqa: ASYNC110
                await asyncio.sleep(0)
    assert [line["event"] for line in logs] == ["poll left to another worker"]
    assert await ask(desk.store, "SELECT count(*) FROM articles") == [(0,)]
    assert news == []


async def test_a_feed_whose_lease_ran_out_is_not_asked(desk):
    """As after the process was stopped for a while."""
    now = 0.0
    claims = Claims(
        desk.store.feeds,
        Terms(worker=WORKER, lease=timedelta(seconds=30)),
        clock=desk.clock,
        elapsed=lambda: now,
    )
    await desk.list_feeds(desk.url())
    (feed,) = await claims.of("127.0.0.1")
    assert not claims.is_lost(feed)
    now = 30.0
    with pytest.raises(LeaseLost):
        await poll_feed(replace(desk.tools, claims=claims), feed)
    assert desk.room.asked == []
    await claims.give_back()


# ---------------------------------------------------------------- deciding


@pytest.fixture
async def deciding(store):
    await add_feeds(store, 1, 2)
    await subscribe(store, 7)
    rung = []
    return (
        DecideLoop(
            store,
            build_matcher(war="drone*"),
            clock=ManualClock(),
            alerts=lambda: rung.append(1),
            trouble=Trouble(),
        ),
        rung,
    )


async def test_deciding_goes_on_until_nothing_is_left(store, deciding):
    loop, rung = deciding
    await keep_articles(store, *(f"{number} boats" for number in range(450)))
    await loop.take_turn()
    assert await store.archive.undecided(limit=1) == ()
    assert len(rung) == 3


async def test_after_a_database_error_the_window_holds_only_what_was_written(store, deciding):
    loop, _ = deciding
    await loop.take_turn()
    await keep_articles(store, "a")
    await tell(
        store,
        "CREATE TRIGGER full BEFORE INSERT ON stories BEGIN SELECT raise(ABORT, 'full'); END",
    )
    await loop.take_turn()
    assert await store.outbox.states() == ()
    await tell(store, "DROP TRIGGER full")
    await loop.take_turn()
    assert await ask(store, "SELECT reason FROM articles") == [("new",)]
    assert await store.outbox.states() == (("pending", 1),)


async def test_without_its_post_a_loop_decides_nothing(store, deciding):
    loop, rung = deciding
    tenure = Tenure(post="decide", holder="one")
    await loop.take_over(tenure)
    await keep_articles(store, "a")
    with capture_logs() as logs:
        await loop.take_turn()
    assert [line["event"] for line in logs] == ["deciding left to another worker"]
    assert await store.outbox.states() == ()
    await store.posts.take(tenure, lease=HOUR)
    await loop.take_turn()
    assert (await store.outbox.states(), rung) == ((("pending", 1),), [1])


async def test_who_takes_over_knows_what_others_decided_meanwhile(store, deciding):
    loop, _ = deciding
    await loop.take_turn()
    other = DecideLoop(
        store,
        build_matcher(war="drone*"),
        clock=ManualClock(),
        alerts=lambda: None,
        trouble=Trouble(),
    )
    await keep_articles(store, "a")
    await other.take_turn()
    tenure = Tenure(post="decide", holder="one")
    await store.posts.take(tenure, lease=HOUR)
    await loop.take_over(tenure)
    await keep_articles(store, "a", feed=2)
    await loop.take_turn()
    assert await ask(store, "SELECT count(*) FROM outbox WHERE kind = 'alert'") == [(1,)]


async def test_a_restarted_loop_rings_no_known_story_again(store, deciding):
    loop, _ = deciding
    await keep_articles(store, "a")
    await loop.take_turn()
    again = DecideLoop(
        store,
        build_matcher(war="drone*"),
        clock=ManualClock(),
        alerts=lambda: None,
        trouble=Trouble(),
    )
    await keep_articles(store, "a", feed=2)
    await again.take_turn()
    assert await ask(store, "SELECT count(*) FROM outbox") == [(1,)]


# ---------------------------------------------------------------- the others


def test_the_lag_is_told_for_any_share_of_what_was_due():
    meter = LagMeter()
    assert (meter.lag(), meter.lag(0.99)) == (0, 0)
    meter._late.update([1] * 90 + [7] * 9 + [300])
    assert (meter.lag(0.5), meter.lag(0.99), meter.lag()) == (1, 7, 300)


async def test_the_heart_beats_and_survives_a_broken_database(store):
    clock = ManualClock()
    heart = HeartLoop(
        store, begin_worker((), version="1", now=NOON), clock=clock, trouble=Trouble()
    )
    clock.move(DAY)
    await heart.take_turn()
    assert await store.workers.last() == NOON + DAY
    clock.move(2 * DAY)
    await HeartLoop(
        store, begin_worker((), version="1", now=clock()), clock=clock, trouble=Trouble()
    ).take_turn()
    assert len(await store.workers.all()) == 1  # the one that was silent for long is forgotten
    await tell(store, "DROP TABLE workers")
    await heart.take_turn()


async def test_the_sweep_goes_on_until_nothing_old_is_left(store, deciding):
    await keep_articles(store, *map(str, range(20)))
    await deciding[0].take_turn()
    await tell(store, "DELETE FROM outbox")
    clock = ManualClock(NOON + 91 * DAY)
    await SweepLoop(
        store, keep=Retention(articles=90 * DAY), clock=clock, trouble=Trouble()
    ).take_turn()
    assert await store.archive.count() == (0, 0)
    await tell(store, "DROP TABLE sightings")
    await SweepLoop(
        store, keep=Retention(articles=90 * DAY), clock=clock, trouble=Trouble()
    ).take_turn()
