"""Feeds that administrators added in chats, beside those of the list."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, Select, and_, func, select, text, update

from bot.domains import find_domain
from bot.models.health import FeedHealth
from bot.models.polls import FeedSpec, host_of
from bot.rules.files.feedlist import find_fault, identify_address
from bot.store.database import Queries, reads, writes
from bot.store.dialect import insert
from bot.store.overview import FEED_COLUMNS, read_health
from bot.store.plans import ask_hubs_anew
from bot.store.schema import feeds
from bot.store.sources import SOURCE

_ADDED = and_(text("active"), feeds.c.added_by.is_not(None))
_AWAY = {"active": False, "added_by": None}


class AddedFeeds(Queries):
    """What was added, and is polled until it is removed or stands in the list."""

    subject = "feeds"

    @writes
    def add(self, connection: Connection, url: str, *, by: int, now: datetime) -> bool:
        """Poll an address from now on; False: it is polled already. `by`: the chat."""
        if _find_polled(connection, url) is not None:
            return False
        ask_hubs_anew(connection, feeds.c.url == url, now=now)  # it may have rested till now
        host = host_of(url)
        said = {
            "host": host,
            "domain": find_domain(host),
            "title": "",
            "language": "",
            "interval": None,
            "fast": False,
            "active": True,
            "added_by": by,
            "next_poll": now,
        }
        connection.execute(
            insert(feeds)
            .values(url=url, **said)
            # It was polled once, and is again.
            .on_conflict_do_update(
                index_elements=[feeds.c.url], set_=said | {"address": "", "told_address": ""}
            )
        )
        return True

    @reads
    def find_polled(self, connection: Connection, url: str) -> FeedHealth | None:
        """Return the feed of an address, however that is spelled, if it is polled."""
        found = _find_polled(connection, url)
        if found is None:
            return None
        return read_health(connection.execute(_feeds().where(feeds.c.id == found)).one())

    @reads
    def added(self, connection: Connection) -> tuple[FeedHealth, ...]:
        """Return the feeds that were added, by title."""
        rows = connection.execute(_feeds().where(_ADDED).order_by(func.lower(SOURCE), feeds.c.id))
        return tuple(map(read_health, rows))

    @writes
    def remove(self, connection: Connection, feed: int) -> FeedHealth | None:
        """Poll an added feed no longer, and return it; None: it is none (any more)."""
        row = connection.execute(_feeds().where(feeds.c.id == feed, _ADDED)).one_or_none()
        if row is None:
            return None
        connection.execute(update(feeds).where(feeds.c.id == feed).values(_AWAY))
        return read_health(row)


def yield_to_list(connection: Connection, specs: Iterable[FeedSpec]) -> None:
    """Poll no added feed that the list has too, spelled another way."""
    added = connection.execute(select(feeds.c.id, feeds.c.url).where(_ADDED)).all()
    if not added:
        return
    listed = {identify_address(spec.url) for spec in specs}
    doubles = [row.id for row in added if identify_address(row.url) in listed]
    connection.execute(update(feeds).where(feeds.c.id.in_(doubles)).values(_AWAY))


def _feeds() -> Select[tuple[object, ...]]:
    return select(*FEED_COLUMNS)


def _find_polled(connection: Connection, url: str) -> int | None:
    if find_fault(url):
        return None
    same = identify_address(url)
    polled = connection.execute(
        select(feeds.c.id, feeds.c.url, feeds.c.address).where(text("active"))
    )
    for row in polled:
        if row.url == url or same in map(_identify, filter(None, (row.url, row.address))):
            return int(row.id)
    return None


def _identify(url: str) -> str:
    return "" if find_fault(url) else identify_address(url)
