"""Feeds added in chats, in memory, and what looks at addresses."""

import asyncio
from dataclasses import replace
from datetime import datetime

from bot.errors import BotError
from bot.models.firstlook import FeedLook
from bot.models.health import FeedHealth, FeedState
from bot.models.polls import host_of
from bot.rules.files.feedlist import find_fault, identify_address
from tests.fakes.overview import build_feed_health


class MemoryAddedFeeds:
    """Keeps feeds in a list; a test puts those of the file into it, and what is looked at."""

    def __init__(self) -> None:
        self.polled: list[FeedHealth] = []
        self.by: dict[str, int] = {}  # chats, by the addresses that were added there
        self.looks: dict[str, FeedLook | BotError] = {}  # by what was typed
        self.gate = asyncio.Event()  # not set: nothing is looked at yet
        self.gate.set()

    async def look(self, typed: str) -> FeedLook:
        """Return what a feed would bring, or raise why not."""
        await self.gate.wait()
        look = self.looks[typed]
        if isinstance(look, BotError):
            raise look
        return look

    def list_feed(self, url: str, title: str, *, added: bool = False) -> FeedHealth:
        """Have a feed polled."""
        feed = build_feed_health(title, url=url, added=added, id=len(self.polled) + 1)
        self.polled.append(feed)
        return feed

    async def add(self, url: str, *, by: int, now: datetime) -> bool:
        """Poll an address; False: it is polled already."""
        del now
        if await self.find_polled(url):
            return False
        self.list_feed(url, host_of(url), added=True)
        self.by[url] = by
        return True

    async def find_polled(self, url: str) -> FeedHealth | None:
        """Return the feed of an address."""
        if find_fault(url):
            return None
        same = identify_address(url)
        return next((one for one in self._active() if identify_address(one.url) == same), None)

    async def added(self) -> tuple[FeedHealth, ...]:
        """Return those that were added."""
        found = [feed for feed in self._active() if feed.added]
        return tuple(sorted(found, key=lambda feed: feed.title.lower()))

    async def remove(self, feed: int) -> FeedHealth | None:
        """Let an added feed rest."""
        for place, one in enumerate(self.polled):
            if one.id == feed and one in self._active() and one.added:
                self.polled[place] = replace(one, state=FeedState.RESTING, added=False)
                return one
        return None

    def _active(self) -> list[FeedHealth]:
        return [feed for feed in self.polled if feed.state is not FeedState.RESTING]
