"""The last fetches of each feed: a ring of so many, which later ones write over."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, bindparam, select

from bot.feeds.verdict import read_status
from bot.models.polls import Feed, Fetch, FetchedFeed
from bot.store.database import Queries, reads
from bot.store.dialect import insert
from bot.store.prepared import Prepared
from bot.store.schema import fetches

KEPT = 30  # of each feed

_VALUES = ("at", "status", "size", "took", "news", "error")
_INSERT = insert(fetches).values({name: bindparam(name) for name in ("feed_id", "slot", *_VALUES)})
# Made ready once: with ten thousand feeds it runs all the time.
_NOTE = Prepared(
    _INSERT.on_conflict_do_update(
        index_elements=[fetches.c.feed_id, fetches.c.slot],
        set_={name: _INSERT.excluded[name] for name in _VALUES},
    )
)


def note_fetches(connection: Connection, noted: Iterable[tuple[Feed, Fetch]]) -> None:
    """Keep a fetch of each feed, which is as it was claimed: one statement for all of them.

    Who calls it counts the feed's polls in the same transaction.
    """
    rows = [
        {
            "feed_id": feed.id,
            "slot": feed.polls % KEPT,
            "at": fetch.at,
            "status": fetch.status,
            "size": fetch.size,
            "took": fetch.took,
            "news": fetch.news,
            "error": fetch.error,
        }
        for feed, fetch in noted
    ]
    if rows:
        _NOTE.run_all(connection, rows)


def describe_fetch(
    fetched: FetchedFeed | None, *, at: datetime, news: int = 0, error: str = ""
) -> Fetch:
    """Return what is kept of a poll; `fetched` is None when it brought no answer to be read."""
    if fetched is None:
        return Fetch(at=at, status=read_status(error), error=error)
    return Fetch(
        at=at,
        status=fetched.status,
        size=fetched.size,
        took=fetched.took,
        news=news,
        error=error,
    )


class Fetches(Queries):
    """What came of the last polls."""

    @reads
    def of(self, connection: Connection, feed: int) -> tuple[Fetch, ...]:
        """Return the last fetches of a feed, the latest first, KEPT at most."""
        rows = connection.execute(
            select(*(fetches.c[name] for name in _VALUES))
            .where(fetches.c.feed_id == feed)
            .order_by(fetches.c.at.desc(), fetches.c.slot.desc())
        )
        return tuple(Fetch(**row) for row in rows.mappings())
