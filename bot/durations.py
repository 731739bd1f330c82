"""Lengths of time as people write them: "15m", "1h30m", "90d", "0.5"."""

import re
from datetime import timedelta

_SHAPE = re.compile(
    r"(?:(?P<days>\d+(?:\.\d+)?)d)? ?(?:(?P<hours>\d+(?:\.\d+)?)h)? ?"
    r"(?:(?P<minutes>\d+(?:\.\d+)?)m)? ?(?:(?P<seconds>\d+(?:\.\d+)?)s?)?",
    re.ASCII,
)


def parse_duration(text: str) -> timedelta:
    """Return the length of time that `text` names; a bare number counts seconds.

    Units are d, h, m and s, in this order, each at most once. Raises ValueError.
    """
    written = text.strip().lower()
    shape = _SHAPE.fullmatch(written)
    if not written or shape is None:
        raise ValueError(f'"{text}" is no length of time: write it like "30s", "15m" or "1h30m"')
    try:
        return timedelta(**{unit: float(n) for unit, n in shape.groupdict().items() if n})
    except OverflowError:
        raise ValueError(f'"{text}" is longer than any clock can count') from None


def format_duration(duration: timedelta) -> str:
    """Write a length of time so that `parse_duration` reads it back: "1d12h", "0.5s", "0s"."""
    if duration < timedelta():
        return "-" + format_duration(-duration)
    minutes, seconds = divmod(duration.seconds, 60)
    hours, minutes = divmod(minutes, 60)
    fraction = f".{duration.microseconds:06}".rstrip("0").rstrip(".")
    parts = [f"{n}{unit}" for n, unit in ((duration.days, "d"), (hours, "h"), (minutes, "m")) if n]
    if seconds or fraction or not parts:
        parts.append(f"{seconds}{fraction}s")
    return "".join(parts)


def round_duration(duration: timedelta) -> timedelta:
    """Return whole seconds, for people; what a clock that was set back makes less than 0 is 0."""
    return timedelta(seconds=max(round(duration.total_seconds()), 0))
