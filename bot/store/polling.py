"""What is due to be polled, and what came of it."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
    update,
)

from bot.domains import find_domain
from bot.health import FeedState
from bot.polls import Feed, FeedSpec, Habit, NextPoll, QuietPoll
from bot.store.added import yield_to_list
from bot.store.database import Queries, reads, writes
from bot.store.dialect import insert
from bot.store.fetches import describe_fetch, note_fetches
from bot.store.plans import adopt_moved, ask_hubs_anew
from bot.store.schema import UtcTime, feeds

# Feeds of one host are polled one after another; more than these wait for the next claim.
FEEDS_PER_HOST = 20


class FeedQueue(Queries):
    """The poll plan."""

    @writes
    def sync(self, connection: Connection, specs: Sequence[FeedSpec], *, now: datetime) -> None:
        """Make the list of feeds the operator's: new ones are due at once, missing ones rest.

        Those that were added in chats stay, unless the list has them now.
        """
        # While they rested, hubs were told that they are not wanted.
        ask_hubs_anew(connection, feeds.c.active.is_(False), now=now)
        connection.execute(update(feeds).where(feeds.c.added_by.is_(None)).values(active=False))
        adopt_moved(connection, {spec.url for spec in specs})
        if specs:
            connection.execute(_LIST, [_listed(spec, now) for spec in specs])
        yield_to_list(connection, specs)

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
        due = _DUE if unless_since is None else _DUE_OR_WELL
        waiting = connection.execute(due, {"now": now, "since": unless_since})
        groups = {feed: host for host, ids in _group(waiting, hosts, busy).items() for feed in ids}
        if not groups:
            return ()
        connection.execute(_LEASE, [{"feed": feed, "until": now + lease} for feed in groups])
        claimed: dict[str, list[Feed]] = {}
        for row in connection.execute(_CLAIMED, {"claimed": list(groups)}):
            claimed.setdefault(groups[row.id], []).append(read_feed(row))
        return tuple(map(tuple, claimed.values()))

    @writes
    def note(self, connection: Connection, polls: Sequence[QuietPoll]) -> None:
        """Record polls that brought nothing to keep, in one transaction.

        A known body may come with other validators; a 304 leaves those that are stored.
        """
        failed = [poll for poll in polls if poll.error]
        same = [poll for poll in polls if not poll.error and _brought_validators(poll)]
        kept = [poll for poll in polls if not poll.error and not _brought_validators(poll)]
        if failed:
            connection.execute(_FAILED, [_failure(poll) for poll in failed])
        if same:
            connection.execute(GOOD, [_success(poll) | _validators(poll) for poll in same])
        if kept:
            connection.execute(GOOD, [_success(poll) for poll in kept])
        note_fetches(
            connection,
            (
                (poll.feed, describe_fetch(poll.fetched, at=poll.now, error=poll.error))
                for poll in polls
            ),
        )

    @reads
    def last_good_poll(self, connection: Connection) -> datetime | None:
        """Return when any feed was last polled well."""
        return connection.execute(select(func.max(feeds.c.last_good))).scalar()


def good_poll(plan: NextPoll, now: datetime) -> dict[str, object]:
    """Return the columns that every good poll writes."""
    return {
        "adapted": plan.adapted,
        "next_poll": plan.at,
        "last_poll": now,
        "last_good": now,
        "lease_until": None,
        "failures": 0,
        "failing_since": None,
        "error": None,
        "health": plan.health or FeedState.OK,
        "news": plan.habit.news,
        "watched": plan.habit.watched,
        "longest": plan.habit.longest,
        "pause": plan.habit.pause,
        "took": plan.habit.took,
    }


# Statements are built once: with ten thousand feeds they run all the time. What the index says
# is said as it says it: with a bound value SQLite would read the whole table.
_FREE = or_(feeds.c.lease_until.is_(None), feeds.c.lease_until <= bindparam("now"))
_IS_DUE = feeds.c.next_poll <= bindparam("now")
_IS_WELL = and_(feeds.c.failures == 0, feeds.c.last_poll < bindparam("since"))
_WAITING = select(feeds.c.id, feeds.c.host).where(text("active"), _FREE)
_DUE = _WAITING.where(_IS_DUE).order_by(feeds.c.next_poll, feeds.c.id)
_DUE_OR_WELL = _WAITING.where(or_(_IS_DUE, _IS_WELL)).order_by(feeds.c.next_poll, feeds.c.id)
_CLAIMED = (
    select(feeds)
    .where(feeds.c.id.in_(bindparam("claimed", expanding=True)))
    .order_by(feeds.c.next_poll, feeds.c.id)
)
_ONE = update(feeds).where(feeds.c.id == bindparam("feed"))
_LEASE = _ONE.values(lease_until=bindparam("until"))
_FAILED = _ONE.values(
    failures=feeds.c.failures + 1,
    failing_since=func.coalesce(feeds.c.failing_since, bindparam("at", type_=UtcTime())),
    polls=feeds.c.polls + 1,
)
GOOD = _ONE.values(polls=feeds.c.polls + 1)


_NEW = insert(feeds)
_PLACE = ("host", "domain")
_SAID = ("title", "language", "interval", "fast", "active", "added_by")
# Another interval takes hold at once.
_SOONER = and_(
    feeds.c.interval.is_distinct_from(_NEW.excluded.interval),
    feeds.c.failures == 0,
    feeds.c.next_poll > _NEW.excluded.next_poll,
)
_LIST = _NEW.on_conflict_do_update(
    index_elements=[feeds.c.url],
    set_={
        **{name: _NEW.excluded[name] for name in _SAID},
        # Where it moved is where it is asked.
        **{
            name: case((feeds.c.address == "", _NEW.excluded[name]), else_=feeds.c[name])
            for name in _PLACE
        },
        "next_poll": case((_SOONER, _NEW.excluded.next_poll), else_=feeds.c.next_poll),
    },
)


def _listed(spec: FeedSpec, now: datetime) -> dict[str, object]:
    return {
        "url": spec.url,
        "host": spec.host,
        "domain": find_domain(spec.host),
        "title": spec.title,
        "language": spec.language,
        "interval": spec.interval,
        "fast": spec.fast,
        "active": True,
        "added_by": None,  # what was added in a chat is the list's from now on
        "next_poll": now,
    }


def _group(
    waiting: Iterable[Row[*tuple[Any, ...]]], hosts: int, busy: Collection[str]
) -> dict[str, list[int]]:
    """Feeds by host, until there are enough hosts."""
    groups: dict[str, list[int]] = {}
    busy = frozenset(busy)
    for feed, host in waiting:
        if host in busy:
            continue
        if host not in groups and len(groups) >= hosts:
            break
        ids = groups.setdefault(host, [])
        if len(ids) < FEEDS_PER_HOST:
            ids.append(feed)
    return groups


def _brought_validators(poll: QuietPoll) -> bool:
    return poll.fetched is not None and poll.fetched.status == HTTPStatus.OK


def _success(poll: QuietPoll) -> dict[str, object]:
    return {"feed": poll.feed.id} | good_poll(poll.plan, poll.now)


def _validators(poll: QuietPoll) -> dict[str, object]:
    assert poll.fetched is not None
    return {"etag": poll.fetched.etag, "last_modified": poll.fetched.last_modified}


def _failure(poll: QuietPoll) -> dict[str, object]:
    return {
        "feed": poll.feed.id,
        "at": poll.now,
        "error": poll.error,
        "health": poll.plan.health or FeedState.FAILING,
        "last_poll": poll.now,
        "next_poll": poll.plan.at,
        "lease_until": None,
    }


def read_feed(row: Row[*tuple[Any, ...]]) -> Feed:
    """Return what is known of a feed, from its row."""
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
        items=row.items or b"",
        failures=row.failures,
        added=row.added_by is not None,
        pushed_until=row.pushed_until,
        last_new=row.last_new,
        failing_since=row.failing_since,
        polls=row.polls,
        address=row.address,
        moved_to=row.moved_to,
        moved_times=row.moved_times,
        habit=Habit(
            news=row.news,
            watched=row.watched,
            longest=row.longest,
            pause=row.pause,
            took=row.took,
        ),
    )
