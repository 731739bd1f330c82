"""A quick news server in a process of its own, on every address of 127.0.0.0/8 at one port.

It speaks just enough HTTP for the benchmarks, and watches the manners of those who ask:

    /etag/NAME    a feed with an ETag, 304 when that is sent back
    /plain/NAME   the same feed without validators
    /news/NAME    a feed with one more item each time

What tests.bench.mischief names has no manners itself; nobody watches how that is asked.
"""

import asyncio
import multiprocessing
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from multiprocessing.connection import Connection
from time import monotonic

from tests.bench.mischief import MISCHIEF, Tricks

ITEMS = 40
ETAG = '"first"'


@dataclass(slots=True)
class Watch:
    """What the server saw."""

    items: int
    delay: float  # seconds until an answer
    asked: Counter[str] = field(default_factory=Counter)  # by path
    open: Counter[str] = field(default_factory=Counter)  # requests under way, by host
    together: set[str] = field(default_factory=set)  # hosts that had two at once
    last: dict[str, float] = field(default_factory=dict)  # when a path was last asked for
    gaps: list[float] = field(default_factory=list)  # seconds between two requests for a path


@contextmanager
def open_stand(*, items: int = ITEMS, delay: float = 0) -> Iterator[tuple[int, Connection]]:
    """Serve from another process; yields the port, and a pipe.

    Whatever is sent into the pipe, the answer is: how many requests there were so far, which
    hosts ever had two at once, and the seconds between requests for the same feed, those since
    the last question.
    """
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(
        target=_serve, args=(theirs, items, delay)
    )
    server.start()
    try:
        yield ours.recv(), ours
    finally:
        server.terminate()
        server.join()


def _serve(pipe: Connection, items: int, delay: float) -> None:
    asyncio.run(_work(pipe, Watch(items=items, delay=delay)))


async def _work(pipe: Connection, watch: Watch) -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Visitor(watch), "0.0.0.0", 0, backlog=4096)
    pipe.send(server.sockets[0].getsockname()[1])

    def tell() -> None:
        pipe.recv()
        pipe.send((watch.asked.total(), sorted(watch.together), watch.gaps))
        watch.gaps = []

    loop.add_reader(pipe.fileno(), tell)
    await server.serve_forever()


class Visitor(asyncio.Protocol):
    """One connection."""

    def __init__(self, watch: Watch) -> None:
        self._watch = watch
        self._heard = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Remember whom to answer."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._tricks = Tricks(transport)

    def connection_lost(self, exc: Exception | None) -> None:
        """Whoever hung up is not told on."""
        self._tricks.stop()

    def data_received(self, data: bytes) -> None:
        """Answer every request that is complete."""
        self._heard += data
        while b"\r\n\r\n" in self._heard:
            head, _, self._heard = self._heard.partition(b"\r\n\r\n")
            self._answer(head.decode("latin-1"))

    def _answer(self, head: str) -> None:
        watch = self._watch
        path = head.split(" ", 2)[1]
        if (kind := path.split("/")[1]) in MISCHIEF:
            self._tricks.play(kind, path)
            return
        host = head.partition("Host: ")[2].partition("\r\n")[0]
        watch.open[host] += 1
        if watch.open[host] > 1:
            watch.together.add(host)
        watch.asked[path] += 1
        now = monotonic()
        if path in watch.last:
            watch.gaps.append(now - watch.last[path])
        watch.last[path] = now
        answer = _respond(path, head, watch)
        if watch.delay:
            loop = asyncio.get_running_loop()
            loop.call_later(watch.delay, self._send, host, answer)
        else:
            self._send(host, answer)

    def _send(self, host: str, answer: bytes) -> None:
        self._watch.open[host] -= 1
        self._transport.write(answer)


def _respond(path: str, head: str, watch: Watch) -> bytes:
    kind = path.split("/")[1]
    if kind == "etag" and f"If-None-Match: {ETAG}" in head:
        return f"HTTP/1.1 304 Not Modified\r\nETag: {ETAG}\r\n\r\n".encode()
    etag = f"ETag: {ETAG}\r\n" if kind == "etag" else ""
    newest = watch.asked[path] if kind == "news" else 0
    body = _write_feed(path, newest, watch.items)
    said = f"Content-Type: application/rss+xml\r\nContent-Length: {len(body)}\r\n"
    return f"HTTP/1.1 200 OK\r\n{etag}{said}\r\n".encode() + body


def _write_feed(path: str, newest: int, items: int) -> bytes:
    shown = "".join(_write_item(path, number) for number in range(newest + items, newest, -1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0"><channel>'
        f"<title>The stand{path}</title><link>https://stand.example/</link>"
        f"<language>en</language><description>News of no one</description>{shown}"
        "</channel></rss>"
    ).encode()


@cache
def _write_item(path: str, number: int) -> str:
    return (
        f"<item><title>Council of district {number} votes on item {number * 7}</title>"
        f"<link>https://stand.example{path}/{number}</link>"
        f"<guid isPermaLink='false'>{path}-{number}</guid>"
        f"<pubDate>Tue, 12 Aug 2025 12:{number % 60:02}:00 GMT</pubDate>"
        f"<description>{'Residents were told at length what is to come. ' * 4}</description>"
        "</item>"
    )
