"""What polls teach of a feed: how often it brings news, and how long it is without any.

Pure. All of it fades, so that a feed which changes its ways is soon known by the new ones.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise

from bot.models import ParsedFeed
from bot.models.polls import Feed, FetchedFeed, Habit

# Half of what is known of the rate is forgotten in so much time: chosen by replaying a recorded
# day of 310 feeds four times over, where from two days on more changed nothing.
_RATE_FADES = timedelta(days=3)
# The longest time without news must survive a week whose weekend was busy.
_LONGEST_FADES = timedelta(days=14)
_LONGEST_LOOK = timedelta(days=1)  # between two polls; more than that nobody looked
_SHORTEST_KNOWN = timedelta(hours=18)  # a night: a window of few hours shows none
_MOMENT = timedelta(minutes=1)  # all at once tells no rate
_UNKNOWN = timedelta(days=7)  # of a feed that gives no dates to learn from
_HISTORY = timedelta(days=365)  # what is older says nothing: articles that stayed behind
_FIRST_GAP = timedelta(minutes=90)  # between two articles, of a feed of which nothing is known
_LEAST_NEWS = 1e-4  # what faded more than that is as good as nothing, and divides badly
_TOOK_WEIGHT = 0.2  # of one answer in what is usual


def learn_habit(
    feed: Feed,
    *,
    news: int,
    fetched: FetchedFeed | None = None,
    parsed: ParsedFeed | None = None,
    now: datetime,
) -> Habit:
    """Return the feed's habit after a good poll that brought so many unseen articles.

    The first one brings history: its dates say how often news came. `parsed`: of a body that
    changed; None leaves what the feed said of itself before.
    """
    habit = feed.habit
    if feed.last_good is None:
        dates = [] if parsed is None else [article.published for article in parsed.articles]
        habit = _read_history(dates, now)
    else:
        habit = _learn_rate(habit, news, now - feed.last_good)
        if news:
            habit = replace(habit, longest=_learn_longest(feed, now))
    if fetched is not None:
        habit = replace(habit, took=_blend(habit.took, fetched.took))
    return habit if parsed is None else replace(habit, pause=parsed.pause)


def usual_gap(habit: Habit) -> timedelta:
    """Return how long it usually takes from one article to the next."""
    return habit.watched / max(habit.news, _LEAST_NEWS) if habit.watched else _FIRST_GAP


def _learn_rate(habit: Habit, news: int, span: timedelta) -> Habit:
    if not habit.watched:
        habit = replace(habit, news=1.0, watched=_FIRST_GAP)
    span = min(max(span, timedelta()), _HISTORY)
    kept = _fade(span, _RATE_FADES)
    return replace(habit, news=habit.news * kept + news, watched=habit.watched * kept + span)


def _learn_longest(feed: Feed, now: datetime) -> timedelta | None:
    """Only the time in which polls found nothing counts: not that in which nobody looked."""
    if feed.last_new is None or feed.last_good is None:
        return feed.habit.longest
    gap = max(feed.last_good - feed.last_new, timedelta())
    passed = gap + max(timedelta(), min(now - feed.last_good, _LONGEST_LOOK))
    known = feed.habit.longest or _SHORTEST_KNOWN
    return max(gap, known * _fade(passed, _LONGEST_FADES))


def _read_history(published: Iterable[datetime | None], now: datetime) -> Habit:
    dates = sorted(date for date in published if date and now - _HISTORY < date <= now)
    if not dates:
        return Habit(news=1.0, watched=_FIRST_GAP, longest=_UNKNOWN)
    gaps = [later - earlier for earlier, later in pairwise([*dates, now])]
    span = max(now - dates[0], _MOMENT)
    watched = min(span, _RATE_FADES)
    return Habit(
        news=len(dates) * (watched / span),
        watched=watched,
        longest=max(_SHORTEST_KNOWN, *gaps),
    )


def _fade(span: timedelta, half: timedelta) -> float:
    return float(0.5 ** (span / half))


def _blend(usual: timedelta, took: timedelta) -> timedelta:
    return usual * (1 - _TOOK_WEIGHT) + took * _TOOK_WEIGHT if usual else took
