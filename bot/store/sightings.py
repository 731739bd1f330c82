"""Under which names a feed showed its articles, and with which headline last."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from bot.feeds.identity import digest_headline
from bot.models import Article
from bot.store.dialect import insert
from bot.store.schema import sightings


class Sighting(NamedTuple):
    """A name, the number of the article behind it, and the digest of the headline it had."""

    key: str
    article_id: int
    shown: str | None  # None: not noted


def find_sightings(connection: Connection, feed: int, keys: Sequence[str]) -> list[Sighting]:
    """Return what is known of those of the keys under which the feed showed an article."""
    columns = (sightings.c.key, sightings.c.article_id, sightings.c.shown)
    rows = connection.execute(
        select(*columns).where(sightings.c.feed_id == feed, sightings.c.key.in_(keys))
    )
    return [Sighting(*row) for row in rows]


def add_sightings(
    connection: Connection, feed: int, article_id: int, article: Article, now: datetime
) -> None:
    """Note all names of a stored article."""
    shown = digest_headline(article.title)
    statement = insert(sightings).values(
        [
            {"feed_id": feed, "key": key, "article_id": article_id, "seen": now, "shown": shown}
            for key in article.keys
        ]
    )
    connection.execute(statement.on_conflict_do_nothing())


def renew_sightings(connection: Connection, feed: int, keys: Sequence[str], now: datetime) -> None:
    """Note that the feed still shows them: once a day is enough."""
    connection.execute(
        update(sightings)
        .where(
            sightings.c.feed_id == feed,
            sightings.c.key.in_(keys),
            sightings.c.seen < now - timedelta(days=1),
        )
        .values(seen=now)
    )


def note_headlines(connection: Connection, feed: int, shown: Mapping[str, str]) -> None:
    """Note the digests of the headlines that the feed shows now, by key."""
    connection.execute(
        update(sightings)
        .where(sightings.c.feed_id == feed, sightings.c.key == bindparam("name"))
        .values(shown=bindparam("digest")),
        [{"name": key, "digest": digest} for key, digest in shown.items()],
    )
