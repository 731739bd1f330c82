"""From an address that somebody named to a feed: it is one, or a page that leads to one."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import aiohttp

from bot.errors import BotError, FetchError, ParseError
from bot.feeds.discovery import find_candidates, tidy_address
from bot.feeds.fetch import USUAL, fetch_feed
from bot.feeds.politeness import Politeness
from bot.feeds.pool import ParsePool
from bot.models import ParsedFeed
from bot.models.firstlook import FeedLook
from bot.models.polls import Feed, FeedOptions, FetchedFeed, as_feed
from bot.polling.firstlook import look_at
from bot.rules.files.feedlist import find_fault
from bot.rules.match import Matcher

TIME_LIMIT = timedelta(minutes=1)  # for all requests together, pauses between them included


class FeedSessions(Protocol):
    """Where feeds are fetched; who named an address says where it may lead."""

    def of(self, feed: Feed, options: FeedOptions) -> aiohttp.ClientSession:
        """Return the session for an address."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundFeed:
    """A feed that was read."""

    url: str  # that is to be polled
    parsed: ParsedFeed


class Discoverer:
    """Finds feeds, under the manners and limits of every poll."""

    def __init__(self, sessions: FeedSessions, pool: ParsePool, politeness: Politeness) -> None:
        self._sessions = sessions
        self._pool = pool
        self._politeness = politeness

    async def find(self, typed: str, *, added: bool) -> FoundFeed:
        """Return the feed at an address, or the first that works of those its page leads to.

        `added`: the address was named in a chat, so that only the public web is open to it. At
        most eight addresses are asked. Raises BotError: FetchError when the address itself
        cannot be had.
        """
        url = tidy_address(typed)
        if fault := find_fault(url):
            raise BotError(f"the address {fault[0]}: {fault[1]}")
        try:
            async with asyncio.timeout(TIME_LIMIT.total_seconds()):
                return await self._find(url, added=added)
        except TimeoutError as error:
            seconds = TIME_LIMIT.total_seconds()
            raise BotError(f"no feed was found within {seconds:g} seconds") from error

    async def _find(self, url: str, *, added: bool) -> FoundFeed:
        fetched = await self._fetch(url, added=added)
        try:
            return await self._read(url, fetched)
        except ParseError as error:
            refused = error
        candidates = find_candidates(fetched.body or b"", url=fetched.url)
        empty: FoundFeed | None = None
        for candidate in candidates:
            try:
                found = await self._read(candidate, await self._fetch(candidate, added=added))
            except (FetchError, ParseError):
                continue
            if found.parsed.articles:
                return found
            empty = empty or found  # it may have news one day; another has some now
        if empty:
            return empty
        raise BotError(f"{refused}; nor is there one at {len(candidates)} addresses beside it")

    async def _fetch(self, url: str, *, added: bool) -> FetchedFeed:
        asked = replace(as_feed(url), added=added)
        session = self._sessions.of(asked, USUAL)
        return await fetch_feed(session, asked, turn=self._politeness.turn)

    async def _read(self, url: str, fetched: FetchedFeed) -> FoundFeed:
        parsed = await self._pool.parse(
            fetched.body or b"", content_type=fetched.content_type, url=fetched.url
        )
        return FoundFeed(url=fetched.moved or url, parsed=parsed)


class Scout:
    """Looks what a feed that somebody names in a chat would bring."""

    def __init__(
        self,
        discoverer: Discoverer,
        matcher: Callable[[], Matcher],
        *,
        clock: Callable[[], datetime],
    ) -> None:
        """`matcher` gives the rules in force."""
        self._discoverer = discoverer
        self._matcher = matcher
        self._clock = clock

    async def look(self, typed: str) -> FeedLook:
        """Return what there is at an address, or at one that its page names. Raises BotError."""
        found = await self._discoverer.find(typed, added=True)
        return await asyncio.to_thread(
            look_at, found.url, found.parsed, self._matcher(), now=self._clock()
        )
