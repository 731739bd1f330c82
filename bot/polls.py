"""What polling is about: the feeds, how they are asked, what a server answered, when to ask again.

Frozen, keyword-only, times in UTC; the values that come after these stand in bot/models.py.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit


def host_of(url: str) -> str:
    """Return the host of an address, in small letters; "" when there is none."""
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FeedOptions:
    """How a feed is to be asked, where that differs. Never stored: it holds secrets."""

    headers: tuple[tuple[str, str], ...] = ()
    cookies: tuple[tuple[str, str], ...] = ()
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
    fulltext: bool = False  # the page of each new article is read too

    @property
    def host(self) -> str:
        """The host that is asked for it."""
        return host_of(self.url)


@dataclass(frozen=True, slots=True, kw_only=True)
class FetchedFeed:
    """A server's answer to one poll."""

    url: str  # where the answer came from, after redirects
    status: int  # 200 or 304
    moved: str = ""  # where only lasting redirects (301, 308) led; empty: nowhere else
    max_age: timedelta | None = None  # how long the answer stays good, by its own word
    size: int = 0  # bytes on the wire
    took: timedelta = timedelta()  # from the request to the last byte
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
