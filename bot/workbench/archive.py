"""The bot's own archive as a recording: what came in, in the order in which it came."""

import asyncio
from collections.abc import Iterator
from datetime import datetime

from bot.errors import BotError
from bot.models import StoredArticle
from bot.store.dialect import why_no_database
from bot.store.store import open_store

_PAGE = 1_000  # articles read at a time


def read_archive(database: str, since: datetime) -> tuple[int, Iterator[StoredArticle]]:
    """Return how many articles were seen since then, and them; nothing is written.

    Raises BotError when there is no archive, DatabaseError when it cannot be read.
    """
    if trouble := why_no_database(database):
        raise BotError(trouble)
    with asyncio.Runner() as runner:
        store = open_store(database, only_look=True)
        try:
            count = runner.run(store.archive.count_since(since))
        finally:
            runner.run(store.close())
    return count, _read_pages(database, since)


def _read_pages(database: str, since: datetime) -> Iterator[StoredArticle]:
    with asyncio.Runner() as runner:
        store = open_store(database, only_look=True)
        try:
            after = -1
            while page := runner.run(store.archive.seen_since(since, after=after, limit=_PAGE)):
                yield from page
                after = page[-1].id
        finally:
            runner.run(store.close())
