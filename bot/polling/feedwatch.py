"""Watches over the health of feeds: a log line for every change, and a notice to operators.

What they were told is kept in the database once they were, so a restart neither repeats it nor
swallows it.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from bot.causes import tell_cause
from bot.errors import DatabaseError
from bot.feeds.verdict import choose_word
from bot.loop import Loop
from bot.models.health import DEAD, FeedCounts, FeedHealth, FeedState
from bot.notices import Tell
from bot.store.condition import Untold
from bot.store.store import Store

log = structlog.get_logger()

WATCH = timedelta(minutes=1)  # how often it looks

_LINES = 10  # in one part of a notice
_MANY = 10  # feeds that fail at once
_LONGEST_TITLE, _LONGEST_CAUSE = 60, 160  # characters: ten lines fit into a message

DIED = "These feeds cannot be read any more:"
SILENT = "These feeds are silent, for much longer than they usually are:"
BACK = "These feeds are back:"
MOVED = "These feeds moved for good and are asked at their new address; update your list:"
CUT_OFF = "More than half of all feeds fail: perhaps it is the bot that is cut off."


class HealthLoop(Loop):
    """Tells what changed with the feeds since it was last told."""

    def __init__(self, store: Store, *, tell: Tell, clock: Callable[[], datetime]) -> None:
        """`tell`: to operators."""
        super().__init__()
        self._store = store
        self._tell = tell
        self._clock = clock
        self._telling: dict[int, Untold] = {}  # by feed: what is on its way to operators
        self._said: list[Untold] = []  # what they know, and the database does not yet

    async def run(self) -> None:
        """As every loop; what was on its way before, somebody else may have told since."""
        self._telling.clear()
        self._said.clear()
        await super().run()

    async def take_turn(self) -> None:
        """Look for what operators do not know, let them, and remember what they do."""
        try:
            await self._note_said()
            await self._tell_news()
            await self._note_said()
        except DatabaseError as error:
            log.error("health of feeds not looked at", error=str(error))

    async def _tell_news(self) -> None:
        untold = [self._expect(one) for one in await self._store.condition.untold()]
        news = find_news(untold, now=self._clock())
        if not news:
            return
        counts = await self._store.overview.count_feeds()
        for one in news:
            _log(one)
        self._telling |= {one.feed.id: one for one in news}
        notices = write_notices(news, counts)
        if not notices:  # it is asked where the list says again, which is no news
            self._hear(news)
            return
        for notice in notices[:-1]:
            self._tell(notice)
        self._tell(notices[-1], said=partial(self._hear, news))  # they are said in order

    def _expect(self, one: Untold) -> Untold:
        """As it will be when operators know what is on its way to them."""
        known = self._telling.get(one.feed.id, one)
        return replace(one, told=known.told, told_address=known.told_address)

    def _hear(self, news: Sequence[Untold]) -> None:
        self._said.extend(one for one in news if self._telling.get(one.feed.id) is one)
        self.wake()

    async def _note_said(self) -> None:
        if not self._said:
            return
        said = list(self._said)
        await self._store.condition.note_told(said)
        del self._said[: len(said)]
        for one in said:
            if self._telling.get(one.feed.id) is one:
                del self._telling[one.feed.id]


def find_news(untold: Sequence[Untold], *, now: datetime) -> tuple[Untold, ...]:
    """Return what is to be told now, each as it is known afterwards."""
    news = []
    for one in untold:
        feed = one.feed
        failing = now - feed.failing_since if feed.failing_since else timedelta()
        word = choose_word(feed.state, one.told, failures=feed.failures, failing=failing)
        if word is None and feed.address == one.told_address:
            continue
        told = one.told if word is None else "" if word is FeedState.OK else word
        moved = feed.address not in ("", one.told_address)
        news.append(replace(one, told=told, told_address=feed.address, change=word, moved=moved))
    return tuple(news)


def write_notices(news: Sequence[Untold], counts: FeedCounts) -> tuple[str, ...]:
    """Return what operators are told of all that changed: a text of each kind."""
    died = [one.feed for one in news if one.change in DEAD]
    silent = [one.feed for one in news if one.change is FeedState.SILENT]
    back = [one.feed for one in news if one.change is FeedState.OK]
    moved = [one.feed for one in news if one.moved]
    active = counts.total - counts.resting
    cut_off = CUT_OFF if len(died) >= _MANY and counts.dead * 2 > active else ""
    parts = [
        _list(DIED, [f"{_title(feed)}: {_cause(feed)}" for feed in died], ending=cut_off),
        _list(SILENT, [f"{_title(feed)}: {_cause(feed)}" for feed in silent]),
        _list(BACK, [_title(feed) for feed in back]),
        _list(MOVED, [f"{_cut(feed.url)} → {_cut(feed.address)}" for feed in moved]),
    ]
    return tuple(part for part in parts if part)


def _list(heading: str, lines: Sequence[str], *, ending: str = "") -> str:
    if not lines:
        return ""
    shown = [f"• {line}" for line in lines[:_LINES]]
    rest = len(lines) - len(shown)
    more = f"and {rest} more: see /feeds" if rest else ""
    return "\n".join(line for line in (heading, *shown, more, ending) if line)


def _title(feed: FeedHealth) -> str:
    return _cut(feed.title, _LONGEST_TITLE)


def _cause(feed: FeedHealth) -> str:
    return _cut(tell_cause(feed))


def _cut(text: str, longest: int = _LONGEST_CAUSE) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"


def _log(one: Untold) -> None:
    feed = one.feed
    if one.moved:
        log.warning("feed moved: update the list", feed=feed.url, to=feed.address)
    if one.change is FeedState.OK:
        log.info("feed is back", feed=feed.url)
    elif one.change is not None:
        log.warning(f"feed is {one.change}", feed=feed.url, cause=tell_cause(feed))
