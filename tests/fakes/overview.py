"""How the bot is doing, as a test says it is."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.errors import BotError
from bot.models.health import (
    Backlog,
    Counts,
    FeedCounts,
    FeedHealth,
    FeedState,
    Health,
    Readers,
    Reloaded,
    Statistics,
)

NOTHING = Counts(articles=0, stories=0, alerts=0, updates=0)
NOBODY = Readers(known=0, open=0)
IDLE = Backlog(pending=0, sending=0, uncertain=0, oldest=None, chat=None, reason="", due=None)
MIDNIGHT = datetime(2026, 3, 1, tzinfo=UTC)


def build_feed_health(title: str = "Feed", **given: object) -> FeedHealth:
    """Return a feed that is well."""
    usual: dict[str, object] = {
        "title": title,
        "state": FeedState.OK,
        "error": "",
        "failures": 0,
        "last_good": MIDNIGHT,
        "next_poll": MIDNIGHT + timedelta(hours=13),
    }
    return FeedHealth(**{**usual, **given})  # type: ignore[arg-type]


def count_states(feeds: Iterable[FeedHealth]) -> FeedCounts:
    """Return how many feeds are in which state."""
    states = [feed.state.value for feed in feeds]
    return FeedCounts(**{state.value: states.count(state.value) for state in FeedState})


class MemoryOverview:
    """Answers with what a test put into it."""

    def __init__(self) -> None:
        self.listed: list[FeedHealth] = []
        self.condition = Health(
            started=None,
            beat=None,
            polled=None,
            due=None,
            feeds=count_states(()),
            worst_feed=None,
            undecided=0,
            undecided_since=None,
            backlog=IDLE,
            today=NOTHING,
            readers=NOBODY,
        )
        self.numbers = Statistics(day=NOTHING, week=NOTHING, readers=NOBODY, topics=())
        self.reloaded: Reloaded | BotError = Reloaded(changed=False, trouble="")
        self.asked: list[datetime] = []  # for which moments

    async def count_feeds(self) -> FeedCounts:
        """Count the feeds that are listed."""
        return count_states(self.listed)

    async def feeds(self, *, first: int, limit: int) -> tuple[FeedHealth, ...]:
        """Return feeds in the order of the list."""
        return tuple(self.listed[first : first + limit])

    async def health(self, *, now: datetime) -> Health:
        """Return the condition, with the feeds that are listed."""
        self.asked.append(now)
        return replace(self.condition, feeds=count_states(self.listed))

    async def statistics(self, *, now: datetime) -> Statistics:
        """Return the numbers."""
        self.asked.append(now)
        return self.numbers

    async def reload(self) -> Reloaded:
        """Say what came of looking at the rule files, or raise it."""
        if isinstance(self.reloaded, BotError):
            raise self.reloaded
        return self.reloaded
