"""Feeds by page, filtered and sorted, for the status page."""

from datetime import timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, Float, Row, case, func, or_, select, type_coerce

from bot.models.health import DEAD, FeedState
from bot.models.polls import Fetch
from bot.models.reports import FeedLine, FeedOrder, FeedPage, FeedQuestion
from bot.store.database import Queries, reads
from bot.store.overview import FEED_COLUMNS, STATE, read_health
from bot.store.schema import feeds, fetches
from bot.store.sources import SOURCE

DAY = timedelta(days=1)

# How many articles a day it is used to bring: both numbers fade alike. Nothing is said of a
# feed that was watched for less than two hours.
_DAILY = case(
    (
        feeds.c.watched >= timedelta(hours=2),
        feeds.c.news * DAY.total_seconds() / type_coerce(feeds.c.watched, Float),
    )
)
# What cannot be read, for whatever reason; then the other troubles; what is well, or rests.
_RANK = case(
    {state: 0 if state in DEAD else rank for rank, state in enumerate(FeedState)}, value=STATE
)
_ORDERS: dict[FeedOrder, tuple[ColumnElement[Any], ...]] = {
    FeedOrder.TROUBLE: (_RANK, feeds.c.failing_since.asc().nulls_first()),
    FeedOrder.TITLE: (),
    FeedOrder.NEXT: (feeds.c.next_poll,),
    FeedOrder.LAST: (feeds.c.last_poll.desc().nulls_last(),),
    FeedOrder.NEWS: (_DAILY.desc().nulls_last(),),
    FeedOrder.SLOWEST: (feeds.c.took.desc(),),
}


class FeedReport(Queries):
    """Feeds, a page at a time."""

    @reads
    def list_feeds(self, connection: Connection, asked: FeedQuestion) -> FeedPage:
        """Return a page of feeds."""
        which: list[ColumnElement[bool]] = []
        if asked.state is not None:
            which.append(STATE.in_([asked.state]))
        if asked.words:
            # Databases know the capitals of ASCII only.
            words = asked.words
            spelled = {words, words.lower(), words.upper(), words.title()}
            which += [
                or_(
                    *(SOURCE.contains(one, autoescape=True) for one in spelled),
                    feeds.c.url.icontains(words, autoescape=True),
                )
            ]
        rows = connection.execute(
            select(*FEED_COLUMNS, feeds.c.last_poll, feeds.c.pushed_until, _DAILY.label("daily"))
            .where(*which)
            .order_by(*_ORDERS[asked.order], func.lower(SOURCE), feeds.c.id)
            .offset(asked.first)
            .limit(asked.limit)
        ).all()
        lately = _find_fetches(connection, [row.id for row in rows])
        return FeedPage(
            counted=connection.execute(select(func.count(feeds.c.id)).where(*which)).scalar_one(),
            feeds=tuple(_line(row, lately.get(row.id, ())) for row in rows),
        )


def _line(row: Row[*tuple[Any, ...]], lately: tuple[Fetch, ...]) -> FeedLine:
    return FeedLine(
        health=read_health(row),
        last_poll=row.last_poll,
        daily=row.daily,
        pushed_until=row.pushed_until,
        fetches=lately,
    )


def _find_fetches(connection: Connection, wanted: list[int]) -> dict[int, tuple[Fetch, ...]]:
    rows = connection.execute(
        select(fetches)
        .where(fetches.c.feed_id.in_(wanted))
        .order_by(fetches.c.feed_id, fetches.c.at, fetches.c.slot)
    )
    return {
        feed: tuple(
            Fetch(
                at=row.at,
                status=row.status,
                size=row.size,
                took=row.took,
                news=row.news,
                error=row.error,
            )
            for row in its
        )
        for feed, its in groupby(rows, lambda row: int(row.feed_id))
    }
