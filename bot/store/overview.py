"""How the bot is doing: what its operators, and a status page, ask of the database.

Everybody else's queries wait meanwhile, so what is counted is counted in indexes.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, and_, case, func, or_, select

from bot.models import DeliveryKind
from bot.models.health import (
    DEAD,
    Backlog,
    Counts,
    FeedCounts,
    FeedHealth,
    FeedState,
    Health,
    Readers,
    Statistics,
    TopicReaders,
)
from bot.models.watches import PREFIX
from bot.store.database import Queries, reads
from bot.store.due import waits
from bot.store.schema import (
    UNDECIDED,
    articles,
    chats,
    feeds,
    outbox,
    stories,
    subscriptions,
)
from bot.store.sources import SOURCE
from bot.store.workers import find_beat

DAY, WEEK = timedelta(days=1), timedelta(days=7)


STATE = case((~feeds.c.active, FeedState.RESTING), else_=feeds.c.health)
IS_DEAD = and_(feeds.c.active, feeds.c.health.in_(sorted(DEAD)))
# In the order in which a reader wants them: what cannot be read first, for whatever reason.
_RANK = case(
    {state: 0 if state in DEAD else rank for rank, state in enumerate(FeedState)}, value=STATE
)

FEED_COLUMNS = (
    feeds.c.id,
    feeds.c.url,
    feeds.c.address,
    feeds.c.added_by,
    SOURCE.label("source"),
    STATE.label("state"),
    feeds.c.error,
    feeds.c.failures,
    feeds.c.failing_since,
    feeds.c.last_good,
    feeds.c.last_new,
    feeds.c.next_poll,
    feeds.c.longest,
    feeds.c.took,
    func.coalesce(feeds.c.interval, feeds.c.adapted).label("every"),
)


class Overview(Queries):
    """The numbers, all of one moment."""

    @reads
    def count_feeds(self, connection: Connection) -> FeedCounts:
        """Return how many feeds are in which state."""
        return _count_feeds(connection)

    @reads
    def feeds(self, connection: Connection, *, first: int, limit: int) -> tuple[FeedHealth, ...]:
        """Return feeds: failing ones first, those that fail for the longest time before others.

        `first`: how many to leave out at the beginning.
        """
        rows = connection.execute(_feeds().offset(first).limit(limit))
        return tuple(map(read_health, rows))

    @reads
    def health(self, connection: Connection, *, now: datetime) -> Health:
        """Return whether everything is alive, and the worst of each kind."""
        started, beat = find_beat(connection)
        polls = connection.execute(
            select(func.max(feeds.c.last_poll), func.min(feeds.c.next_poll)).where(feeds.c.active)
        ).one()
        worst = connection.execute(_feeds().where(IS_DEAD).limit(1)).first()
        undecided = connection.execute(
            select(func.count(), func.min(articles.c.seen)).where(UNDECIDED)
        ).one()
        return Health(
            started=started,
            beat=beat,
            polled=polls[0],
            due=polls[1],
            feeds=_count_feeds(connection),
            worst_feed=read_health(worst) if worst else None,
            undecided=undecided[0],
            undecided_since=undecided[1],
            backlog=_measure_backlog(connection, now),
            today=_count_since(connection, now - DAY),
            readers=_count_readers(connection),
        )

    @reads
    def statistics(self, connection: Connection, *, now: datetime) -> Statistics:
        """Return what happened lately, and who reads what; nobody's personal topics."""
        count = func.count()
        rows = connection.execute(
            select(subscriptions.c.topic, count)
            .where(~subscriptions.c.topic.startswith(PREFIX, autoescape=True))
            .group_by(subscriptions.c.topic)
            .order_by(count.desc(), subscriptions.c.topic)
        )
        return Statistics(
            day=_count_since(connection, now - DAY),
            week=_count_since(connection, now - WEEK),
            readers=_count_readers(connection),
            topics=tuple(TopicReaders(topic=row[0], chats=row[1]) for row in rows),
        )


# ---------------------------------------------------------------- feeds


def _feeds() -> Select[Any]:
    return select(*FEED_COLUMNS).order_by(
        _RANK,
        # NULL, for one that was never read, comes first.
        case((IS_DEAD, feeds.c.last_good)).asc().nulls_first(),
        func.lower(SOURCE),
        feeds.c.id,
    )


def read_health(row: Row[*tuple[Any, ...]]) -> FeedHealth:
    """Return the health of a feed from a row of FEED_COLUMNS."""
    return FeedHealth(
        id=row.id,
        url=row.url,
        address=row.address,
        added=row.added_by is not None,
        title=row.source,
        state=FeedState(row.state),
        error=row.error or "",
        failures=row.failures,
        failing_since=row.failing_since,
        last_good=row.last_good,
        last_new=row.last_new,
        next_poll=row.next_poll,
        longest=row.longest,
        took=row.took,
        interval=row.every,
    )


def _count_feeds(connection: Connection) -> FeedCounts:
    rows = connection.execute(select(STATE, func.count()).group_by(STATE))
    found = {row[0]: row[1] for row in rows}
    return FeedCounts(**{state.value: found.get(state, 0) for state in FeedState})


# ---------------------------------------------------------------- deliveries, news, readers


def _measure_backlog(connection: Connection, now: datetime) -> Backlog:
    rows = connection.execute(
        select(outbox.c.state, func.count()).where(waits()).group_by(outbox.c.state)
    )
    found = {row[0]: row[1] for row in rows}
    since = func.coalesce(outbox.c.planned, outbox.c.created)
    oldest = connection.execute(
        select(since.label("since"), outbox.c.chat_id, outbox.c.reason)
        .where(waits())
        .order_by(since, outbox.c.id + 0)
        .limit(1)
    ).first()
    awake = [
        or_(until.is_(None), until <= now) for until in (chats.c.parked_until, chats.c.muted_until)
    ]
    due = connection.execute(
        select(func.min(outbox.c.not_before))
        .join(chats, chats.c.id == outbox.c.chat_id)
        .where(waits(), outbox.c.not_before <= now, *awake)
    ).scalar()
    return Backlog(
        pending=found.get("pending", 0),
        sending=found.get("sending", 0),
        uncertain=found.get("uncertain", 0),
        oldest=oldest.since if oldest else None,
        chat=oldest.chat_id if oldest else None,
        reason=(oldest.reason or "") if oldest else "",
        due=due,
    )


def _count_since(connection: Connection, since: datetime) -> Counts:
    def count(*which: ColumnElement[bool]) -> int:
        return connection.execute(select(func.count()).where(*which)).scalar_one()

    return Counts(
        articles=count(articles.c.seen >= since),
        # What began since then was also seen since then, and that stands in an index.
        stories=count(stories.c.last_seen >= since, stories.c.first_seen >= since),
        alerts=count(outbox.c.kind == DeliveryKind.ALERT, outbox.c.created >= since),
        updates=count(outbox.c.kind == DeliveryKind.UPDATE, outbox.c.created >= since),
    )


def _count_readers(connection: Connection) -> Readers:
    known = select(func.count()).select_from(chats)
    subscribed = select(func.count(subscriptions.c.chat_id.distinct()))
    return Readers(
        known=connection.execute(known).scalar_one(),
        open=connection.execute(subscribed).scalar_one(),
    )
