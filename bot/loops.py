"""The loops that poll and decide; alerts/deliver.py has the one that sends, upkeep.py others.

They meet in the database only. The metronome in running.py wakes them all.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

import structlog

from bot.alerts.decide import Matcher, RulesAndWatches
from bot.engine import Engine, Job
from bot.errors import DatabaseError, LeaseLost
from bot.loop import Loop
from bot.measures.measures import Measures
from bot.models.polls import Feed
from bot.models.workers import Tenure
from bot.pipeline import Memory, decide_undecided, rebuild_memory
from bot.polling.poll import PollTools, poll_feed
from bot.store.store import Store
from bot.trouble import Trouble

log = structlog.get_logger()

HOSTS_AT_ONCE = 1024  # most of them wait for their pause; politeness bounds the requests
ENOUGH_FREE = HOSTS_AT_ONCE // 4  # hosts, to look at once whether more is due
# Twice as long as a story can last: the weights of words are learned from these too.
WINDOW = timedelta(days=14)
TOP_UP = 0.5  # seconds after which more hosts follow those that are polled, of very many
POLL = "poll"  # the kind of work; its keys are hosts


class PollLoop(Loop):
    """Says which hosts are due, and polls those whose turn it is here."""

    def __init__(
        self,
        tools: PollTools,
        engine: Engine,
        *,
        news: Callable[[], None],
        trouble: Trouble,
    ) -> None:
        """`news` is called whenever articles came in that await a decision.

        Its turns say which hosts are due; the engine is to have `poll_host` called.
        """
        super().__init__()
        self._trouble = trouble
        self._tools = tools
        self._engine = engine
        self._news = news
        self._polling = 0  # hosts
        self._more = False  # is due than hosts were looked for

    async def take_turn(self) -> None:
        """Have polled what is due now, here or by another worker."""
        if self._trouble.resting:  # what a poll brought could not be kept
            return
        try:
            hosts = await self._find_due(unless_since=None)
            await self._engine.enqueue(POLL, hosts)
        except DatabaseError as error:
            self._trouble.failed("polling paused", error)
            return
        self._more = len(hosts) == HOSTS_AT_ONCE

    async def poll_host(self, job: Job) -> None:
        """Poll the feeds of a host that are due, one after another."""
        self._polling += 1
        try:
            await self._poll(job.key, unless_since=None)
        finally:
            self._polling -= 1
            if self._more and HOSTS_AT_ONCE - self._polling >= ENOUGH_FREE:
                self._more = False
                self.wake()

    async def poll_all(self) -> None:
        """Poll every feed that is due or well once, and return when all have answered.

        Nothing else needs to run, and nobody else is asked to poll.
        """
        begun, seen = self._tools.clock(), set[str]()
        polling: set[asyncio.Task[None]] = set()
        try:
            while True:
                found = await self._find_due(unless_since=begun)
                hosts = [host for host in found if host not in seen]
                seen.update(hosts)
                polling |= {
                    asyncio.create_task(self._poll(host, unless_since=begun)) for host in hosts
                }
                if not polling:
                    return
                more = len(found) == HOSTS_AT_ONCE and hosts
                _, polling = await asyncio.wait(polling, timeout=TOP_UP if more else None)
                if not polling:
                    await self._tools.ledger.flush()
        except DatabaseError as error:
            self._trouble.failed("polling paused", error)
        finally:
            for task in polling:
                task.cancel()
            await asyncio.gather(*polling, return_exceptions=True)

    async def stop(self) -> None:
        """Record what is over, and give up the rest, which is done again. No host is polled."""
        await self._tools.ledger.flush()
        await self._tools.claims.give_back()

    async def _find_due(self, *, unless_since: datetime | None) -> tuple[str, ...]:
        return await self._tools.store.feeds.due_hosts(
            now=self._tools.clock(), most=HOSTS_AT_ONCE, unless_since=unless_since
        )

    async def _poll(self, host: str, *, unless_since: datetime | None) -> None:
        claims = self._tools.claims
        try:
            while feeds := await claims.of(host, unless_since=unless_since):
                try:
                    for feed in feeds:
                        await self._poll_feed(feed)
                finally:
                    claims.let_go(feeds)
        except DatabaseError as error:
            self._trouble.failed("polling paused", error)

    async def _poll_feed(self, feed: Feed) -> None:
        try:
            if await poll_feed(self._tools, feed):
                self._news()
        except LeaseLost as lost:
            log.info("poll left to another worker", feed=feed.url, reason=str(lost))
        except DatabaseError as error:
            self._trouble.failed("poll not recorded", error)
        except Exception:
            log.exception("poll broke", feed=feed.url)


class DecideLoop(Loop):
    """Decides articles in the order they came in; holds the rules and the recent stories."""

    def __init__(  # noqa: PLR0913 - each is needed, and given once
        self,
        store: Store,
        matcher: Matcher,
        *,
        clock: Callable[[], datetime],
        alerts: Callable[[], None],
        watched: Callable[[], Matcher | None] = lambda: None,
        measures: Measures | None = None,
        trouble: Trouble,
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
        self._measures = measures
        self._trouble = trouble
        self._memory: Memory | None = None
        self._deciding = asyncio.Lock()
        self._under: Tenure | None = None

    async def change_rules(self, matcher: Matcher, adopt: Callable[[], Awaitable[None]]) -> None:
        """Decide by other rules from now on. `adopt` prepares the database for them first.

        Nothing is decided between the two; what `adopt` raises leaves the rules as they were.
        """
        async with self._deciding:
            await adopt()
            self._matcher = matcher

    async def take_over(self, tenure: Tenure | None) -> None:
        """Decide under a post from now on. What was decided before it is learned anew."""
        async with self._deciding:
            self._under, self._memory = tenure, None

    async def take_turn(self) -> None:
        """Decide until nothing is undecided."""
        try:
            if self._memory is None:
                self._memory = await rebuild_memory(self._store, span=WINDOW, now=self._clock())
            while await self._decide_some(self._memory):
                self._alerts()
        except LeaseLost as lost:
            self._memory = None
            log.info("deciding left to another worker", reason=str(lost))
        except DatabaseError as error:
            self._memory = None  # it may know articles whose decision was not written
            self._trouble.failed("deciding paused", error)
        except Exception:
            self._memory = None
            log.exception("deciding broke")

    async def _decide_some(self, memory: Memory) -> int:
        async with self._deciding:
            matcher = RulesAndWatches(self._matcher, self._watched())
            return await decide_undecided(
                self._store,
                matcher=matcher,
                memory=memory,
                clock=self._clock,
                under=self._under,
                measures=self._measures,
            )
