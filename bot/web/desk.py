"""What the pages ask, and whom: everything they show comes through here."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.measures.reading import Reading
from bot.models.feedback import Feedback
from bot.models.health import FeedCounts, Statistics
from bot.models.reports import (
    Delays,
    FeedPage,
    FeedQuestion,
    Mishap,
    QueueCount,
    StoryPage,
    TopicHits,
    TopicStories,
    Waiting,
)
from bot.models.watches import is_watch
from bot.rules.engine.compiled import CompiledBook

ID_SHOWN = 4  # of the digits of a chat, from its end


class Overview(Protocol):
    """The numbers that /stats and /feeds tell. Every method raises DatabaseError."""

    async def statistics(self, *, now: datetime) -> Statistics:
        """What happened lately, and who reads what."""

    async def count_feeds(self) -> FeedCounts:
        """How many feeds are in which state."""


class Reports(Protocol):
    """What the pages show beyond them. Every method raises DatabaseError."""

    async def delays(self, *, since: datetime) -> Delays:
        """How long alerts took that were decided since then and sent at once."""

    async def last_mishap(self, *, since: datetime) -> Mishap | None:
        """What went wrong last since then."""

    async def queue(self) -> tuple[QueueCount, ...]:
        """How much waits, by state and kind of chat."""

    async def waiting(self, *, limit: int) -> tuple[Waiting, ...]:
        """Deliveries that are not finished, in the order in which they may be sent."""

    async def stories_since(
        self, since: datetime, *, limit: int, only: str = ""
    ) -> tuple[TopicStories, ...]:
        """The stories that had an article since then, by topic, `limit` of each.

        `only`: of this topic alone, others are just counted.
        """

    async def story(self, story: str, *, first: int, limit: int) -> StoryPage | None:
        """A page of a story's articles, and whom it was told; None: no such story."""

    async def first_seen(self) -> datetime | None:
        """When the oldest article that is kept was seen; None: there is none."""

    async def hits(self, starts: Sequence[datetime]) -> tuple[TopicHits, ...]:
        """What each topic brought in the stretches that begin then."""

    async def list_feeds(self, asked: FeedQuestion) -> FeedPage:
        """A page of the feeds that are asked for."""


class FeedbackNotes(Protocol):
    """What readers say of alerts."""

    async def since(self, since: datetime) -> tuple[Feedback, ...]:
        """All that was said since then. Raises DatabaseError."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicRules:
    """A topic in force, and its rules by name."""

    name: str
    title: str
    rules: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Whom the pages ask."""

    overview: Overview
    report: Reports
    feedback: FeedbackNotes
    book: Callable[[], CompiledBook]  # the rules in force
    title: Callable[[str], str]  # of a topic, by its name
    look: Callable[[], Awaitable[Reading]]  # how the bot is now; raises nothing
    clock: Callable[[], datetime]

    def topics(self) -> tuple[TopicRules, ...]:
        """Return the topics in force, in the order of their files."""
        book = self.book()
        return tuple(
            TopicRules(
                name=topic.name,
                title=topic.title,
                rules=tuple(rule.name for rule in book.rules if rule.topic == number),
            )
            for number, topic in enumerate(book.topics)
        )

    def name_topic(self, topic: str) -> str:
        """Return what a page calls a topic; what a personal one is about is its owner's."""
        return "a personal topic" if is_watch(topic) else self.title(topic)


def name_chat(kind: str, chat: int) -> str:
    """Return what a page calls a chat: enough to tell two apart, too little to write to one."""
    digits = str(abs(chat))
    return kind if kind == "terminal" else f"{kind} …{digits[-ID_SHOWN:]}"
