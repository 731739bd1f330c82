"""Who does what, as an operator asks for it."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import app
from bot.errors import DatabaseError
from bot.models.polls import FeedSpec
from bot.models.workers import Tenure
from bot.store.leases import Terms
from bot.store.store import open_store
from bot.workbench.workers import read_workers, tell_work
from bot.workers.roles import ALL
from bot.workers.worker import begin_worker
from tests.builders import address

MINUTE = timedelta(minutes=1)


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    if request.param == "sqlite":
        return address(tmp_path)
    url: str = request.getfixturevalue("postgres_emptied")
    return url


async def test_each_worker_is_named_with_its_posts_and_feeds(database: str) -> None:
    now = datetime.now(UTC)
    store = open_store(database)
    busy = begin_worker(ALL, version="1", now=now - 5 * MINUTE)
    gone = begin_worker(["poll"], version="1", now=now - 9 * MINUTE)
    await store.workers.beat(replace(busy, at=now))
    await store.workers.beat(replace(gone, at=now - 8 * MINUTE))
    await store.posts.take(Tenure(post="decide", holder=busy.id), lease=MINUTE)
    await store.feeds.sync([FeedSpec(url="https://a.example/f")], now=now - MINUTE)
    terms = Terms(worker=busy.id, lease=MINUTE)
    await store.feeds.claim(["a.example"], terms, now=now)
    await store.close()
    first, second = await read_workers(database)
    assert (first.worker.id, first.silent, first.posts) == (gone.id, True, ())
    assert tell_work(first)[-1].startswith("silent for 8m")
    assert (second.silent, second.posts, second.feeds) == (False, ("decide",), 1)
    assert tell_work(second)[-1] == "decide, polls 1 feed"


async def test_without_a_database_it_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(DatabaseError, match="the bot has not run yet"):
        await read_workers(address(tmp_path))


def test_machines_read_the_same(tmp_path: Path) -> None:
    address(tmp_path)
    url = address(tmp_path)
    open_store(url).database._engine.dispose()
    shown = CliRunner().invoke(app, ["workers", "--database", url, "--format", "json"])
    assert json.loads(shown.stdout) == []
