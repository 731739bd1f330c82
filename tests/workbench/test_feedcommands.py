"""`tocsin feeds`: what is printed where, and what becomes of the list."""

import asyncio
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from typer.testing import CliRunner

from bot.cli import app
from bot.models.health import FeedState
from bot.models.polls import Habit, NextPoll
from bot.rules.files.feedlist import parse_feeds
from bot.store.store import open_store
from tests.builders import NOON, address, build_poll
from tests.feeds.servers import serving

DATA = Path(__file__).parents[1] / "data" / "feeds"
LIST = """\
# ours
feeds:
  - url: https://a.example/rss
    title: The A
    tags: [wire, far away]
    password: ${A_PASSWORD}
    user: me
"""
NEWS = """\
<rss version='2.0'><channel><title>Harbour Wire</title><language>en</language>
<item><guid>1</guid><title>Dockers walk out</title>
<pubDate>Mon, 12 Jan 2026 10:00:00 GMT</pubDate></item>
<item><guid>2</guid><title>A calm day</title></item>
<item><guid>1</guid><title>Dockers walk out</title>
<pubDate>Mon, 12 Jan 2026 10:00:00 GMT</pubDate></item>
</channel></rss>"""
TOPIC = "topic: harbour\ntitle: H\nrules:\n  - name: only\n    any: [docker*]\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with rules, and nothing set but leave to reach the loopback."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "feeds.yaml").write_text(LIST)
    (tmp_path / "rules" / "harbour.yaml").write_text(TOPIC)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOCSIN_FEED_NETWORKS", "127.0.0.0/8")
    monkeypatch.setenv("TOCSIN_HOST_PAUSE", "0")
    return tmp_path


def feeds(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["feeds", *arguments])


async def feeds_meanwhile(*arguments: str) -> Any:
    """The same while a server of the test's is at work."""
    return await asyncio.to_thread(feeds, *arguments)


def listed(folder: Path) -> list[str]:
    return [
        feed.url for feed in parse_feeds((folder / "rules" / "feeds.yaml").read_bytes(), "feeds")
    ]


async def answer(request: web.Request) -> web.Response:
    """A page, and a feed that it names, which moved for good."""
    match request.path:
        case "/":
            link = '<link rel="alternate" type="application/rss+xml" href="/old">'
            return web.Response(text=f"<html>{link}</html>", content_type="text/html")
        case "/old":
            return web.Response(status=308, headers={"Location": "/news"})
        case "/news":
            headers = {"ETag": '"v1"', "Cache-Control": "max-age=600"}
            return web.Response(text=NEWS, content_type="application/rss+xml", headers=headers)
        case _:
            return web.Response(status=404)


# ---------------------------------------------------------------- test


