"""What is kept, page by page, for an archive: articles, stories and alerts as rows to be written.

A page is a transaction of its own, so nobody waits for a reader who takes his time.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, func, or_, select

from bot.models import DeliveryKind
from bot.store.database import Queries, reads
from bot.store.schema import articles, feeds, matches, outbox, stories
from bot.store.sources import SOURCE

PAGE = 500  # rows read at a time
TOLD = (DeliveryKind.ALERT, DeliveryKind.UPDATE)  # what has a text of its own
Page = tuple[Mapping[str, object], ...]  # rows as they are written, the oldest first


class Exports(Queries):
    """Reads that follow each other: each page is asked for with the last row of the one before."""

    @reads
    def articles(self, connection: Connection, since: datetime, last: Any = None) -> Page:
        """Return the articles seen since then that come after `last`, in the order they came."""
        recent = articles.c.seen >= since
        after = last["id"] if last else _before_first(connection, articles, recent)
        rows = connection.execute(
            select(articles, SOURCE.label("source"), feeds.c.url)
            .join(feeds, feeds.c.id == articles.c.feed_id)
            .where(recent, articles.c.id > after)
            .order_by(articles.c.id)
            .limit(PAGE)
        ).all()
        found = _find_matches(connection, [row.id for row in rows])
        return tuple(_write_article(row, found[row.id]) for row in rows)

    @reads
    def stories(self, connection: Connection, since: datetime, last: Any = None) -> Page:
        """Return the stories with news since then after `last`, by when they last had some.

        One that has news meanwhile comes again, as it is by then.
        """
        begin = last["last_seen"] if last else since
        wanted = select(stories).where(stories.c.last_seen >= begin)
        if last:
            wanted = wanted.where(or_(stories.c.last_seen > begin, stories.c.id > last["id"]))
        rows = connection.execute(wanted.order_by(stories.c.last_seen, stories.c.id).limit(PAGE))
        return tuple(dict(row) for row in rows.mappings())

    @reads
    def alerts(self, connection: Connection, since: datetime, last: Any = None) -> Page:
        """Return what was to be told since then and comes after `last`: alerts and updates."""
        recent = outbox.c.created >= since
        after = last["id"] if last else _before_first(connection, outbox, recent)
        rows = connection.execute(
            select(outbox)
            .where(recent, outbox.c.id > after, outbox.c.kind.in_(TOLD))
            .order_by(outbox.c.id)
            .limit(PAGE)
        )
        return tuple(map(_write_alert, rows))


def _before_first(connection: Connection, table: Table, since: ColumnElement[bool]) -> int:
    """Return a number under those of all rows since then: older rows are not looked at."""
    return int(connection.scalar(select(func.min(table.c.id)).where(since)) or 0) - 1


def _find_matches(
    connection: Connection, numbers: Collection[int]
) -> defaultdict[int, list[dict[str, object]]]:
    found: defaultdict[int, list[dict[str, object]]] = defaultdict(list)
    for row in connection.execute(
        select(matches)
        .where(matches.c.article_id.in_(numbers))
        .order_by(matches.c.article_id, matches.c.topic, matches.c.rule)
    ):
        words = [hit["words"] for hit in row.hits]
        found[row.article_id].append({"topic": row.topic, "rule": row.rule, "words": words})
    return found


def _write_article(row: Row[Any], found: list[dict[str, object]]) -> dict[str, object]:
    """The names of a recording first: `tocsin backtest` reads these lines."""
    return {
        "id": row.id,
        "feed": row.source,
        "title": row.title,
        "link": row.link,
        "summary": row.summary,
        "body": row.body,
        "published": row.published or row.seen,
        "lang": row.language,
        "author": row.author,
        "guid": row.guid,
        "feed_url": row.url,
        "seen": row.seen,
        "arrival": row.arrival,
        "story": row.story_id,
        "reason": row.reason,
        "score": row.score,
        "matches": found,
    }


def _write_alert(row: Row[Any]) -> dict[str, object]:
    shown = row.alert or {}
    return {
        "id": row.id,
        "kind": row.kind,
        "chat": row.chat_id,
        "story": row.story_id,
        "topics": row.topics or [],
        "headline": shown.get("headline"),
        "link": shown.get("link"),
        "feed": shown.get("source"),
        "article": row.article_id,
        "breaking": row.breaking,
        "silent": row.silent,
        "digest": row.digest,
        "state": row.state,
        "reason": row.reason,
        "attempts": row.attempts,
        "created": row.created,
        "sent": row.sent,
        "message": row.message_id,
    }
