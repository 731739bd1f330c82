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


# Built once: they run for every feed that brings something.
_THESE = (
    sightings.c.feed_id == bindparam("feed"),
    sightings.c.key.in_(bindparam("keys", expanding=True)),
)
_FIND = select(sightings.c.key, sightings.c.article_id, sightings.c.shown).where(*_THESE)
_ADD = insert(sightings).on_conflict_do_nothing()
_RENEW = (
    update(sightings)
    .where(*_THESE, sightings.c.seen < bindparam("before"))
    .values(seen=bindparam("now"))
)


def find_sightings(connection: Connection, feed: int, keys: Sequence[str]) -> list[Sighting]:
    """Return what is known of those of the keys under which the feed showed an article."""
    if not keys:
        return []
    rows = connection.execute(_FIND, {"feed": feed, "keys": keys})
    return [Sighting(*row) for row in rows]


def add_sightings(
    connection: Connection, feed: int, article_id: int, article: Article, now: datetime
) -> None:
    """Note all names of a stored article."""
    shown = digest_headline(article.title)
    connection.execute(
        _ADD,
        [
            {"feed_id": feed, "key": key, "article_id": article_id, "seen": now, "shown": shown}
            for key in article.keys
        ],
    )


def renew_sightings(connection: Connection, feed: int, keys: Sequence[str], now: datetime) -> None:
    """Note that the feed still shows them: once a day is enough."""
    if keys:
        before = now - timedelta(days=1)
        connection.execute(_RENEW, {"feed": feed, "keys": keys, "before": before, "now": now})


def note_headlines(connection: Connection, feed: int, shown: Mapping[str, str]) -> None:
    """Note the digests of the headlines that the feed shows now, by key."""
    connection.execute(
        update(sightings)
        .where(sightings.c.feed_id == feed, sightings.c.key == bindparam("name"))
        .values(shown=bindparam("digest")),
        [{"name": key, "digest": digest} for key, digest in shown.items()],
    )
