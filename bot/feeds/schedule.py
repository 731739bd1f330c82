"""When to poll a feed again. Pure: what we know, what the poll brought, and the time."""

from bisect import bisect, bisect_left
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from itertools import pairwise

from bot.errors import BotError, FetchError
from bot.feeds.habit import learn_habit, usual_gap
from bot.feeds.verdict import asks_patience, judge_feed, weigh_error
from bot.models import ParsedFeed
from bot.models.polls import Feed, FetchedFeed, NextPoll

_DAY = timedelta(hours=24)
_NOTHING = timedelta(0)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

# The sum of all delays is least for a number of requests when each feed is asked in intervals
# that grow with the root of the time between its news. This one is worth a request: a feed with
# news every ten minutes is asked every five, one with news once a day every hour.
_PRICE = timedelta(minutes=2.5)
# Intervals keep to steps: a feed stays on one for long, and so on its own seconds.
_STEPS = tuple(
    timedelta(minutes=step)
    for step in (1, 2, 3, 5, 7, 10, 15, 20, 30, 45, 60, 90, 120, 180, 240, 360, 480, 720, 1440)
)
_LONGEST_GAPS = tuple(step * (longer / _PRICE) for step, longer in pairwise(_STEPS))
_CHECK_SPREAD = 0.04  # an hour of a day
_MISSED = 2.5  # intervals without a good poll: something held it up

_LONG_FAILING = timedelta(days=3)  # after that a feed is asked once a day
_SPREAD = 0.2  # the part of a backoff that differs from feed to feed
_SPARED = timedelta(minutes=5)  # a site that asks for patience and does not say how long
_MOST_DOUBLINGS = 20  # from a second to twelve days; more would only overflow


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """Between which intervals the plan may move."""

    first: timedelta = timedelta(minutes=15)
    floor: timedelta = timedelta(minutes=5)
    fast_floor: timedelta = timedelta(minutes=2)  # for feeds marked `fast`
    ceiling: timedelta = _DAY


def next_poll(
    feed: Feed,
    *,
    news: int = 0,
    fetched: FetchedFeed | None = None,
    parsed: ParsedFeed | None = None,
    now: datetime,
    bounds: Bounds | None = None,
) -> NextPoll:
    """Plan the poll after a good one, which brought so many unseen articles.

    `feed` is as it was before this poll; `parsed`: what a changed body held. The interval an
    operator gave is exact. Else it follows from the feed's habit, is as long as the feed and its
    server ask for, and stays within the bounds.
    """
    bounds = bounds or Bounds()
    floor = _floor(feed, bounds)
    habit = learn_habit(feed, news=news, fetched=fetched, parsed=parsed, now=now)
    adapted = bounds.first if feed.last_good is None else _choose_step(usual_gap(habit))
    asked = max(habit.pause or _NOTHING, (fetched and fetched.max_age) or _NOTHING)
    if asked > adapted:  # a step too: how old an answer is differs from one to the next
        adapted = _STEPS[min(bisect_left(_STEPS, asked), len(_STEPS) - 1)]
    adapted = _clamp(adapted, floor, bounds.ceiling)
    health = judge_feed(habit, now, now if news else feed.last_new)
    at = _after_success(feed, adapted, _clamp(asked, floor, bounds.ceiling), now)
    return NextPoll(at=at, adapted=adapted, habit=habit, health=health)


def retry_poll(
    feed: Feed, error: BotError, *, now: datetime, bounds: Bounds | None = None
) -> NextPoll:
    """Plan the poll after one that failed: later each time.

    What is known of the feed, its interval too, is left alone.
    """
    bounds = bounds or Bounds()
    known = _clamp(feed.adapted or bounds.first, _floor(feed, bounds), bounds.ceiling)
    at = now + _back_off(feed, feed.interval or known, error, bounds, now)
    health = judge_feed(feed.habit, feed.last_good, feed.last_new, error)
    return NextPoll(at=at, adapted=known, habit=feed.habit, health=health)


def spare_site(
    feed: Feed, error: BotError, *, bounds: Bounds | None = None
) -> tuple[str, timedelta] | None:
    """Return the host whose whole site is left alone after this error, and how long.

    That is not the feed's own where a redirect led to another. None: nobody asks for patience.
    """
    if not isinstance(error, FetchError) or not asks_patience(error):
        return None
    wait = min(error.wait or min(_SPARED, (bounds or Bounds()).ceiling), _DAY)
    return error.host or feed.host, wait


def _floor(feed: Feed, bounds: Bounds) -> timedelta:
    return min(bounds.fast_floor if feed.fast else bounds.floor, bounds.ceiling)


def _after_success(feed: Feed, adapted: timedelta, least: timedelta, now: datetime) -> datetime:
    if feed.interval:  # never later than in an interval; sooner once, when it was not polled yet
        return _next_turn(feed, feed.interval, now)
    # On the way to other seconds no pause is shorter than half an interval, or than `least`.
    kept = adapted == feed.adapted and not _missed(feed, adapted, now)
    at = _next_turn(feed, adapted, now if kept else now + max(adapted / 2, least))
    if feed.pushed_until is None or feed.pushed_until <= now:
        return at
    # A hub brings its news: it is asked once a day whether that is all.
    check = now + _DAY * (1 - _CHECK_SPREAD * _share(feed.url))
    return min(check, max(at, feed.pushed_until))


def _choose_step(gap: timedelta) -> timedelta:
    """Return the step that is nearest, in proportion, to the root of gap and price."""
    return _STEPS[bisect(_LONGEST_GAPS, gap)]


def _missed(feed: Feed, interval: timedelta, now: datetime) -> bool:
    """Whether the feed was not polled in its turn: it is new, it failed, the bot was away."""
    return feed.last_good is None or feed.failures > 0 or now - feed.last_good > interval * _MISSED


def _next_turn(feed: Feed, interval: timedelta, after: datetime) -> datetime:
    """Return the next moment that is the feed's own, later than that.

    They come in intervals counted from one fixed moment, so nothing drifts; where in an interval
    they lie is in the feed's address, so feeds of one interval spread evenly over it.
    """
    start = _EPOCH + interval * _share(feed.url)
    return start + ((after - start) // interval + 1) * interval


def _back_off(
    feed: Feed, base: timedelta, error: BotError, bounds: Bounds, now: datetime
) -> timedelta:
    """How long a failing feed waits: never less than its own interval or than it asked for."""
    doublings = min(feed.failures, _MOST_DOUBLINGS)
    least, longest = weigh_error(error)
    failing = now - feed.failing_since if feed.failing_since else _NOTHING
    longest = _DAY if failing >= _LONG_FAILING else longest
    delay = min(max(base * 2, least) * (1 << doublings), bounds.ceiling, longest)
    # Feeds that failed together must not come back together.
    delay = max(base, delay * (1 - _SPREAD * _share(f"{feed.url}\n{feed.failures}")))
    asked = error.wait if isinstance(error, FetchError) else None
    return max(delay, min(asked, _DAY)) if asked else delay


def _share(text: str) -> float:
    """A number from 0 to 1, another for each text, always the same for the same."""
    return int.from_bytes(blake2b(text.encode(), digest_size=4).digest()) / 0x100000000


def _clamp(interval: timedelta, least: timedelta, most: timedelta) -> timedelta:
    return max(least, min(interval, most))
