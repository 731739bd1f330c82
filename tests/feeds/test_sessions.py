"""Which session a feed is fetched with, and what is told to whom on the way."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network

import pytest
from aiohttp import web
from yarl import URL

from bot.errors import FetchError
from bot.feeds.fetch import USUAL, fetch_feed, is_same_site
from bot.feeds.sessions import Sessions
from bot.models.polls import Feed, FeedOptions, FetchedFeed
from tests.feeds.servers import LIMITS, feed, serving

NETWORKS = [ip_network("127.0.0.0/8")]
OPTIONS = FeedOptions(
    headers=(("X-Key", "k1"), ("Accept-Language", "uk")),
    cookies=(("sid", "s1"), ("lang", "uk")),
    user="ann",
    password="p:w",
    user_agent="Reader/1",
)
SECRETS = ("X-Key", "Cookie", "Authorization")


@asynccontextmanager
async def open_sessions(proxy: str = "") -> AsyncIterator[Sessions]:
    sessions = Sessions(networks=NETWORKS, user_agent="Tocsin/test", proxy=proxy)
    try:
        yield sessions
    finally:
        await sessions.close()


async def fetch(sessions: Sessions, asked: Feed, options: FeedOptions = USUAL) -> FetchedFeed:
    return await fetch_feed(sessions.of(asked, options), asked, LIMITS, options)


class Listener:
    """A server that remembers what it was told; and leads elsewhere if it is to."""

    def __init__(self, status: int = 301) -> None:
        self.told: list[web.Request] = []
        self.elsewhere = ""
        self.status = status

    async def answer(self, request: web.Request) -> web.Response:
        self.told.append(request)
        if self.elsewhere and request.path == "/feed":
            return web.Response(status=self.status, headers={"Location": self.elsewhere})
        return web.Response(body=b"<rss/>", headers={"Set-Cookie": "track=1"})


async def test_a_feed_is_asked_as_its_options_say():
    listener = Listener()
    async with serving(listener.answer) as url, open_sessions() as sessions:
        await fetch(sessions, feed(url, '"e"'), OPTIONS)
        await fetch(sessions, feed(url))
    first, second = (request.headers for request in listener.told)
    assert first["X-Key"] == "k1"
    assert first["Cookie"] == "sid=s1; lang=uk"
    assert first["Authorization"] == "Basic YW5uOnA6dw=="
    assert first["User-Agent"] == "Reader/1"
    assert second["User-Agent"] == "Tocsin/test"
    assert not {*SECRETS, "If-None-Match"} & {*second}  # nothing of one feed is left for another


@pytest.mark.parametrize(
    ("same", "kept"), [(True, True), (False, False)], ids=["same host", "another host"]
)
async def test_a_redirect_takes_secrets_along_only_on_the_same_host(same, kept):
    here, there = Listener(), Listener()
    async with AsyncExitStack() as opened:
        url = await opened.enter_async_context(serving(here.answer))
        other = await opened.enter_async_context(serving(there.answer))
        sessions = await opened.enter_async_context(open_sessions())
        here.elsewhere = url.replace("/feed", "/new") if same else other.replace("/feed", "/new")
        fetched = await fetch(sessions, feed(url), OPTIONS)
    last = (here if same else there).told[-1]
    assert last.path == "/new"
    assert [name in last.headers for name in SECRETS] == [kept] * 3
    assert last.headers["User-Agent"] == "Reader/1"
    assert fetched.moved == here.elsewhere


@pytest.mark.parametrize(
    ("start", "end", "same"),
    [
        ("http://a.example/x", "http://a.example/y", True),
        ("http://a.example/x", "https://a.example/y", True),
        ("https://a.example/x", "http://a.example/y", False),
        ("http://a.example:8080/x", "https://a.example/y", False),
        ("https://a.example/x", "https://a.example:8443/y", False),
        ("https://a.example/x", "https://b.a.example/y", False),
        ("https://a.example/x", "https://a.example.evil.example/y", False),
    ],
)
def test_secrets_go_to_the_same_site_alone(start, end, same):
    assert is_same_site(URL(start), URL(end)) is same


@pytest.mark.parametrize(
    ("status", "lasting"), [(301, True), (308, True), (302, False), (307, False)]
)
async def test_only_lasting_redirects_move_a_feed(status, lasting):
    listener = Listener(status)
    async with serving(listener.answer) as url, open_sessions() as sessions:
        listener.elsewhere = url + "/new"
        fetched = await fetch(sessions, feed(url))
    assert fetched.moved == (url + "/new" if lasting else "")
    assert fetched.url == url + "/new"


async def test_what_an_answer_says_of_itself_comes_with_it():
    async def answer(request: web.Request) -> web.Response:
        status = 304 if "If-None-Match" in request.headers else 200
        headers = {"Cache-Control": "max-age=900", "Age": "300"}
        return web.Response(
            status=status, headers=headers, body=b"x" * 500 if status == 200 else b""
        )

    async with serving(answer) as url, open_sessions() as sessions:
        first = await fetch(sessions, feed(url))
        second = await fetch(sessions, feed(url, '"e"'))
    assert (first.size, second.size) == (500, 0)
    assert (first.moved, first.max_age, second.max_age) == ("", *[timedelta(minutes=10)] * 2)
    assert timedelta(0) < first.took < timedelta(seconds=5)


async def test_addresses_from_chats_reach_nothing_that_is_opened_for_the_list():
    listener = Listener()
    async with serving(listener.answer) as url, open_sessions() as sessions:
        listed = feed(url)
        added = replace(listed, added=True)
        await fetch(sessions, listed)
        with pytest.raises(FetchError, match="not a public address"):
            await fetch(sessions, added)
        assert sessions.of(listed, FeedOptions()) is not sessions.of(added, FeedOptions())
    assert len(listener.told) == 1


async def test_addresses_from_chats_come_from_ports_of_the_web():
    async with open_sessions() as sessions:
        added = replace(feed("http://8.8.8.8:6379/"), added=True)
        with pytest.raises(FetchError, match="port 6379: feeds from chats come from ports 80"):
            await fetch(sessions, added)


class Proxy:
    """Answers for everyone, as an HTTP proxy does for http addresses."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, str | None]] = []

    async def answer(self, request: web.Request) -> web.Response:
        self.asked.append((str(request.url), request.headers.get("Proxy-Authorization")))
        return web.Response(body=b"<rss/>")


