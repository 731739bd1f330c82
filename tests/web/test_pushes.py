"""What hubs hear from us, over real HTTP."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import aiohttp
import pytest

import bot.web.pushes
from bot.errors import DatabaseError
from bot.feeds.websub import HubQuestion
from bot.models.polls import Push
from bot.web.pushes import build_push_routes
from bot.web.server import WebServer

PUSH = Push(feed=1, url="u", hub="h", topic="https://news.example/feed", token="t", secret="s")
ASKS = {"hub.mode": "subscribe", "hub.topic": PUSH.topic, "hub.challenge": "<say> this"}


@dataclass
class FakeIntake:
    broken: bool = False
    brought: list[tuple[bytes, str, str]] = field(default_factory=list)

    async def answer(self, token: str, question: HubQuestion) -> str | None:
        self._fail()
        return question.challenge if (token, question.topic) == ("t", PUSH.topic) else None

    async def find(self, token: str) -> Push | None:
        self._fail()
        return PUSH if token == "t" else None

    async def take(self, push: Push, body: bytes, content_type: str, signature: str) -> bool:
        assert push is PUSH
        self.brought.append((body, content_type, signature))
        return True

    def _fail(self) -> None:
        if self.broken:
            raise DatabaseError("the database failed: locked")


@asynccontextmanager
async def serving(intake: FakeIntake) -> AsyncIterator[tuple[aiohttp.ClientSession, str]]:
    server = WebServer("127.0.0.1", 0, build_push_routes(intake, "/push/"))
    await server.start()
    try:
        async with aiohttp.ClientSession() as session:
            yield session, f"http://127.0.0.1:{server.port}/push/"
    finally:
        await server.stop()


async def ask(session, url, **query):
    async with session.get(url, params=query) as response:
        return response.status, response.content_type, await response.text()


async def test_a_hub_hears_its_challenge_as_plain_text():
    async with serving(FakeIntake()) as (session, base):
        assert await ask(session, f"{base}t", **ASKS) == (200, "text/plain", "<say> this")


@pytest.mark.parametrize(
    ("token", "query", "status"),
    [
        ("x", ASKS, 404),
        ("t", {**ASKS, "hub.topic": "https://other.example/"}, 404),
        ("t", {}, 400),
    ],
)
async def test_what_nobody_asked_for_is_not_confirmed(token, query, status):
    async with serving(FakeIntake()) as (session, base):
        assert (await ask(session, f"{base}{token}", **query))[0] == status


async def test_a_push_is_taken_as_it_came():
    intake = FakeIntake()
    headers = {"Content-Type": "application/atom+xml", "X-Hub-Signature": "sha256=00"}
    async with (
        serving(intake) as (session, base),
        session.post(f"{base}t", data=b"<feed/>", headers=headers) as response,
    ):
        assert response.status == 202
    assert intake.brought == [(b"<feed/>", "application/atom+xml", "sha256=00")]


async def test_a_push_for_nobody_tells_the_hub_to_stop():
    intake = FakeIntake()
    async with (
        serving(intake) as (session, base),
        session.post(f"{base}x", data=b"<feed/>") as response,
    ):
        assert response.status == 410
    assert intake.brought == []


async def test_a_push_larger_than_any_feed_is_not_read_to_its_end(monkeypatch):
    monkeypatch.setattr(bot.web.pushes, "LARGEST", 10)
    intake = FakeIntake()
    async with (
        serving(intake) as (session, base),
        session.post(f"{base}t", data=b"x" * 11) as response,
    ):
        assert response.status == 413
    assert intake.brought == []


async def test_a_push_that_trickles_ends(monkeypatch):
    monkeypatch.setattr(bot.web.pushes, "BODY_WAIT", bot.web.pushes.BODY_WAIT / 1000)
    never = asyncio.Event()

    async def trickle():
        yield b"<"
        await never.wait()

    intake = FakeIntake()
    async with (
        serving(intake) as (session, base),
        session.post(f"{base}t", data=trickle()) as response,
    ):
        assert response.status == 408
    assert intake.brought == []


async def test_the_hub_is_to_come_again_when_the_database_fails():
    async with serving(FakeIntake(broken=True)) as (session, base):
        assert (await ask(session, f"{base}t", **ASKS))[0] == 503
        async with session.post(f"{base}t", data=b"<feed/>") as response:
            assert response.status == 503
