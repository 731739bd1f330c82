"""What machines are answered about the bot, over HTTP."""

from datetime import timedelta

import aiohttp
import pytest

from bot.measures.measures import Measures
from bot.measures.observing import Observer
from bot.store.store import open_store
from bot.web.guard import find_free_paths, protect
from bot.web.measures import build_measure_routes, build_sign_of_life
from bot.web.server import WebServer
from tests.builders import ManualClock, add_feeds, address, keep_articles, tell
from tests.measures.exposition import Scrape


class Bureau:
    """A store, and the server that tells how it is."""

    def __init__(self, folder):
        self.clock = ManualClock()
        self.measures = Measures()
        self.store = open_store(address(folder), failed=self.measures.note_database_error)
        self.rules = ""
        self.observer = Observer(self.store, clock=self.clock, rules=lambda: self.rules)
        self.server = WebServer("127.0.0.1", 0, ())

    async def serve(self, *guards):
        await self.server.stop()
        routes = build_sign_of_life() + build_measure_routes(self.measures, self.observer)
        self.server = WebServer("127.0.0.1", 0, routes, guards)
        await self.server.start()

    async def ask(self, path, **headers):
        url = f"http://127.0.0.1:{self.server.port}{path}"
        async with aiohttp.ClientSession() as session, session.get(url, headers=headers) as got:
            return got.status, await got.text(), got.headers["Content-Type"]

    async def scrape(self):
        status, text, _ = await self.ask("/metrics")
        assert status == 200
        return Scrape(text)


@pytest.fixture
async def bureau(tmp_path):
    bureau = Bureau(tmp_path)
    await add_feeds(bureau.store, 1)
    await bureau.serve()
    yield bureau
    await bureau.server.stop()
    await bureau.store.close()


async def test_a_bot_that_is_well_is_alive_and_ready(bureau):
    assert (await bureau.ask("/healthz"))[:2] == (200, "ok\n")
    assert (await bureau.ask("/readyz"))[:2] == (200, "ok\n")


async def test_a_bot_that_does_not_do_its_work_says_why_and_is_alive_all_the_same(bureau):
    await keep_articles(bureau.store, "a", "b")
    bureau.clock.move(timedelta(minutes=11))
    bureau.rules = "war.yaml:3:1: no such word"
    status, text, kind = await bureau.ask("/readyz")
    assert status == 503
    assert kind == "text/plain; charset=utf-8"
    assert text.splitlines() == [
        "deciding is stuck: 2 articles undecided, for 11m",
        "the edited rules do not hold, so the old ones stay in force: war.yaml:3:1: no such word",
    ]
    assert (await bureau.ask("/healthz"))[:2] == (200, "ok\n")


async def test_the_metrics_are_those_of_the_database_and_of_the_process(bureau):
    await keep_articles(bureau.store, "a")
    bureau.measures.note_reload(held=True)
    seen = await bureau.scrape()
    assert seen.value("tocsin_undecided_articles") == 1
    assert seen.value("tocsin_rule_reloads_total", result="accepted") == 1
    assert seen.value("process_resident_memory_bytes") > 1_000_000
    (build,) = (labels for name, labels, _ in seen.samples if name == "tocsin_build_info")
    assert {*build} == {"version", "python"}


async def test_a_database_that_fails_leaves_the_metrics_answering(bureau):
    await tell(bureau.store, "DROP TABLE subscriptions")
    seen = await bureau.scrape()
    assert seen.value("tocsin_database_up") == 0
    assert seen.value("tocsin_database_errors_total") == 1
    status, text, _ = await bureau.ask("/readyz")
    assert (status, "no such table" in text) == (503, True)


@pytest.mark.parametrize(
    ("accept", "kind", "end"),
    [
        ("*/*", "text/plain", ""),
        ("application/openmetrics-text; version=1.0.0", "application/openmetrics-text", "# EOF\n"),
    ],
)
async def test_a_scraper_is_given_the_format_that_it_asks_for(bureau, accept, kind, end):
    status, text, content_type = await bureau.ask("/metrics", Accept=accept)
    assert status == 200
    assert content_type.startswith(kind)
    assert text.endswith(end)


async def test_where_a_password_is_set_only_the_sign_of_life_is_for_everybody(bureau):
    await bureau.serve(protect("open sesame", find_free_paths(build_sign_of_life())))
    assert (await bureau.ask("/healthz"))[0] == 200
    for path in ("/readyz", "/metrics"):
        assert (await bureau.ask(path))[0] == 401
        given = aiohttp.encode_basic_auth("prometheus", "open sesame")
        assert (await bureau.ask(path, Authorization=given))[0] == 200
