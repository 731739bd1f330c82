"""Rules read and compiled in a child process: what comes back, and what becomes of the child."""

import asyncio
import gc
import weakref
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

import bot.inforce.elsewhere
import bot.inforce.loading
from bot.errors import BotError, RuleFileError
from bot.inforce.loading import let_go, load_elsewhere, read_stamp, take_apart
from tests.builders import NOON, build_article

TOPIC = """\
topic: harbour
title: Harbours
description: Ships.
formerly: [ports]
rules:
  - name: only
    any: [docker*]
"""


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A rules folder, named as most operators name it: from where they stand."""
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "harbour.yaml").write_text(TOPIC)
    monkeypatch.chdir(tmp_path)
    return Path("rules")


def children():
    return psutil.Process().children()


async def test_a_folder_comes_back_ready_for_use(folder):
    (folder / "feeds.yaml").write_text("feeds:\n  - url: https://a.example/rss\n")
    loaded = await load_elsewhere(folder)
    assert loaded.stamp == read_stamp(folder)
    assert [(t.name, t.title, t.formerly) for t in loaded.topics] == [
        ("harbour", "Harbours", ("ports",))
    ]
    assert [feed.url for feed in loaded.feeds] == ["https://a.example/rss"]
    (match,) = loaded.matcher.match(build_article(title="Dockers walk out"), now=NOON)
    assert (match.topic, match.rule) == ("harbour", "only")
    assert not children()


async def test_all_problems_come_back_with_the_names_that_the_operator_gave(folder):
    (folder / "tides.yaml").write_text("topic: tides\n")
    (folder / "storms.yaml").write_text("topic: [")
    with pytest.raises(RuleFileError) as caught:
        await load_elsewhere(folder)
    assert {problem.file for problem in caught.value.problems} == {
        "rules/tides.yaml",
        "rules/storms.yaml",
    }


async def test_a_child_that_breaks_is_an_error_with_a_reason(folder, monkeypatch):
    monkeypatch.setattr(bot.inforce.elsewhere, "sys", Elsewhere("/bin/false"))
    with pytest.raises(BotError, match="compiling the rules failed: the child died"):
        await load_elsewhere(folder)


async def test_a_child_that_takes_too_long_is_ended(folder, monkeypatch):
    monkeypatch.setattr(bot.inforce.loading, "TIME_LIMIT", timedelta(milliseconds=1))
    with pytest.raises(BotError, match=r"takes longer than 0\.001 seconds"):
        await load_elsewhere(folder)
    assert not children()


async def test_a_child_ends_when_nobody_waits_for_it_any_more(folder):
    task = asyncio.create_task(load_elsewhere(folder))
    while not children():
        await asyncio.wait([task], timeout=0.005)
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert not children()


class Elsewhere:
    """Stands for `sys` with another interpreter."""

    def __init__(self, executable):
        self.executable = executable


async def test_a_book_is_let_go_whole(folder):
    loaded = await load_elsewhere(folder)
    gone = weakref.ref(loaded.matcher)
    parts = take_apart(loaded)
    assert any(rule.name == "only" for part in parts for rule in part if hasattr(rule, "name"))
    del loaded
    assert gone() is None
    await let_go(parts)
    assert not any(parts)


class Knot:
    """Goes in a circle."""

    itself: "Knot"


async def test_garbage_that_goes_in_a_circle_does_not_outlive_the_next_rules(folder):
    collects = gc.isenabled()
    gc.disable()  # as when the collector has not come round yet
    try:
        knot = Knot()
        knot.itself = knot
        gone = weakref.ref(knot)
        del knot
        await load_elsewhere(folder)
        gc.collect()
        assert gone() is None
    finally:
        if collects:
            gc.enable()


async def test_the_feed_list_takes_secrets_from_where_the_operator_stands(folder, monkeypatch):
    (folder / "feeds.yaml").write_text(
        "feeds:\n  - url: https://a.example/rss\n    user: ${ONE}\n    password: ${TWO}\n"
    )
    (folder / ".." / ".env").write_text("ONE=from the file\n")
    monkeypatch.setenv("TWO", "from the environment")
    (feed,) = (await load_elsewhere(folder)).feeds
    assert (feed.options.user, feed.options.password) == ("from the file", "from the environment")
