"""What is the matter with a feed, in plain English: for logs, notices and the command line. Pure.

Telegram's readers are told in their own language: telegram/condition.py.
"""

from datetime import timedelta

from bot.durations import format_duration
from bot.models.health import FeedHealth, FeedState


def tell_cause(feed: FeedHealth) -> str:
    """Return why a feed has the health that it has; empty when there is nothing to say."""
    match feed.state:
        case FeedState.GONE:
            return f"its server says that it is gone: {feed.error}"
        case FeedState.BLOCKED:
            return f"its server turns the bot away: {feed.error}"
        case FeedState.FAILING:
            return f"{_count(feed.failures)} failed in a row: {feed.error}"
        case FeedState.SILENT:
            usual = format_rough(feed.longest or timedelta())
            since = f"since {feed.last_new:%Y-%m-%d %H:%M} UTC" if feed.last_new else "so far"
            return f"no news {since}; its longest usual time without any is {usual}"
        case FeedState.SLOW:
            return f"it takes {format_rough(feed.took)} to answer"
        case _:
            return ""


def format_rough(length: timedelta) -> str:
    """Write a length of time as people say it: in one unit, or a large and a smaller one."""
    for unit in (timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)):
        if length >= 2 * unit:
            return format_duration(round(length / unit) * unit)
    return format_duration(round(length / timedelta(seconds=1), 1) * timedelta(seconds=1))


def _count(polls: int) -> str:
    return "1 poll" if polls == 1 else f"{polls} polls"
