"""What readers said, counted by rule and by pairs; shown, and put into the rules."""

import asyncio
import json
from collections.abc import Coroutine
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.models import Hit, Match
from bot.models.feedback import FeedbackKind
from bot.store.store import Store, open_store
from tests.builders import (
    add_feeds,
    address,
    build_article,
    build_decision,
    build_feed,
    build_harvest,
    subscribe,
    tell,
)

NOW = datetime.now(UTC)
DAY = timedelta(days=1)
TOPIC = """\
# What dockers do.
topic: port
title: Port
rules:
  - name: strikes
    any: [strike]  # in any form
    examples:
      match: ["Dockers strike"]
"""
IRRELEVANT = {
    "a": "Baseball strike: no end",
    "b": "Pitchers end baseball strike",
    "c": "Lightning strike kills cow",
}
RELEVANT = {"d": "Dockers strike over pay", "e": "Strike closes two ports"}
TWIN = {"f": "Strike closes two ports"}


def hit(title: str) -> Hit:
    start = title.lower().find("strike")
    words = title[start : start + 6]
    return Hit(term="strike", field="title", start=start, end=start + 6, words=words)


async def told(store: Store, story: str, title: str, *chats: int) -> None:
    now = NOW - DAY
    await store.archive.keep(
        build_harvest(build_feed(), [build_article(story, title=title)], now=now), now=now
    )
    (stored,) = await store.archive.undecided(limit=5)
    decision = build_decision(stored, story, alerts=chats, topics=("port",))
    matches = (Match(topic="port", rule="strikes", hits=(hit(title),)),)
    decision = type(decision)(
        article=stored,
        matches=matches,
        placement=decision.placement,
        tellings=decision.tellings,
    )
    await store.archive.decide([decision], now=now)


async def play(store: Store, *, later: timedelta = timedelta()) -> None:
    await add_feeds(store, 1, now=NOW - DAY)
    await subscribe(store, 1, 2, topic="port")
    for story, title in (IRRELEVANT | RELEVANT | TWIN).items():
        await told(store, story, title, 1, 2)
    await tell(store, "UPDATE outbox SET state = 'sent'")
    for chat, story in [(1, "a"), (1, "b"), (2, "b"), (1, "c")]:
        await store.feedback.note(chat, story, FeedbackKind.IRRELEVANT, now=NOW - later)
    for chat, story in [(1, "f"), (2, "e")]:
        await store.feedback.note(chat, story, FeedbackKind.DUPLICATE, now=NOW - later)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TOCSIN_DATABASE", address(tmp_path))
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "port.yaml").write_text(TOPIC)
    return tmp_path


def keep(folder: Path, what: Any = play, **how: Any) -> None:
    async def run() -> None:
        store = open_store(address(folder))
        try:
            work: Coroutine[Any, Any, None] = what(store, **how)
            await work
        finally:
            await store.close()

    asyncio.run(run())


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, ["feedback", *arguments], catch_exceptions=True)


def test_it_is_told_by_rule_and_by_pairs_of_stories(folder: Path):
    keep(folder)
    shown = run()
    assert shown.exit_code == 0
    assert shown.stdout.splitlines() == [
        "port, rule strikes: 3 stories not relevant (said 4 times), 3 others in the archive",
        "  2 chats: Pitchers end baseball strike  [strike]",
        "  1 chat: Baseball strike: no end  [strike]",
        "  1 chat: Lightning strike kills cow  [strike]",
        "    none: [baseball]",
        "    examples:",
        "      skip:",
        '        - "Pitchers end baseball strike"',
        '        - "Baseball strike: no end"',
        "        # The rule still matches these, until you exclude what they have:",
        '        - "Lightning strike kills cow"',
        "",
        "Told twice, as readers say:",
        "  2 chats: Strike closes two ports",
        "    100 of 100 like: Strike closes two ports",
    ]


def test_the_same_is_told_as_json(folder: Path):
    keep(folder)
    told = json.loads(run("--format", "json").stdout)
    (rule,) = told["rules"]
    assert (rule["topic"], rule["rule"], rule["said"], rule["relevant"]) == (
        "port",
        "strikes",
        4,
        3,
    )
    assert [(one["story"], one["chats"]) for one in rule["misfires"]] == [
        ("b", 2),
        ("a", 1),
        ("c", 1),
    ]
    assert rule["misfires"][0]["link"].startswith("https://")
    assert rule["proposal"]["exclusions"] == ["baseball"]
    assert rule["yaml"].startswith("none: [baseball]\nexamples:\n  skip:\n")
    (pair,) = told["pairs"]
    assert (pair["story"], pair["twin_story"], pair["chats"]) == ("f", "e", 2)
    assert pair["likeness"] == 100


def test_what_was_said_longer_ago_is_left_out(folder: Path):
    keep(folder, later=3 * DAY)
    assert run("--since", "2d").stdout.startswith("Nobody said")
    assert run("--since", "4d").stdout.startswith("port, rule strikes: 3 stories")


def test_one_command_puts_it_into_the_file_and_nothing_else_changes(folder: Path):
    keep(folder)
    written = run("--write", "port")
    assert (written.exit_code, written.stdout) == (
        0,
        "rules/port.yaml: exclusions added: 1, examples added: 2\n",
    )
    assert (
        (folder / "rules" / "port.yaml").read_text()
        == """\
# What dockers do.
topic: port
title: Port
rules:
  - name: strikes
    any: [strike]  # in any form
    none: [baseball]
    examples:
      match: ["Dockers strike"]
      skip:
        - "Pitchers end baseball strike"
        - "Baseball strike: no end"
"""
    )
    assert [one.name for one in (folder / "rules").iterdir()] == ["port.yaml"]
    assert "  The rules of today skip 2 of them." in run().stdout.splitlines()
    again = run("--write", "port")
    assert again.exit_code == 1
    assert "nothing is proposed" in str(again.exception)


def test_a_folder_that_would_not_hold_stays_as_it_is(folder: Path):
    keep(folder)
    other = folder / "rules" / "other.yaml"
    other.write_text(
        "topic: other\ntitle: Other\nrules:\n  - name: only\n    any: [ship]\n"
        '    examples:\n      match: ["A boat"]\n'
    )
    before = (folder / "rules" / "port.yaml").read_bytes()
    refused = run("--write", "port")
    assert refused.exit_code == 1
    assert "other.yaml:7" in str(refused.exception)
    assert (folder / "rules" / "port.yaml").read_bytes() == before


@pytest.mark.parametrize("topic", ["ports", "rail"])
def test_of_a_topic_that_is_not_there_nothing_is_written(folder: Path, topic: str):
    keep(folder)
    refused = run("--write", topic)
    assert refused.exit_code == 1
    assert f'there is no topic "{topic}": there are port' in str(refused.exception)


def test_of_a_rule_that_left_nothing_is_proposed(folder: Path):
    keep(folder)
    path = folder / "rules" / "port.yaml"
    path.write_text(TOPIC.replace("name: strikes", "name: walkouts"))
    lines = run().stdout.splitlines()
    assert lines[4:6] == ["  The rule is not in the rules any more.", ""]


def test_without_an_archive_it_is_said_what_to_do(folder: Path):
    assert "the bot has not run yet" in str(run().exception)
    assert "--since" in str(run("--since", "soon").exception)


def test_of_an_archive_of_an_older_version_it_is_said_what_to_do(folder: Path):
    async def forget_feedback(store: Store) -> None:
        await tell(store, "DROP TABLE feedback")

    keep(folder, forget_feedback)
    assert "run the bot once" in str(run().exception)
