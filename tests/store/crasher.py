"""Runs one transaction again and again, killed a statement later each time.

    python -m tests.store.crasher FOLDER keep|judge|decide

FOLDER/tocsin.db is copied to FOLDER/1/tocsin.db, FOLDER/2/tocsin.db, ...: in the first one the
process dies before its first statement, and in the last one it is not killed any more.
"""

import asyncio
import os
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection

from bot.store.store import open_store
from tests.builders import NOON, address, build_article, build_decision, build_feed, build_harvest


def die_before(number: int) -> Callable[..., None]:
    """Return a hook that kills the process when it is called for the nth time."""
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)

    return count


async def write(url: str, what: str, hook: Callable[..., None]) -> None:
    """Do it; the hook is called before each statement, those of triggers and the index too."""
    store = open_store(url)

    def watch(connection: Connection) -> None:
        driver = connection.connection.driver_connection
        assert isinstance(driver, sqlite3.Connection)
        driver.set_trace_callback(hook)

    await store.database.run(watch, writes=False)
    if what == "keep":
        articles = [build_article(name) for name in ("a", "b")]
        await store.archive.keep(build_harvest(build_feed(), articles), now=NOON)
    elif what == "judge":
        harvest = build_harvest(build_feed(), [build_article(name) for name in ("a", "b")])
        await store.archive.judge_and_keep(1, ["g:a"], lambda _known: harvest, now=NOON)
    else:
        stored = await store.archive.undecided(limit=10)
        first, second = (
            build_decision(one, story, alerts=[1, 2])
            for one, story in zip(stored, ("s", "t"), strict=True)
        )
        await store.archive.decide([first, second], now=NOON)
    await store.close()


def main(folder: Path, what: str) -> None:
    number, killed = 0, True
    while killed:
        number += 1
        place = folder / str(number)
        place.mkdir()
        shutil.copy(folder / "tocsin.db", place)
        child = os.fork()
        if child == 0:
            asyncio.run(write(address(place), what, die_before(number)))
            os._exit(0)
        _, status = os.waitpid(child, 0)
        killed = os.WIFSIGNALED(status)
        if not killed and status:
            sys.exit("the transaction failed by itself")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
