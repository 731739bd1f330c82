"""Servers on loopback that feeds are fetched from in the tests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import timedelta

from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.feeds.fetch import FetchLimits
from bot.models.polls import Feed

LIMITS = FetchLimits(
    connect=timedelta(seconds=0.5), total=timedelta(seconds=0.4), size=100_000, redirects=5
)
Answer = Callable[[web.Request], Awaitable[web.StreamResponse]]


def feed(url: str, etag: str | None = None, last_modified: str | None = None) -> Feed:
    return Feed(
        id=1,
        url=url,
        title="",
        language="",
        interval=None,
        fast=False,
        etag=etag,
        last_modified=last_modified,
        body_hash=None,
        last_good=None,
        adapted=None,
        failures=0,
    )


@asynccontextmanager
async def serving(answer: Answer) -> AsyncIterator[str]:
    """A server that answers every path with one function; yields its address."""
    app = web.Application()
    app.router.add_route("*", "/{path:.*}", answer)
    async with TestServer(app, host="127.0.0.1") as server:
        yield str(server.make_url("/feed"))


@asynccontextmanager
async def serving_raw(*pieces: bytes, hold: bool = False) -> AsyncIterator[str]:
    """A server that reads a request and writes these bytes; then hangs up, or waits."""

    async def speak(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(10_000)
        for piece in pieces:
            writer.write(piece)
        if hold:
            await reader.read()  # until the other side gives up
        writer.close()

    server = await asyncio.start_server(speak, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}/feed"
