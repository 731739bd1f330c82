"""How pages write times, numbers and what feeds say. Pure."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from bot.alerts.textlength import shorten

HEADLINE = 240  # units of a headline in a list
SECOND = timedelta(seconds=1)


def ago(time: datetime, now: datetime) -> str:
    """Write how long something is ago, or to come, in one unit."""
    length = abs(now - time)
    if length < 2 * SECOND:
        return "now"
    said = rough(length)
    return f"{said} ago" if time < now else f"in {said}"


def rough(length: timedelta) -> str:
    """Write a length of time in its one unit that says most: 45 s, 12 min, 5 h, 3 d."""
    for unit, name in (
        (timedelta(days=1), "d"),
        (timedelta(hours=1), "h"),
        (timedelta(minutes=1), "min"),
    ):
        if length >= 2 * unit:
            return f"{length // unit}\u202f{name}"
    return f"{length // SECOND}\u202fs"


def precise(length: timedelta) -> str:
    """Write how long something took: like `rough`, and tenths where seconds are few."""
    return f"{length / SECOND:.1f}\u202fs" if length < 10 * SECOND else rough(length)


def stamp(time: datetime) -> str:
    """Write a moment for machines, as of HTML's <time>."""
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def clock(time: datetime) -> str:
    """Write a moment for people, in UTC."""
    return f"{time.astimezone(UTC):%-d %b, %H:%M} UTC"


def count(number: float) -> str:
    """Write a number with thin spaces between its thousands."""
    return f"{number:,.0f}".replace(",", "\u202f")


def daily(number: float | None) -> str:
    """Write how many articles a day a feed brings."""
    if number is None:
        return "–"
    return f"{number:.1f}" if 0 < number < 10 else count(number)


def cut(text: str, limit: int = HEADLINE) -> str:
    """Return a text of the world, in a length that a list bears."""
    return shorten(" ".join(text.split()), limit)


def web_link(link: str) -> str:
    """Return a link that may be followed; empty when it is no address of a web page."""
    try:
        parts = urlsplit(link)
    except ValueError:
        return ""
    return link if parts.scheme in ("http", "https") and parts.netloc else ""


def tell_reason(reason: str) -> str:
    """Return why an article is in its story, in words."""
    if reason == "new":
        return "began the story"
    kind, _, score = reason.partition(" ")
    if kind == "title" and score.isdecimal():
        return f"joined: its headline is {score} % alike"
    return f"joined: {reason}" if reason else "joined"
