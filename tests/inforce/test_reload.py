"""Editing rules while the bot runs: real files, a real watcher, and what comes of each edit."""

import asyncio
import os
import shutil
import time
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs
from structlog.typing import EventDict

from bot.errors import DatabaseError
from bot.inforce.loading import Loaded, load_elsewhere, read_stamp
from bot.inforce.reload import MENDED, REFUSED, ReloadLoop
from bot.models.health import Reloaded

PATIENCE = 8.0  # seconds, for a machine under load; less than until the next look

TOPIC = """\
topic: {name}
title: {title}
description: Ships and the sea.
rules:
  - name: only
    any: [{words}]
"""


def write_topic(folder, name="harbour", title="Harbours", words="docker*", **more):
    text = TOPIC.format(name=name, title=title, words=words)
    text += "".join(f"{key}: {value}\n" for key, value in more.items())
    (folder / f"{name}.yaml").write_text(text)
    return text


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "rules"
    folder.mkdir()
    (folder / "feeds.yaml").write_text("feeds:\n  - url: https://a.example/rss\n")
    write_topic(folder)
    return folder


class Watched:
    """A reload loop at work, and what it did."""

    def __init__(self, folder, stamp, load):
        self.loop = ReloadLoop(
            folder, stamp, swap=self.swap, tell=lambda text: self.told.put_nowait(text), load=load
        )
        self.logs: list[EventDict] = []
        self.swapped: asyncio.Queue[Loaded] = asyncio.Queue()
        self.told: asyncio.Queue[str] = asyncio.Queue()
        self.failed = asyncio.Event()  # set: swaps do not fail any more
        self.failed.set()

    async def swap(self, loaded):
        if not self.failed.is_set():
            self.failed.set()
            raise DatabaseError("the database failed: disk full")
        self.swapped.put_nowait(loaded)

    async def titles(self):
        """The titles of the rules that are put in force next."""
        async with asyncio.timeout(PATIENCE):
            loaded = await self.swapped.get()
        return [topic.title for topic in loaded.topics]

    async def notice(self):
        """What the administrators are told next."""
        async with asyncio.timeout(PATIENCE):
            return await self.told.get()

    def is_quiet(self):
        return self.swapped.empty() and self.told.empty()


@asynccontextmanager
async def watching(folder, load=load_elsewhere):
    watched = Watched(folder, read_stamp(folder), load)
    running = asyncio.create_task(watched.loop.run())
    with capture_logs() as watched.logs:
        try:
            yield watched
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


# ---------------------------------------------------------------- ways to save a file


async def save_at_once(path, text):
    path.write_text(text)


async def save_by_renaming(path, text):
    fresh = path.with_name(f".{path.name}.tmp123")
    fresh.write_text(text)
    fresh.replace(path)


async def save_with_a_backup(path, text):
    backup = path.with_name(f"{path.name}~")
    path.rename(backup)
    await asyncio.sleep(0)
    path.write_text(text)
    backup.unlink()


async def save_piece_by_piece(path, text):
    with path.open("w") as file:
        for start in range(0, len(text), 20):
            file.write(text[start : start + 20])
            file.flush()
            await asyncio.sleep(0)


async def save_by_link(path, text):
    """As volumes of settings are mounted: every name is a link, and the folder behind turns."""
    behind = path.parent / "..2026_03_02"
    behind.mkdir()
    (behind / path.name).write_text(text)
    link = path.with_name(".link")
    link.symlink_to(behind / path.name)
    link.replace(path)


SAVES = (
    save_at_once,
    save_by_renaming,
    save_with_a_backup,
    save_piece_by_piece,
    save_by_link,
)


@pytest.mark.parametrize("save", SAVES)
async def test_an_edit_is_in_force_soon_however_it_is_saved(folder, save):
    async with watching(folder) as watched:
        text = TOPIC.format(name="harbour", title="Ports", words="ferr*, tug*")
        await save(folder / "harbour.yaml", text)
        assert await watched.titles() == ["Ports"]
        assert watched.is_quiet()
        assert [line["event"] for line in watched.logs] == ["rules replaced"]


