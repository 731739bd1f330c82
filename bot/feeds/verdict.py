"""The health of a feed, in a word, and how long its trouble lasts. Pure."""

import re
from datetime import datetime, timedelta

from bot.errors import BotError, FeedGone
from bot.models.health import DEAD, FeedState
from bot.models.polls import Habit

SLOW = timedelta(seconds=5)  # to answer, usually; others take a fifth of one

# A feed is silent when it is without news for so many times its longest usual time, but not
# within a day. By feeds drawn for sixty days from a recorded day of 310, half of them resting at
# weekends and some writing once in two weeks, that is a false alarm in 6,000 days of a feed.
_TIMES_LONGEST = 4
_NEVER_WITHIN = timedelta(hours=24)

_SURE = 2  # polls in a row whose answer was that the feed is gone, or not for us
_HICCUPS = 3  # polls in a row that may fail before anybody is told
_HOUR, _DAY = timedelta(hours=1), timedelta(hours=24)
# Our own words for what a server answered; statuses are those of RFC 9110 and its kin.
_ANSWERED = re.compile(r"\banswered (\d{3})\b")
_WALL = "bot wall"
_BLOCKED = frozenset({401, 403, 407, 451})
_BUSY = frozenset({429, 503})


def judge_feed(
    habit: Habit,
    last_good: datetime | None,
    last_new: datetime | None,
    error: BotError | None = None,
) -> FeedState:
    """Return the health of a feed after a poll that failed of `error`, or of nothing.

    Only polls that found nothing say that it is silent: not the time in which nobody looked.
    """
    if error is not None:
        return name_error(error)
    if last_good is None:
        return FeedState.NEW
    limit = quiet_limit(habit)
    if limit is not None and last_new is not None and last_good - last_new > limit:
        return FeedState.SILENT
    return FeedState.SLOW if habit.took > SLOW else FeedState.OK


def quiet_limit(habit: Habit) -> timedelta | None:
    """Return how long a feed may be without news before it is silent; None: not known."""
    if habit.longest is None:
        return None
    return max(_NEVER_WITHIN, _TIMES_LONGEST * habit.longest)


def name_error(error: BotError) -> FeedState:
    """Return which trouble a feed is in whose poll failed so."""
    if isinstance(error, FeedGone):
        return FeedState.GONE
    blocked = read_status(str(error)) in _BLOCKED or _WALL in str(error)
    return FeedState.BLOCKED if blocked else FeedState.FAILING


def asks_patience(error: BotError) -> bool:
    """Return whether the server has too much to do, rather than this feed a trouble."""
    return read_status(str(error)) in _BUSY


def read_status(error: str) -> int:
    """Return the status in our own words for an answer that was no feed; 0: there is none."""
    found = _ANSWERED.search(error)
    return int(found[1]) if found else 0


def choose_word(
    health: FeedState, told: str, *, failures: int, failing: timedelta
) -> FeedState | None:
    """Return the word that operators are to be told now; None: they know what they need.

    `told`: the last word that they were; empty: none, or OK. `failing`: for how long. A hiccup
    is not worth a word, neither its beginning nor its end.
    """
    if health in DEAD:
        for_good = health is not FeedState.FAILING and failures >= _SURE
        lasting = failures > _HICCUPS and failing >= _HOUR
        return health if told not in DEAD and (for_good or lasting) else None
    if health is FeedState.SILENT:
        return health if told != health else None
    return FeedState.OK if told and health is not FeedState.NEW else None


def weigh_error(error: BotError) -> tuple[timedelta, timedelta]:
    """Return how long a feed waits after its first such error at least, and after many at most.

    What may pass soon weighs less than what somebody has to mend.
    """
    match name_error(error):
        case FeedState.GONE:
            return _HOUR, _DAY
        case FeedState.BLOCKED:
            return _HOUR / 2, _DAY
        case _:
            return timedelta(0), _HOUR * 6
