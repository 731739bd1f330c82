"""Whose turn is taken where redirects lead from host to host."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from ipaddress import ip_network

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer

from bot.errors import FetchError
from bot.feeds.fetch import FetchLimits, fetch_feed
from bot.feeds.guard import AddressGuard
from bot.feeds.sessions import open_session
from tests.feeds.servers import feed

BODY = b"<rss version='2.0'><channel><title>T</title></channel></rss>"
LOOPBACK = ip_network("127.0.0.0/8")
Leads = dict[tuple[str, str], tuple[str, str]]
# Where each host and path leads, and the feed itself at the end.
LEADS: Leads = {
    ("127.0.0.1", "/feed"): ("127.0.0.1", "/1"),
    ("127.0.0.1", "/1"): ("127.0.0.2", "/2"),
    ("127.0.0.2", "/2"): ("127.0.0.2", "/3"),
    ("127.0.0.2", "/3"): ("127.0.0.1", "/4"),
}


class Turns:
    """Remembers who had which host's turn, and what was asked within it."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.holding: str | None = None

    @asynccontextmanager
    async def take(self, host: str) -> AsyncIterator[None]:
        assert self.holding is None
        self.holding = host
        self.told.append(f"take {host}")
        yield
        self.holding = None


@pytest.fixture
async def session() -> AsyncIterator[ClientSession]:
    async with open_session(AddressGuard([LOOPBACK]), "Tocsin/test") as session:
        yield session


@asynccontextmanager
async def leading(turns: Turns, leads: Leads) -> AsyncIterator[str]:
    async def answer(request: web.Request) -> web.Response:
        here, _, port = request.host.partition(":")
        assert turns.holding == here
        turns.told.append(request.path)
        if (here, request.path) in leads:
            host, path = leads[here, request.path]
            return web.Response(status=302, headers={"Location": f"http://{host}:{port}{path}"})
        if request.path == "/busy":
            return web.Response(status=429)
        return web.Response(body=BODY)

    app = web.Application()
    app.router.add_get("/{path:.*}", answer)
    async with TestServer(app, host="0.0.0.0") as server:
        yield f"http://127.0.0.1:{server.port}/feed"


async def test_every_host_on_the_way_is_asked_in_its_own_turn_one_after_another(session):
    turns = Turns()
    async with leading(turns, LEADS) as url:
        fetched = await fetch_feed(session, feed(url), turn=turns.take)
    assert fetched.body == BODY
    assert turns.told == [
        *("take 127.0.0.1", "/feed", "/1"),
        *("take 127.0.0.2", "/2", "/3"),
        *("take 127.0.0.1", "/4"),
    ]


async def test_waiting_for_turns_is_not_counted_as_answering(session):
    turns, limits = Turns(), FetchLimits(total=timedelta(seconds=1))

    @asynccontextmanager
    async def late(host: str) -> AsyncIterator[None]:
        await asyncio.sleep(0.4)
        async with turns.take(host):
            yield

    async with leading(turns, LEADS) as url:
        fetched = await fetch_feed(session, feed(url), limits, turn=late)
    assert fetched.body == BODY
    assert fetched.took < limits.total


async def test_a_refusal_names_the_host_that_refused(session):
    turns = Turns()
    async with leading(turns, {("127.0.0.1", "/feed"): ("127.0.0.2", "/busy")}) as url:
        with pytest.raises(FetchError, match="429") as refused:
            await fetch_feed(session, feed(url), turn=turns.take)
    assert refused.value.host == "127.0.0.2"
