"""The demo, played once at twenty times its speed."""

import asyncio
import io
import logging
import re
import tempfile
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import structlog
from rich.console import Console

import bot.app
import bot.demo.play
from bot.demo.play import demo_settings, play_demo, write_rules
from bot.demo.server import load_sample_feeds
from bot.errors import BotError, RuleFileError
from bot.log import configure_logging
from bot.rules.load import load_rules
from bot.settings import Settings

SHIPPED = Path(bot.__file__).parent.parent / "rules"


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    configure_logging("error")
    yield
    logging.captureWarnings(False)
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def temporary(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Path]:
    """The folder in which the demo makes its own; in the end nothing may be left there."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(folder))
    yield folder
    assert list(folder.iterdir()) == []


async def test_each_story_rings_once_and_later_reports_are_counted(
    temporary: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(bot.app, "TICK", timedelta(seconds=0.2))
    monkeypatch.setattr(bot.demo.play, "POLL", timedelta(seconds=0.2))
    monkeypatch.setattr(bot.demo.play, "LINGER", timedelta(seconds=1.5))
    screen = io.StringIO()
    console = Console(file=screen, width=500)
    await play_demo(console, rules=SHIPPED, length=3, stop=asyncio.Event())
    text = screen.getvalue()
    alerts = re.findall(r"^🔔 .+\n(.+)$", text, re.MULTILINE)
    assert len(alerts) >= 8
    assert Counter(alerts).most_common(1)[0][1] == 1, "a headline rang twice"
    # Three outlets have it in nearly the same words.
    assert sum("Donbas" in headline for headline in alerts) == 1
    assert sum("refinery" in headline for headline in alerts) == 1
    assert sum("Kharkiv" in headline for headline in alerts) == 1
    assert "five dead" in text, "what is new of a story was not told"
    assert "also reported by" in text
    assert "Zelenskyy and Macron discuss" not in text, "history rang"
    assert "tocsin init" in text.rpartition("That was it")[2]
    items = sum(len(feed.items) for feed in load_sample_feeds())
    assert f"{items} articles" in text


async def test_it_ends_at_once_when_asked_to_and_cleans_up(temporary: Path):
    screen, stop = io.StringIO(), asyncio.Event()
    stop.set()
    async with asyncio.timeout(5):
        await play_demo(Console(file=screen), rules=SHIPPED, length=60, stop=stop)
    assert "over 60 seconds" in screen.getvalue()


async def test_without_topics_it_says_what_to_do_and_nothing_else(tmp_path: Path, temporary: Path):
    screen = io.StringIO()
    with pytest.raises(BotError, match="run it in the project's folder, or name another"):
        await play_demo(
            Console(file=screen), rules=tmp_path / "none", length=5, stop=asyncio.Event()
        )
    assert screen.getvalue() == ""


def test_problems_of_topics_are_told_by_their_own_files(tmp_path: Path):
    topics = tmp_path / "topics"
    topics.mkdir()
    (topics / "broken.yaml").write_text("topic: fish\nrulez: []\n")
    with pytest.raises(RuleFileError, match=re.escape(f"{topics}/broken.yaml:2:1")):
        write_rules(tmp_path / "rules", topics=topics, feeds=(), address="http://127.0.0.1:1")


def test_the_topics_are_taken_and_the_feeds_are_the_demo_s(tmp_path: Path):
    feeds = load_sample_feeds()
    write_rules(tmp_path / "rules", topics=SHIPPED, feeds=feeds, address="http://127.0.0.1:8000")
    rules = load_rules(tmp_path / "rules")
    names = [topic.name for topic in rules.book.topics]
    assert names == [topic.name for topic in load_rules(SHIPPED).book.topics]
    assert [(feed.url, feed.title) for feed in rules.feeds] == [
        (f"http://127.0.0.1:8000/{feed.name}.xml", feed.title) for feed in feeds
    ]


def test_the_environment_changes_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    usual = demo_settings(tmp_path)
    for name, value in (
        ("TELEGRAM_TOKEN", "123:token"),
        ("STORM", "1"),
        ("RATE", "wrong"),
        ("WEB", "127.0.0.1"),
    ):
        monkeypatch.setenv(f"TOCSIN_{name}", value)
    assert demo_settings(tmp_path) == usual
    assert usual.telegram_token is None


def test_its_settings_would_hold(tmp_path: Path):
    Settings.model_validate(demo_settings(tmp_path).model_dump())
