"""How the bot is doing, in numbers, for those who run it: its feeds, its work, its readers."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum


class FeedState(StrEnum):
    """The health of a feed, in a word."""

    GONE = "gone"  # its server says that it is not there any more
    BLOCKED = "blocked"  # its server answers, but not to robots, or not to us
    FAILING = "failing"  # its last poll failed of something that may pass
    SILENT = "silent"  # it answers, and is without news for much longer than it usually is
    SLOW = "slow"  # it takes long to answer
    NEW = "new"  # not polled yet
    OK = "ok"
    RESTING = "resting"  # not in the list of feeds any more, so it is not polled


# Without a sign of life, of which a worker gives one every 15 seconds: not a slow moment.
SILENT = timedelta(minutes=1)

DEAD = frozenset({FeedState.GONE, FeedState.BLOCKED, FeedState.FAILING})  # cannot be read


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedHealth:
    """One feed, and how its polls went."""

    title: str  # as readers see it
    state: FeedState
    error: str  # what the last poll failed of; empty: it did not
    failures: int  # in a row, up to now
    last_good: datetime | None  # a failing feed fails since then; None: it was never read
    next_poll: datetime
    failing_since: datetime | None = None  # when the first of those failures was
    last_new: datetime | None = None  # when it last brought an unseen article
    longest: timedelta | None = None  # that it usually is without news; None: not known
    took: timedelta = timedelta()  # to answer, usually
    interval: timedelta | None = None  # between its polls while it is well; None: not known
    id: int = 0
    url: str = ""  # as listed
    address: str = ""  # where it moved for good; empty: nowhere
    added: bool = False  # in a chat: it stands in no file


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedCounts:
    """How many feeds are in which state."""

    failing: int
    new: int
    ok: int
    resting: int
    gone: int = 0
    blocked: int = 0
    silent: int = 0
    slow: int = 0

    @property
    def dead(self) -> int:
        """Those that cannot be read, for whatever reason."""
        return self.gone + self.blocked + self.failing

    @property
    def total(self) -> int:
        """All feeds that were ever listed."""
        return self.dead + self.silent + self.slow + self.new + self.ok + self.resting


@dataclass(frozen=True, slots=True, kw_only=True)
class Backlog:
    """Deliveries that are not finished."""

    pending: int  # they wait for their turn, or their hour
    sending: int
    uncertain: int  # nobody knows whether they arrived; they are sent once more
    oldest: datetime | None  # since when the first of them waits; may be still to come
    chat: int | None  # whose that one is
    reason: str  # why that one was not sent at once; empty: for no reason but its turn
    due: datetime | None  # since when the first waits that nothing holds back; None: none does

    @property
    def total(self) -> int:
        """All that wait."""
        return self.pending + self.sending + self.uncertain


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What happened in a stretch of time that ends now."""

    articles: int  # that came in, whether they matched or not
    stories: int  # that began
    alerts: int  # that were decided on, one a story and chat
    updates: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Readers:
    """Whom the bot talks to."""

    known: int  # chats that ever wrote to it and were not forgotten
    open: int  # chats with a subscription


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Whether everything is alive, and the worst of each kind."""

    started: datetime | None  # when the bot started that beat last
    beat: datetime | None  # when it last said that it is well
    polled: datetime | None  # when any feed was last polled
    due: datetime | None  # when the feed that waits longest was, or will be, due
    feeds: FeedCounts
    worst_feed: FeedHealth | None  # that fails for the longest time; None: none fails
    undecided: int  # articles that await a decision
    undecided_since: datetime | None  # when the first of them came in
    backlog: Backlog
    today: Counts  # of the last 24 hours
    readers: Readers


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicReaders:
    """A topic and how many chats are subscribed to it."""

    topic: str  # its name
    chats: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Statistics:
    """What happened lately, and who reads what."""

    day: Counts  # the last 24 hours
    week: Counts  # the last 7 days
    readers: Readers
    topics: tuple[TopicReaders, ...]  # those with most chats first


@dataclass(frozen=True, slots=True, kw_only=True)
class Reloaded:
    """What came of a look at the rule files."""

    changed: bool  # other rules are in force than before
    trouble: str  # why the files are not in force, as plain text; empty: they are