def test_a_file_is_tested_without_rules_settings_or_database(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOCSIN_POLL", "no length of time")
    (tmp_path / "feed.xml").write_text(NEWS)
    result = feeds("test", "feed.xml", "--format", "json")
    assert result.exit_code == 0
    said = json.loads(result.stdout)
    assert "there is no folder rules" in result.stderr
    assert (said["title"], said["language"], said["matching"]) == ("Harbour Wire", "en", None)
    assert [item["repeats"] for item in said["items"]] == [False, False, True]
    assert said["items"][0]["published"] == "2026-01-12T10:00:00+00:00"
    assert said["items"][0]["identity"] == said["items"][2]["identity"]
    assert said["items"][1]["published"] is None
    assert [path.name for path in tmp_path.iterdir()] == ["feed.xml"]


def test_what_would_match_is_counted(folder):
    (folder / "feed.xml").write_text(NEWS)
    said = json.loads(feeds("test", "feed.xml", "--format", "json").stdout)
    assert (said["matching"], said["topics"]) == (2, {"harbour": 2})
    assert said["items"][0]["matches"] == [{"topic": "harbour", "rule": "only"}]
    assert said["items"][1]["matches"] == []
    text = feeds("test", "feed.xml").stdout
    assert "items       3, 1 of them repeat another, 1 without a date" in text
    assert "would match 2 of 3: harbour 2" in text
    assert "Dockers walk out  -> harbour" in text


def test_entries_that_hold_nothing_are_listed_last_and_never_kept(folder):
    (folder / "feed.xml").write_text(NEWS.replace("<item>", "<item/><item> </item><item>", 1))
    said = json.loads(feeds("test", "feed.xml", "--format", "json").stdout)
    assert said["skipped"] == 2
    assert [item["repeats"] for item in said["items"]] == [False, False, True, True, True]
    assert [item["title"] for item in said["items"][3:]] == ["", ""]
    assert all(item["identity"] for item in said["items"])


@pytest.mark.parametrize("name", sorted(path.name for path in DATA.iterdir() if "." in path.name))
def test_any_file_is_one_object_on_standard_output(name, folder):
    result = feeds("test", str(DATA / name), "--format", "json")
    said = json.loads(result.stdout)
    assert isinstance(said["items"], list)
    assert result.exit_code == (1 if said["error"] else 0)


def test_of_a_page_it_is_said_where_its_feeds_may_be(folder):
    link = '<link rel="alternate" type="application/rss+xml" href="https://a.example/rss">'
    (folder / "page.html").write_text(f"<html>{link}<a href='/rss'>x</a></html>")
    result = feeds("test", "page.html", "--format", "json")
    said = json.loads(result.stdout)
    assert result.exit_code == 1
    assert said["error"].startswith("an HTML page instead of a feed")
    assert said["candidates"] == ["https://a.example/rss"]
    assert "try         https://a.example/rss" in feeds("test", "page.html").stdout


async def test_an_address_is_asked_as_a_poll_would(folder):
    async with serving(answer) as url:
        asked = url.replace("/feed", "/old")
        result = await feeds_meanwhile("test", asked, "--format", "json")
        said = json.loads(result.stdout)
        news = asked.replace("/old", "/news")
        assert said["answer"] | {"seconds": 0} == {
            "url": news,
            "moved": news,
            "status": 200,
            "content_type": "application/rss+xml; charset=utf-8",
            "etag": '"v1"',
            "last_modified": None,
            "max_age": 600.0,
            "bytes": len(NEWS),
            "seconds": 0,
        }
        assert len(said["items"]) == 3
        assert said["requests"] == [{"url": asked, "status": 308}, {"url": news, "status": 200}]
        text = (await feeds_meanwhile("test", asked)).stdout
        assert f"redirected  308 by {asked}\n" in text
        assert f"answered    200 from {news}, where it moved for good" in text
        assert 'validators  ETag "v1"' in text
        gone = await feeds_meanwhile("test", url, "--format", "json")
        assert gone.exit_code == 1
        assert "answered 404" in json.loads(gone.stdout)["error"]


async def test_what_the_list_says_of_an_address_counts(folder, monkeypatch):
    seen = []

    async def note(request: web.Request) -> web.Response:
        seen.append(request.headers.get("Authorization"))
        return web.Response(text=NEWS)

    async with serving(note) as url:
        text = LIST.replace("https://a.example/rss", url).replace(
            "    title", "    language: uk\n    title"
        )
        (folder / "rules" / "feeds.yaml").write_text(text)
        refused = await feeds_meanwhile("test", url)
        assert refused.exit_code == 1
        assert "needs A_PASSWORD, which is not set" in str(refused.exception)
        monkeypatch.setenv("A_PASSWORD", "secret")
        result = await feeds_meanwhile("test", url, "--format", "json")
        assert {item["language"] for item in json.loads(result.stdout)["items"]} == {"uk"}
        assert seen == ["Basic bWU6c2VjcmV0"]
        assert "secret" not in result.output


def test_what_is_neither_address_nor_file_is_said(folder):
    result = feeds("test", "nothing")
    assert str(result.exception) == "there is no file nothing; an address begins with https://"


# ---------------------------------------------------------------- the list


async def test_a_page_is_added_as_the_feed_it_leads_to(folder):
    async with serving(answer) as url:
        page = url.removesuffix("feed")
        result = await feeds_meanwhile("add", page, "--title", "Wire", "--tag", "new")
    assert result.exit_code == 0, result.exception
    assert "Harbour Wire (en)" in result.stdout
    assert "1 match: harbour 1" in result.stdout
    assert listed(folder) == ["https://a.example/rss", f"{page}news"]
    text = (folder / "rules" / "feeds.yaml").read_text()
    assert text == f"{LIST}  - url: {page}news\n    title: Wire\n    tags: [new]\n"
    assert sorted(path.name for path in (folder / "rules").iterdir()) == [
        "feeds.yaml",
        "harbour.yaml",
    ]


def test_what_does_not_hold_leaves_the_list_alone(folder):
    result = feeds("add", "a.example/rss/", "--unseen")
    assert "is in the list already" in str(result.exception)
    assert (folder / "rules" / "feeds.yaml").read_text() == LIST


def test_a_list_is_made_where_there_is_none(folder):
    (folder / "rules" / "feeds.yaml").unlink()
    assert feeds("export").exit_code == 0
    assert feeds("add", "b.example/rss", "--unseen").exit_code == 0
    assert listed(folder) == ["https://b.example/rss"]


def test_a_feed_is_removed_by_any_spelling(folder):
    assert feeds("remove", "a.example/rss/").exit_code == 0
    assert (folder / "rules" / "feeds.yaml").read_text() == "# ours\nfeeds: []\n"
    assert "is not in the list" in str(feeds("remove", "a.example/rss").exception)


def test_what_is_exported_is_imported(folder):
    (folder / "ours.opml").write_text(feeds("export").stdout)
    before = parse_feeds(LIST, "feeds")
    again = feeds("import", "ours.opml")
    assert again.exit_code == 0
    assert "feeds added: 0; 1 were there already, 0 refused" in again.stdout
    assert "listed already: https://a.example/rss" in again.stderr
    (folder / "rules" / "feeds.yaml").unlink()
    assert feeds("import", "ours.opml").exit_code == 0
    assert parse_feeds((folder / "rules" / "feeds.yaml").read_bytes(), "feeds") == before


def test_what_cannot_be_listed_is_told_and_the_rest_imported(folder):
    (folder / "other.opml").write_text(
        "<opml><body><outline text='Odd' xmlUrl='https://b.example/a b'/>"
        "<outline text='B' xmlUrl='https://b.example/rss'/>"
        "<outline text='B' xmlUrl='http://b.example/rss'/></body></opml>"
    )
    result = feeds("import", "other.opml")
    assert result.exit_code == 1
    assert 'refused: Odd: "https://b.example/a b" has a space in it' in result.stderr
    assert "feeds added: 1; 1 were there already, 1 refused" in result.stdout
    assert listed(folder) == ["https://a.example/rss", "https://b.example/rss"]
    (folder / "page.html").write_text("<html></html>")
    assert str(feeds("import", "page.html").exception) == "page.html: this is no OPML but <html>"


async def test_feeds_are_listed_with_the_health_that_the_database_has(folder, monkeypatch):
    monkeypatch.setenv("TOCSIN_DATABASE", address(folder))
    alone = await feeds_meanwhile("list")
    assert alone.stdout == "new      The A  https://a.example/rss\n"
    assert "the bot has not run yet" in alone.stderr
    store = open_store(address(folder))
    await store.feeds.sync(parse_feeds(LIST, "feeds"), now=NOON)
    await store.added.add("https://b.example/rss", by=5, now=NOON)
    await store.close()
    known = await feeds_meanwhile("list")
    assert known.stdout == (
        "new      b.example  https://b.example/rss, added in a chat\n"
        "new      The A  https://a.example/rss\n"
    )
    assert known.stderr == ""
    took = Habit(took=timedelta(seconds=8))
    plan = NextPoll(at=NOON, adapted=timedelta(hours=1), health=FeedState.SLOW, habit=took)
    store = open_store(address(folder))
    await store.feeds.note([build_poll(2, plan=plan, now=NOON)])
    await store.close()
    slow = (await feeds_meanwhile("list")).stdout
    assert "slow     b.example  https://b.example/rss, added in a chat: it takes 8s to" in slow
    rows = json.loads((await feeds_meanwhile("list", "--format", "json")).stdout)
    assert [row["cause"] for row in rows] == ["it takes 8s to answer", None]
    assert [(row["url"], row["state"], row["added"]) for row in rows] == [
        ("https://b.example/rss", "slow", True),
        ("https://a.example/rss", "new", False),
    ]
