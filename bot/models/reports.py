"""What a status page shows beyond the numbers of health.py: frozen values, times in UTC."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.models.findings import StoryArticle, Told
from bot.models.health import FeedHealth, FeedState
from bot.models.polls import Fetch


@dataclass(frozen=True, slots=True, kw_only=True)
class Delay:
    """How long something took: usually, and at its slowest but for one in twenty."""

    median: timedelta
    most: timedelta  # 95 of 100 took no longer


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """How long the latest alerts took that were to be told at once; None: there was none."""

    alerts: int  # that were looked at
    publication: Delay | None  # from the outlet's own time to the phone
    seen: Delay | None  # from our first sight of the article to the phone


def measure_delay(lengths: list[timedelta]) -> Delay | None:
    """Return the middle one and the 95th of a hundred (nearest rank); None of nothing."""
    if not lengths:
        return None
    lengths = sorted(lengths)
    half, most = -(-len(lengths) // 2), -(-len(lengths) * 95 // 100)
    return Delay(median=lengths[half - 1], most=lengths[most - 1])


@dataclass(frozen=True, slots=True, kw_only=True)
class Mishap:
    """The last thing that went wrong."""

    at: datetime
    what: str  # "feed", "recovered" for one that is read again, or "delivery"
    who: str  # the feed's title as readers see it, or the kind of chat
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLine:
    """A story in a list."""

    story: str
    headline: str
    first_seen: datetime
    last_seen: datetime
    articles: int  # it ever had
    sources: tuple[str, ...]  # in order of arrival
    breaking: bool  # for any chat


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicStories:
    """What a topic has lately."""

    topic: str
    counted: int  # `stories` may hold fewer
    stories: tuple[StoryLine, ...]  # the latest to move first


@dataclass(frozen=True, slots=True, kw_only=True)
class ToldChat:
    """What one chat was told of a story."""

    chat: int
    chat_kind: str  # "private", "group", "channel" or "terminal"
    told: Told


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPage:
    """A page of the articles of a story, and whom the story was told."""

    line: StoryLine
    articles: tuple[StoryArticle, ...]  # in order of arrival
    told: tuple[ToldChat, ...]  # in the order in which it was decided
    deliveries: int  # `told` may hold fewer


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleHits:
    """How many articles a rule matched, a number for each stretch of time."""

    topic: str
    rule: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicHits:
    """How many articles a topic brought, a number for each stretch of time; and its rules."""

    topic: str
    counts: tuple[int, ...]
    rules: tuple[RuleHits, ...]


class FeedOrder(StrEnum):
    """In which order feeds are listed."""

    TROUBLE = "trouble"  # what cannot be read first
    TITLE = "title"
    NEXT = "next"  # whose poll is due first
    LAST = "last"  # polled last
    NEWS = "news"  # with most news a day
    SLOWEST = "slowest"  # to answer


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedQuestion:
    """Which feeds are asked for, and how."""

    words: str = ""  # only those with this in their title or address; empty: all
    state: FeedState | None = None  # only those in it
    order: FeedOrder = FeedOrder.TROUBLE
    first: int = 0  # how many to leave out at the beginning
    limit: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedLine:
    """A feed in a list."""

    health: FeedHealth
    last_poll: datetime | None
    daily: float | None  # articles a day, as it is used to lately; None: not known yet
    pushed_until: datetime | None  # a hub brings its news until then
    fetches: tuple[Fetch, ...]  # the last ones, oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedPage:
    """Some of the feeds that were asked for."""

    counted: int  # of all pages
    feeds: tuple[FeedLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueCount:
    """Deliveries of one state for one kind of chat."""

    state: str
    chat_kind: str
    count: int
    oldest: datetime  # since when the first of them waits; may be still to come


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A delivery that is not finished."""

    chat: int
    chat_kind: str
    kind: str
    state: str
    since: datetime
    not_before: datetime
    attempts: int
    reason: str  # why it was not sent at once; empty: for no reason but its turn
