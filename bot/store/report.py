"""What the status page asks of the database: deliveries here, the rest in its own files.

Everybody else's queries wait meanwhile, so all of them stay within indexes, or within a page.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, func, literal_column, or_, select

from bot.models.health import FeedState
from bot.models.reports import Delays, Mishap, QueueCount, Waiting, measure_delay
from bot.store.database import Queries, reads
from bot.store.due import waits
from bot.store.reportfeeds import FeedReport
from bot.store.reportstories import StoryReport
from bot.store.reporttopics import TopicReport
from bot.store.schema import articles, chats, feeds, fetches, outbox
from bot.store.sources import SOURCE

MEASURED = 2_000  # alerts, the newest of them
_FAILED: ColumnElement[str] = literal_column("'failed'")  # in the very words of its index


class DeliveryReport(Queries):
    """What was sent, what waits, and what went wrong."""

    @reads
    def delays(self, connection: Connection, *, since: datetime) -> Delays:
        """Return how long the alerts took that were decided since then and sent at once.

        Left out are those that a chat wanted later, and news that came in late itself.
        """
        newest = (
            select(outbox.c.article_id, outbox.c.sent)
            .where(
                outbox.c.created >= since,
                outbox.c.kind == "alert",
                outbox.c.state == "sent",
                or_(outbox.c.planned.is_(None), outbox.c.planned <= outbox.c.created),
                ~outbox.c.digest,
                ~outbox.c.late,
            )
            .order_by(outbox.c.created.desc())
            .limit(MEASURED)
            .subquery()
        )
        rows = connection.execute(
            select(newest.c.sent, articles.c.published, articles.c.seen).join(
                articles, articles.c.id == newest.c.article_id
            )
        ).all()

        def took(*pairs: tuple[datetime | None, datetime | None]) -> list[timedelta]:
            # An outlet's clock may be ahead of ours.
            return [max(sent - begun, timedelta()) for begun, sent in pairs if begun and sent]

        return Delays(
            alerts=len(rows),
            publication=measure_delay(took(*((row.published, row.sent) for row in rows))),
            seen=measure_delay(took(*((row.seen, row.sent) for row in rows))),
        )

    @reads
    def last_mishap(self, connection: Connection, *, since: datetime) -> Mishap | None:
        """Return what went wrong last: of a feed, which may be well again, or of a delivery.

        Of a feed that fails still, that is when it began to.
        """
        failing = connection.execute(
            select(feeds.c.failing_since.label("at"), SOURCE.label("who"), feeds.c.error)
            .where(feeds.c.active, feeds.c.failing_since >= since, feeds.c.health != FeedState.NEW)
            .order_by(feeds.c.failing_since.desc())
            .limit(1)
        ).first()
        over = connection.execute(
            select(fetches.c.at, SOURCE.label("who"), fetches.c.error)
            .join(feeds, feeds.c.id == fetches.c.feed_id)
            .where(
                # Said as the index says it.
                fetches.c.error != literal_column("''"),
                fetches.c.at >= since,
                feeds.c.active,
                feeds.c.failing_since.is_(None),
            )
            .order_by(fetches.c.at.desc())
            .limit(1)
        ).first()
        lost = connection.execute(
            select(outbox.c.created.label("at"), chats.c.kind, outbox.c.reason)
            .join(chats, chats.c.id == outbox.c.chat_id)
            .where(outbox.c.created >= since, outbox.c.state == _FAILED)
            .order_by(outbox.c.created.desc())
            .limit(1)
        ).first()
        mishaps = []
        if failing is not None:
            mishaps.append(
                Mishap(at=failing.at, what="feed", who=failing.who, why=failing.error or "")
            )
        if over is not None:
            mishaps.append(Mishap(at=over.at, what="recovered", who=over.who, why=over.error))
        if lost is not None:
            mishaps.append(
                Mishap(at=lost.at, what="delivery", who=lost.kind, why=lost.reason or "")
            )
        return max(mishaps, key=lambda mishap: mishap.at, default=None)

    @reads
    def queue(self, connection: Connection) -> tuple[QueueCount, ...]:
        """Return how much waits, by state and kind of chat."""
        since = func.coalesce(outbox.c.planned, outbox.c.created)
        rows = connection.execute(
            select(outbox.c.state, chats.c.kind, func.count().label("n"), func.min(since))
            .join(chats, chats.c.id == outbox.c.chat_id)
            .where(waits())
            .group_by(outbox.c.state, chats.c.kind)
            .order_by(outbox.c.state, chats.c.kind)
        )
        return tuple(
            QueueCount(state=state, chat_kind=kind, count=count, oldest=oldest)
            for state, kind, count, oldest in rows
        )

    @reads
    def waiting(self, connection: Connection, *, limit: int) -> tuple[Waiting, ...]:
        """Return deliveries that are not finished, in the order in which they may be sent."""
        rows = connection.execute(
            select(outbox, chats.c.kind.label("chat_kind"))
            .join(chats, chats.c.id == outbox.c.chat_id)
            .where(waits())
            .order_by(outbox.c.not_before, outbox.c.id)
            .limit(limit)
        )
        return tuple(
            Waiting(
                chat=row.chat_id,
                chat_kind=row.chat_kind,
                kind=row.kind,
                state=row.state,
                since=row.planned or row.created,
                not_before=row.not_before,
                attempts=row.attempts,
                reason=row.reason or "",
            )
            for row in rows
        )


class Report(DeliveryReport, StoryReport, TopicReport, FeedReport):
    """All of it."""
