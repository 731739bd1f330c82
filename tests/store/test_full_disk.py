"""A disk that is full, and one that is read-only: said, nothing half written, and mended."""

import os
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bot.errors import DatabaseError
from bot.models import Alert, Decision, Outcome, Placement, Telling
from bot.models.polls import FeedSpec
from bot.store.copying import back_up
from bot.store.dialect import open_engine
from bot.store.migrate import migrate
from bot.store.outbox import Wanted
from bot.store.store import Store, open_store
from tests.builders import (
    NOON,
    address,
    build_alert,
    build_article,
    build_feed,
    build_harvest,
    build_match,
)
from tests.disk import fill, mount_disk, remount

WANTED = Wanted(most=10, busy=[], terminal=False, patience=timedelta(hours=6))


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A small disk of its own."""
    with mount_disk(tmp_path / "disk") as folder:
        yield folder


def build_long(name: str):
    return build_article(name, body="word " * 4_000)


async def keep(store: Store, *names: str) -> None:
    harvest = build_harvest(build_feed(1), [build_long(name) for name in names])
    await store.archive.keep(harvest, now=NOON)


async def decide(store: Store) -> None:
    alert: Alert = build_alert()
    await store.archive.decide(
        [
            Decision(
                article=one,
                matches=(build_match(),),
                placement=Placement(story=f"s{one.id}", new=True, reason="new", score=100.0),
                tellings=(Telling(chat=7, outcome=Outcome.ALERT, topics=("war",), alert=alert),),
            )
            for one in await store.archive.undecided(limit=100)
        ],
        now=NOON,
    )


async def open_desk(disk: Path) -> Store:
    store = open_store(address(disk))
    await store.feeds.sync([FeedSpec(url="https://feed1.example/rss")], now=NOON)
    await store.chats.meet(7, "private", now=NOON)
    await store.chats.subscribe(7, "war", now=NOON)
    return store


async def test_what_finds_no_room_is_kept_whole_once_there_is_some(disk: Path):
    store = await open_desk(disk)
    try:
        await keep(store, "before")
        ballast = fill(disk)
        lost: list[str] = []
        said: set[str] = set()
        for number in range(30):  # the room that the file still has within it fills up
            try:
                await keep(store, f"n{number}", f"m{number}")
            except DatabaseError as error:
                said.add(str(error))
                lost.append(f"{number}")
        assert lost
        assert said == {"the database failed: database or disk is full"}
        kept = 30 - len(lost)
        assert (await store.archive.count())[0] == 1 + 2 * kept  # both of a feed, or none
        ballast.unlink()
        for name in lost:
            await keep(store, f"n{name}", f"m{name}")
        assert (await store.archive.count())[0] == 61
    finally:
        await store.close()


async def test_alerts_wait_while_the_disk_is_full_and_none_is_lost_or_doubled(disk: Path):
    store = await open_desk(disk)
    try:
        await keep(store, "a")
        await decide(store)
        ballast = fill(disk)
        refused = ""
        while not refused:  # the log of the database grows with each until it finds no room
            try:
                (claimed,) = await store.outbox.exchange((), WANTED, now=NOON)
                await store.outbox.put_back(
                    claimed.id, uncertain=False, not_before=NOON, reason="tried " * 5_000
                )
            except DatabaseError as error:
                refused = str(error)
        assert refused == "the database failed: database or disk is full"
        ballast.unlink()
        await store.outbox.recover(now=NOON, wait=timedelta(minutes=1))
        later = NOON + timedelta(minutes=2)
        (told,) = await store.outbox.exchange((), WANTED, now=later)
        await store.outbox.sent(told.id, message_id=5, now=later)
        assert await store.outbox.exchange((), WANTED, now=later + timedelta(hours=1)) == ()
    finally:
        await store.close()


async def test_no_room_for_a_backup_leaves_nothing_of_it(disk: Path, tmp_path: Path):
    store = open_store(address(tmp_path))
    await store.feeds.sync([FeedSpec(url="https://feed1.example/rss")], now=NOON)
    await keep(store, *map(str, range(300)))
    await store.close()
    with pytest.raises(DatabaseError, match=r"disk is full|No space left"):
        back_up(address(tmp_path), disk / "copy")
    assert not any(os.scandir(disk))


async def test_a_read_only_disk_is_said_at_the_start_and_can_still_be_looked_at(
    disk: Path, tmp_path: Path
):
    store = await open_desk(disk)
    await keep(store, "a")
    await store.close()
    remount(disk, "ro")
    try:
        with pytest.raises(DatabaseError, match=r"read-?only|cannot open|unable to open"):
            migrate(open_engine(address(disk)))
        assert back_up(address(disk), tmp_path / "copy").articles == 1
    finally:
        remount(disk, "rw")
    store = open_store(address(disk))
    assert (await store.archive.count())[0] == 1
    await store.close()
