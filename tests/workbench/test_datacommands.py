"""backup, restore and export, as they are typed."""

import asyncio
import json
import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

import bot
from bot.cli import app
from bot.errors import BotError
from bot.models.polls import FeedSpec
from bot.store.store import open_store
from bot.workbench.backtest import read_line
from bot.workbench.export import read_since, write_row
from tests.builders import (
    NOON,
    build_article,
    build_decision,
    build_feed,
    build_harvest,
    subscribe,
)

SERVER = "postgresql://ann:hush-hush@db.example:5433/news?sslmode=require"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


async def _keep(count: int, told: int) -> None:
    store = open_store("sqlite:///tocsin.db")
    now = datetime.now(UTC)
    await store.feeds.sync([FeedSpec(url="https://feed1.example/rss", title="Desk")], now=now)
    articles = [build_article(f"n{number}") for number in range(count)]
    await store.archive.keep(build_harvest(build_feed(1), articles), now=now)
    await subscribe(store, 7)
    for article in (await store.archive.undecided(limit=9))[:told]:
        decision = build_decision(article, f"s{article.id}", alerts=[7])
        await store.archive.decide([decision], now=now)
    await store.close()


def keep(count: int, *, told: int = 0) -> None:
    asyncio.run(_keep(count, told))


def test_a_backup_and_its_way_back(folder: Path):
    keep(3)
    done = run("backup", "monday.db")
    assert done.exit_code == 0
    assert done.stdout.startswith("monday.db: 3 articles, ")
    again = run("backup", "monday.db")
    assert "is there already" in str(again.exception)
    there = run("restore", "monday.db")
    assert "tocsin.db is there already: move it away first" in str(there.exception)
    for path in folder.glob("tocsin.db*"):
        path.unlink()
    back = run("restore", "monday.db")
    assert back.exit_code == 0
    assert back.stdout.startswith("tocsin.db: 3 articles, ")
    assert "Start the bot now." in back.stdout


@pytest.mark.parametrize(
    ("command", "use"),
    [
        ("backup", "pg_dump --format=custom --file=x.dump 'postgresql://ann@db.example:5433/news"),
        ("restore", "pg_restore --no-owner --dbname 'postgresql://ann@db.example:5433/news"),
    ],
)
def test_a_server_has_its_own_programs_and_no_password_is_shown(
    folder: Path, monkeypatch: pytest.MonkeyPatch, command: str, use: str
):
    monkeypatch.setenv("TOCSIN_DATABASE", SERVER)
    done = run(command, "x.dump")
    assert isinstance(done.exception, BotError)
    assert use in str(done.exception)
    assert "sslmode=require" in str(done.exception)
    assert "hush" not in str(done.exception)


def test_exported_articles_are_a_recording(folder: Path):
    keep(3)
    done = run("export", "--since", "1d")
    rows = done.stdout.splitlines()
    assert [read_line(row, number=1).article.title for row in rows] == [
        f"Drones reach the harbour n{number}" for number in range(3)
    ]
    assert [read_line(row, number=1).source for row in rows] == ["Desk"] * 3
    assert done.stderr == "articles: 3\n"
    assert run("export", "--since", "1d", "--kind", "stories").stdout == ""
    assert run("export", "--since", "1d", "--kind", "alerts").stdout == ""


def test_all_that_is_kept_is_exported_by_parts(folder: Path):
    keep(3, told=2)
    lines = run("export", "--since", "1d", "--kind", "all").stdout.splitlines()
    rows = [json.loads(line) for line in lines]
    assert [row["part"] for row in rows] == ["articles"] * 3 + ["stories"] * 2 + ["alerts"] * 2
    alone = run("export", "--since", "1d", "--kind", "alerts").stdout.splitlines()
    assert [{"part": "alerts"} | json.loads(row) for row in alone] == rows[5:]


def test_an_export_to_a_file_writes_over_nothing(folder: Path):
    keep(2)
    assert run("export", "--since", "1d", "--to", "news.jsonl").stdout == ""
    assert len([json.loads(line) for line in Path("news.jsonl").read_text().splitlines()]) == 2
    again = run("export", "--since", "1d", "--to", "news.jsonl")
    assert "news.jsonl is there already" in str(again.exception)


def test_export_wants_a_topic_or_a_time(folder: Path):
    assert run("export").exit_code == 2
    assert run("export", "harbour", "--since", "1d").exit_code == 2
    assert "the bot has not run yet" in str(run("export", "--since", "1d").exception)
    assert "write 7d, or a day" in str(run("export", "--since", "lately").exception)


def test_a_reader_who_has_seen_enough_ends_the_export_quietly(folder: Path):
    keep(3_000)
    root = Path(bot.__file__).parent.parent
    with subprocess.Popen(
        [sys.executable, "-m", "bot", "export", "--since", "1d"],
        cwd=folder,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(root)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        assert process.stdout.readline().startswith(b'{"id": 1, ')
        process.stdout.close()
        complaint = process.stderr.read()
        assert process.wait(30) == 0
    assert b"Traceback" not in complaint
    assert b"Broken" not in complaint


@pytest.mark.parametrize(
    ("text", "since"),
    [
        ("7d", NOON - timedelta(days=7)),
        ("2026-03-01", datetime(2026, 3, 1, tzinfo=UTC)),
        ("2026-03-01T12:30+02:00", datetime(2026, 3, 1, 10, 30, tzinfo=UTC)),
        ("999999d", datetime.min.replace(tzinfo=UTC)),
    ],
)
def test_since_is_a_length_of_time_or_a_day(text: str, since: datetime):
    assert read_since(text, now=NOON) == since


def test_half_a_character_does_not_end_an_export():
    line = write_row({"title": "half \ud83d", "seen": NOON})
    assert json.loads(line) == {"title": "half \ud83d", "seen": NOON.isoformat()}
