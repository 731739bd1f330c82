"""What servers do that wish nobody well, or know no better: for the stand of the benchmarks."""

import asyncio
import zlib
from collections.abc import Callable
from functools import cache
from itertools import count, pairwise

# An answer that never comes, one byte at a time, a redirect to itself, an error, a body without
# end, one that swells, one that swells when it is read, and one that is dear to read.
MISCHIEF = ("hang", "trickle", "loop", "busy", "endless", "bomb", "laughs", "dear")

_OK = "HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\n"
_PIECE = b"a" * 65_536
_SWOLLEN = 50_000_000  # bytes
_SOON = 0.5  # seconds between two bytes of a trickle
_NESTED = 300_000  # elements in elements: a reader is busy with them for seconds
_TURNS = count()
_START = "<?xml version='1.0'?><rss version='2.0'><channel><title>T</title>"


class Tricks:
    """Plays tricks over one connection."""

    def __init__(self, transport: asyncio.Transport) -> None:
        self._transport = transport
        self._task: asyncio.Task[None] | None = None

    def play(self, kind: str, path: str) -> None:
        """Answer a request for a path as such a server does."""
        if kind == "trickle":
            self._go_on(b" ", _SOON)
        elif kind == "endless":
            self._go_on(_PIECE, 0.001)
        elif kind != "hang":
            self._transport.write(_respond(kind, path))

    def stop(self) -> None:
        """Leave off."""
        if self._task:
            self._task.cancel()

    def _go_on(self, piece: bytes, pause: float) -> None:
        self._transport.write(f"{_OK}Connection: close\r\n\r\n{_START}".encode())
        self._task = asyncio.create_task(self._send_for_ever(piece, pause))

    async def _send_for_ever(self, piece: bytes, pause: float) -> None:
        while not self._transport.is_closing():
            if self._transport.get_write_buffer_size() < len(_PIECE):
                self._transport.write(piece)
            await asyncio.sleep(pause)


def _respond(kind: str, path: str) -> bytes:
    if kind == "loop":
        return f"HTTP/1.1 302 Found\r\nLocation: {path}\r\nContent-Length: 0\r\n\r\n".encode()
    if kind == "busy":
        return b"HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n"
    packing, body = _WRITTEN[kind]()
    return f"{_OK}{packing}Content-Length: {len(body)}\r\n\r\n".encode() + body


@cache
def _pack_bomb() -> tuple[str, bytes]:
    return "Content-Encoding: deflate\r\n", zlib.compress(bytes(_SWOLLEN))


def _write_laughs() -> bytes:
    names = "abcdefghij"
    grown = "".join(f"<!ENTITY {name} '{f'&{before};' * 10}'>" for before, name in pairwise(names))
    declared = f"<!DOCTYPE rss [<!ENTITY a 'ha'>{grown}]>"
    return (
        f"<?xml version='1.0'?>{declared}<rss><channel><title>&j;</title></channel></rss>".encode()
    )


@cache
def _write_dear() -> bytes:
    return f"{_START}</title>{'<a>' * _NESTED}".encode()


_WRITTEN: dict[str, Callable[[], tuple[str, bytes]]] = {
    "bomb": _pack_bomb,
    "laughs": lambda: ("", _write_laughs()),
    # Never the same twice: what was read already is not read again.
    "dear": lambda: ("", _write_dear() + f"<!--{next(_TURNS)}-->".encode()),
}
