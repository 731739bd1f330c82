"""What a chat is, and what it wants. The usual is what holds until somebody chooses."""

from dataclasses import dataclass
from datetime import datetime, time
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A conversation partner."""

    id: int
    kind: str  # "private", "group", "channel" or "terminal"
    allowed: bool  # an administrator let it in
    open: bool  # False after /stop, or when Telegram says that the bot was blocked


class Updates(StrEnum):
    """How a chat wants to see updates of the stories it was told."""

    SILENT = "silent"  # replies without a sound
    RING = "ring"
    NONE = "none"


class Choice(StrEnum):
    """What a chat wants of one story, against its general wishes."""

    USUAL = "usual"
    FOLLOW = "follow"  # updates ring
    MUTE = "mute"  # no updates, no second ring


class Urgency(StrEnum):
    """How soon a chat wants to be told of a topic."""

    INSTANT = "instant"
    HOURLY = "hourly"  # all of an hour in one message
    DAILY = "daily"  # all of a day in one message, at the chat's own hour


class Preview(StrEnum):
    """How large the picture of an article is."""

    SMALL = "small"
    LARGE = "large"
    NONE = "none"


class Format(StrEnum):
    """How much an alert shows."""

    NORMAL = "normal"
    SHORT = "short"  # no summary


@dataclass(frozen=True, slots=True, kw_only=True)
class QuietHours:
    """From when to when nothing may ring, by the clock on the chat's wall.

    An end before the start is on the next day; the same twice means never.
    """

    start: time
    end: time


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What a chat chose for all its stories."""

    chat: int
    language: str = ""  # of buttons and texts; empty: what the reader's client speaks
    article_languages: tuple[str, ...] = ()  # that it reads, such as "uk"; empty: all
    updates: Updates = Updates.SILENT
    breaking: bool = False  # ring again when a story becomes breaking after its alert
    preview: Preview = Preview.SMALL
    format: Format = Format.NORMAL
    silent: bool = False  # nothing rings, ever
    zone: str = ""  # IANA name of its time zone; empty: UTC
    quiet: QuietHours | None = None
    breaking_wakes: bool = False  # breaking alerts ring in quiet hours too
    digest_at: time = time(8)  # when it gets the day's digest, by its own clock
    muted_until: datetime | None = None  # nothing is told before


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription:
    """A chat wants a topic, in its own way."""

    topic: str
    chat: int
    since: datetime
    urgency: Urgency = Urgency.INSTANT
    muted_until: datetime | None = None  # nothing of the topic is told before
    thread: int | None = None  # of a forum, where the topic is told; None: the chat itself
