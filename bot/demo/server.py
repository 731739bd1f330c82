"""The demo's newsroom: sample feeds on loopback, whose items come out as time goes by."""

from collections.abc import AsyncIterator, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b
from importlib.resources import files
from xml.sax.saxutils import escape

import yaml
from aiohttp import web


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleItem:
    """One invented article."""

    out: timedelta  # after the start
    title: str
    summary: str
    slug: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleFeed:
    """One invented outlet."""

    name: str  # in its address
    title: str
    language: str
    items: tuple[SampleItem, ...]


def load_sample_feeds() -> tuple[SampleFeed, ...]:
    """Return the sample news that the package carries."""
    text = (files("bot.demo") / "news.yaml").read_text(encoding="utf-8")
    return tuple(
        SampleFeed(
            name=feed["name"],
            title=feed["title"],
            language=feed["language"],
            items=tuple(
                SampleItem(
                    out=timedelta(seconds=item["at"]),
                    title=item["title"],
                    summary=item["summary"],
                    slug=item["slug"],
                )
                for item in feed["items"]
            ),
        )
        for feed in yaml.safe_load(text)["feeds"]
    )


def render_feed(feed: SampleFeed, items: Iterable[SampleItem], begun: datetime) -> str:
    """Return the feed as RSS 2.0, newest item first."""
    entries = "".join(
        f"<item><title>{escape(item.title)}</title>"
        f"<link>https://{feed.name}.example/{item.slug}</link><guid>{item.slug}</guid>"
        f"<pubDate>{format_datetime(begun + item.out)}</pubDate>"
        f"<description>{escape(item.summary)}</description></item>"
        for item in sorted(items, key=lambda item: item.out, reverse=True)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>{escape(feed.title)}</title><link>https://{feed.name}.example/</link>"
        f"<language>{feed.language}</language><description>Sample news</description>"
        f"{entries}</channel></rss>"
    )


@asynccontextmanager
async def serve_samples(
    feeds: Iterable[SampleFeed], *, clock: Callable[[], datetime], speed: float
) -> AsyncIterator[str]:
    """Serve the feeds at ADDRESS/NAME.xml; yields the address.

    Time begins when every feed was asked for once: until then all show only what stood there
    before, so that a slow start makes no news history. `speed`: sample seconds a second.
    """
    by_name = {feed.name: feed for feed in feeds}
    asked: set[str] = set()
    begun = clock()

    async def answer(request: web.Request) -> web.Response:
        feed = by_name.get(request.match_info["name"])
        if feed is None:
            raise web.HTTPNotFound
        nonlocal begun
        if len(asked) < len(by_name):
            begun = clock()
            asked.add(feed.name)
        age = (clock() - begun) * speed
        text = render_feed(feed, [item for item in feed.items if item.out <= age], begun)
        etag = f'"{blake2b(text.encode(), digest_size=8).hexdigest()}"'
        if request.headers.get("If-None-Match") == etag:
            return web.Response(status=304, headers={"ETag": etag})
        return web.Response(text=text, content_type="application/rss+xml", headers={"ETag": etag})

    app = web.Application()
    app.add_routes([web.get("/{name}.xml", answer)])
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()
