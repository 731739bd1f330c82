"""How long a feed asks its readers to wait between two polls."""

import re
from datetime import timedelta

# http://web.resource.org/rss/1.0/modules/syndication/; "daily" is its own default.
_PERIODS = {
    "hourly": timedelta(hours=1),
    "daily": timedelta(days=1),
    "weekly": timedelta(days=7),
    "monthly": timedelta(days=30),
    "yearly": timedelta(days=365),
}
_LONGEST = timedelta(days=365)  # what asks for more is a slip
_NUMBER = re.compile(r"\d{1,9}", re.ASCII)


def read_pause(ttl: str, period: str, frequency: str) -> timedelta | None:
    """Return the pause that an RSS `ttl` (minutes) and sy:updatePeriod and -Frequency ask for.

    The longer one, where there are both; None when they say nothing, or nothing sensible.
    """
    minutes = _count(ttl)
    asked = [timedelta(minutes=minutes)] if minutes else []
    times = _count(frequency)
    if period.strip() or times:
        unit = _PERIODS.get(period.strip().lower() or "daily")
        if unit and (times or not frequency.strip()):
            asked.append(unit / (times or 1))
    sensible = [pause for pause in asked if pause <= _LONGEST]
    return max(sensible, default=None)


def _count(text: str) -> int:
    """A whole number above zero; 0 for anything else."""
    number = _NUMBER.fullmatch(text.strip())
    return int(number[0]) if number else 0
