"""What is due to be polled, and what came of it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from http import HTTPStatus
from typing import Any

from sqlalchemy import (
    Connection,
    Row,
    and_,
    bindparam,
    case,
    func,
    select,
    text,
    update,
)

from bot.domains import find_domain
from bot.models.health import FeedState
from bot.models.polls import Feed, FeedSpec, NextPoll, QuietPoll
from bot.store.added import yield_to_list
from bot.store.database import Queries, reads, writes
from bot.store.dialect import insert, lock_subject
from bot.store.fetches import describe_fetch, note_fetches
from bot.store.leases import Terms, claim_feeds, find_due_hosts, find_held, renew_leases
from bot.store.plans import adopt_moved, ask_hubs_anew
from bot.store.prepared import Prepared
from bot.store.schema import UtcTime, feeds


class FeedQueue(Queries):
    """The poll plan."""

    @writes
    def sync(self, connection: Connection, specs: Sequence[FeedSpec], *, now: datetime) -> None:
        """Make the list of feeds the operator's: new ones are due at once, missing ones rest.

        Those that were added in chats stay, unless the list has them now.
        """
        lock_subject(connection, "feeds")
        # While they rested, hubs were told that they are not wanted.
        ask_hubs_anew(connection, feeds.c.active.is_(False), now=now)
        adopt_moved(connection, {spec.url for spec in specs})
        known = {row.url: row for row in connection.execute(_LISTED)}
        changed = [spec for spec in specs if not _is_as_listed(known.pop(spec.url, None), spec)]
        if known:
            connection.execute(_REST, [{"feed": row.id} for row in known.values()])
        if changed:
            connection.execute(_LIST, [_listed(spec, now) for spec in changed])
        yield_to_list(connection, specs)

    @reads
    def due_hosts(
        self,
        connection: Connection,
        *,
        now: datetime,
        most: int,
        unless_since: datetime | None = None,
    ) -> tuple[str, ...]:
        """Return hosts with feeds that are due, none of them polled now, the latest first.

        With `unless_since`, feeds that are well count as due too, unless they were polled since.
        """
        return find_due_hosts(connection, now=now, most=most, unless_since=unless_since)

    @writes
    def claim(
        self,
        connection: Connection,
        hosts: Collection[str],
        terms: Terms,
        *,
        now: datetime,
        unless_since: datetime | None = None,
    ) -> tuple[tuple[str, tuple[Feed, ...]], ...]:
        """Return feeds of these hosts that are due, by host, the worker's from now on.

        None of a host that another worker polls, or did within the rest. `unless_since`: as
        with due_hosts.
        """
        return claim_feeds(connection, hosts, terms, now=now, unless_since=unless_since)

    @writes
    def renew(
        self, connection: Connection, claimed: Collection[int], terms: Terms, *, now: datetime
    ) -> frozenset[int]:
        """Lengthen the leases of feeds; returns those that the worker still had."""
        return renew_leases(connection, claimed, terms, now=now)

    @writes
    def release(self, connection: Connection, worker: str | None = None) -> None:
        """Give back what a worker has.

        None: take every lease back, which is only right while no other process can hold one.
        """
        leased = update(feeds).where(feeds.c.lease_until.is_not(None)).values(lease_until=None)
        connection.execute(leased if worker is None else leased.where(feeds.c.lease_by == worker))

    @writes
    def note(
        self, connection: Connection, polls: Sequence[QuietPoll], *, by: str | None = None
    ) -> None:
        """Record polls that brought nothing to keep, in one transaction.

        A known body may come with other validators; a 304 leaves those that are stored. `by`: a
        worker, whose polls of feeds that others have by now are passed over.
        """
        if by is not None:
            held = find_held(connection, [poll.feed.id for poll in polls], by)
            polls = [poll for poll in polls if poll.feed.id in held]
        failed = [poll for poll in polls if poll.error]
        same = [poll for poll in polls if not poll.error and _brought_validators(poll)]
        kept = [poll for poll in polls if not poll.error and not _brought_validators(poll)]
        if failed:
            connection.execute(_FAILED, [_failure(poll) for poll in failed])
        if same:
            _NOTED.run_all(connection, [_success(poll) | _validators(poll) for poll in same])
        if kept:
            _NOTED.run_all(connection, [_success(poll) for poll in kept])
        note_fetches(
            connection,
            (
                (poll.feed, describe_fetch(poll.fetched, at=poll.now, error=poll.error))
                for poll in polls
            ),
        )

    @reads
    def count_leased(
        self, connection: Connection, *, now: datetime
    ) -> tuple[tuple[str, int], ...]:
        """Return how many feeds each worker has now."""
        rows = connection.execute(
            select(feeds.c.lease_by, func.count())
            .where(feeds.c.lease_until > now, feeds.c.lease_by.is_not(None))
            .group_by(feeds.c.lease_by)
        )
        return tuple((row[0], row[1]) for row in rows)

    @reads
    def last_good_poll(self, connection: Connection) -> datetime | None:
        """Return when any feed was last polled well."""
        return connection.execute(select(func.max(feeds.c.last_good))).scalar()


def good_poll(plan: NextPoll, now: datetime) -> dict[str, object]:
    """Return what GOOD writes, in every good poll."""
    return {
        "adapted": plan.adapted,
        "planned": plan.at,
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


# Statements are built once: with ten thousand feeds they run all the time.
_ONE = update(feeds).where(feeds.c.id == bindparam("feed"))
_PLANNED = bindparam("planned", type_=UtcTime())
# A feed that was due is put off while it is polled only by a site that asks for patience.
GOOD = _ONE.values(
    polls=feeds.c.polls + 1,
    next_poll=case((feeds.c.next_poll > _PLANNED, feeds.c.next_poll), else_=_PLANNED),
)
_FAILED = GOOD.values(
    failures=feeds.c.failures + 1,
    failing_since=func.coalesce(feeds.c.failing_since, bindparam("at", type_=UtcTime())),
)
_NOTED = Prepared(GOOD)


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


# Of ten thousand feeds few change from one start to the next: only those are written.
_LISTED = select(*(feeds.c[name] for name in ("id", "url", "host", "address", *_SAID))).where(
    text("active"), feeds.c.added_by.is_(None)
)
_REST = _ONE.values(active=False)


def _is_as_listed(row: Row[*tuple[Any, ...]] | None, spec: FeedSpec) -> bool:
    return row is not None and (
        (row.title, row.language, row.interval, row.fast)
        == (spec.title, spec.language, spec.interval, spec.fast)
        and (row.host == spec.host or row.address != "")
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
        "planned": poll.plan.at,
        "lease_until": None,
    }
