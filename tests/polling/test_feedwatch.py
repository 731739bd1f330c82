"""Operators hear once when a feed dies, falls silent or moves, and once when it is back."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from bot.errors import FeedGone, FetchError
from bot.feeds.moves import Move
from bot.feeds.schedule import Bounds, next_poll, retry_poll
from bot.models.polls import QuietPoll
from bot.polling.feedwatch import BACK, CUT_OFF, DIED, MOVED, SILENT, HealthLoop
from bot.store.store import open_store
from tests.builders import (
    HOUR,
    ManualClock,
    add_feeds,
    address,
    ask,
    build_article,
    build_feed,
    build_fetched,
    build_harvest,
    claim_due,
    tell,
)

MINUTE = timedelta(minutes=1)
BUSY, GONE = FetchError("answered 500 Internal Server Error"), FeedGone("answered 410 Gone")


class Watch:
    """Feeds that are polled as a test says, and what operators hear of them."""

    def __init__(self, folder) -> None:
        self.folder = folder
        self.clock = ManualClock()
        self.heard: list[str] = []
        self.told = asyncio.Event()
        self.away = False  # Telegram is
        self.unsaid: list[Callable[[], None]] = []
        self.store = open_store(address(folder))
        self.loop = self._make_loop()

    def _make_loop(self) -> HealthLoop:
        return HealthLoop(self.store, tell=self.tell, clock=self.clock)

    def tell(self, text: str, *, said: Callable[[], None] = lambda: None) -> None:
        self.heard.append(text)
        self.told.set()
        if self.away:
            self.unsaid.append(said)
        else:
            said()

    async def restart(self) -> None:
        await self.store.close()
        self.store = open_store(address(self.folder))
        self.loop = self._make_loop()

    async def poll(self, number: int, *, news: int = 0, error: FetchError | None = None) -> None:
        await self.store.feeds.release()
        await tell(self.store, f"UPDATE feeds SET next_poll = '2026-01-01' WHERE id = {number}")
        groups = await claim_due(self.store, now=self.clock.now, lease=MINUTE)
        (feed,) = (one for group in groups for one in group if one.id == number)
        now, fetched = self.clock.now, build_fetched()
        if error is not None:
            plan = retry_poll(feed, error, now=now)
            quiet = QuietPoll(feed=feed, fetched=None, error=str(error), plan=plan, now=now)
            await self.store.feeds.note([quiet])
            return
        plan = next_poll(feed, news=news, fetched=fetched, now=now, bounds=Bounds())
        if not news:
            await self.store.feeds.note(
                [QuietPoll(feed=feed, fetched=fetched, plan=plan, now=now)]
            )
            return
        articles = [build_article(f"{now:%d%H%M}-{place}") for place in range(news)]
        harvest = build_harvest(feed, articles, now=now)
        await self.store.archive.keep(
            type(harvest)(
                feed=feed,
                fetched=fetched,
                title="",
                arrivals=harvest.arrivals,
                seen_again=(),
                plan=plan,
            ),
            now=now,
        )

    async def look(self) -> list[str]:
        """What operators hear now."""
        await self.loop.take_turn()
        heard, self.heard[:] = list(self.heard), []
        return heard


@pytest.fixture
async def watch(tmp_path):
    watch = Watch(tmp_path)
    await add_feeds(watch.store, 1, 2)
    for feed in (1, 2):
        await watch.poll(feed, news=1)
    assert await watch.look() == []
    yield watch
    await watch.store.close()


async def fail(watch: Watch, feed: int, *, times: int, error: FetchError = BUSY) -> list[str]:
    """Fail so often, 25 minutes apart; returns what was heard meanwhile."""
    heard = []
    for _ in range(times):
        watch.clock.move(25 * MINUTE)
        await watch.poll(feed, error=error)
        heard += await watch.look()
    return heard


async def test_what_waits_for_telegram_is_not_told_again_unless_a_restart_cut_it_off(watch):
    watch.away = True
    assert len(await fail(watch, 1, times=9)) == 1
    await watch.poll(2, error=GONE)
    watch.clock.move(HOUR)
    await watch.poll(2, error=GONE)
    assert len(await watch.look()) == 1
    await watch.restart()
    (both,) = await watch.look()
    assert "Feed 1" in both
    assert "Feed 2" in both
    watch.unsaid[-1]()
    assert await watch.look() == []
    await watch.restart()
    assert await watch.look() == []


async def test_a_feed_that_is_back_before_operators_heard_of_its_death_is_told_to_be_back_after(
    watch,
):
    watch.away = True
    (died,) = await fail(watch, 1, times=9)
    assert DIED in died
    await watch.poll(1, news=1)
    assert await watch.look() == []
    watch.unsaid[0]()
    (back,) = await watch.look()
    assert BACK in back


async def test_a_loop_that_runs_anew_goes_by_what_the_database_knows(watch):
    watch.away = True
    await fail(watch, 1, times=9)
    watch.told.clear()
    running = asyncio.create_task(watch.loop.run())
    async with asyncio.timeout(10):
        await watch.told.wait()
    running.cancel()
    await asyncio.gather(running, return_exceptions=True)
    assert [DIED in text for text in watch.heard] == [True]
    for said, known in zip(watch.unsaid, ("", "failing"), strict=True):
        said()  # the first is of the time before, since when another process may have told more
        await watch.look()
        assert await ask(watch.store, "SELECT told FROM feeds WHERE id = 1") == [(known,)]


async def test_a_feed_that_dies_is_told_once_and_once_when_it_is_back(watch):
    assert await fail(watch, 1, times=3) == []
    with capture_logs() as logs:
        assert await fail(watch, 1, times=1) == [
            f"{DIED}\n• Feed 1: 4 polls failed in a row: answered 500 Internal Server Error"
        ]
        assert await fail(watch, 1, times=9) == []
        assert await fail(watch, 1, times=3, error=GONE) == []
        await watch.poll(1)
        assert await watch.look() == [f"{BACK}\n• Feed 1"]
        assert await watch.look() == []
    assert [entry["event"] for entry in logs] == ["feed is failing", "feed is back"]
    assert logs[0]["cause"] == "4 polls failed in a row: answered 500 Internal Server Error"


async def test_a_hiccup_is_told_neither_at_its_beginning_nor_at_its_end(watch):
    with capture_logs() as logs:
        for _ in range(5):
            assert await fail(watch, 1, times=2) == []
            await watch.poll(1)
            assert await watch.look() == []
    assert logs == []


async def test_many_failures_within_an_hour_are_a_hiccup(watch):
    for _ in range(9):
        watch.clock.move(MINUTE)
        await watch.poll(1, error=BUSY)
    assert await watch.look() == []


async def test_a_feed_that_is_gone_is_named_so_at_its_second_word(watch):
    assert await fail(watch, 1, times=1, error=GONE) == []
    assert await fail(watch, 1, times=1, error=GONE) == [
        f"{DIED}\n• Feed 1: its server says that it is gone: answered 410 Gone"
    ]


async def test_a_restart_repeats_nothing(watch):
    await fail(watch, 1, times=5)
    await watch.restart()
    assert await watch.look() == []
    await watch.poll(1)
    assert await watch.look() == [f"{BACK}\n• Feed 1"]
    await watch.restart()
    assert await watch.look() == []


async def test_a_feed_that_falls_silent_is_told_once_and_once_when_it_brings_news(watch):
    await tell(watch.store, f"UPDATE feeds SET longest = {18 * 3600}")
    watch.clock.move(72 * HOUR)
    await watch.poll(1)
    assert await watch.look() == []
    watch.clock.move(HOUR)
    await watch.poll(1)
    assert await watch.look() == [
        f"{SILENT}\n• Feed 1: no news since 2026-03-02 12:00 UTC; "
        "its longest usual time without any is 18h"
    ]
    watch.clock.move(24 * HOUR)
    await watch.poll(1)
    assert await watch.look() == []
    watch.clock.move(HOUR)
    await watch.poll(1, news=2)
    assert await watch.look() == [f"{BACK}\n• Feed 1"]


async def test_a_bot_that_was_away_takes_no_feed_for_silent(watch):
    await tell(watch.store, f"UPDATE feeds SET longest = {18 * 3600}")
    watch.clock.move(99 * HOUR)
    await watch.restart()
    assert await watch.look() == []
    await watch.poll(1, news=3)
    assert await watch.look() == []


async def test_a_feed_that_moved_is_told_once(watch):
    await watch.store.plans.move(build_feed(1), Move(address="https://b.example/rss"))
    assert await watch.look() == [f"{MOVED}\n• https://feed1.example/rss → https://b.example/rss"]
    assert await watch.look() == []
    await watch.store.plans.move(build_feed(1), Move(address=""))
    assert await watch.look() == []


async def test_many_that_fail_at_once_are_one_notice_that_fits(watch):
    await add_feeds(watch.store, *range(1, 31))
    await tell(watch.store, "UPDATE feeds SET health = 'gone', failures = 9, error = 'x'")
    await tell(watch.store, f"UPDATE feeds SET title = '{'ў' * 400}', error = '{'x' * 4_000}'")
    (notice,) = await watch.look()
    assert notice.count("•") == 10
    assert "and 20 more: see /feeds" in notice
    assert notice.endswith(CUT_OFF)
    assert len(notice) < 4_096


async def test_a_few_that_fail_say_nothing_of_the_bot(watch):
    await tell(watch.store, "UPDATE feeds SET health = 'gone', failures = 9, error = 'x'")
    (notice,) = await watch.look()
    assert CUT_OFF not in notice


async def test_a_database_that_fails_is_looked_at_again_next_time(watch):
    await fail(watch, 1, times=3)
    await tell(watch.store, "ALTER TABLE feeds RENAME TO hidden")
    with capture_logs() as logs:
        assert await watch.look() == []
    assert [entry["event"] for entry in logs] == ["health of feeds not looked at"]
    await tell(watch.store, "ALTER TABLE hidden RENAME TO feeds")
    assert len(await fail(watch, 1, times=1)) == 1
