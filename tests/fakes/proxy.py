"""An HTTP proxy on loopback: it forwards plain requests and opens tunnels, for those it knows."""

import asyncio
import contextlib
from base64 import b64encode
from urllib.parse import urlsplit

USER, PASSWORD = "clerk", "proxy-password"


class FakeProxy:
    """`async with FakeProxy() as proxy` serves on a free port; `asked` holds the first lines."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.refused: list[str] = []
        self._server: asyncio.Server | None = None
        self._connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._server is not None
        return int(self._server.sockets[0].getsockname()[1])

    def url(self, password: str = PASSWORD) -> str:
        """Return its address as TOCSIN_PROXY has it."""
        return f"http://{USER}:{password}@127.0.0.1:{self.port}"

    async def __aenter__(self) -> "FakeProxy":
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def stop(self) -> None:
        """Serve nobody any more."""
        assert self._server is not None
        self._server.close()
        for writer in self._connections.values():
            writer.transport.abort()
        await asyncio.gather(*self._connections)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections[task] = writer
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *headers = head.strip().split("\r\n")
            known = b64encode(f"{USER}:{PASSWORD}".encode()).decode()
            if f"proxy-authorization: basic {known}".lower() not in map(str.lower, headers):
                self.refused.append(first)
                writer.write(
                    b"HTTP/1.1 407 Proxy Authentication Required\r\n"
                    b"Proxy-Authenticate: Basic\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                )
                return
            self.asked.append(first)
            await self._connect(first, headers, reader, writer)
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            del self._connections[task]
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()

    async def _connect(
        self,
        first: str,
        headers: list[str],
        reader: asyncio.StreamReader,
        writer: asyncio.StreamWriter,
    ) -> None:
        method, target, version = first.split()
        parts = urlsplit(target if method != "CONNECT" else f"//{target}")
        there, back = await asyncio.open_connection(parts.hostname, parts.port or 80)
        if method == "CONNECT":
            writer.write(b"HTTP/1.1 200 Connection established\r\n\r\n")
        else:
            path = parts._replace(scheme="", netloc="").geturl()
            kept = [one for one in headers if not one.lower().startswith("proxy-")]
            back.write("\r\n".join([f"{method} {path} {version}", *kept, "", ""]).encode())
        both = [asyncio.create_task(pour(reader, back)), asyncio.create_task(pour(there, writer))]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for one in both:
            one.cancel()
        await asyncio.gather(*both, return_exceptions=True)
        back.close()
        with contextlib.suppress(OSError):
            await back.wait_closed()


async def pour(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on everything that comes."""
    while data := await reader.read(65536):
        writer.write(data)
        await writer.drain()