async def test_an_edit_is_in_force_within_a_second_when_reading_takes_no_time(folder):
    ready = await load_elsewhere(folder)

    async def load_at_once(where):
        return ready

    async with watching(folder, load_at_once) as watched:
        took = []
        for title in ("Ports", "Quays", "Docks"):  # the machine may be busy once, or twice
            begun = time.monotonic()
            write_topic(folder, title=title)
            assert await watched.titles() == ["Harbours"]
            took.append(time.monotonic() - begun)
        assert min(took) < 1


async def test_edits_of_several_files_are_taken_together(folder):
    async with watching(folder) as watched:
        write_topic(folder, "tides", "Tides", words="tide*")
        write_topic(folder, "storms", "Storms", words="storm*")
        (folder / "harbour.yaml").unlink()
        (folder / "feeds.yaml").write_text("feeds:\n  - url: https://b.example/rss\n")
        async with asyncio.timeout(PATIENCE):
            loaded = await watched.swapped.get()
        assert [topic.name for topic in loaded.topics] == ["storms", "tides"]
        assert [feed.url for feed in loaded.feeds] == ["https://b.example/rss"]
        assert watched.is_quiet()


async def test_a_bad_edit_keeps_the_old_rules_and_is_told_once_until_it_is_mended(folder):
    path = folder / "harbour.yaml"
    async with watching(folder) as watched:
        good = path.read_text()
        path.write_text(good.replace("    any:", "    anny:"))
        notice = await watched.notice()
        assert notice.startswith(REFUSED)
        assert f'{path}:6:5: unknown key "anny"' in notice
        assert 'did you mean "any"?' in notice
        assert "\n    anny: [docker*]" in notice

        os.utime(path)  # saved once more as it is
        (folder / "tides.yaml").write_text("topic: tides\n")  # another fault is told again
        assert "tides.yaml" in await watched.notice()

        (folder / "tides.yaml").unlink()
        assert "anny" in await watched.notice()
        path.write_text(good)
        assert await watched.titles() == ["Harbours"]
        assert await watched.notice() == MENDED
        assert watched.is_quiet()
        assert [line["log_level"] for line in watched.logs] == [*["error"] * 3, "info"]
        assert watched.logs[-1]["mended"]


async def test_the_same_fault_is_not_told_twice(folder):
    path = folder / "harbour.yaml"
    loads: asyncio.Queue[Path] = asyncio.Queue()

    async def load_and_say(where):
        loads.put_nowait(where)
        return await load_elsewhere(where)

    async with watching(folder, load_and_say) as watched:
        path.write_text("topic: [")
        assert "harbour.yaml:2:1" in await watched.notice()
        await loads.get()
        for _ in range(2):
            os.utime(path)
            async with asyncio.timeout(PATIENCE):
                await loads.get()
        write_topic(folder, title="Ports")
        assert await watched.titles() == ["Ports"]
        assert await watched.notice() == MENDED
        assert watched.is_quiet()


async def test_many_problems_make_one_notice_that_can_be_sent(folder):
    bad = "".join(f"unknown{number}: {'x' * 5_000}\n" for number in range(40))
    async with watching(folder) as watched:
        (folder / "harbour.yaml").write_text(bad)
        notice = await watched.notice()
        assert len(notice) < 4_096
        assert "more: the command check lists them all" in notice


async def test_a_folder_that_is_replaced_is_followed(folder):
    fresh = folder.with_name("fresh")
    shutil.copytree(folder, fresh)
    write_topic(fresh, title="Ports")
    async with watching(folder) as watched:
        folder.rename(folder.with_name("old"))
        fresh.rename(folder)
        watched.loop.wake()  # as the metronome does now and then
        assert await watched.titles() == ["Ports"]
        write_topic(folder, title="Quays")
        assert await watched.titles() == ["Quays"]


async def test_a_folder_that_is_gone_is_told_and_mended_when_it_is_back(folder):
    away = folder.with_name("away")
    async with watching(folder) as watched:
        folder.rename(away)
        watched.loop.wake()
        assert "there is no such folder" in await watched.notice()
        away.rename(folder)
        write_topic(folder, title="Ports")
        watched.loop.wake()
        assert await watched.titles() == ["Ports"]
        assert await watched.notice() == MENDED


