"""The pages of new articles, read for feeds that carry no more than headlines."""

from collections.abc import Sequence
from dataclasses import replace

import structlog
from yarl import URL

from bot.errors import FetchError, ParseError
from bot.feeds.fetch import USUAL, FetchLimits, fetch_feed, is_same_site
from bot.feeds.politeness import Politeness
from bot.feeds.pool import ParsePool
from bot.feeds.schedule import spare_site
from bot.feeds.sessions import Sessions
from bot.models import Arrival, Article
from bot.models.polls import Feed, FeedOptions, as_feed

log = structlog.get_logger()

# Pages of one poll: so many more at once are no news but a flood, and each has to wait its turn.
MOST = 20
LIMITS = FetchLimits(size=3_000_000)

Arrivals = Sequence[tuple[Article, Arrival]]


class Pages:
    """Fetches pages with the manners that feeds are fetched with."""

    def __init__(self, sessions: Sessions, pool: ParsePool, politeness: Politeness) -> None:
        self._sessions = sessions
        self._pool = pool
        self._politeness = politeness

    async def add(
        self, feed: Feed, options: FeedOptions, arrivals: Arrivals
    ) -> tuple[tuple[Article, Arrival], ...]:
        """Return a poll's articles, those that are news with the text of their pages.

        A page that cannot be had leaves its article as the feed told it.
        """
        left = MOST
        told = []
        for article, arrival in arrivals:
            read = article
            if arrival is Arrival.FRESH and article.link and left:
                left -= 1
                read = await self._read(feed, options, article)
            told.append((read, arrival))
        return tuple(told)

    async def _read(self, feed: Feed, options: FeedOptions, article: Article) -> Article:
        # An article may lead anywhere: only on its feed's own site it has that one's rights.
        own = _is_at_home(article.link, feed)
        page = replace(as_feed(article.link), added=feed.added or not own)
        options = options if own else USUAL
        try:
            session = self._sessions.of(page, options)
            fetched = await fetch_feed(session, page, LIMITS, options, turn=self._politeness.turn)
            text = await self._pool.read_page(
                fetched.body or b"", content_type=fetched.content_type
            )
        except (FetchError, ParseError) as error:
            if spared := spare_site(page, error):
                self._politeness.slow(*spared)
            log.info("page not read", feed=feed.url, page=article.link, error=str(error))
            return article
        return replace(article, body=text) if len(text) > len(article.body) else article


def _is_at_home(link: str, feed: Feed) -> bool:
    """Whether what is secret between a feed's server and us may be told to an article's too."""
    try:
        return is_same_site(URL(feed.location), URL(link))
    except ValueError:
        return False