async def test_a_feed_goes_through_its_own_proxy_or_through_that_of_all():
    usual, own = Proxy(), Proxy()
    async with AsyncExitStack() as opened:
        through = await opened.enter_async_context(serving(usual.answer))
        other = await opened.enter_async_context(serving(own.answer))
        sessions = await opened.enter_async_context(open_sessions(through.replace("/feed", "")))
        asked = replace(feed("http://feeds.invalid/a"), added=True)
        await fetch(sessions, asked)
        secret = other.replace("/feed", "").replace("://", "://ann:pw@")
        await fetch(sessions, asked, FeedOptions(proxy=secret))
    assert usual.asked == [("http://feeds.invalid/a", None)]
    assert own.asked == [("http://feeds.invalid/a", "Basic YW5uOnB3")]


async def test_no_proxy_leads_an_address_from_a_chat_inside():
    proxy = Proxy()
    async with serving(proxy.answer) as through, open_sessions(through) as sessions:
        for inside in ("http://127.1/", "http://[::1]/", "http://localhost/", "http://0xa000001/"):
            with pytest.raises(FetchError, match="not a public address"):
                await fetch(sessions, replace(feed(inside), added=True))
    assert proxy.asked == []


async def test_the_environment_names_no_proxy(monkeypatch):
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    listener = Listener()
    async with serving(listener.answer) as url, open_sessions() as sessions:
        assert (await fetch(sessions, feed(url))).status == 200


async def test_a_proxy_that_is_not_there_is_told_from_a_feed_that_is_not():
    async with serving(Proxy().answer) as gone:
        pass
    async with open_sessions(gone.replace("/feed", "")) as sessions:
        with pytest.raises(FetchError, match=r"feeds\.invalid/a: the proxy is not reached \("):
            await fetch(sessions, replace(feed("http://feeds.invalid/a"), added=True))


async def test_what_a_proxy_refuses_is_told_from_what_a_server_refuses():
    no_proxy = Proxy().answer  # it opens no tunnels
    async with (
        serving(no_proxy) as through,
        open_sessions(through.replace("/feed", "")) as sessions,
    ):
        with pytest.raises(FetchError, match=r"the proxy refuses \(404 Not Found\)"):
            await fetch(sessions, replace(feed("https://feeds.invalid/a"), added=True))
