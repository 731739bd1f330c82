"""What looking things up brings: stories found, their course in time, and why they came."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.models import Match


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundStory:
    """A story as one line of a list; headline, link, source and time are of one article."""

    story: str | None  # None: an article that matched no rule, so it has no story
    headline: str
    link: str  # as published; empty when none
    source: str
    seen: datetime
    sources: int  # how many reported it, this one included


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """What a topic brought in one stretch of time."""

    at: datetime  # when the stretch began
    stories: int  # that began in it
    articles: int  # that matched in it
    breaking: int = 0  # stories that began in it and became breaking


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryArticle:
    """An article of a story: what it matched, and why it is in this story."""

    id: int
    headline: str
    link: str
    source: str
    language: str  # BCP 47; empty: unknown
    published: datetime | None
    seen: datetime
    decided: datetime | None  # when it was matched; None: long ago
    reason: str  # "new", "same link", "title 93", ...
    score: float  # 0 to 100: how alike the article and the story were
    matches: tuple[Match, ...]  # by topic and rule


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One delivery of a story to a chat: an alert, an update or an edit."""

    kind: str
    state: str  # "pending", "sending", "uncertain", "sent", "failed" or "gone"
    reason: str | None  # why it is in that state, where that needs a reason
    topics: tuple[str, ...]  # names; empty for an edit
    article: int | None  # whose text it shows; None for an edit, and for alerts from long ago
    attempts: int
    decided: datetime
    sent: datetime | None  # or given up, when it failed
    message_id: int | None
    silent: bool
    breaking: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryAccount:
    """A story, how it came about, and what one chat was told of it."""

    story: str
    headline: str
    first_seen: datetime
    last_seen: datetime
    sources: tuple[str, ...]  # in order of arrival
    counted: int  # articles it ever had; `articles` may hold fewer
    articles: tuple[StoryArticle, ...]  # in order of arrival
    told: tuple[Told, ...]  # in the order in which it was decided


class Fate(StrEnum):
    """What became of an article that a feed showed."""

    WAITING = "waiting"  # to be decided
    MATCHED = "matched"  # it has a story
    UNMATCHED = "unmatched"  # no rule held
    HISTORY = "history"  # stood in the feed at its first good poll
    OLD = "old"  # published long before the feed's last good poll
    STORM = "storm"  # one of very many at once
    SWEPT = "swept"  # seen, and no longer kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Trace:
    """What one feed made of a link."""

    fate: Fate
    source: str  # the feed's title, as readers see it
    headline: str  # empty when swept
    seen: datetime  # when first fetched; when swept: the day it was last in the feed
    story: str | None
