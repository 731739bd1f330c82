"""The whole bot as a process that is watched over HTTP while it works."""

import asyncio
import time
from collections.abc import Callable

import aiohttp
import pytest
from aiohttp.test_utils import unused_port

from bot.measures.counting import STAGES
from tests.fakes.bot_api import FakeBotApi
from tests.measures.exposition import Scrape
from tests.telegram.stage import patient_gate
from tests.test_end_to_end import STORIES, Person, outlets, running_bot
from tests.web.browser import open_browser, open_page

__all__ = ["outlets"]  # a fixture
START_UP = 20.0  # seconds that a loaded machine may take


class Watcher:
    """Asks the bot how it is."""

    def __init__(self, port: int) -> None:
        self._address = f"http://127.0.0.1:{port}"

    def url(self, path: str) -> str:
        return self._address + path

    async def ask(self, path: str) -> tuple[int, str]:
        """Status 0: nothing listens yet."""
        try:
            async with (
                aiohttp.ClientSession() as session,
                session.get(self._address + path) as got,
            ):
                return got.status, await got.text()
        except aiohttp.ClientConnectorError:
            return 0, ""

    async def wait(self, path: str, wanted: Callable[[int, str], bool]) -> str:
        """Ask until the answer is as wanted, and return its text."""
        async with asyncio.timeout(START_UP):
            while not wanted(*(answer := await self.ask(path))):  # noqa: ASYNC110 - it tells nobody
                await asyncio.sleep(0.05)
        return answer[1]


@pytest.fixture
def watcher(monkeypatch):
    port = unused_port()
    monkeypatch.setenv("TOCSIN_WEB", f"127.0.0.1:{port}")
    return Watcher(port)


async def test_what_the_bot_does_is_seen_from_outside(outlets, watcher, tmp_path):
    async with FakeBotApi(gate=patient_gate()) as api, running_bot(tmp_path, api, outlets):
        await watcher.wait("/healthz", lambda status, _: status == 200)
        person = Person(api, 11)
        await outlets.asked()
        await person.subscribe()
        outlets.publish("herald", STORIES[0])
        await person.wait(1)
        assert await watcher.wait("/readyz", lambda status, _: status == 200) == "ok\n"

        def is_told(_: int, text: str) -> bool:
            sent = 'tocsin_deliveries_total{outcome="sent"} 1.0' in text
            # The queue is as it was looked at last, which may have been before that.
            return sent and "\ntocsin_queue_age_seconds 0.0\n" in text

        seen = Scrape(await watcher.wait("/metrics", is_told))
        assert seen.by("tocsin_matches_total", "topic") == {"harbour": 1}
        assert seen.by("tocsin_alerts_total", "outcome") == {"alert": 1}
        assert seen.by("tocsin_feeds", "health") == {"ok": 2}
        assert seen.by("tocsin_polls_total", "result")["news"] == 1
        assert seen.by("tocsin_articles_total", "arrival") == {"history": 2, "fresh": 1}
        assert seen.value("tocsin_stories_total") == 1
        for work in ("poll", "parse", "decide", "send", "loop_lag"):
            assert seen.value(f"tocsin_{work}_seconds_count") > 0, work
            assert seen.value(f"tocsin_{work}_seconds_sum") > 0, work
        stages = seen.by("tocsin_latency_seconds_count", "stage")
        assert stages == dict.fromkeys(STAGES, 1)
        assert seen.value("tocsin_queue_age_seconds") == 0
        assert seen.by("tocsin_queue_deliveries", "state") == {}
        assert seen.by("tocsin_chats", "state") == {"known": 1, "open": 1}
        assert time.time() - seen.value("tocsin_last_good_poll_timestamp_seconds") < START_UP
        _, page = await watcher.ask("/")
        assert "Of the last 1 alert in 24 hours" in page
        assert seen.value("tocsin_latency_seconds_sum", stage="decided_sent") < START_UP
        loops = {labels["loop"] for _, labels, _ in seen.samples if "loop" in labels}
        assert {"poll", "reload", "health", "sweep"} <= loops

        (tmp_path / "rules" / "harbour.yaml").write_text("topic: [")
        refused = await watcher.wait("/readyz", lambda status, _: status == 503)
        assert "the edited rules do not hold" in refused
        assert "harbour.yaml:" in refused
        seen = Scrape((await watcher.ask("/metrics"))[1])
        assert seen.by("tocsin_rule_reloads_total", "result") == {"refused": 1}
        assert seen.value("tocsin_rules_in_force") == seen.value("tocsin_ready") == 0


async def test_an_open_page_shows_news_as_it_is_told(outlets, watcher, tmp_path):
    async with (
        FakeBotApi(gate=patient_gate()) as api,
        running_bot(tmp_path, api, outlets),
        open_browser() as browser,
        open_page(browser) as (page, complaints),
    ):
        await watcher.wait("/healthz", lambda status, _: status == 200)
        person = Person(api, 11)
        await outlets.asked()
        await person.subscribe()
        await page.clock.install()
        await page.goto(watcher.url("/stories"))
        await page.evaluate("window.first = true")
        for number, story in enumerate(STORIES[:2], 1):
            outlets.publish("herald", story)
            await person.wait(number)
            await page.clock.fast_forward(21_000)
            await page.wait_for_selector(f".stories >> text={story}")
        assert await page.evaluate("window.first")  # it was never loaded again
        assert await page.locator(".stories li").count() == 2
        await page.click(f"text={STORIES[0]}")
        await page.wait_for_selector(".told .word.sent")
        assert "private …11" in await page.inner_text(".told")
        assert "matched Harbour strike by dockers" in await page.inner_text(".articles")
        assert complaints == []
