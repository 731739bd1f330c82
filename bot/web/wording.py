"""How pages write times, numbers and what feeds say. Pure."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from bot.textlength import shorten

HEADLINE = 240  # units of a headline in a list
SECOND = timedelta(seconds=1)
# Why an article joined its story, in the words of the command /why.
_REASONS = {
    "link": "the very same page as before",
    "guid": "the very same article as before",
    "title": "its headline says the same",
    "words": "it has the same rare words",
}


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
    """Write how long something took: like `rough`, and finer where seconds are few."""
    if length < SECOND / 2:
        return f"{length / SECOND * 1000:.0f}\u202fms"
    return f"{length / SECOND:.1f}\u202fs" if length < 10 * SECOND else rough(length)


def stamp(time: datetime) -> str:
    """Write a moment for machines, as of HTML's <time>."""
    return time.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def clock(time: datetime, now: datetime | None = None) -> str:
    """Write a moment for people, in UTC; without its day, if that is the day of `now`."""
    time = time.astimezone(UTC)
    today = now is not None and time.date() == now.astimezone(UTC).date()
    return f"{time:%H:%M} UTC" if today else f"{time:%-d %b, %H:%M} UTC"


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
    kind, _, score = reason.removeprefix("same ").partition(" ")
    said = _REASONS.get(kind, "it tells of the same")
    return f"joined: {said} ({score} of 100)" if score.isdecimal() else f"joined: {said}"
