"""The doctor: what is well, what is not and what to do then; no secret, and no waiting."""

import asyncio
import json
import os
import socket
import sqlite3
import time
from contextlib import closing
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from typer.testing import CliRunner

from bot.cli import app
from bot.models.polls import FeedSpec
from bot.settings import Settings, read_settings
from bot.store.dialect import lock_database
from bot.store.looking import Look
from bot.store.store import open_store
from bot.workbench.doctor import examine
from bot.workbench.doctor.findings import Finding, to_json
from bot.workbench.doctor.network import choose_feeds, tell_skew
from bot.workbench.doctor.storage import tell, tell_clock
from bot.workbench.doctor.website import find_fault
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.outlet import Outlets

TOPIC = """\
topic: harbour
title: Harbour
rules: [{name: dockers, any: [dockers]}]
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the operator is: one topic, no feed."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "harbour.yaml").write_text(TOPIC)
    return tmp_path


def settings(**given: str) -> Settings:
    return read_settings({"feed_networks": "127.0.0.0/8", **given}, folder=Path.cwd())


async def ask(given: Settings) -> dict[str, Finding]:
    return {one.name: one for one in await examine(given, limit=timedelta(seconds=5))}


def write_feeds(folder: Path, *urls: str) -> None:
    lines = [f'  - {{url: "{url}"}}' for url in urls]
    (folder / "rules" / "feeds.yaml").write_text("\n".join(["feeds:", *lines, ""]))


async def test_all_is_well_where_all_is_well(folder: Path):
    await open_store("sqlite:///tocsin.db").close()
    async with Outlets("desk") as outlets, FakeBotApi() as api:
        (folder / "rules" / "feeds.yaml").write_text(outlets.rules())
        found = await ask(settings(telegram_token=TOKEN, telegram_api=api.url))
    assert list(found) == [
        *("token", "database", "rules", "feeds", "clock", "disk", "time zones", "web")
    ]
    assert [one.name for one in found.values() if not one.well] == []
    assert found["token"].said.startswith("@")
    assert found["database"].said.endswith("whole")
    assert found["feeds"].said == "1 of 1 that were asked answered (1 listed)"
    assert [call.method for call in api.calls] == ["getMe"]


async def test_the_doctor_leaves_nothing_behind(folder: Path):
    before = sorted(os.walk(folder))
    await ask(settings())
    assert sorted(os.walk(folder)) == before


async def test_a_token_that_is_refused_is_said_and_not_shown(folder: Path):
    async with FakeBotApi() as api:
        found = await ask(settings(telegram_token="123456:wrong", telegram_api=api.url))
    assert not found["token"].well
    assert "copy it again from @BotFather" in found["token"].todo


async def test_nothing_says_a_secret(folder: Path):
    secrets = {
        "telegram_token": "987654:very-hush-token",
        "proxy": "http://someone:proxy-hush@127.0.0.1:9",
        "web_password": "web-hush-word",
        "webhook_secret": "hook-hush-hook-hush",
        "database": "postgresql://me:database-hush@127.0.0.1:9/tocsin",
    }
    write_feeds(folder, "http://127.0.0.1:9/feed?key=feed-hush")
    found = await ask(settings(telegram_api="http://127.0.0.1:9", **secrets))
    assert not found["token"].well
    assert not found["database"].well
    assert "hush" not in to_json(found.values())
    assert "hush" not in "".join(map(str, found.values()))


async def test_one_feed_that_fails_is_named_and_is_no_reason_to_worry(folder: Path):
    async with Outlets("desk") as outlets:
        write_feeds(folder, outlets.address("desk"), "http://127.0.0.9:9/none.xml")
        found = await ask(settings())
        assert found["feeds"].well
        assert "1 of 2" in found["feeds"].said
        assert "127.0.0.9:9" in found["feeds"].said
        write_feeds(folder, "http://127.0.0.9:9/none.xml")
        assert "check the network" in (await ask(settings()))["feeds"].todo


async def test_feeds_inside_are_not_asked_unless_that_is_allowed(folder: Path):
    async with Outlets("desk") as outlets:
        (folder / "rules" / "feeds.yaml").write_text(outlets.rules())
        found = await ask(read_settings({}, folder=folder))
    assert "TOCSIN_FEED_NETWORKS" in found["feeds"].said
    assert not found["feeds"].well


async def test_a_clock_that_is_wrong_is_seen_by_the_answers_of_news_servers(folder: Path):
    async def answer(_: web.Request) -> web.Response:
        there = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
        return web.Response(text="<rss/>", headers={"Date": there})

    application = web.Application()
    application.router.add_get("/feed", answer)
    async with TestServer(application) as server:
        write_feeds(folder, str(server.make_url("/feed")))
        clock = (await ask(settings()))["clock"]
    assert "s behind of what news servers say" in clock.said
    assert 7190 < int(clock.said.split(" ")[0].replace(",", "")) <= 7200
    assert clock.todo


def test_one_server_that_agrees_is_enough():
    assert tell_skew([timedelta(hours=-5), timedelta(seconds=2)]).well
    assert "ahead" in tell_skew([timedelta(hours=-5)]).said
    assert tell_skew([]).said.startswith("not compared")


@pytest.mark.parametrize("port", [7, 8])
async def test_what_hangs_is_given_up_in_time(folder: Path, port: int):
    async def hang(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            writer.close()

    server = await asyncio.start_server(hang, f"127.0.0.{port}", 0)
    where = f"http://127.0.0.{port}:{server.sockets[0].getsockname()[1]}"
    write_feeds(folder, f"{where}/feed")
    begun = time.monotonic()
    findings = await examine(
        settings(telegram_token=TOKEN, telegram_api=where), limit=timedelta(seconds=1)
    )
    assert time.monotonic() - begun < 10  # it hangs for ever
    said = {one.name: one.said for one in findings if not one.well}
    assert said["token"] == said["feeds"] == "no answer within 1 s"
    server.close()


# ---------------------------------------------------------------- the database


async def test_a_database_that_is_not_there_yet_is_no_trouble(folder: Path):
    found = await ask(settings())
    assert found["database"].well
    assert "the first start makes it" in found["database"].said
    assert (
        "does not exist" in (await ask(settings(database="sqlite:///none/a.db")))["database"].said
    )


@pytest.mark.parametrize("content", [b"no database" * 100, b"SQLite format 3\x00" + b"x" * 4000])
async def test_a_damaged_file_is_said(folder: Path, content: bytes):
    (folder / "tocsin.db").write_bytes(content)
    found = (await ask(settings()))["database"]
    assert not found.well
    assert "restore" in found.todo or "read and write" in found.todo


async def test_pages_that_are_broken_are_found(folder: Path):
    await open_store("sqlite:///tocsin.db").close()
    with closing(sqlite3.connect("tocsin.db")) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
        connection.execute("CREATE TABLE fat (text TEXT)")
        connection.execute("INSERT INTO fat SELECT hex(randomblob(500)) FROM feeds")
        connection.executemany("INSERT INTO fat VALUES (?)", [("x" * 900,)] * 2_000)
        connection.commit()
    content = bytearray((folder / "tocsin.db").read_bytes())
    middle = len(content) * 3 // 4 // 4096 * 4096
    content[middle : middle + 8192] = b"\xa5" * 8192
    (folder / "tocsin.db").write_bytes(content)
    found = (await ask(settings()))["database"]
    assert "damaged" in found.said
    assert "tocsin restore" in found.todo


async def test_a_database_of_something_else_is_said(folder: Path):
    with closing(sqlite3.connect("tocsin.db")) as connection:
        connection.execute("CREATE TABLE fish (name TEXT)")
    assert (await ask(settings()))["database"].said == "it is no Tocsin database"


def look(**given: object) -> Look:
    usual: dict[str, object] = {
        "kind": "SQLite 3",
        "there": True,
        "size": 12_300_000,
        "revision": "0002",
        "revisions": ("0002", "0001"),
    }
    return Look(**{**usual, **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("given", "well", "said"),
    [
        ({}, True, "SQLite 3, tables 0002, 12.3 MB, whole"),
        ({"checked": False}, True, "SQLite 3, tables 0002, 12.3 MB, too large"),
        ({"revision": "0001"}, True, "tables 0001, which the next start brings to 0002"),
        ({"revision": "0003"}, False, "of another version of Tocsin: its tables are 0003"),
        ({"damage": "row 7 is missing"}, False, "it is damaged: row 7 is missing"),
        ({"writable": "the disk is read-only"}, False, "cannot be written: the disk is read-only"),
        ({"kind": "PostgreSQL 15.3"}, True, "PostgreSQL 15.3, tables 0002, 12.3 MB"),
    ],
)
def test_how_a_database_is_said(given: dict[str, object], well: bool, said: str):
    found = tell(look(**given))
    assert found.well is well
    assert said in found.said


@pytest.mark.parametrize(("seconds", "well"), [(0.1, True), (-4, True), (30, False), (-30, False)])
def test_the_clocks_of_machines_that_share_a_database_agree(seconds: float, well: bool):
    assert tell_clock(timedelta(seconds=seconds)).well is well


async def test_a_server_is_looked_at(folder: Path, postgres_url: str):
    found = await ask(settings(database=postgres_url))
    assert found["database"].well
    assert "not there yet" in found["database"].said
    assert found["clock"].said.startswith("the database server's is")
    await open_store(postgres_url).close()
    found = await ask(settings(database=postgres_url))
    assert "PostgreSQL" in found["database"].said
    assert "tables 00" in found["database"].said


# ---------------------------------------------------------------- the web address


async def test_an_address_that_somebody_else_has_is_said(folder: Path):
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
        assert "is taken" in (await ask(settings(web=f"127.0.0.1:{port}")))["web"].said
        await open_store("sqlite:///tocsin.db").close()
        release = lock_database("sqlite:///tocsin.db")
        found = (await ask(settings(web=f"127.0.0.1:{port}")))["web"]
        release()
        assert found.well
        assert "a bot runs" in found.said
    assert (await ask(settings(web=f"127.0.0.1:{port}")))["web"].said.endswith("is free")
    found = (await ask(settings(web=f"0.0.0.0:{port}")))["web"]
    assert "no status page" in found.said
    assert found.todo == "set TOCSIN_WEB_PASSWORD"
    assert "EADDRNOTAVAIL" in (await ask(settings(web="203.0.113.7:8080")))["web"].said


@pytest.mark.parametrize(
    ("url", "official", "fault"),
    [
        ("", True, None),
        ("https://bot.example", True, None),
        ("https://bot.example:8443/news", True, None),
        ("https://bot.example:9000", True, "names port 9000"),
        ("http://bot.example", True, "is not https"),
        ("https://localhost", True, "cannot be reached"),
        ("https://192.168.1.4", True, "cannot be reached"),
        ("http://localhost:8080", False, None),
    ],
)
def test_telegram_brings_updates_only_to_some_addresses(
    url: str, official: bool, fault: str | None
):
    found = find_fault(url, official=official)
    assert (found[0] if found else None) == fault or (found and fault and fault in found[0])


# ---------------------------------------------------------------- which feeds, and the command


def test_feeds_are_chosen_from_all_over_the_list_and_of_different_hosts():
    listed = [
        FeedSpec(url=f"https://{host}.example/{number}") for host in "abcdefg" for number in (1, 2)
    ]
    assert [spec.url for spec in choose_feeds(listed)] == [
        f"https://{host}.example/1" for host in "adg"
    ]
    assert len(choose_feeds(listed[:3])) == 2
    assert choose_feeds([]) == ()


def test_the_command_says_a_line_each_and_ends_with_1_when_something_is_to_be_done(folder: Path):
    done = CliRunner().invoke(app, ["doctor"])
    assert done.exit_code == 1
    lines = done.stdout.splitlines()
    assert lines[0] == "token      ok    none is set: alerts are printed in the terminal"
    assert any(line.startswith("feeds      TO DO none is listed") for line in lines)
    done = CliRunner().invoke(app, ["doctor", "--format", "json"])
    rows = json.loads(done.stdout)
    assert {"name": "rules", "ok": True, "said": "1 topics, 1 rules, 0 feeds", "todo": ""} in rows
