"""The status page without a browser: what it shows, to whom, and what it keeps to itself."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from sqlalchemy import insert, text
from yarl import URL

from bot.errors import DatabaseError
from bot.measures.reading import Reading
from bot.settings import Address, Settings
from bot.store.schema import fetches
from bot.telegram.words import open_words
from bot.web.guard import protect
from bot.web.pages.feeds import Wanted, read_wanted
from bot.web.server import WebServer
from bot.web.site import build_pages, open_site
from bot.web.wording import ago, clock, daily, precise, tell_reason, web_link
from tests.web.newsdesk import build_desk, open_newsdesk
from tests.web.rows import NOW, add_chats, add_feed, add_story


async def get(url: str) -> tuple[int, str]:
    async with ClientSession() as session, session.get(url) as got:
        return got.status, await got.text()


async def test_what_is_shown_without_news(tmp_path: Path):
    async with open_newsdesk(tmp_path, filled=False) as (_, url):
        shown = {path: await get(f"{url}{path}") for path in ("/", "/stories", "/feeds", "/queue")}
        status, topics = await get(f"{url}/topics")
    assert {status for status, _ in shown.values()} == {200}
    assert "All is well" in shown["/"][1]
    assert "Nothing matched any topic" in shown["/stories"][1]
    assert "No feed is like that" in shown["/feeds"][1]
    assert "Nothing waits" in shown["/queue"][1]
    assert status == 200
    assert "silent</span>" not in topics  # they had no time yet


@pytest.mark.parametrize(
    ("since", "articles", "words"),
    [
        (timedelta(hours=2), 20, set()),
        (timedelta(hours=2), 60, {"noisy"}),
        (timedelta(days=13), 60, {"silent"}),
    ],
)
async def test_how_a_rule_does_is_judged_by_the_days_that_there_was_news(
    tmp_path: Path, since: timedelta, articles: int, words: set[str]
):
    def bring(connection) -> None:
        add_feed(connection, 1, "Harbour Wire")
        add_chats(connection)
        rule = (("energy", "gas"),)
        seen = (NOW - since, *[NOW - timedelta(hours=1)] * (articles - 1))
        add_story(connection, 1, "Gas", topics=rule, seen=seen, sources=((1, "Harbour Wire"),))

    async with open_newsdesk(tmp_path, filled=False) as (store, url):
        await store.database.run(bring, writes=True)
        _, page = await get(f"{url}/topics")
    assert {word for word in ("noisy", "silent") if f"{word}</span>" in page} == words


async def test_a_story_is_accounted_for_and_chats_stay_private(tmp_path: Path):
    async with open_newsdesk(tmp_path) as (store, url):
        # The ninth stories are somebody's own topic too.
        _, page = await get(f"{url}/stories/{9:032x}")
        shown = [(await get(f"{url}{path}"))[1] for path in ("/stories", "/topics", "/queue")]
        row = "SELECT count(*) FROM articles WHERE story_id = '{}'"

        def count(connection) -> int:
            return int(connection.execute(text(row.format(f"{9:032x}"))).scalar_one())

        assert page.count("<h3") == await store.database.run(count, writes=False)
    assert "began the story" in page
    assert "matched <bdi>Energy and the grid</bdi> by <em>gas</em>" in page
    assert "a personal topic" in page
    for html in (page, *shown):
        assert "secret words" not in html
        assert "watch_" not in html
        assert "77310552" not in html
    assert "private …4118" in page


async def test_a_problem_that_is_over_is_shown_as_the_last_one(tmp_path: Path):
    error = "https://h.example/: answered 503 <Busy>"

    def bring(connection) -> None:
        add_feed(connection, 1, "Harbour Wire")
        fetch = insert(fetches).values(
            feed_id=1, slot=0, at=NOW, status=503, size=0, took=timedelta(), news=0, error=error
        )
        connection.execute(fetch)

    async with open_newsdesk(tmp_path, filled=False) as (store, url):
        await store.database.run(bring, writes=True)
        _, page = await get(f"{url}/")
    assert "<bdi>Harbour Wire</bdi> could not be read, and is read again" in page
    assert "answered 503 &lt;Busy&gt;" in page


async def test_an_unknown_story_is_missing(tmp_path: Path):
    async with open_newsdesk(tmp_path, filled=False) as (_, url):
        status, page = await get(f"{url}/stories/none")
    assert status == 404
    assert "There is no such story" in page
    assert 'href="../static/style.css"' in page


async def test_a_database_that_fails_is_said(tmp_path: Path):
    async with open_newsdesk(tmp_path, filled=False) as (store, _):

        class Broken:
            async def queue(self):
                raise DatabaseError("the database failed: <disk> full")

        desk = replace(build_desk(store), report=Broken())  # type: ignore[arg-type]
        server = WebServer("127.0.0.1", 0, build_pages(desk))
        await server.start()
        status, page = await get(f"http://127.0.0.1:{server.port}/queue")
        await server.stop()
    assert status == 503
    assert "&lt;disk&gt; full" in page


async def test_troubles_are_in_words(tmp_path: Path):
    async with open_newsdesk(tmp_path) as (store, _):
        usual = build_desk(store)

        async def look() -> Reading:
            return replace(await usual.look(), rules="war.yaml:3: <stuck>")

        desk = replace(usual, look=look)
        server = WebServer("127.0.0.1", 0, build_pages(desk))
        await server.start()
        _, page = await get(f"http://127.0.0.1:{server.port}/")
        await server.stop()
    assert "1 thing to look at" in page
    assert "war.yaml:3: &lt;stuck&gt;" in page


async def test_ten_thousand_feeds_are_paged(tmp_path: Path):
    async with open_newsdesk(tmp_path, filled=False) as (store, url):

        def bring(connection) -> None:
            connection.execute(
                text(
                    "WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n"
                    " WHERE i < 10000) INSERT INTO feeds (url, host, title, language, fast,"
                    " own_title, active, next_poll, failures) SELECT 'https://f.example/' || i,"
                    " 'f.example', 'Feed ' || i, 'en', 0, '', 1, '2026-03-02', 0 FROM n"
                )
            )

        await store.database.run(bring, writes=True)
        _, first = await get(f"{url}/feeds")
        _, last = await get(f"{url}/feeds?page=200")
        _, beyond = await get(f"{url}/feeds?page=99999999")
    assert "1 to 50 of 10\u202f000" in first
    assert 'rel="next"' in first
    assert 'rel="prev"' not in first
    assert 'rel="next"' not in last
    assert 'rel="prev"' in last
    assert "No feed is like that" in beyond


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ({}, Wanted()),
        ({"page": "0"}, Wanted()),
        ({"page": "-3", "state": "no", "sort": "no"}, Wanted()),
        ({"page": "²"}, Wanted()),
        ({"q": "  kyiv\0 ", "page": "7"}, Wanted(words="kyiv", page=7)),
    ],
)
def test_what_an_address_asks_for(query: dict[str, str], wanted: Wanted):
    assert read_wanted(query) == wanted


@pytest.mark.parametrize(
    "query", ["", "?q=a%26b&state=gone&sort=news&page=3", "?state=ok", "?sort=title"]
)
def test_an_address_is_written_as_it_is_read(query: str):
    assert read_wanted(URL(query).query).query() == query


def settings(**given: object) -> Settings:
    return Settings.model_validate(given)


async def answer(_: web.Request) -> web.Response:
    return web.Response(text="in")


@pytest.mark.parametrize(
    ("given", "statuses"),
    [
        ({}, [200, 200, 200]),
        ({"web_password": "long enough"}, [401, 200, 401]),
        ({"public_url": "https://bot.example"}, [404, 200, 404]),
        ({"public_url": "https://bot.example", "web_password": "long enough"}, [401, 200, 401]),
        ({"host": "0.0.0.0"}, [404, 200, 404]),
        ({"host": "0.0.0.0", "web_password": "long enough"}, [401, 200, 401]),
    ],
)
async def test_pages_are_served_where_nobody_else_comes(
    given: dict[str, str], statuses: list[int], tmp_path: Path
):
    async with open_newsdesk(tmp_path, filled=False) as (store, _):
        host = given.get("host", "127.0.0.1")
        given = {name: value for name, value in given.items() if name != "host"}
        site = open_site(
            settings(web=Address(host=host, port=0), **given),
            build_desk(store),
            free=[web.get("/push/{token}", answer)],
            guarded=[web.get("/metrics", answer)],
        )
        assert site is not None
        await site.start()
        url = f"http://127.0.0.1:{site.port}"
        found = [(await get(f"{url}{path}"))[0] for path in ("/", "/push/x", "/metrics")]
        await site.stop()
    assert found == statuses


async def test_without_an_address_nothing_listens(tmp_path: Path):
    async with open_newsdesk(tmp_path, filled=False) as (store, _):
        assert open_site(settings(), build_desk(store)) is None


async def test_files_of_the_pages_are_of_their_kind(tmp_path: Path):
    async with open_newsdesk(tmp_path, password="pw") as (store, _):
        server = WebServer("127.0.0.1", 0, build_pages(build_desk(store)), [protect("")])
        await server.start()
        async with ClientSession() as session:
            for name, kind in (("style.css", "text/css"), ("live.js", "text/javascript")):
                async with session.get(f"http://127.0.0.1:{server.port}/static/{name}") as got:
                    assert got.content_type == kind
                    assert got.headers["X-Content-Type-Options"] == "nosniff"
        assert (await get(f"http://127.0.0.1:{server.port}/static/../site.py"))[0] == 404
        assert (await get(f"http://127.0.0.1:{server.port}/static/base.html"))[0] == 404
        await server.stop()


@pytest.mark.parametrize(
    ("link", "followed"),
    [
        ("https://a.example/x?y=1", True),
        ("http://a.example", True),
        ("javascript:alert(1)", False),
        ("JavaScript://a.example/%0aalert(1)", False),
        ("data:text/html,x", False),
        ("//a.example", False),
        ("https://", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_only_web_pages_are_linked(link: str, followed: bool):
    assert bool(web_link(link)) == followed


@pytest.mark.parametrize(
    ("back", "said"),
    [
        (timedelta(seconds=1), "now"),
        (timedelta(seconds=90), "90 s ago"),
        (timedelta(minutes=119), "119 min ago"),
        (timedelta(hours=47), "47 h ago"),
        (timedelta(days=9), "9 d ago"),
        (-timedelta(minutes=5), "in 5 min"),
    ],
)
def test_times_are_said_in_one_unit(back: timedelta, said: str):
    assert ago(NOW - back, NOW).replace("\u202f", " ") == said


def test_how_numbers_are_written():
    assert precise(timedelta(seconds=4.26)) == "4.3\u202fs"
    assert precise(timedelta(seconds=0.0461)) == "46\u202fms"
    assert precise(timedelta()) == "0\u202fms"
    assert precise(timedelta(seconds=42.6)) == "42\u202fs"
    assert [daily(one) for one in (None, 0, 1.26, 12.6, 12_600)] == [
        "–",
        "0",
        "1.3",
        "13",
        "12\u202f600",
    ]


@pytest.mark.parametrize(
    ("reason", "label"),
    [
        ("new", "new"),
        ("same link", "link"),
        ("same guid", "guid"),
        ("same title", "title"),
        ("title 93", "title"),
        ("words 31", "words"),
        ("", "unknown"),
        ("stars 7", "unknown"),
    ],
)
def test_a_page_says_why_an_article_joined_as_the_command_does(reason: str, label: str):
    score = int(reason.partition(" ")[2]) if reason[-1:].isdecimal() else 100
    english = open_words("en").say(f"label-joined-{label}", score=score)
    said = tell_reason(reason).removeprefix("joined: ")
    assert said.partition(" (")[0] == english.partition(" (")[0]
    if label in ("title", "words") and score < 100:
        assert said == english


def test_a_moment_of_today_is_said_without_its_day():
    assert clock(NOW, NOW) == "14:24 UTC"
    assert clock(NOW - timedelta(days=1), NOW) == "1 Mar, 14:24 UTC"
    assert clock(NOW) == "2 Mar, 14:24 UTC"
