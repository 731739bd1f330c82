"""Keeps personal topics in force, and looks what one would have brought."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog

from bot.errors import BotError
from bot.inforce.inforce import InForce
from bot.inforce.lines import compile_watches, examine_line
from bot.loop import Loop
from bot.models import StoredArticle
from bot.models.findings import FoundStory
from bot.models.watches import Look, Watch
from bot.rules.match import Matcher
from bot.store.store import Store

log = structlog.get_logger()

LOOK_BACK = timedelta(days=7)
LOOKED_AT = 20_000  # articles at most: some two seconds, of a day or two with many feeds
_PAGE = 500  # articles that are matched in one go
_SHOWN = 3


class WatchLoop(Loop):
    """Compiles personal topics when those that are wanted changed."""

    def __init__(
        self,
        store: Store,
        in_force: InForce,
        propose: Callable[[str, str], Awaitable[str]],
        *,
        clock: Callable[[], datetime],
        compile: Callable[[Sequence[Watch]], Awaitable[Matcher]] = compile_watches,
    ) -> None:
        """`propose` gives a line for a text or a link, proposing.py says how; it and `compile`
        raise BotError."""
        super().__init__()
        self._store = store
        self._in_force = in_force
        self._clock = clock
        self._propose = propose
        self._compile = compile
        self._compiled: tuple[Watch, ...] = ()
        self._changing = asyncio.Lock()
        self._looking = asyncio.Semaphore(1)

    async def take_turn(self) -> None:
        """Put in force what chats watch for, if that changed."""
        try:
            await self.catch_up()
        except BotError as error:
            log.error("personal topics not in force yet", error=str(error))
        except Exception:
            log.exception("compiling personal topics broke")

    async def catch_up(self) -> None:
        """Do so at once: when it returns, all that is watched for now is. Raises BotError."""
        async with self._changing:
            watches = await self._store.watches.all()
            wanted = tuple(one for one in watches if one.wanted)
            self._in_force.watch(watches, self._in_force.watched())  # their titles, at once
            if _name_all(wanted) != _name_all(self._compiled):
                matcher = await self._compile(wanted) if wanted else None
                self._in_force.watch(watches, matcher)
                self._compiled = wanted
                log.info("personal topics in force", topics=len(wanted))

    async def propose(self, text: str, link: str) -> str:
        """Return a line to watch for what a text, or else a link, is about. Raises BotError."""
        return await self._propose(text, link)

    async def look(self, words: str) -> Look:
        """Return what a line would have matched lately, with everything watched for in force.

        Raises BotError.
        """
        (matcher, warnings), _ = await asyncio.gather(examine_line(words), self.catch_up())
        async with self._looking:  # whoever asks meanwhile waits, and the database is free between
            look = await self._look_back(matcher)
        return replace(look, warnings=warnings)

    async def _look_back(self, matcher: Matcher) -> Look:
        since = self._clock() - LOOK_BACK
        after = await self._store.watches.newest_article() - LOOKED_AT
        first: datetime | None = None
        matched = 0
        newest: deque[FoundStory] = deque(maxlen=_SHOWN)
        while page := await self._store.archive.seen_since(since, after=after, limit=_PAGE):
            found = await asyncio.to_thread(match_all, page, matcher)
            first = first or page[0].seen
            matched += len(found)
            newest.extend(map(_tell, found))
            after = page[-1].id
        return Look(
            since=first or since,
            matched=matched,
            newest=tuple(reversed(newest)),
        )


def match_all(page: Sequence[StoredArticle], matcher: Matcher) -> list[StoredArticle]:
    """Return the articles that match."""
    return [
        stored
        for stored in page
        if matcher.match(stored.article, source=stored.source, now=stored.seen)
    ]


def _name_all(watches: Sequence[Watch]) -> list[tuple[str, str]]:
    return [(watch.name, watch.words) for watch in watches]


def _tell(stored: StoredArticle) -> FoundStory:
    return FoundStory(
        story=None,
        headline=stored.article.title,
        link=stored.article.link,
        source=stored.source,
        seen=stored.seen,
        sources=1,
    )
