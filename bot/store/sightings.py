"""Under which names a feed showed its articles, and with which headline last."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, select, update

from bot.feeds.identity import digest_headline
from bot.models import Article
from bot.store.dialect import insert, listed_words
from bot.store.prepared import Prepared
from bot.store.schema import sightings

RENEWED = timedelta(days=1)  # so often it is noted that a feed still shows an article


class Sighting(NamedTuple):
    """A name, the number of the article behind it, and the digest of the headline it had."""

    key: str
    article_id: int
    shown: str | None  # None: not noted
    seen: datetime  # last, to the day


_FIND = Prepared(
    select(sightings.c.key, sightings.c.article_id, sightings.c.shown, sightings.c.seen).where(
        sightings.c.feed_id == bindparam("feed"), sightings.c.key.in_(listed_words("keys"))
    )
)
_ADD = Prepared(insert(sightings).on_conflict_do_nothing())
_RENEW = Prepared(
    update(sightings)
    .where(sightings.c.feed_id == bindparam("feed"), sightings.c.key.in_(listed_words("keys")))
    .values(seen=bindparam("now"))
)


def find_sightings(connection: Connection, feed: int, keys: Sequence[str]) -> list[Sighting]:
    """Return what is known of those of the keys under which the feed showed an article."""
    if not keys:
        return []
    return [Sighting(*row) for row in _FIND.find(connection, {"feed": feed, "keys": keys})]


def add_sightings(
    connection: Connection, feed: int, added: Iterable[tuple[int, Article]], now: datetime
) -> None:
    """Note all names of stored articles, each with its number."""
    rows = [
        {
            "feed_id": feed,
            "key": key,
            "article_id": article_id,
            "seen": now,
            "shown": digest_headline(article.title),
        }
        for article_id, article in added
        for key in article.keys
    ]
    if rows:
        _ADD.run_all(connection, rows)


def renew_sightings(
    connection: Connection, feed: int, shown: Iterable[Sighting], now: datetime
) -> None:
    """Note that the feed still shows them: once a day is enough."""
    keys = [sighting.key for sighting in shown if sighting.seen < now - RENEWED]
    if keys:
        _RENEW.run(connection, {"feed": feed, "keys": keys, "now": now})


def note_headlines(connection: Connection, feed: int, shown: Mapping[str, str]) -> None:
    """Note the digests of the headlines that the feed shows now, by key."""
    connection.execute(
        update(sightings)
        .where(sightings.c.feed_id == feed, sightings.c.key == bindparam("name"))
        .values(shown=bindparam("digest")),
        [{"name": key, "digest": digest} for key, digest in shown.items()],
    )
