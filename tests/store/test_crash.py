"""A process that is killed at any statement of keep or decide leaves all of it, or nothing."""

import asyncio
import sys
from pathlib import Path

import pytest

from bot.store.store import open_store
from tests.builders import add_feeds, address, ask, keep_articles, subscribe

TABLES = ("articles", "sightings", "stories", "matches", "outbox")


async def crash(folder: Path, what: str) -> list[Path]:
    """Copies of the folder's database, each after a death one statement later."""
    child = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.store.crasher", str(folder), what
    )
    assert await child.wait() == 0
    return list_places(folder)


def list_places(folder: Path) -> list[Path]:
    places = [path for path in folder.iterdir() if path.is_dir()]
    return sorted(places, key=lambda path: int(path.name))


async def look(place: Path) -> tuple[object, ...]:
    """How many rows each table holds, and whether validators and marks are written."""
    store = open_store(address(place))
    counts = [await ask(store, f"SELECT count(*) FROM {table}") for table in TABLES]
    (marks,) = await ask(
        store,
        "SELECT (SELECT count(*) FROM feeds WHERE etag IS NOT NULL),"
        " (SELECT count(*) FROM articles WHERE undecided)",
    )
    assert await ask(store, "PRAGMA integrity_check") == [("ok",)]
    await store.close()
    return *(count for ((count,),) in counts), *marks


async def prepare(folder: Path, *articles: str) -> None:
    store = open_store(address(folder))
    await add_feeds(store, 1)
    await subscribe(store, 1, 2)
    if articles:
        await keep_articles(store, *articles)
    await store.close()


@pytest.mark.parametrize("way", ["keep", "judge"])
async def test_keep_leaves_all_or_nothing_when_it_is_killed(tmp_path, way):
    await prepare(tmp_path)
    *killed, finished = [await look(place) for place in await crash(tmp_path, way)]
    assert len(killed) > 20
    assert set(killed) == {(0, 0, 0, 0, 0, 0, 0)}
    assert finished == (2, 4, 0, 0, 0, 1, 2)


async def test_decide_leaves_all_or_nothing_when_it_is_killed(tmp_path):
    await prepare(tmp_path, "a", "b")
    *killed, finished = [await look(place) for place in await crash(tmp_path, "decide")]
    assert len(killed) > 15
    assert set(killed) == {(2, 4, 0, 0, 0, 1, 2)}
    assert finished == (2, 4, 2, 2, 4, 1, 0)
