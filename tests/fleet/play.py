"""A run: everything starts, goes wrong for some minutes, comes to rest, and is counted."""

import asyncio
import sys
import time
from asyncio import to_thread
from collections.abc import Callable, Sequence
from contextlib import AsyncExitStack, suppress
from pathlib import Path
from random import Random

import psycopg

from tests.fakes.bot_api import FakeBotApi
from tests.fleet.account import Account
from tests.fleet.household import environment, set_up
from tests.fleet.kept import compare_kept
from tests.fleet.news import Item, News, open_news
from tests.fleet.options import Options
from tests.fleet.told import compare_told
from tests.fleet.troubles import Stage, plan_troubles
from tests.fleet.watch import Watch
from tests.fleet.workers import Worker
from tests.postgres import serve_postgres

ROLES = ("poll", "decide", "send", "talk")
REST = 3  # seconds between looks whether all is done
LEASE = 35  # seconds after which nobody holds anything that was lost
UP = 300  # seconds; to compile many rules in nine processes at once takes its time
UNREAD = "SELECT count(*) FROM feeds WHERE active AND last_good IS NULL"
DUE = """
    SELECT count(*) FROM outbox WHERE state IN ('sending', 'uncertain')
    OR state = 'pending' AND not_before < now() + interval '3 minutes'"""


async def play(
    options: Options, folder: Path, workers: Sequence[Worker], **settings: str
) -> Account:
    """Play it with these processes, and return the account.

    `settings`: more of them, without the prefix of their names.
    """
    async with AsyncExitStack() as opened:
        server = opened.enter_context(serve_postgres())
        url = server.create_database()
        chance = Random(options.seed)
        news = open_news(options, chance)
        api = await opened.enter_async_context(FakeBotApi())
        opened.push_async_callback(news.close)
        await news.open()
        urls = await news.urls()
        await set_up(folder, url, api, urls, news.topics(), options.chats)
        stage = Stage(
            options=options,
            chance=chance,
            server=server,
            workers=workers,
            environment=environment(folder, url, api, **settings),
            watch=Watch(url),
            tell=make_teller(time.monotonic()),
        )
        for worker in stage.workers:
            opened.push_async_callback(worker.kill)
            await worker.start(stage.environment)
        watching = asyncio.create_task(stage.watch.run())
        opened.callback(watching.cancel)
        await wait_for_all(stage, url)
        await news.begin()
        await let_go_wrong(stage, news)
        settled, seen = await come_to_rest(stage, news, url)
        for worker in stage.workers:
            await worker.end()
        with psycopg.connect(url) as connection:
            return Account(
                kept=compare_kept(connection, seen),
                told=compare_told(connection, api, range(1, options.chats + 1), stage.troubles),
                settled=settled,
                at_once=await news.most_at_once(),
                conflicts=sum(
                    call.method == "getUpdates" and call.status == 409 for call in api.calls
                ),
                take_overs=stage.watch.take_overs,
                troubles=stage.troubles,
                faults=[fault for worker in stage.workers for fault in worker.faults()],
                ends=sum(len(worker.ends) for worker in stage.workers),
            )


def hire(options: Options, folder: Path) -> Sequence[Worker]:
    """Return the processes, none of them started."""
    return [
        Worker(f"{role}-{number}", (role,), folder)
        for role in ROLES
        for number in range(1, getattr(options, role) + 1)
    ]


def make_teller(begun: float) -> Callable[[str], None]:
    """Return what prints a line with the seconds since the beginning."""

    def tell(line: str) -> None:
        sys.stdout.write(f"{time.monotonic() - begun:7.1f} {line}\n")
        sys.stdout.flush()

    return tell


async def wait_for_all(stage: Stage, url: str) -> None:
    """Wait until all processes work, and every feed was read once: what stands there is history.

    Raises AssertionError when that takes too long.
    """
    end = time.monotonic() + UP
    while time.monotonic() < end:
        for worker in stage.workers:
            await worker.restart_if_ended(stage.environment)
        await asyncio.sleep(1)
        if all(worker.has_started() for worker in stage.workers):
            with psycopg.connect(url) as connection:
                unread = connection.execute(UNREAD).fetchone()
            if unread == (0,):
                stage.tell("everybody works, and every feed was read")
                return
    raise AssertionError(f"not all works after {UP} s; --keep a folder and look into the logs")


async def let_go_wrong(stage: Stage, news: News) -> None:
    """Cause troubles for as long as the options say, and until the news is over."""
    acts = plan_troubles(stage)
    try:
        end = time.monotonic() + stage.options.minutes * 60
        while time.monotonic() < end or not await news.over():
            await asyncio.sleep(1)
            for act in acts:
                if act.done():
                    act.result()
    finally:
        for act in acts:
            act.cancel()
        await asyncio.gather(*acts, return_exceptions=True)
        for worker in stage.workers:
            worker.wake()
            if not worker.pid:  # its restart was cancelled
                await worker.start(stage.environment)
    stage.tell("nothing goes wrong any more")


async def come_to_rest(stage: Stage, news: News, url: str) -> tuple[bool, set[Item]]:
    """Wait until every item is kept and decided, and every chat told.

    Returns whether that came in time, and the items that feeds had shown by then: what they
    show to a process that is just told to end is for the next one.
    """
    if stage.troubles:
        await asyncio.sleep(LEASE)
    end = time.monotonic() + stage.options.settle * 60
    while True:
        for worker in stage.workers:
            await worker.restart_if_ended(stage.environment)
        seen = await news.seen()
        with suppress(psycopg.Error):
            await asyncio.sleep(REST)
            kept, due = await to_thread(look, url, seen)
            stage.tell(f"{kept} items are to be kept or decided, {due} messages to be sent")
            if not kept and not due:
                return True, seen
        if time.monotonic() > end:
            return False, seen


def look(url: str, seen: set[Item]) -> tuple[int, int]:
    """Return how many items, and how many messages, are not finished."""
    with psycopg.connect(url) as connection:
        kept = compare_kept(connection, seen)
        due = connection.execute(DUE).fetchone()
    return kept.missing + kept.undecided, int(due[0]) if due else 0
