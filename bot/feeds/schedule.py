"""When to poll a feed again. Pure: what we know, what the poll brought, and the time."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import blake2b

from bot.errors import BotError, FeedGone, FetchError
from bot.polls import Feed, NextPoll

_DAY = timedelta(hours=24)
_HOUR = timedelta(hours=1)
_LONGEST_BACKOFF = timedelta(hours=6)
# A quiet feed is still asked every hour: a night without news must not make the bot a day late
# in the morning. Longer intervals need more than the last poll to go by.
_LONGEST_QUIET = _HOUR
_QUICKEN = 0.5  # after news
_SLACKEN = 1.2  # after none
_SPREAD = 0.2  # the part of a backoff that differs from feed to feed
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
    news: bool = False,
    error: BotError | None = None,
    now: datetime,
    bounds: Bounds | None = None,
) -> NextPoll:
    """Plan the poll after this one, which brought news, nothing new, or an error.

    `feed` is as it was before this poll. The interval an operator gave is exact after a success.
    A failure waits longer each time and leaves the remembered interval alone.
    """
    bounds = bounds or Bounds()
    floor = min(bounds.fast_floor if feed.fast else bounds.floor, bounds.ceiling)
    known = _clamp(feed.adapted or bounds.first, floor, bounds.ceiling)
    if error is not None:
        base = feed.interval or known
        return NextPoll(at=now + _back_off(feed, base, error, bounds), adapted=known)
    adapted = _adapt(feed, known, news=news, floor=floor, bounds=bounds)
    return NextPoll(at=now + (feed.interval or adapted), adapted=adapted)


def _adapt(
    feed: Feed, known: timedelta, *, news: bool, floor: timedelta, bounds: Bounds
) -> timedelta:
    """Move the interval towards the feed's habit. A first good poll says nothing about it."""
    if feed.last_good is None:
        return known
    if news:
        return max(floor, known * _QUICKEN)
    return _clamp(known * _SLACKEN, floor, max(known, min(bounds.ceiling, _LONGEST_QUIET)))


def _back_off(feed: Feed, base: timedelta, error: BotError, bounds: Bounds) -> timedelta:
    """How long a failing feed waits: never less than its own interval or than it asked for."""
    doublings = min(feed.failures, _MOST_DOUBLINGS)
    if isinstance(error, FeedGone):
        delay = min(max(base, _HOUR) * (1 << doublings), bounds.ceiling, _DAY)
    else:
        delay = min(base * (2 << doublings), bounds.ceiling, _LONGEST_BACKOFF)
    # Feeds that failed together must not come back together.
    delay = max(base, delay * (1 - _SPREAD * _share(feed)))
    asked = error.wait if isinstance(error, FetchError) else None
    return max(delay, min(asked, _DAY)) if asked else delay


def _share(feed: Feed) -> float:
    """A number from 0 to 1, another for each feed and attempt, always the same for the same."""
    digest = blake2b(f"{feed.url}\n{feed.failures}".encode(), digest_size=4).digest()
    return int.from_bytes(digest) / 0xFFFFFFFF


def _clamp(interval: timedelta, least: timedelta, most: timedelta) -> timedelta:
    return max(least, min(interval, most))
