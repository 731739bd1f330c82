"""How long a server asks us to wait, and how long its answer stays good: headers to durations."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

LONGEST_WAIT = timedelta(hours=24)  # more is a slip, or a way of saying "never"
_NEVER = timedelta(0)
_MAX_AGE = re.compile(r"""(?:^|,)\s*max-age\s*=\s*"?(\d+)"?\s*(?:,|$)""", re.IGNORECASE)
_MOST_DIGITS = 9  # of a number of seconds: thirty years
_FOR_EVER = timedelta(days=36525)


def read_retry_after(value: str, *, now: datetime) -> timedelta | None:
    """Read a Retry-After header, seconds or a date; None when it says nothing, at most a day."""
    value = value.strip()
    if value.lstrip("+-").isdecimal():
        wait = _NEVER if value.startswith("-") else _seconds(value.lstrip("+"))
    else:
        date = _date(value)
        wait = _NEVER if date is None else date - now
    return min(wait, LONGEST_WAIT) if wait > _NEVER else None


def read_max_age(
    *,
    cache_control: Iterable[str] = (),
    age: str = "",
    expires: str = "",
    date: str = "",
    now: datetime,
) -> timedelta | None:
    """How long an answer stays good by its headers: from nothing to a day; None: not said.

    `max-age` of Cache-Control goes before Expires (RFC 9111, 4.2.1), less the time that the
    answer lay in caches. Expires counts from the server's own Date: its clock may be wrong.
    """
    if found := _MAX_AGE.search(",".join(cache_control)):
        lain = _seconds(age.strip()) if age.strip().isdecimal() else _NEVER
        return _clamp(_seconds(found[1]) - lain)
    if not expires.strip():
        return None
    until = _date(expires)
    if until is None:  # "0" and the like: it has expired already (RFC 9111, 5.3)
        return _NEVER
    return _clamp(until - (_date(date) or now))


def _seconds(digits: str) -> timedelta:
    return timedelta(seconds=int(digits)) if len(digits) <= _MOST_DIGITS else _FOR_EVER


def _date(value: str) -> datetime | None:
    try:
        date = parsedate_to_datetime(value.strip())
        return (date if date.tzinfo else date.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def _clamp(span: timedelta) -> timedelta:
    return max(_NEVER, min(span, LONGEST_WAIT))