async def test_a_swap_that_fails_is_tried_again(folder):
    async with watching(folder) as watched:
        watched.failed.clear()
        write_topic(folder, title="Ports")
        async with asyncio.timeout(PATIENCE):
            await watched.failed.wait()
        watched.loop.wake()  # as the metronome does now and then
        assert await watched.titles() == ["Ports"]
        assert watched.is_quiet()
        assert [line["event"] for line in watched.logs] == [
            "rules not replaced yet",
            "rules replaced",
        ]


async def test_a_change_while_the_rules_are_read_is_read_too(folder):
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def load_slowly(where):
        loaded = await load_elsewhere(where)
        begun.set()
        await go_on.wait()
        return loaded

    async with watching(folder, load_slowly) as watched:
        write_topic(folder, title="Ports")
        await begun.wait()
        write_topic(folder, title="Quays")
        go_on.set()
        assert await watched.titles() == ["Quays"]
        assert watched.is_quiet()


async def test_a_reader_that_breaks_is_told_like_a_bad_edit(folder):
    async def break_down(where):
        raise RecursionError("too deep")

    async with watching(folder, break_down) as watched:
        write_topic(folder, title="Ports")
        assert "RecursionError('too deep')" in await watched.notice()
        assert watched.swapped.empty()


# ---------------------------------------------------------------- asked for

SAME, CHANGED = Reloaded(changed=False, trouble=""), Reloaded(changed=True, trouble="")


async def test_who_asks_for_a_look_is_answered_with_what_came_of_it(folder):
    watched = Watched(folder, read_stamp(folder), load_elsewhere)
    assert await watched.loop.reload() == SAME
    good = write_topic(folder, title="Ports")
    assert await watched.loop.reload() == CHANGED
    assert await watched.titles() == ["Ports"]
    (folder / "harbour.yaml").write_text("topic: [")
    reloaded = await watched.loop.reload()
    assert not reloaded.changed
    assert reloaded.trouble.startswith(f"{folder / 'harbour.yaml'}:2:1: ")
    assert REFUSED not in reloaded.trouble
    assert await watched.loop.reload() == reloaded  # nothing was mended
    assert await watched.notice() == f"{REFUSED}\n\n{reloaded.trouble}"
    assert watched.is_quiet()
    (folder / "harbour.yaml").write_text(good)
    assert await watched.loop.reload() == CHANGED
    assert await watched.notice() == MENDED
    assert await watched.loop.reload() == SAME


async def test_who_asks_hears_that_the_rules_could_not_be_put_in_force(folder):
    watched = Watched(folder, read_stamp(folder), load_elsewhere)
    watched.failed.clear()
    write_topic(folder, title="Ports")
    with pytest.raises(DatabaseError, match="disk full"):
        await watched.loop.reload()
    assert await watched.loop.reload() == CHANGED


async def test_two_who_ask_at_once_read_the_rules_once(folder):
    watched = Watched(folder, read_stamp(folder), load_elsewhere)
    write_topic(folder, title="Ports")
    answers = await asyncio.gather(watched.loop.reload(), watched.loop.reload())
    assert list(answers) == [CHANGED, SAME]
    assert await watched.titles() == ["Ports"]
    assert watched.is_quiet()


@pytest.mark.parametrize("name", ["README.md", ".harbour.yaml.swp", "harbour.yaml~", ".x.yaml"])
def test_what_is_no_rule_file_changes_nothing(folder, name):
    before = read_stamp(folder)
    (folder / name).write_text("anything")
    assert read_stamp(folder) == before
    (folder / "harbour.yaml").write_text("topic: other")
    assert read_stamp(folder) != before


def test_a_folder_that_cannot_be_read_has_a_state_too(tmp_path):
    assert read_stamp(tmp_path / "nowhere") == ()
    (tmp_path / "gone.yaml").symlink_to(tmp_path / "nowhere")
    assert read_stamp(tmp_path) == (("gone.yaml", 0, 0, 0),)
