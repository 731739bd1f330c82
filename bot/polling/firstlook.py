"""Looks at a feed that was read once: what it would bring under the rules. Pure."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.models import Article, ParsedFeed
from bot.models.firstlook import FeedLook
from bot.rules.match import Matcher

SHOWN = 3
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_LEAST = timedelta(hours=1)  # in less time nothing shows how often it brings news


def look_at(url: str, parsed: ParsedFeed, matcher: Matcher, *, now: datetime) -> FeedLook:
    """Return what a feed that was read would bring under these rules."""
    articles = parsed.articles
    told = [
        {match.topic for match in matcher.match(article, source=parsed.title, now=now)}
        for article in articles
    ]
    topics = Counter(topic for names in told for topic in names)
    return FeedLook(
        url=url,
        title=parsed.title,
        language=parsed.language or _usual_language(articles),
        items=len(articles),
        newest=_find_newest(articles),
        a_day=count_a_day([article.published for article in articles], now=now),
        matching=sum(map(bool, told)),
        topics=tuple(sorted(topics.items(), key=lambda one: (-one[1], one[0]))),
    )


def count_a_day(published: Sequence[datetime | None], *, now: datetime) -> float | None:
    """Return how many items a day came out: lately, or, if none did, as far as dates go back."""
    past = sorted(at for at in published if at is not None and at <= now)
    if len(past) < 2 or now - past[0] < _LEAST:
        return None
    span = min(now - past[0], _WEEK)
    lately = sum(at >= now - span for at in past)
    return lately / (span / _DAY) if lately else len(past) / ((now - past[0]) / _DAY)


def _find_newest(articles: Sequence[Article]) -> tuple[Article, ...]:
    by_date = [(article.published, article) for article in articles if article.published]
    by_date.sort(key=lambda one: one[0], reverse=True)
    undated = [article for article in articles if not article.published]
    return (*(article for _, article in by_date), *undated)[:SHOWN]


def _usual_language(articles: Sequence[Article]) -> str:
    found = Counter(article.language for article in articles if article.language)
    return max(found, key=found.__getitem__, default="")
