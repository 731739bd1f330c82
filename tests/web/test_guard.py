"""Who is let in to the pages, and what every answer carries."""

import pytest
from aiohttp import ClientSession, encode_basic_auth, web

from bot.settings import Address
from bot.web.guard import (
    HEADERS,
    REMEMBERED,
    TRIES,
    WINDOW,
    Tries,
    find_free_paths,
    is_loopback,
    protect,
    read_password,
    why_hidden,
)
from bot.web.server import WebServer


async def answer(_: web.Request) -> web.Response:
    return web.Response(text="in")


async def fail(_: web.Request) -> web.Response:
    raise RuntimeError("broken")


FREE = (web.post("/push/{token}", answer), web.get("/healthz", answer))
ROUTES = (*FREE, web.get("/", answer), web.get("/fail", fail))


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


async def ask(server: WebServer, path: str = "/", *, password: str | None = None, **options):
    headers = options.pop("headers", {})
    if password is not None:
        headers = {"Authorization": encode_basic_auth("anyone", password, "utf-8")}
    url = f"http://127.0.0.1:{server.port}{path}"
    async with (
        ClientSession() as session,
        session.request(options.pop("method", "GET"), url, headers=headers, **options) as got,
    ):
        return got


@pytest.fixture
async def clock() -> Clock:
    return Clock()


@pytest.fixture
async def server(clock: Clock):
    guard = protect("korrekt häst", find_free_paths(FREE), monotonic=clock)
    server = WebServer("127.0.0.1", 0, ROUTES, [guard])
    await server.start()
    yield server
    await server.stop()


async def test_only_the_password_opens(server: WebServer):
    assert (await ask(server, password="korrekt häst")).status == 200
    refused = await ask(server)
    assert refused.status == 401
    assert refused.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert (await ask(server, password="korrekt")).status == 401
    assert (await ask(server, "/no/such/page")).status == 401
    assert (await ask(server, headers={"Authorization": "Basic !!!"})).status == 401
    assert (await ask(server, headers={"Authorization": "Bearer korrekt"})).status == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("POST", "/push/abc", 200),
        ("GET", "/healthz", 200),
        ("GET", "/healthz/x", 401),
        ("GET", "/push", 401),
        ("GET", "/push/../", 401),
    ],
)
async def test_free_paths_need_no_password(server: WebServer, method, path, status):
    assert (await ask(server, path, method=method)).status == status


async def test_who_guesses_waits_and_so_does_the_right_password(server: WebServer, clock: Clock):
    for _ in range(TRIES):
        assert (await ask(server, password="guess")).status == 401
    refused = await ask(server, password="korrekt häst")
    assert refused.status == 429
    assert refused.headers["Retry-After"] == "300"
    assert (await ask(server, "/healthz")).status == 200
    clock.now += WINDOW
    assert (await ask(server, password="korrekt häst")).status == 200


async def test_who_gives_no_password_does_not_guess(server: WebServer):
    for _ in range(TRIES + 1):
        assert (await ask(server)).status == 401
    assert (await ask(server, password="korrekt häst")).status == 200


def test_guesses_are_counted_by_network_and_not_remembered_without_end():
    tries = Tries(Clock())
    for number in range(TRIES):
        tries.note(f"2001:db8::{number:x}")
    assert tries.wait("2001:db8::ffff") == WINDOW
    assert tries.wait("2001:db8:0:1::1") == 0
    for number in range(REMEMBERED):
        tries.note(f"10.0.{number // 250}.{number % 250}")
    assert tries.wait("2001:db8::ffff") == 0


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost:8080", 200),
        ("127.0.0.1:8080", 200),
        ("[::1]:8080", 200),
        ("evil.example:8080", 403),
        ("192.168.1.5", 403),
        ("localhost.evil.example", 403),
    ],
)
async def test_without_a_password_this_machine_must_be_meant(host: str, status: int):
    server = WebServer("127.0.0.1", 0, ROUTES, [protect("", find_free_paths(FREE))])
    await server.start()
    assert (await ask(server, headers={"Host": host})).status == status
    assert (await ask(server, "/healthz", headers={"Host": host})).status == 200
    await server.stop()


@pytest.mark.parametrize(
    ("path", "status"), [("/", 200), ("/healthz", 200), ("/none", 404), ("/fail", 500)]
)
async def test_every_answer_carries_the_headers(path: str, status: int):
    server = WebServer("127.0.0.1", 0, ROUTES, [protect("")])
    await server.start()
    got = await ask(server, path)
    await server.stop()
    assert got.status == status
    assert {name: got.headers[name] for name in HEADERS} == HEADERS
    assert got.headers["Cache-Control"] == "no-store"
    assert "unsafe" not in got.headers["Content-Security-Policy"]
    assert "Server" not in got.headers


@pytest.mark.parametrize(
    ("host", "password", "public_url", "words"),
    [
        ("127.0.0.1", "", "", ""),
        ("::1", "", "", ""),
        ("localhost", "", "", ""),
        ("0.0.0.0", "secret", "https://bot.example", ""),
        ("0.0.0.0", "", "", "TOCSIN_WEB"),
        ("192.168.1.5", "", "", "TOCSIN_WEB"),
        ("127.0.0.1", "", "https://bot.example", "TOCSIN_PUBLIC_URL"),
    ],
)
def test_pages_are_hidden_where_nobody_would_be_kept_out(host, password, public_url, words):
    why = why_hidden(Address(host=host, port=80), password, public_url)
    assert words in why
    assert bool(why) == bool(words)


@pytest.mark.parametrize(
    ("header", "password"),
    [
        ("Basic YTpi", b"b"),
        ("basic YTpiOmM=", b"b:c"),
        ("Basic YQ==", b""),
        ("Basic é", None),
        ("Basic", b""),
        ("", None),
        ("Digest YTpi", None),
    ],
)
def test_a_password_is_read_as_browsers_send_it(header: str, password: bytes | None):
    assert read_password(header) == password


def test_names_of_this_machine():
    assert is_loopback("LOCALHOST.")
    assert is_loopback("127.9.9.9")
    assert not is_loopback("")
    assert not is_loopback("127.0.0.1.example")
