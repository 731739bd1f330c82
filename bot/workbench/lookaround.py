"""A look at a feed before it is listed: `tocsin feeds add`."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bot.feeds.politeness import Politeness
from bot.feeds.pool import ParsePool
from bot.feeds.sessions import Sessions
from bot.models.firstlook import FeedLook
from bot.polling.discovering import Discoverer
from bot.polling.firstlook import look_at
from bot.polling.manners import user_agent
from bot.rules.book import build_book
from bot.settings import read_settings
from bot.workbench.feedtest import read_rules
from bot.workbench.matching import open_matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """A feed that was found."""

    url: str
    lines: tuple[str, ...]  # what it would bring, for people


async def look_around(typed: str, folder: Path) -> Sight:
    """Find the feed of an address, as the operator's list may reach it. Raises BotError.

    `folder`: of the rules that its items are matched with, if there are any.
    """
    settings = read_settings({}, folder=Path.cwd())
    agent = user_agent(settings)
    sessions = Sessions(
        networks=settings.feed_networks, user_agent=agent, proxy=settings.proxy_address
    )
    pool = ParsePool()
    try:
        discoverer = Discoverer(sessions, pool, Politeness(settings.host_pause))
        found = await discoverer.find(typed, added=False)
    finally:
        await sessions.close()
        await pool.close()
    rules, _ = read_rules(folder)
    matcher = open_matcher(rules.book if rules else build_book(()))
    look = look_at(found.url, found.parsed, matcher, now=datetime.now(UTC))
    return Sight(url=look.url, lines=tuple(tell_look(look)))


def tell_look(look: FeedLook) -> Iterator[str]:
    """Yield what a feed would bring, line by line."""
    language = f" ({look.language})" if look.language else ""
    yield f"{look.title or 'without a title'}{language}"
    often = f", about {look.a_day:.2g} a day" if look.a_day else ""
    topics = ", ".join(f"{name} {count}" for name, count in look.topics)
    items = "1 item" if look.items == 1 else f"{look.items} items"
    yield f"  {items}{often}; {look.matching} match{': ' if topics else ''}{topics}"
    for article in look.newest:
        published = f"{article.published:%Y-%m-%d %H:%M}" if article.published else "no date"
        yield f"  {published}  {article.title}"
