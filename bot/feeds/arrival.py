"""Which of a feed's articles are news, which only come in late, which were edited. Pure."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from bot.feeds.identity import choose_key, digest_headline
from bot.models import Arrival, Article, ParsedFeed
from bot.models.polls import Feed

# We lost sight of a feed when its last good poll is this many intervals ago, and at least GAP.
GAP_INTERVALS = 4
GAP = timedelta(hours=1)


def classify_articles(
    feed: Feed,
    parsed: ParsedFeed,
    known: Iterable[str],
    *,
    now: datetime,
    fresh: timedelta,
    storm: int,
) -> tuple[tuple[Article, Arrival], ...]:
    """Return the unseen articles of a poll, oldest first, each with how it came in.

    `known`: keys under which the feed showed articles before. `fresh`: slack before an article
    counts as old. `storm`: more news than this at once, after a gap or when nothing that the
    feed shows is known any more, is a storm; 0 switches that off.
    """
    before = frozenset(known)
    unseen = [
        _dated_by(article, now)
        for article in oldest_first(parsed.articles)
        if before.isdisjoint(article.keys)
    ]
    if feed.last_good is None:
        return tuple((article, Arrival.HISTORY) for article in unseen)
    last_good = min(feed.last_good, now)  # the clock may have been ahead then
    limit = last_good - fresh
    news = {a.keys for a in unseen if a.published is None or _latest(a.published) >= limit}
    gap = now - last_good > max(GAP, GAP_INTERVALS * (feed.interval or feed.adapted or GAP))
    strange = len(unseen) == len(parsed.articles) and not parsed.left_out
    arrival = Arrival.STORM if 0 < storm < len(news) and (gap or strange) else Arrival.FRESH
    return tuple((a, arrival if a.keys in news else Arrival.OLD) for a in unseen)


def find_edited(
    articles: Iterable[Article], known: Iterable[tuple[str, str | None]]
) -> tuple[Article, ...]:
    """Return the known articles of a poll whose headline is not the one that was shown last.

    `known`: keys that the feed has shown before, each with the digest of the headline it had,
    None where that was not noted. Those come back too, once: so it will be.
    """
    shown = dict(known)
    return tuple(
        article
        for article in articles
        if (key := choose_key(article, shown)) and shown[key] != digest_headline(article.title)
    )


def oldest_first(articles: Iterable[Article]) -> list[Article]:
    """Return the articles in the order they came out, as far as the feed tells.

    By date where all have one; else reversed, since feeds show the newest first.
    """
    turned = list(articles)[::-1]
    dates = [article.published for article in turned if article.published]
    if len(dates) < len(turned):
        return turned
    order = sorted(range(len(turned)), key=dates.__getitem__)
    return [turned[place] for place in order]


def _latest(published: datetime) -> datetime:
    """When an article came out at the latest: midnight sharp is a day without an hour."""
    is_day = published == published.replace(hour=0, minute=0, second=0, microsecond=0)
    return published + timedelta(days=1) if is_day else published


def _dated_by(article: Article, now: datetime) -> Article:
    """A date in the future is a mistake of the publisher's clock: it came out by now."""
    late = article.published is not None and article.published > now
    return replace(article, published=now) if late else article
