"""News that a hub brings: a real hub on loopback, a real web server, a real database."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.polling.poll import PollTools, poll_feed
from bot.polling.pushing import PATH, PushLoop
from bot.web.pushes import build_push_routes
from tests.builders import address, ask
from tests.fakes.hub import FakeHub
from tests.newsroom import Desk, open_desk

HOUR = timedelta(hours=1)
TOPIC = "https://news.example/feed"


@dataclass
class Post:
    """A newsroom whose feed names a hub, and the bot's part."""

    desk: Desk
    hub: FakeHub
    loop: PushLoop
    tools: PollTools
    woken: list[bool]

    def write(self, *items: str, hub: bool = True) -> None:
        self.desk.room.bodies["/feed"] = self.render(*items, hub=hub)

    def render(self, *items: str, hub: bool = True) -> bytes:
        self.desk.room.write(*items)
        plain = self.desk.room.bodies["/feed"]
        assert isinstance(plain, bytes)
        links = "".join(
            f"<atom:link xmlns:atom='http://www.w3.org/2005/Atom' rel='{rel}' href='{href}'/>"
            for rel, href in (("hub", self.hub.url), ("self", TOPIC))
        )
        return plain.replace(b"<channel>", b"<channel>" + links.encode() * hub)

    async def poll(self, after: timedelta = timedelta(minutes=10)) -> int:
        self.desk.clock.move(after)
        waiting = await poll_feed(self.tools, await self.desk.claim())
        await self.tools.ledger.flush()
        return waiting

    async def ask_hubs(self, after: timedelta = timedelta()) -> None:
        self.desk.clock.move(after)
        await self.loop.take_turn()
        await self.hub.settle()

    async def titles(self) -> list[str]:
        rows = await ask(self.desk.store, "SELECT title FROM articles ORDER BY id")
        return [str(title).removeprefix("Drones near ") for (title,) in rows]

    async def next_poll(self) -> timedelta:
        """In how long the feed is polled."""
        (feed,) = await self.desk.store.overview.feeds(first=0, limit=1)
        return feed.next_poll - self.desk.clock.now


@asynccontextmanager
async def open_post(folder: Path) -> AsyncIterator[Post]:
    async with open_desk(address(folder)) as desk, FakeHub() as hub:
        woken: list[bool] = []
        app = web.Application()
        server = TestServer(app, host="127.0.0.1")
        server.skip_url_asserts = True

        async def want(*of: object) -> None:
            await loop.want(*of)  # type: ignore[arg-type]

        tools = replace(desk.tools, want_push=want)
        loop = PushLoop(tools, "", news=lambda: woken.append(True))
        app.add_routes(build_push_routes(loop, PATH))
        await server.start_server()
        loop.public_url = str(server.make_url("/")).rstrip("/")
        try:
            yield Post(desk, hub, loop, tools, woken)
        finally:
            await server.close()


@pytest.fixture
async def post(tmp_path):
    async with open_post(tmp_path) as post:
        from bot.models.polls import FeedSpec

        await post.desk.store.feeds.sync([FeedSpec(url=post.desk.url())], now=post.desk.clock.now)
        post.write("a")
        await post.poll()
        yield post


async def test_a_feed_that_names_a_hub_is_pushed_by_it(post):
    await post.ask_hubs()
    (asked,) = post.hub.asked
    assert asked["hub.topic"] == TOPIC
    assert post.hub.answers == [(200, "c-47")]
    assert await post.hub.push(TOPIC, post.render("b", "a")) == 202
    assert await post.titles() == ["a", "b"]
    assert post.woken == [True]
    rows = await ask(post.desk.store, "SELECT arrival FROM articles ORDER BY id")
    assert [arrival for (arrival,) in rows] == ["history", "fresh"]


async def test_what_was_pushed_is_not_news_again_when_it_is_polled(post):
    await post.ask_hubs()
    await post.hub.push(TOPIC, post.render("b"))
    await post.hub.push(TOPIC, post.render("b"))
    post.write("b", "a")
    assert await post.poll(25 * HOUR) == 0
    assert await post.titles() == ["a", "b"]


async def test_a_pushed_feed_is_polled_once_a_day(post):
    assert await post.next_poll() < HOUR
    post.hub.lease = 10 * 86400
    await post.ask_hubs()
    await post.poll(HOUR)
    assert timedelta(hours=23) < await post.next_poll() <= timedelta(hours=24)


async def test_a_subscription_is_renewed_before_it_ends(post):
    post.hub.lease = 4 * 3600
    await post.ask_hubs()
    await post.ask_hubs(2 * HOUR)
    assert len(post.hub.asked) == 1
    await post.ask_hubs(HOUR)
    assert len(post.hub.asked) == 2
    assert post.hub.asked[0] == post.hub.asked[1]  # the same address and secret


async def test_a_push_that_the_hub_did_not_sign_is_not_kept(post):
    await post.ask_hubs()
    assert await post.hub.push(TOPIC, post.render("forged"), secret="guessed") == 202
    assert await post.titles() == ["a"]
    assert post.woken == []


async def test_a_push_that_is_no_feed_does_no_harm(post):
    await post.ask_hubs()
    assert await post.hub.push(TOPIC, b"<html>sorry</html>") == 202
    assert await post.hub.push(TOPIC, post.render("b", "a")) == 202
    assert await post.titles() == ["a", "b"]


async def test_a_hub_that_refuses_is_asked_more_and_more_rarely(post):
    post.hub.status = 500
    asked = []
    for _ in range(30):
        await post.ask_hubs(HOUR)
        asked.append(len(post.hub.asked))
    assert asked[:8] == [1, 2, 2, 3, 3, 3, 3, 4]
    assert asked[-1] == 5


async def test_a_hub_that_denies_leaves_the_feed_to_be_polled(post):
    post.hub.denies = "not for you"
    await post.ask_hubs()
    assert post.hub.answers == [(200, "")]
    await post.poll(HOUR)
    assert await post.next_poll() <= HOUR
    await post.ask_hubs(20 * HOUR)
    assert len(post.hub.asked) == 1


async def test_a_feed_that_left_the_list_is_pushed_no_more(post):
    await post.ask_hubs()
    await post.desk.store.feeds.sync([], now=post.desk.clock.now)
    assert await post.hub.push(TOPIC, post.render("b", "a")) == 410
    assert await post.titles() == ["a"]


async def test_a_feed_that_names_no_hub_any_more_is_no_more_asked_for(post):
    await post.ask_hubs()
    post.write("b", "a", hub=False)
    await post.poll(25 * HOUR)
    await post.ask_hubs(4 * HOUR)
    assert len(post.hub.asked) == 1
