"""News outlets on loopback whose feeds tests write into."""

import asyncio
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import web

from bot.demo.server import SampleFeed, SampleItem, render_feed


class Outlets:
    """Some feeds on one server; `async with Outlets("a", "b") as outlets`."""

    def __init__(self, *names: str) -> None:
        self._names = names
        self._items: defaultdict[str, list[SampleItem]] = defaultdict(list)
        self._begun = datetime.now(UTC)
        self._asked: Counter[str] = Counter()
        self._changed = asyncio.Event()
        self._runner: web.AppRunner | None = None

    async def __aenter__(self) -> "Outlets":
        app = web.Application()
        app.add_routes([web.get("/{name}.xml", self._answer)])
        self._runner = web.AppRunner(app)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._runner is not None
        await self._runner.cleanup()

    def address(self, name: str) -> str:
        """Return where a feed is."""
        assert self._runner is not None
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/{name}.xml"

    def rules(self) -> str:
        """Return the feeds as a feeds.yaml."""
        return "\n".join(
            ["feeds:", *(f'  - {{url: "{self.address(name)}"}}' for name in self._names), ""]
        )

    def publish(self, name: str, title: str, summary: str = "") -> None:
        """Bring out an article, now."""
        items = self._items[name]
        out = datetime.now(UTC) - self._begun
        slug = f"{len(items)}-{abs(hash(title))}"
        items.append(SampleItem(out=out, title=title, summary=summary, slug=slug))

    async def asked(self, times: int = 2, seconds: float = 20) -> None:
        """Wait until every feed was asked for so often from now on.

        Twice means that what stood there at the first time has been kept.
        """
        wanted = {name: self._asked[name] + times for name in self._names}
        async with asyncio.timeout(seconds):
            while any(self._asked[name] < count for name, count in wanted.items()):
                self._changed.clear()
                await self._changed.wait()

    async def _answer(self, request: web.Request) -> Any:
        name = request.match_info["name"]
        self._asked[name] += 1
        self._changed.set()
        feed = SampleFeed(
            name=name, title=f"The {name.title()}", language="en", items=tuple(self._items[name])
        )
        return web.Response(
            text=render_feed(feed, feed.items, self._begun + timedelta()),
            content_type="application/rss+xml",
        )
