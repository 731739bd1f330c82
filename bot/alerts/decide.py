"""What an article is: which rules it matches, which story it joins, who is told. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol

from bot.alerts.route import Audience, route_article
from bot.models import Arrival, Article, Decision, Match, Placement, StoredArticle
from bot.stories.bursts import BURST, Habits
from bot.stories.window import StoryWindow


class Threshold(Protocol):
    """A rule rings only when so many sources reported the story within a time."""

    @property
    def count(self) -> int: ...
    @property
    def within(self) -> timedelta: ...


class Matcher(Protocol):
    """The rules in force, as far as deciding goes."""

    def match(
        self, article: Article, *, source: str = "", now: datetime | None = None
    ) -> tuple[Match, ...]:
        """Return a match for each rule that holds."""

    def threshold(self, topic: str, rule: str) -> Threshold | None:
        """Return how many sources a rule asks for; None: it rings at once."""


class RulesAndWatches:
    """The rules for everyone, and the topics of single chats behind them."""

    def __init__(self, rules: Matcher, watched: Matcher | None) -> None:
        self._rules = rules
        self._watched = watched

    def match(
        self, article: Article, *, source: str = "", now: datetime | None = None
    ) -> tuple[Match, ...]:
        """Return a match for each rule that holds."""
        matches = self._rules.match(article, source=source, now=now)
        if self._watched is not None:
            matches += self._watched.match(article, source=source, now=now)
        return matches

    def threshold(self, topic: str, rule: str) -> Threshold | None:
        """Return how many sources a rule asks for; None: it rings at once."""
        return self._rules.threshold(topic, rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """An article that was matched and given its story, but not routed yet."""

    article: StoredArticle
    matches: tuple[Match, ...]
    placement: Placement | None  # None when nothing matched
    ringing: tuple[Match, ...] = ()  # the matches whose rules the story has sources enough for
    breaking: tuple[str, ...] = ()  # the topics in which the story became breaking with it

    @property
    def topics(self) -> tuple[str, ...]:
        """The topics it matched, in the order of the book."""
        return tuple(dict.fromkeys(match.topic for match in self.matches))


def place_article(
    stored: StoredArticle,
    *,
    matcher: Matcher,
    window: StoryWindow,
    habits: Habits,
    known: str = "",
) -> Placed:
    """Match an article and find its story. The moment is when the article was seen.

    Nothing is changed: the caller lets window and habits remember what was placed, in order.
    """
    matches = matcher.match(stored.article, source=stored.source, now=stored.seen)
    if not matches:
        return Placed(article=stored, matches=(), placement=None)
    placement = window.place(stored.article, source=stored.source, now=stored.seen, known=known)
    ringing = tuple(
        match
        for match in matches
        if _has_sources(
            matcher.threshold(match.topic, match.rule), placement, stored, window=window
        )
    )
    topics = dict.fromkeys(match.topic for match in matches)
    sources = _count_at_once(stored, placement, window)
    return Placed(
        article=stored,
        matches=matches,
        placement=placement,
        ringing=ringing,
        breaking=habits.breaks(topics, placement.story, sources),
    )


def remember_article(
    stored: StoredArticle,
    placement: Placement,
    topics: Iterable[str],
    *,
    window: StoryWindow,
    habits: Habits,
) -> None:
    """Let window and habits know an article that was placed, now or before a restart."""
    sources = _count_at_once(stored, placement, window)
    habits.add(topics, placement.story, sources, stored.seen)
    window.add(placement, stored.article, source=stored.source, now=stored.seen)


def _has_sources(
    threshold: Threshold | None,
    placement: Placement,
    stored: StoredArticle,
    *,
    window: StoryWindow,
) -> bool:
    """Return whether a story has sources enough, this article's included."""
    if threshold is None:
        return True
    since = stored.seen - threshold.within
    return len({*window.sources_since(placement.story, since), stored.source}) >= threshold.count


def _count_at_once(stored: StoredArticle, placement: Placement, window: StoryWindow) -> int:
    """Return how many sources reported a story within the time of a burst, this one included.

    What came in late, or after an outage of ours, came with much else: that is no burst. And
    the very same article again is no other report.
    """
    since, published = stored.seen - BURST, stored.article.published
    late = stored.arrival is not Arrival.FRESH or (published is not None and published < since)
    if placement.again or late:
        return 1
    return len({*window.sources_since(placement.story, since), stored.source})


def decide_articles(
    placed: Iterable[Placed], audience: Audience, *, now: datetime
) -> tuple[Decision, ...]:
    """Return what follows from each article, in order; earlier ones count for later ones."""
    return tuple(
        Decision(
            article=one.article,
            matches=one.matches,
            placement=one.placement,
            tellings=route_article(
                one.article, one.ringing, one.placement, audience, one.breaking, now=now
            )
            if one.placement
            else (),
        )
        for one in placed
    )
