"""What polling is about: the feeds, how they are asked, what a server answered, when to ask again.

Frozen, keyword-only, times in UTC; the values that come after these stand in models/__init__.py.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache
from urllib.parse import urlsplit

from bot.models.health import FeedState


@lru_cache(maxsize=16_384)  # of the same feeds, at every poll
def host_of(url: str) -> str:
    """Return the host of an address, in small letters; "" when there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOptions:
    """How a feed is to be asked, where that differs. Never stored: it holds secrets."""

    headers: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    cookies: tuple[tuple[str, str], ...] = field(default=(), repr=False)
    user: str = ""  # for basic auth; empty: none
    password: str = field(default="", repr=False)
    user_agent: str = ""  # empty: the bot's own
    proxy: str = field(default="", repr=False)  # http address; empty: the bot's own, if any


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedSpec:
    """One entry of rules/feeds.yaml."""

    url: str
    title: str = ""  # empty: the feed's own title is taken
    language: str = ""  # BCP 47, e.g. "uk"; empty: the feed's own word is taken
    interval: timedelta | None = None  # exact interval between polls; None: adapted
    fast: bool = False  # a lower floor for the adapted interval
    tags: tuple[str, ...] = ()
    fulltext: bool = False  # the page of each new article is read too
    options: FeedOptions = FeedOptions()

    @property
    def host(self) -> str:
        """The host that is asked for it; manners are per host."""
        return host_of(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habit:
    """What its polls taught of a feed; feeds/habit.py says how."""

    news: float = 0.0  # articles that came in, fading
    watched: timedelta = timedelta()  # the time in which they came, fading alike
    longest: timedelta | None = None  # that it usually is without news, fading; None: not known
    pause: timedelta | None = None  # between polls, as it asks for itself; None: it does not
    took: timedelta = timedelta()  # to answer, usually


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """What we know of a feed when it is about to be polled."""

    id: int
    url: str
    title: str
    language: str
    interval: timedelta | None  # exact, from the operator
    fast: bool
    etag: str | None  # as the server wrote it, echoed byte for byte
    last_modified: str | None  # the same
    body_hash: bytes | None  # of the last body that was kept
    last_good: datetime | None  # the last poll that brought 200 or 304; None: never yet
    adapted: timedelta | None  # the interval the poll plan last chose
    failures: int  # polls that failed since the last good one
    added: bool = False  # in a chat: its address is not trusted like the operator's own list
    pushed_until: datetime | None = None  # a hub brings its news until then
    items: bytes = b""  # what the last body's items look like; only the reader reads it
    last_new: datetime | None = None  # when it last brought an unseen article
    failing_since: datetime | None = None  # when the first of those failures was
    polls: int = 0  # that were recorded of it
    address: str = ""  # where it moved for good; empty: it is where its url says
    moved_to: str = ""  # where its last polls were redirected; empty: nowhere
    moved_times: int = 0  # how many of them in a row
    habit: Habit = Habit()

    @property
    def location(self) -> str:
        """The address that is asked for it; its url stays its name."""
        return self.address or self.url

    @property
    def host(self) -> str:
        """The host that is asked for it."""
        return host_of(self.location)


def as_feed(url: str) -> Feed:
    """Return an address as a feed of which nothing is known yet: so pages are fetched too."""
    return Feed(
        id=0,
        url=url,
        title="",
        language="",
        interval=None,
        fast=False,
        etag=None,
        last_modified=None,
        body_hash=None,
        last_good=None,
        adapted=None,
        failures=0,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedFeed:
    """A server's answer to one poll."""

    url: str  # where the answer came from, after redirects
    status: int  # 200 or 304
    moved: str = ""  # where only lasting redirects (301, 308) led; empty: nowhere else
    max_age: timedelta | None = None  # how long the answer stays good, by its own word
    size: int = 0  # bytes on the wire
    took: timedelta = timedelta()  # from the request to the last byte
    hub: str = ""  # that pushes the feed, as its server says; empty: it does not
    topic: str = ""  # the feed's own address as the hub knows it
    body: bytes | None  # unpacked; None when not modified
    body_hash: bytes | None
    content_type: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NextPoll:
    """What the poll plan chose."""

    at: datetime
    adapted: timedelta  # the interval it follows, to adapt further next time
    habit: Habit = Habit()  # of the feed, with what this poll taught; after a failure as before
    health: FeedState | None = None  # of the feed from now on; None: ok, or failing


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetch:
    """One of the last fetches of a feed, for the operator."""

    at: datetime
    status: int  # of the server's answer; 0: there was none, or none that is known
    size: int = 0  # bytes on the wire
    took: timedelta = timedelta()
    news: int = 0  # unseen articles
    error: str = ""  # empty: it went well


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietPoll:
    """A poll that brought nothing to keep, and what its feed's row is to say after it."""

    feed: Feed  # as it was before
    fetched: FetchedFeed | None  # without its body; None: the poll failed
    error: str = ""  # what it failed of; empty: it did not
    plan: NextPoll
    now: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Push:
    """A feed that a hub is to push, or pushes."""

    feed: int  # its id
    url: str  # where it is polled
    hub: str  # address that is asked
    topic: str  # the feed's own address, as the hub knows it
    token: str  # in the address that the hub pushes to; nobody else knows it
    secret: str = field(repr=False)  # that the hub signs with
    tries: int = 0  # since the hub last said yes
