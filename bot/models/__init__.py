"""Every value that travels from room to room: frozen, keyword-only, times in UTC.

They stand here in travelling order: what a feed said, what a rule found, which story it is,
who is told, what is sent. What comes before stands in bot/models/polls.py.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.models.polls import Feed, FetchedFeed, NextPoll
from bot.models.wishes import Choice, Format, Preview


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One thing wrong in a file that people edit. Lines and columns count from 1; 0 is unknown."""

    file: str
    line: int
    column: int
    message: str  # what is wrong
    hint: str = ""  # what to do about it

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        return f"{place}: {self.message}" + (f" ({self.hint})" if self.hint else "")


# ---------------------------------------------------------------- a poll


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """One item as a feed published it. Texts are plain: no HTML, no control characters."""

    guid: str  # empty when the feed gives none
    link: str  # as published; empty when none
    title: str  # never empty: the first words of the summary stand in
    summary: str
    published: datetime | None
    body: str = ""  # the full text, where the feed carries it beside a summary
    author: str = ""
    language: str = ""  # BCP 47; empty: unknown, which passes every language filter
    keys: tuple[str, ...] = ()  # names under which its feed may show it again, strongest first
    link_key: str = ""  # the canonical link; the same in any feed; empty: none to be trusted


@dataclass(frozen=True, slots=True, kw_only=True)
class ParsedFeed:
    """A body, read."""

    title: str
    language: str
    articles: tuple[Article, ...]  # as in the feed, usually newest first
    skipped: int  # items that held nothing at all
    pause: timedelta | None = None  # between polls, as the feed asks for (ttl, sy:update*)
    hub: str = ""  # address of the hub that pushes it; empty: none
    topic: str = ""  # its own address as the hub knows it (rel="self")
    items: bytes = b""  # what its items look like, to leave those out of the next body
    left_out: int = 0  # items that look as they did in the body before: not read, not above


class Arrival(StrEnum):
    """How an unseen article came in, which says whether it may ring."""

    FRESH = "fresh"  # news: to be decided
    HISTORY = "history"  # stood in the feed at its first good poll
    OLD = "old"  # published long before the feed's last good poll: told in a digest only
    STORM = "storm"  # one of very many at once after a gap or a change of identities: the same


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """Everything that a changed body brought: kept in one transaction."""

    feed: Feed
    fetched: FetchedFeed
    title: str  # the feed's own
    arrivals: tuple[tuple[Article, Arrival], ...]  # the unseen ones, oldest first
    seen_again: tuple[str, ...]  # keys of articles that were known before
    edited: tuple[Article, ...] = ()  # known ones that now have another headline
    items: bytes = b""  # what the body's items look like; empty: that is not to be noted
    plan: NextPoll


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredArticle:
    """An article in the archive, with where and when it was seen."""

    id: int
    source: str  # the feed's title, as readers see it
    seen: datetime  # when we first fetched it
    article: Article
    arrival: Arrival = Arrival.FRESH


# ---------------------------------------------------------------- a match


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """Words of an article that satisfied a term: article.field[start:end] == words."""

    term: str  # as written in the rule file
    field: str  # "title" or "summary"
    start: int
    end: int
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """An article satisfied a rule of a topic."""

    topic: str
    rule: str
    hits: tuple[Hit, ...]  # in the order of field and place; empty only for the term "*"


# ---------------------------------------------------------------- a story


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """Which story an article belongs to, and why."""

    story: str  # id, derived from the content of the story's first article
    new: bool  # this article is the story's first
    reason: str  # for logs and people: "new", "same link", "title 93", ...
    score: float  # 0 to 100: how alike the article and the story are
    again: bool = False  # the very same article was there before: it brings no other source
    key: str = ""  # under which the article is known again, long after its story left the window
    adds: str = ""  # what it tells that the story did not, in a few words; empty: nothing new


# ---------------------------------------------------------------- an alert


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """This story is news for this chat: all that the message shows."""

    topics: tuple[str, ...]  # names; titles once it is about to be shown
    headline: str
    link: str
    source: str
    published: datetime  # or first seen, when the feed gives no date
    summary: str
    hits: tuple[Hit, ...]
    also: tuple[str, ...] = ()  # other sources that reported the story since
    breaking: bool = False  # far more sources at once than its topic is used to


class Outcome(StrEnum):
    """What an article means to one chat."""

    ALERT = "alert"  # a story this chat has not been told
    UPDATE = "update"  # the told story, further along
    DUPLICATE = "duplicate"  # the told story again
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Telling:
    """What one chat is told of an article."""

    chat: int
    outcome: Outcome
    topics: tuple[str, ...]  # those of its topics that the article matched
    alert: Alert | None = None  # what it is shown, when the outcome is an alert or an update
    breaking: bool = False  # with this article the story became breaking in one of the topics
    silent: bool = False  # shown without a sound
    at: datetime | None = None  # when an alert is to be told; None: at once
    digest: bool = False  # in one message with others
    late: bool = False  # it came in late: where there is no room for it, it is only counted
    thread: int | None = None  # of a forum, where it is told; None: the chat itself


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """Everything that follows from one article: applied in one transaction."""

    article: StoredArticle
    matches: tuple[Match, ...]
    placement: Placement | None  # None when nothing matched
    tellings: tuple[Telling, ...]


# ---------------------------------------------------------------- a delivery


class DeliveryKind(StrEnum):
    """What a row of the outbox wants done."""

    ALERT = "alert"  # a new message
    UPDATE = "update"  # a reply to the alert's message
    EDIT = "edit"  # the alert's message, with what is known by now
    DIGEST = "digest"  # one message for the alerts of several rows
    BROADCAST = "broadcast"  # a text of the administrators, which is its alert's headline


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A message to one chat, or an edit of one: rows of the outbox, claimed for sending."""

    id: int  # of its row, or of the row that leads a digest
    chat: int
    chat_kind: str  # "private", "group", "channel" or "terminal"
    kind: DeliveryKind
    story: str  # its id; empty: it is a broadcast
    alert: Alert
    created: datetime
    attempts: int  # this one included
    doubtful: bool  # an earlier attempt may have arrived: its answer never came
    message_id: int | None  # of the alert's message: to edit, or to reply to
    silent: bool = False  # without a sound
    choice: Choice = Choice.USUAL  # the chat's, for the story
    said: frozenset[str] = frozenset()  # the kinds of feedback it gave on the story
    bundle: tuple[Alert, ...] = ()  # what a digest shows; `alert` is its first
    more: int = 0  # alerts that a digest only counts
    thread: int | None = None  # of a forum; None: the chat itself
    language: str = ""  # that the chat is talked to in; empty: English
    zone: str = ""  # IANA name of the chat's time zone; empty: UTC
    preview: Preview = Preview.SMALL
    format: Format = Format.NORMAL
    planned: datetime | None = None  # when an alert was to be told; None: when it was created


# ---------------------------------------------------------------- a channel


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """A channel or a group that somebody may manage from the private chat with the bot."""

    id: int
    title: str
    told: bool  # that somebody, that the bot may post there
