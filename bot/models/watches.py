"""Personal topics: what a chat watches for, in one line of its own."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from bot.models.findings import FoundStory
from bot.textlength import shorten

# Rule files name topics by a-z, 0-9 and hyphens only: none of them can be called so.
PREFIX = "watch_"
TITLE_LIMIT = 60  # UTF-16 units, like other topics

T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """A topic that belongs to one chat."""

    name: str  # as matches, subscriptions and the outbox call it
    chat: int
    words: str  # as the reader wrote them, and the rule's name
    created: datetime
    wanted: bool = True  # its alerts are on

    @property
    def title(self) -> str:
        """What people read."""
        return shorten(self.words, TITLE_LIMIT)

    @property
    def description(self) -> str:
        """Nothing: the title says it all."""
        return ""


def is_watch(topic: str) -> bool:
    """Whether a topic of that name is somebody's own."""
    return topic.startswith(PREFIX)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a line would have matched lately."""

    since: datetime  # the oldest that was looked at
    matched: int
    newest: tuple[FoundStory, ...]  # of those that matched, the newest first
    warnings: tuple[str, ...] = ()  # what is hardly meant, in English, as `check` says it


def may_have(chat: int, topic: object) -> bool:
    """Whether a chat may know of a topic: it is for everyone, or its own."""
    return not isinstance(topic, Watch) or topic.chat == chat


def for_everyone(topics: Iterable[T]) -> list[T]:
    """Return the topics that belong to no single chat."""
    return [topic for topic in topics if not isinstance(topic, Watch)]
