"""What moves a feed's next poll, or its address, beside its own polls."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, bindparam, select, text, update

from bot.domains import find_domain
from bot.feeds.moves import Move
from bot.models.polls import Feed, host_of
from bot.store.database import Queries, writes
from bot.store.schema import feeds, pushes

_MOST_APART = timedelta(minutes=10)  # the first and the last feed of a site that was left alone

_LATER = update(feeds).where(feeds.c.id == bindparam("feed")).values(next_poll=bindparam("later"))


def adopt_moved(connection: Connection, listed: Collection[str]) -> None:
    """Let feeds that moved be known by their new address where the list has that one by now."""
    columns = (feeds.c.id, feeds.c.url, feeds.c.address)
    for row in connection.execute(select(*columns).where(feeds.c.address != "")).all():
        if row.address not in listed or row.url in listed:
            continue
        known = connection.scalar(select(feeds.c.id).where(feeds.c.url == row.address))
        if known is None:
            connection.execute(
                update(feeds)
                .where(feeds.c.id == row.id)
                .values(url=row.address, address="", told_address="")
            )


def end_pushes(connection: Connection, meant: ColumnElement[bool], *, now: datetime) -> None:
    """Take feeds for pushed no longer: those that were are due at once, not once a day."""
    connection.execute(
        update(feeds)
        .where(meant, feeds.c.pushed_until.is_not(None))
        .values(pushed_until=None, next_poll=now)
    )


def ask_hubs_anew(connection: Connection, meant: ColumnElement[bool], *, now: datetime) -> None:
    """Do so, and have their hubs asked at once, as if they had never been."""
    end_pushes(connection, meant, now=now)
    connection.execute(
        update(pushes)
        .where(pushes.c.feed_id.in_(select(feeds.c.id).where(meant)))
        .values(due=now, tries=0)
    )


class Plans(Queries):
    """The poll plan, where others than the feed itself have a say in it."""

    @writes
    def slow(self, connection: Connection, host: str, *, until: datetime, apart: timedelta) -> int:
        """Poll no feed of the host's registrable domain before then; returns how many wait.

        They follow each other in the order in which they were due, so far apart: they must not
        come back all at once.
        """
        waiting = connection.scalars(
            select(feeds.c.id)
            .where(feeds.c.domain == find_domain(host), text("active"), feeds.c.next_poll < until)
            .order_by(feeds.c.next_poll, feeds.c.id)
        ).all()
        if waiting:
            connection.execute(
                _LATER,
                [
                    {"feed": feed, "later": until + min(apart * place, _MOST_APART)}
                    for place, feed in enumerate(waiting)
                ],
            )
        return len(waiting)

    @writes
    def postpone(
        self,
        connection: Connection,
        feed: int,
        *,
        until: datetime,
        now: datetime,
        by: str | None = None,
    ) -> None:
        """Give a claimed feed back unpolled: it is due again then, unless later anyway.

        It had its turn: who polls every feed once does not wait for it. `by`: the worker that
        has it; nothing happens when it is somebody else's by now.
        """
        mine = update(feeds).where(feeds.c.id == feed)
        if by is not None:
            mine = mine.where(feeds.c.lease_by == by)
        connection.execute(mine.where(feeds.c.next_poll < until).values(next_poll=until))
        connection.execute(mine.values(lease_until=None, last_poll=now))

    @writes
    def move(self, connection: Connection, feed: Feed, move: Move) -> None:
        """Remember where a feed is asked from now on, and where its last polls led."""
        host = host_of(move.address or feed.url)
        connection.execute(
            update(feeds)
            .where(feeds.c.id == feed.id)
            .values(
                address=move.address,
                moved_to=move.moved_to,
                moved_times=move.moved_times,
                host=host,
                domain=find_domain(host),
            )
        )
