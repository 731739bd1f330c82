"""Now: whether all is well, and the numbers of the day."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.causes import tell_cause
from bot.errors import DatabaseError
from bot.measures.readiness import find_troubles
from bot.models.health import Counts, Health
from bot.models.reports import Delays, Mishap
from bot.models.watches import is_watch
from bot.web.desk import Desk
from bot.web.drawing import Bar, draw_bars

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class NowView:
    """What the page shows."""

    troubles: tuple[str, ...]  # empty: all is well
    health: Health
    day: Counts  # read at one moment with those of the week, as /stats does
    week: Counts
    delays: Delays
    mishap: Mishap | None
    hours: tuple[int, ...]  # articles that matched, an hour each, the last one not over
    bars: tuple[Bar, ...]
    worst: str  # what is the matter with the worst feed; empty: none is in trouble


async def read_now(desk: Desk, now: datetime) -> NowView:
    """Return what the page shows. Raises DatabaseError."""
    reading = await desk.look()
    health = reading.health
    if health is None:
        raise DatabaseError(reading.trouble)
    statistics = await desk.overview.statistics(now=now)
    hours = await count_by_hour(desk, now)
    return NowView(
        troubles=find_troubles(reading),
        health=health,
        day=statistics.day,
        week=statistics.week,
        delays=await desk.report.delays(since=now - DAY),
        mishap=await desk.report.last_mishap(since=now - DAY),
        hours=hours,
        bars=draw_bars(hours),
        worst=tell_cause(health.worst_feed) if health.worst_feed else "",
    )


async def count_by_hour(desk: Desk, now: datetime) -> tuple[int, ...]:
    """Return how often a topic for everyone was brought an article, by hour of the last 24."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    starts = [hour - HOUR * back for back in range(23, -1, -1)]
    hits = await desk.report.hits(starts)
    counts = [one.counts for one in hits if not is_watch(one.topic)]
    return tuple(map(sum, zip(*counts, strict=True))) or (0,) * len(starts)
