"""The loops that poll, decide and keep house; alerts/deliver.py has the one that sends.

They meet in the database only. The metronome in app.py wakes them all.
"""

import asyncio
from collections import Counter
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

import structlog

from bot.alerts.decide import Matcher, Together
from bot.errors import DatabaseError
from bot.loop import Loop
from bot.pipeline import Memory, decide_undecided, rebuild_memory
from bot.polling import PollTools, poll_feed
from bot.polls import Feed
from bot.store.store import Store

log = structlog.get_logger()

HOSTS_AT_ONCE = 1024  # most of them wait for their pause; politeness bounds the requests
ENOUGH_FREE = HOSTS_AT_ONCE // 4  # hosts, to look at once whether more is due
# Longer than the feeds of one host can take. Only a worker that died lets it run out.
LEASE = timedelta(minutes=15)
# Twice as long as a story can last: the weights of words are learned from these too.
WINDOW = timedelta(days=14)


class PollLoop(Loop):
    """Claims due feeds, one task a host."""

    def __init__(self, tools: PollTools, *, news: Callable[[], None]) -> None:
        """`news` is called whenever articles came in that await a decision."""
        super().__init__()
        self._tools = tools
        self._news = news
        self._hosts: dict[str, asyncio.Task[None]] = {}
        self._more = False  # is due than there were hosts free for

    async def take_turn(self) -> None:
        """Start polling what is due now."""
        await self._start_due(unless_since=None)

    async def _start_due(self, *, unless_since: datetime | None) -> None:
        free = HOSTS_AT_ONCE - len(self._hosts)
        if not free:
            return
        try:
            groups = await self._tools.store.feeds.claim(
                now=self._tools.clock(),
                lease=LEASE,
                hosts=free,
                busy=tuple(self._hosts),
                unless_since=unless_since,
            )
        except DatabaseError as error:
            log.error("polling paused", error=str(error))
            return
        for feeds in groups:
            host = feeds[0].host
            task = asyncio.create_task(self._poll_host(feeds))
            self._hosts[host] = task
            task.add_done_callback(partial(self._forget, host))
        self._more = len(groups) == free

    async def poll_all(self) -> None:
        """Poll every feed that is due or well once, and return when all have answered."""
        begun = self._tools.clock()
        await self._start_due(unless_since=begun)
        while self._hosts:
            await asyncio.wait(self._hosts.values(), return_when=asyncio.FIRST_COMPLETED)
            if HOSTS_AT_ONCE - len(self._hosts) >= ENOUGH_FREE:
                await self._start_due(unless_since=begun)
        await self._tools.ledger.flush()

    async def stop(self) -> None:
        """Give up what is under way: it is done again. What is over is recorded."""
        for task in (tasks := list(self._hosts.values())):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._tools.ledger.flush()

    def _forget(self, host: str, _: asyncio.Task[None]) -> None:
        self._hosts.pop(host, None)
        if self._more and HOSTS_AT_ONCE - len(self._hosts) >= ENOUGH_FREE:
            self._more = False
            self.wake()

    async def _poll_host(self, feeds: tuple[Feed, ...]) -> None:
        for feed in feeds:
            try:
                if await poll_feed(self._tools, feed):
                    self._news()
            except DatabaseError as error:
                log.error("poll not recorded", feed=feed.url, error=str(error))
            except Exception:
                log.exception("poll broke", feed=feed.url)


class DecideLoop(Loop):
    """Decides articles in the order they came in; holds the rules and the recent stories."""

    def __init__(
        self,
        store: Store,
        matcher: Matcher,
        *,
        clock: Callable[[], datetime],
        alerts: Callable[[], None],
        watched: Callable[[], Matcher | None] = lambda: None,
    ) -> None:
        """`alerts` is called whenever deliveries may have been written.

        `watched` gives what matches personal topics at the moment; None: there are none.
        """
        super().__init__()
        self._store = store
        self._matcher = matcher
        self._watched = watched
        self._clock = clock
        self._alerts = alerts
        self._memory: Memory | None = None
        self._deciding = asyncio.Lock()

    async def change_rules(self, matcher: Matcher, adopt: Callable[[], Awaitable[None]]) -> None:
        """Decide by other rules from now on. `adopt` prepares the database for them first.

        Nothing is decided between the two; what `adopt` raises leaves the rules as they were.
        """
        async with self._deciding:
            await adopt()
            self._matcher = matcher

    async def take_turn(self) -> None:
        """Decide until nothing is undecided."""
        try:
            if self._memory is None:
                self._memory = await rebuild_memory(self._store, span=WINDOW, now=self._clock())
            while await self._decide_some(self._memory):
                self._alerts()
        except DatabaseError as error:
            self._memory = None  # it may know articles whose decision was not written
            log.error("deciding paused", error=str(error))
        except Exception:
            self._memory = None
            log.exception("deciding broke")

    async def _decide_some(self, memory: Memory) -> int:
        async with self._deciding:
            matcher = Together(self._matcher, self._watched())
            return await decide_undecided(
                self._store, matcher=matcher, memory=memory, clock=self._clock
            )


class HeartLoop(Loop):
    """Leaves a sign of life in the database, for whoever looks from outside."""

    def __init__(self, store: Store, *, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._store = store
        self._clock = clock
        self._started = clock()

    async def take_turn(self) -> None:
        """Say that the bot is well now."""
        try:
            await self._store.heartbeat.beat(started=self._started, now=self._clock())
        except DatabaseError as error:
            log.error("no heartbeat", error=str(error))


class SweepLoop(Loop):
    """Deletes what is old, in small bites."""

    def __init__(self, store: Store, *, keep: timedelta, clock: Callable[[], datetime]) -> None:
        super().__init__()
        self._store = store
        self._keep = keep
        self._clock = clock

    async def take_turn(self) -> None:
        """Sweep until nothing is left that is too old."""
        try:
            while rows := await self._store.archive.sweep(now=self._clock(), keep=self._keep):
                log.info("swept", rows=rows)
        except DatabaseError as error:
            log.error("sweeping paused", error=str(error))


class LagMeter:
    """Measures how late the event loop runs what is due: the stalls that others cause."""

    EVERY = 0.05  # seconds

    def __init__(self) -> None:
        self._late: Counter[int] = Counter()  # how often, by milliseconds

    async def run(self) -> None:
        """Measure for ever."""
        while True:
            begun = monotonic()
            await asyncio.sleep(self.EVERY)
            self._late[round((monotonic() - begun - self.EVERY) * 1000)] += 1

    def lag(self, share: float = 1) -> int:
        """Return the milliseconds that so large a share of what was due was late at most."""
        left = share * self._late.total()
        for late in sorted(self._late):
            left -= self._late[late]
            if left <= 0:
                return late
        return 0
