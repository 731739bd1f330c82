"""Which hubs push which feeds, and what is to be asked of them."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, delete, or_, select, true, update

from bot.models.polls import Feed, Push
from bot.store.database import Queries, reads, writes
from bot.store.dialect import insert
from bot.store.feedrows import read_feed
from bot.store.plans import ask_hubs_anew, end_pushes
from bot.store.schema import feeds, pushes


class Pushes(Queries):
    """Subscriptions with hubs, one a feed."""

    @writes
    def want(self, connection: Connection, push: Push, *, now: datetime) -> None:
        """Have a hub asked for a feed, unless the same hub was asked for the same already.

        What another hub pushed before does not reach us any more.
        """
        said = {
            "hub": push.hub,
            "topic": push.topic,
            "token": push.token,
            "secret": push.secret,
            "due": now,
            "tries": 0,
            "error": None,
        }
        statement = insert(pushes).values(feed_id=push.feed, **said)
        changed = connection.execute(
            statement.on_conflict_do_update(
                index_elements=[pushes.c.feed_id],
                set_=said,
                where=or_(pushes.c.hub != push.hub, pushes.c.topic != push.topic),
            )
        )
        if changed.rowcount:
            end_pushes(connection, feeds.c.id == push.feed, now=now)

    @writes
    def drop(self, connection: Connection, feed: int, *, now: datetime) -> None:
        """Ask no more for a feed that names no hub, and take no more of what it may bring."""
        connection.execute(delete(pushes).where(pushes.c.feed_id == feed))
        end_pushes(connection, feeds.c.id == feed, now=now)

    @writes
    def begin(self, connection: Connection, *, now: datetime) -> None:
        """Rely on no hub until it said yes again: for a start of the bot.

        It may be reached under another address now, or not at all, and hubs do not bring for
        ever what they could not bring meanwhile.
        """
        ask_hubs_anew(connection, true(), now=now)

    @reads
    def due(self, connection: Connection, *, now: datetime, limit: int) -> tuple[Push, ...]:
        """Return for which feeds a hub is to be asked now, the oldest first."""
        rows = connection.execute(
            _live().where(pushes.c.due <= now).order_by(pushes.c.due).limit(limit)
        )
        return tuple(map(_push, rows))

    @writes
    def asked(self, connection: Connection, feed: int, *, again: datetime) -> None:
        """Record that a hub is asked; `again`: when it is asked once more if it says nothing."""
        connection.execute(
            update(pushes)
            .where(pushes.c.feed_id == feed)
            .values(due=again, tries=pushes.c.tries + 1)
        )

    @writes
    def failed(self, connection: Connection, feed: int, *, error: str) -> None:
        """Record that a hub could not be asked."""
        connection.execute(update(pushes).where(pushes.c.feed_id == feed).values(error=error))

    @reads
    def find(self, connection: Connection, token: str) -> Push | None:
        """Return what our address with this token stands for; None: for nothing any more."""
        row = connection.execute(_live().where(pushes.c.token == token)).one_or_none()
        return _push(row) if row else None

    @writes
    def confirmed(
        self, connection: Connection, feed: int, *, until: datetime, renew: datetime
    ) -> None:
        """Record that a hub pushes a feed until then, and when it is to be asked again."""
        connection.execute(
            update(pushes).where(pushes.c.feed_id == feed).values(due=renew, tries=0, error=None)
        )
        connection.execute(update(feeds).where(feeds.c.id == feed).values(pushed_until=until))

    @writes
    def refused(
        self, connection: Connection, feed: int, *, reason: str, now: datetime, again: datetime
    ) -> None:
        """Record that a hub will not push a feed; it is polled as before."""
        connection.execute(
            update(pushes).where(pushes.c.feed_id == feed).values(error=reason, due=again)
        )
        end_pushes(connection, feeds.c.id == feed, now=now)

    @reads
    def feed_of(self, connection: Connection, push: Push) -> Feed | None:
        """Return the feed that is pushed, as it is known now; None: it is gone."""
        row = connection.execute(select(feeds).where(feeds.c.id == push.feed)).one_or_none()
        return read_feed(row) if row else None


def _live() -> Any:
    return (
        select(pushes, feeds.c.url)
        .join(feeds, feeds.c.id == pushes.c.feed_id)
        .where(feeds.c.active)
    )


def _push(row: Row[Any]) -> Push:
    return Push(
        feed=row.feed_id,
        url=row.url,
        hub=row.hub,
        topic=row.topic,
        token=row.token,
        secret=row.secret,
        tries=row.tries,
    )
