"""The web server: it serves what it was given, and says what keeps it from that."""

import asyncio
from io import BytesIO

import aiohttp
import pytest
from aiohttp import web

from bot.errors import BotError
from bot.web.server import BODY_LIMIT, WebServer


async def answer(request: web.Request) -> web.Response:
    return web.Response(text=f"{request.path} {len(await request.read())}")


ROUTES = (web.get("/one", answer), web.post("/two", answer))


async def ask(server: WebServer, method: str, path: str, data: bytes | None = None):
    url = f"http://127.0.0.1:{server.port}{path}"
    body = BytesIO(data) if data else None
    async with aiohttp.ClientSession() as session, session.request(method, url, data=body) as got:
        return got.status, await got.text()


async def test_it_serves_the_routes_of_several_parts_and_nothing_else():
    server = WebServer("127.0.0.1", 0, ROUTES)
    await server.start()
    assert await ask(server, "GET", "/one") == (200, "/one 0")
    assert await ask(server, "POST", "/two", b"abc") == (200, "/two 3")
    assert (await ask(server, "GET", "/two"))[0] == 405
    assert (await ask(server, "GET", "/three"))[0] == 404
    await server.stop()


@pytest.mark.parametrize(("size", "status"), [(BODY_LIMIT, 200), (BODY_LIMIT + 1, 413)])
async def test_a_body_is_no_larger_than_the_limit(size, status):
    server = WebServer("127.0.0.1", 0, ROUTES)
    await server.start()
    assert (await ask(server, "POST", "/two", b"x" * size))[0] == status
    await server.stop()


async def test_an_address_that_is_taken_is_refused_and_what_to_do_is_said():
    first = WebServer("127.0.0.1", 0, ())
    await first.start()
    second = WebServer("127.0.0.1", first.port, ())
    with pytest.raises(BotError, match=rf"cannot listen on 127\.0\.0\.1:{first.port}.*TOCSIN_WEB"):
        await second.run()
    await second.stop()
    await first.stop()


@pytest.mark.parametrize("host", ["host.invalid", "203.0.113.7"])
async def test_an_address_of_another_machine_is_refused(host):
    with pytest.raises(BotError, match="cannot listen on"):
        await WebServer(host, 0, ()).run()


async def test_it_runs_until_it_is_cancelled_and_then_the_address_is_free():
    server = WebServer("127.0.0.1", 0, ROUTES)
    await server.start()
    port = server.port
    await server.stop()
    again = WebServer("127.0.0.1", port, ROUTES)
    task = asyncio.create_task(again.run())
    async with asyncio.timeout(5):
        while True:
            try:
                assert (await ask(again, "GET", "/one"))[0] == 200
                break
            except aiohttp.ClientConnectorError:
                await asyncio.sleep(0)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    with pytest.raises(aiohttp.ClientConnectorError):
        await ask(again, "GET", "/one")
