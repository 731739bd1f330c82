"""Leases of feeds: which hosts are due, and which worker polls their feeds.

A host is polled by one worker at a time. Leases are short, and their workers renew them.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Integer,
    Row,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    text,
    update,
)

from bot.models.polls import Feed
from bot.store.dialect import listed, listed_words, lock_free
from bot.store.feedrows import READ, read_feed
from bot.store.prepared import Prepared
from bot.store.schema import UtcTime, feeds

# Feeds of one host are polled one after another; more than these wait for the next claim.
FEEDS_PER_HOST = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """On what terms feeds are claimed."""

    worker: str  # whose they are
    lease: timedelta  # for how long, unless it is renewed
    rest: timedelta = timedelta()  # of a host after another worker polled it


def find_due_hosts(
    connection: Connection, *, now: datetime, most: int, unless_since: datetime | None
) -> tuple[str, ...]:
    """Return hosts with feeds that are due, those first that are due for the longest time."""
    due = _DUE_HOSTS if unless_since is None else _DUE_OR_WELL_HOSTS
    return tuple(connection.scalars(due, {"now": now, "since": unless_since, "most": most}))


def claim_feeds(
    connection: Connection,
    hosts: Collection[str],
    terms: Terms,
    *,
    now: datetime,
    unless_since: datetime | None,
) -> tuple[tuple[str, tuple[Feed, ...]], ...]:
    """Lease feeds of these hosts that are due, and return them by host."""
    wanted = {*lock_free(connection, hosts)}
    asked = {"worker": terms.worker, "now": now, "rested": now - terms.rest, "since": unless_since}
    if terms.rest:
        wanted -= {*connection.scalars(_RESTING, asked | {"hosts": [*wanted]})}
    due = _DUE if unless_since is None else _DUE_OR_WELL
    waiting = connection.execute(due, asked | {"hosts": [*wanted]})
    claimed = {feed: host for host, ids in _group(waiting).items() for feed in ids}
    if not claimed:
        return ()
    until = {"until": now + terms.lease, "worker": terms.worker}
    _LEASE.run_all(connection, [{"feed": feed} | until for feed in sorted(claimed)])
    groups: dict[str, list[Feed]] = {}
    for row in connection.execute(_CLAIMED, {"claimed": list(claimed)}):
        groups.setdefault(claimed[row.id], []).append(read_feed(row))
    return tuple((host, tuple(group)) for host, group in groups.items())


def renew_leases(
    connection: Connection, claimed: Collection[int], terms: Terms, *, now: datetime
) -> frozenset[int]:
    """Lengthen leases that have not run out and are the worker's; return whose these are."""
    asked = {"worker": terms.worker, "now": now, "claimed": [*claimed]}
    held = connection.scalars(_RENEWABLE, asked).all()
    if held:
        connection.execute(_RENEW, {"claimed": held, "until": now + terms.lease})
    return frozenset(held)


def find_held(connection: Connection, polled: Collection[int], worker: str) -> frozenset[int]:
    """Return those of the feeds that are the worker's, and stay so until the transaction ends."""
    return frozenset(connection.scalars(_HELD, {"polled": [*polled], "worker": worker}))


def _group(waiting: Iterable[Row[*tuple[Any, ...]]]) -> dict[str, list[int]]:
    """Feeds by host, not too many of each."""
    groups: dict[str, list[int]] = {}
    for feed, host in waiting:
        ids = groups.setdefault(host, [])
        if len(ids) < FEEDS_PER_HOST:
            ids.append(feed)
    return groups


# Statements are built once: with ten thousand feeds they run all the time. What an index says
# is said as it says it: with a bound value SQLite would read the whole table.
_NOW = bindparam("now", type_=UtcTime())
_FREE = or_(feeds.c.lease_until.is_(None), feeds.c.lease_until <= _NOW)
_IS_DUE = feeds.c.next_poll <= _NOW
_IS_WELL = and_(feeds.c.failures == 0, feeds.c.last_poll < bindparam("since", type_=UtcTime()))
_LEASED = select(feeds.c.host).where(feeds.c.lease_until > _NOW)
# As it stands in the table, SQLite would go through the index of all hosts to group by it.
_HOST = feeds.c.host + literal_column("''")
_WAITING_HOSTS = (
    select(_HOST)
    .where(text("active"), feeds.c.host.not_in(_LEASED))
    .group_by(_HOST)
    .order_by(func.min(feeds.c.next_poll), _HOST)
    .limit(bindparam("most", type_=Integer))
)
_DUE_HOSTS = _WAITING_HOSTS.where(_IS_DUE)
_DUE_OR_WELL_HOSTS = _WAITING_HOSTS.where(or_(_IS_DUE, _IS_WELL))

_IN_HOSTS = feeds.c.host.in_(listed_words("hosts"))
_ELSEWHERE = feeds.c.lease_by != bindparam("worker")
_RESTING = (
    select(feeds.c.host)
    .where(
        text("active"),
        _IN_HOSTS,
        feeds.c.last_poll > bindparam("rested"),
        _ELSEWHERE,
    )
    .distinct()
)
_WAITING = (
    select(feeds.c.id, feeds.c.host)
    .where(
        text("active"),
        _IN_HOSTS,
        feeds.c.host.not_in(_LEASED.where(_ELSEWHERE)),
        _FREE,
    )
    .order_by(feeds.c.next_poll, feeds.c.id)
)
_DUE = _WAITING.where(_IS_DUE)
_DUE_OR_WELL = _WAITING.where(or_(_IS_DUE, _IS_WELL))
_CLAIMED = (
    select(*READ).where(feeds.c.id.in_(listed("claimed"))).order_by(feeds.c.next_poll, feeds.c.id)
)
_LEASE = Prepared(
    update(feeds)
    .where(feeds.c.id == bindparam("feed"))
    .values(lease_until=bindparam("until"), lease_by=bindparam("worker"))
)
# Whoever locks more than one feed does so in the order of their numbers: nobody waits in a circle.
_RENEWABLE = (
    select(feeds.c.id)
    .where(
        feeds.c.id.in_(listed("claimed")),
        feeds.c.lease_by == bindparam("worker"),
        feeds.c.lease_until > _NOW,
    )
    .order_by(feeds.c.id)
    .with_for_update()
)
_RENEW = (
    update(feeds)
    .where(feeds.c.id.in_(listed("claimed")))
    .values(lease_until=bindparam("until", type_=UtcTime()))
)
_HELD = (
    select(feeds.c.id)
    .where(feeds.c.id.in_(listed("polled")), feeds.c.lease_by == bindparam("worker"))
    .order_by(feeds.c.id)
    .with_for_update()
)
