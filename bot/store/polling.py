"""What is due to be polled, and what came of it."""

from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Connection, Row, and_, func, or_, select, update

from bot.polls import Feed, FeedSpec, NextPoll
from bot.store.database import Queries, reads, writes
from bot.store.dialect import insert
from bot.store.schema import feeds

# Feeds of one host are polled one after another; more than these wait for the next claim.
FEEDS_PER_HOST = 20


class FeedQueue(Queries):
    """The poll plan."""

    @writes
    def sync(self, connection: Connection, specs: Sequence[FeedSpec], *, now: datetime) -> None:
        """Make the list of feeds the operator's: new ones are due at once, missing ones rest."""
        connection.execute(update(feeds).values(active=False))
        for spec in specs:
            said = {
                "host": spec.host,
                "title": spec.title,
                "language": spec.language,
                "interval": spec.interval,
                "fast": spec.fast,
                "active": True,
            }
            statement = insert(feeds).values(url=spec.url, next_poll=now, **said)
            connection.execute(
                statement.on_conflict_do_update(index_elements=[feeds.c.url], set_=said)
            )

    @writes
    def release(self, connection: Connection) -> None:
        """Take every lease back. Only right while no other process can hold one."""
        connection.execute(update(feeds).values(lease_until=None))

    @writes
    def claim(
        self,
        connection: Connection,
        *,
        now: datetime,
        lease: timedelta,
        hosts: int,
        busy: Collection[str],
        unless_since: datetime | None = None,
    ) -> tuple[tuple[Feed, ...], ...]:
        """Return feeds that are due, grouped by host, each claimed for the time of the lease.

        At most `hosts` groups, none of a host in `busy`. With `unless_since`, feeds that are
        well count as due too, unless they were polled since then.
        """
        due = feeds.c.next_poll <= now
        if unless_since is not None:
            due = or_(due, and_(feeds.c.failures == 0, feeds.c.last_poll < unless_since))
        place = func.row_number().over(
            partition_by=feeds.c.host, order_by=(feeds.c.next_poll, feeds.c.id)
        )
        ranked = (
            select(feeds.c.id, feeds.c.host, feeds.c.next_poll, place.label("place"))
            .where(
                feeds.c.active,
                due,
                or_(feeds.c.lease_until.is_(None), feeds.c.lease_until <= now),
                feeds.c.host.not_in(busy),
            )
            .subquery()
        )
        chosen = (
            select(ranked.c.host)
            .where(ranked.c.place == 1)
            .order_by(ranked.c.next_poll, ranked.c.id)
            .limit(hosts)
            .scalar_subquery()
        )
        rows = connection.execute(
            select(feeds)
            .join(ranked, ranked.c.id == feeds.c.id)
            .where(ranked.c.place <= FEEDS_PER_HOST, ranked.c.host.in_(chosen))
            .order_by(feeds.c.next_poll, feeds.c.id)
        ).all()
        connection.execute(
            update(feeds)
            .where(feeds.c.id.in_([row.id for row in rows]))
            .values(lease_until=now + lease)
        )
        groups: dict[str, list[Feed]] = {}
        for row in rows:
            groups.setdefault(row.host, []).append(_feed(row))
        return tuple(map(tuple, groups.values()))

    @writes
    def unchanged(
        self,
        connection: Connection,
        feed: int,
        *,
        validators: tuple[str | None, str | None] | None,
        plan: NextPoll,
        now: datetime,
    ) -> None:
        """Record a good poll that brought nothing; `validators` as for a known body, if any."""
        values = {} if validators is None else dict(zip(VALIDATORS, validators, strict=True))
        connection.execute(
            update(feeds).where(feeds.c.id == feed).values(**values, **good_poll(plan, now))
        )

    @writes
    def failed(
        self,
        connection: Connection,
        feed: int,
        *,
        error: str,
        plan: NextPoll,
        now: datetime,
    ) -> None:
        """Record a poll that failed."""
        connection.execute(
            update(feeds)
            .where(feeds.c.id == feed)
            .values(
                error=error,
                failures=feeds.c.failures + 1,
                last_poll=now,
                next_poll=plan.at,
                lease_until=None,
            )
        )

    @reads
    def last_good_poll(self, connection: Connection) -> datetime | None:
        """Return when any feed was last polled well."""
        return connection.execute(select(func.max(feeds.c.last_good))).scalar()


VALIDATORS = ("etag", "last_modified")


def good_poll(plan: NextPoll, now: datetime) -> dict[str, object]:
    """Return the columns that every good poll writes."""
    return {
        "adapted": plan.adapted,
        "next_poll": plan.at,
        "last_poll": now,
        "last_good": now,
        "lease_until": None,
        "failures": 0,
        "error": None,
    }


def _feed(row: Row[tuple[object, ...]]) -> Feed:
    return Feed(
        id=row.id,
        url=row.url,
        title=row.title or row.own_title or row.host,
        language=row.language,
        interval=row.interval,
        fast=row.fast,
        etag=row.etag,
        last_modified=row.last_modified,
        body_hash=row.body_hash,
        last_good=row.last_good,
        adapted=row.adapted,
        failures=row.failures,
    )
