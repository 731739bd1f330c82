"""A news server on loopback whose feeds a test writes, and everything needed to poll it."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b
from ipaddress import ip_network

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.feeds.politeness import Politeness
from bot.feeds.pool import ParsePool
from bot.feeds.schedule import Bounds
from bot.feeds.sessions import Sessions
from bot.models.polls import Feed, FeedSpec
from bot.polling.ledger import Ledger
from bot.polling.poll import PollTools, poll_feed
from bot.store.leases import Terms
from bot.store.store import Store, open_store
from bot.trouble import Trouble
from bot.workers.claims import Claims
from tests.builders import WORKER, ManualClock, claim_due

Item = tuple[str, str, str]  # guid, link, title
LEASE = timedelta(minutes=15)


def write_feed(items: list[Item], *, published: datetime | None = None) -> bytes:
    date = f"<pubDate>{format_datetime(published)}</pubDate>" if published else ""
    written = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><link>{link}</link>"
        f"<title>{title}</title>{date}</item>"
        for guid, link, title in items
    )
    return f"<rss version='2.0'><channel><title>Own</title>{written}</channel></rss>".encode()


class Newsroom:
    """Feeds by path, as the test last wrote them; what was asked, and how many at a time."""

    def __init__(self) -> None:
        self.bodies: dict[str, bytes | int] = {}  # a number is the status of a refusal
        self.moved: dict[str, str] = {}  # path → where it went for good
        self.etags = True
        self.asked: list[tuple[str, int]] = []  # path, status
        self.open: dict[str, int] = {}  # host → requests under way
        self.most: dict[str, int] = {}
        self.gate: Callable[[str], asyncio.Event | None] = lambda _: None

    def write(self, *items: str, path: str = "/feed", published: datetime | None = None) -> None:
        """Have a feed show items named so: a guid, a link and a title for each."""
        self.bodies[path] = write_feed(
            [(f"id-{name}", f"https://n.example/{name}", f"Drones near {name}") for name in items],
            published=published,
        )

    async def answer(self, request: web.Request) -> web.Response:
        host = request.host.partition(":")[0]
        self.open[host] = self.open.get(host, 0) + 1
        self.most[host] = max(self.most.get(host, 0), self.open[host])
        try:
            if gate := self.gate(request.path):
                await gate.wait()
            return self._respond(request)
        finally:
            self.open[host] -= 1

    def _respond(self, request: web.Request) -> web.Response:
        body = self.bodies.get(request.path, 404)
        if location := self.moved.get(request.path):
            self.asked.append((request.path, 301))
            return web.Response(status=301, headers={"Location": location})
        if isinstance(body, int):
            response = web.Response(status=body)
        else:
            etag = f'"{blake2b(body, digest_size=8).hexdigest()}"'
            if self.etags and request.headers.get("If-None-Match") == etag:
                response = web.Response(status=304)
            else:
                headers = {"ETag": etag} if self.etags else {}
                response = web.Response(body=body, content_type="text/xml", headers=headers)
        self.asked.append((request.path, response.status))
        return response


class Desk:
    """A newsroom, and a bot's tools to poll it."""

    def __init__(self, room: Newsroom, tools: PollTools, port: int, clock: ManualClock) -> None:
        self.room = room
        self.tools = tools
        self.store = tools.store
        self.clock = clock
        self._port = port

    def url(self, path: str = "/feed", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self._port}{path}"

    async def list_feeds(self, *urls: str) -> None:
        specs = [FeedSpec(url=url, interval=timedelta(minutes=10)) for url in urls]
        await self.store.feeds.sync(specs, now=self.clock.now)

    async def claim(self) -> Feed:
        """The one feed that is due."""
        ((feed,),) = await claim_due(self.store, now=self.clock.now, lease=LEASE)
        return feed

    async def poll(self, after: timedelta = timedelta(minutes=10)) -> int:
        """Poll the one feed, so much later; returns how many articles await a decision."""
        self.clock.move(after)
        waiting = await poll_feed(self.tools, await self.claim())
        await self.tools.ledger.flush()
        return waiting


@asynccontextmanager
async def open_tools(store: Store, clock: Callable[[], datetime]) -> AsyncIterator[PollTools]:
    """What polling needs, open to loopback and in no hurry to be polite."""
    sessions = Sessions(networks=[ip_network("127.0.0.0/8")], user_agent="test")
    tools = PollTools(
        store=store,
        claims=Claims(store.feeds, Terms(worker=WORKER, lease=LEASE), clock=clock),
        ledger=Ledger(store.feeds, worker=WORKER, trouble=Trouble()),
        sessions=sessions,
        pool=ParsePool(),
        politeness=Politeness(timedelta()),
        bounds=Bounds(),
        fresh=timedelta(hours=6),
        storm=20,
        clock=clock,
    )
    try:
        yield tools
        await tools.ledger.flush()
    finally:
        await sessions.close()
        await tools.pool.close()


@asynccontextmanager
async def open_desk(database: str) -> AsyncIterator[Desk]:
    room, clock = Newsroom(), ManualClock()
    app = web.Application()
    app.router.add_get("/{path:.*}", room.answer)
    server = TestServer(app, host="0.0.0.0")
    await server.start_server()
    store = open_store(database)
    try:
        async with open_tools(store, clock) as tools:
            assert server.port is not None
            yield Desk(room, tools, server.port, clock)
    finally:
        await store.close()
        await server.close()
