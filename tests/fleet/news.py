"""The news of a run, and what its server saw: a recording that is played, or feeds of our own."""

import asyncio
import json
import random
import socket
import sys
from asyncio.subprocess import Process
from collections import Counter
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from string import ascii_lowercase
from typing import Protocol

import aiohttp
from aiohttp import web

from tests.chaos.household import TOPIC
from tests.fleet.options import DAY, Options

Item = tuple[str, str]  # address of the feed, and the item's name in it
FEEDS, CHANCE = 60, 0.02  # own feeds; that one brings something in a second
BROKEN = (b"", b"<html><p>Please wait", b"<rss version='2.0'><channel><item><guid>half")
UP = 30  # seconds until the player answers


class News(Protocol):
    """Feeds on loopback, each host with an address of its own."""

    async def open(self) -> None: ...
    async def begin(self) -> None:
        """Let news come out; until now feeds stand still, so that all can be polled once."""

    async def close(self) -> None: ...
    async def urls(self) -> list[str]: ...
    async def over(self) -> bool: ...
    async def seen(self) -> set[Item]:
        """Return what stood in whole answers so far."""

    async def most_at_once(self) -> int:
        """Return how many requests a host had at once, at most."""

    def topics(self) -> dict[str, str] | None:
        """Return the topic files that go with it; None: those of the project."""


def open_news(options: Options, chance: random.Random) -> News:
    """Return the news that the options ask for; nothing is served yet."""
    if options.player and options.recording:
        return Played(options.player, options.recording, options.speed)
    return Stand(options.minutes, chance)


def free_port() -> int:
    """Return a port that nobody listens on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Played:
    """A recorded day, played by a program of its own."""

    def __init__(
        self, player: Path, recording: Path, speed: float, *, faults: float = 0, seed: int = 1
    ) -> None:
        """`faults`: how many of the answers are wrong, from when news comes out."""
        self._port = free_port()
        self._faults = ("--faults", f"{faults:g}", "--seed", str(seed)) if faults else ()
        command = (player, recording, "--window", "1000", "--port", self._port)
        self._command = (sys.executable, *map(str, command))
        with recording.open(encoding="utf-8") as lines:
            self._first = str(json.loads(next(lines))["published"])
        self._speed = f"{speed:g}"
        self._ends = DAY * 60 / speed
        self._begun: float | None = None
        self._process: Process | None = None

    async def open(self) -> None:
        await self._play("--speed", "0", "--at", self._first)

    async def begin(self) -> None:
        await self.close()
        await self._play("--speed", self._speed, *self._faults)
        self._begun = asyncio.get_running_loop().time()

    async def close(self) -> None:
        if self._process:
            self._process.kill()
            await self._process.wait()

    async def _play(self, *how: str) -> None:
        self._process = await asyncio.create_subprocess_exec(
            *(*self._command, *how),
            stdout=asyncio.subprocess.DEVNULL,
            # Whoever trickles an answer that nobody waits for any more complains at length.
            stderr=asyncio.subprocess.DEVNULL if self._faults else None,
        )
        for _ in range(UP * 5):
            try:
                await self._ask("clock")
                return
            except aiohttp.ClientError:
                await asyncio.sleep(0.2)
        raise AssertionError("the player does not answer")

    async def _ask(self, what: str) -> str:
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"http://127.0.0.1:{self._port}/{what}") as answer,
        ):
            return await answer.text()

    async def _index(self) -> dict[str, str]:
        listed = json.loads(await self._ask("index.json"))
        return {str(one["source"]): str(one["url"]) for one in listed}

    async def urls(self) -> list[str]:
        return [*(await self._index()).values()]

    async def over(self) -> bool:
        now = asyncio.get_running_loop().time()
        return self._begun is not None and now > self._begun + self._ends

    async def seen(self) -> set[Item]:
        index = await self._index()
        rows = map(json.loads, (await self._ask("seen.jsonl")).splitlines())
        return {(index[row["feed"]], row["link"].strip()) for row in rows}

    async def most_at_once(self) -> int:
        stats: dict[str, int] = json.loads(await self._ask("stats"))
        return stats.get("most at once on one host", 0)

    def topics(self) -> dict[str, str] | None:
        return None


class Stand:
    """Feeds with invented headlines, about a strike in one of two."""

    def __init__(
        self, minutes: float, chance: random.Random, *, rate: float = CHANCE, faults: float = 0
    ) -> None:
        """`rate`: how often in a second a feed brings something; `faults`: as of Played."""
        self._seconds, self._chance = minutes * 60, chance
        self._rate, self._faults = rate, faults
        self._port = free_port()
        self._items: dict[int, list[tuple[str, str, datetime]]] = {n: [] for n in range(FEEDS)}
        self._shown: set[Item] = set()
        self._open: Counter[str] = Counter()
        self._most = 0
        self._over = False
        self._writing: asyncio.Task[None] | None = None

    async def open(self) -> None:
        app = web.Application()
        app.router.add_get("/{number}.xml", self._answer)
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "0.0.0.0", self._port).start()

    async def begin(self) -> None:
        self._writing = asyncio.create_task(self._write())

    async def close(self) -> None:
        if self._writing:
            self._writing.cancel()
        await self._runner.cleanup()

    def _url(self, number: int) -> str:
        return f"http://127.2.0.{number // 2 + 1}:{self._port}/{number}.xml"

    async def urls(self) -> list[str]:
        return [self._url(number) for number in self._items]

    async def over(self) -> bool:
        return self._over

    async def seen(self) -> set[Item]:
        return set(self._shown)

    async def most_at_once(self) -> int:
        return self._most

    def topics(self) -> dict[str, str] | None:
        return {"harbour": TOPIC}

    async def _write(self) -> None:
        for _ in range(int(self._seconds)):
            for items in self._items.values():
                if self._chance.random() < self._rate:
                    words = ("".join(self._chance.choices(ascii_lowercase, k=9)) for _ in "12345")
                    start = self._chance.choice(("Dockers", "Bakers"))
                    title = f"{start} {' '.join(word.title() for word in words)}"
                    items.append((f"item-{title[-9:]}", title, datetime.now(UTC)))
            await asyncio.sleep(1)
        self._over = True

    async def _answer(self, request: web.Request) -> web.Response:
        self._open[request.host] += 1
        self._most = max(self._most, self._open[request.host])
        try:
            await asyncio.sleep(0.02)  # or no two would ever meet
            number = int(request.match_info["number"])
            if self._writing and self._chance.random() < self._faults:
                return self._fail(request)
            self._shown.update((self._url(number), name) for name, _, _ in self._items[number])
            return web.Response(text=self._render(number), content_type="application/rss+xml")
        finally:
            self._open[request.host] -= 1

    def _fail(self, request: web.Request) -> web.Response:
        kind = self._chance.randrange(4)
        if kind == 0 and request.transport:
            request.transport.abort()
        if kind <= 1:
            return web.Response(status=503, headers={"Retry-After": "2"})
        body = self._chance.choice(BROKEN)
        return web.Response(body=body, content_type="application/rss+xml")

    def _render(self, number: int) -> str:
        items = "".join(
            f"<item><guid isPermaLink='false'>{name}</guid><title>{title}</title>"
            f"<link>https://n{number}.example/{name}</link>"
            f"<pubDate>{format_datetime(out)}</pubDate></item>"
            for name, title, out in reversed(self._items[number])
        )
        return (
            f"<rss version='2.0'><channel><title>Paper {number}</title>"
            f"<language>en</language>{items}</channel></rss>"
        )
