"""What is known, kept in one database: feeds, articles, stories, chats, the outbox.

Edges see the store only through the protocols below.
"""

from collections.abc import Callable, Collection
from datetime import datetime, timedelta
from typing import Protocol

from bot.models import Channel
from bot.models.feedback import FeedbackKind
from bot.models.findings import FoundStory, StoryAccount, Trace, TrendPoint
from bot.models.health import FeedCounts, FeedHealth, Health, Statistics
from bot.models.watches import Watch
from bot.models.wishes import Chat, Choice, Subscription, Urgency, Wishes


class ChatBook(Protocol):
    """What a conversation reads and writes. Every method is one transaction."""

    async def meet(self, chat: int, kind: str, *, now: datetime, client: str = "") -> Chat:
        """Return the chat, made known (and not yet open) if it was not.

        `client`: the language of the reader's client, which is remembered; empty: not known.
        """

    async def subscribe(
        self, chat: int, topic: str, *, now: datetime, thread: int | None = None
    ) -> bool:
        """Subscribe and open the chat; False when it was subscribed already.

        `thread`: of a forum, where the topic is told from now on; None changes nothing of that.
        """

    async def unsubscribe(self, chat: int, topic: str) -> bool:
        """End a subscription; False when there was none."""

    async def subscriptions(self, chat: int) -> tuple[str, ...]:
        """Topics the chat is subscribed to, by name, sorted."""

    async def close(self, chat: int, reason: str) -> None:
        """End all subscriptions; what waits in the outbox for the chat is dropped as gone.

        Its wishes stay, for the day when it comes back.
        """

    async def forget(self, chat: int) -> None:
        """Delete all that is kept of the chat."""

    async def wishes(self, chat: int) -> Wishes:
        """What the chat chose for all its stories; the usual for one that nobody met."""

    async def change_wishes(self, chat: int, change: Callable[[Wishes], Wishes]) -> Wishes:
        """Let `change`, a pure function, say from what the chat wanted what it wants now."""

    async def topics_of(self, chat: int) -> tuple[Subscription, ...]:
        """The subscriptions of a chat, by topic."""

    async def set_urgency(self, chat: int, topics: Collection[str], urgency: Urgency) -> None:
        """Change how soon the chat is told of topics that it is subscribed to."""

    async def mute_topic(self, chat: int, topic: str, until: datetime | None) -> bool:
        """Tell the chat nothing of a topic before then; False: it is not subscribed to it."""

    async def choose(self, chat: int, story: str, choice: Choice) -> bool:
        """Change what the chat wants of a story; False when there is no alert of it."""

    async def choice(self, chat: int, story: str) -> Choice | None:
        """What the chat wants of a story; None when there is no alert of it."""

    async def move(self, chat: int, new_chat: int) -> None:
        """Give the chat a new id, with all that is kept of it; merge if both are known."""

    async def allow(self, chat: int, allowed: bool, *, now: datetime) -> None:
        """Let a chat in, or shut it out, when the bot is not open to everyone."""


class StoryLookup(Protocol):
    """What a conversation asks of the archive; findings.py says what comes."""

    async def latest(self, topic: str, *, limit: int) -> tuple[FoundStory, ...]:
        """The stories that came to a topic last, newest first."""

    async def trend(
        self, topic: str, *, since: datetime, until: datetime, step: timedelta
    ) -> tuple[TrendPoint, ...]:
        """What a topic brought, a point for each step on the wall clock of `since`."""

    async def why(self, story: str, *, chat: int) -> StoryAccount | None:
        """All that is known of a story and what the chat was told; None: no such story."""

    async def find_message(self, chat: int, message_id: int) -> str | None:
        """The story that a message of ours told the chat, or None."""

    async def find_link(self, link: str) -> tuple[Trace, ...]:
        """What each feed made of a page, in the order they showed it; empty: none did."""


class StorySearch(Protocol):
    """The archive, by words."""

    async def search(self, typed: str, *, limit: int) -> tuple[FoundStory, ...]:
        """The stories with an article that holds all the words, newest such article first."""


class FeedbackBook(Protocol):
    """What readers say of their alerts."""

    async def note(self, chat: int, story: str, kind: FeedbackKind, *, now: datetime) -> bool:
        """Keep what a chat says of an alert, once; False when there is no alert of the story.

        A story that is not relevant is muted in the chat too: what follows it is not either.
        """

    async def take_back(self, chat: int, story: str, kind: FeedbackKind) -> bool:
        """Forget what a chat said of an alert; False when there is no alert of the story.

        A story that it muted is as it was before, unless the chat chose otherwise since.
        """

    async def said(self, chat: int, story: str) -> frozenset[FeedbackKind]:
        """What the chat says of the story's alert."""

    async def topics_told(self, chat: int, story: str) -> tuple[str, ...]:
        """The topics under which the chat was told the story; a later one comes last."""


class AddedFeedBook(Protocol):
    """Feeds that administrators added in chats. Every method is one transaction."""

    async def add(self, url: str, *, by: int, now: datetime) -> bool:
        """Poll an address from now on; False: it is polled already. `by`: the chat."""

    async def find_polled(self, url: str) -> FeedHealth | None:
        """The feed of an address, however that is spelled, if it is polled."""

    async def added(self) -> tuple[FeedHealth, ...]:
        """The feeds that were added, by title."""

    async def remove(self, feed: int) -> FeedHealth | None:
        """Poll an added feed no longer, and return it; None: it is none (any more)."""


class StoreOverview(Protocol):
    """How the bot is doing, in numbers; health.py says what comes."""

    async def count_feeds(self) -> FeedCounts:
        """How many feeds are in which state."""

    async def feeds(self, *, first: int, limit: int) -> tuple[FeedHealth, ...]:
        """Feeds: failing ones first. `first`: how many to leave out at the beginning."""

    async def health(self, *, now: datetime) -> Health:
        """Whether everything is alive, and the worst of each kind."""

    async def statistics(self, *, now: datetime) -> Statistics:
        """What happened lately, and who reads what."""


class BroadcastBook(Protocol):
    """What administrators tell all readers. Every method is one transaction."""

    async def count_readers(self) -> int:
        """How many chats would be told."""

    async def draft(self, text: str, *, by: int, now: datetime) -> int:
        """Keep a text until it is confirmed or dropped; return its number. `by`: the chat."""

    async def send(self, draft: int, *, now: datetime) -> int | None:
        """Have a text told to every reader; return how many those are. None: no such draft."""

    async def drop(self, draft: int) -> bool:
        """Forget a text that was not confirmed; False: there is none."""

    async def count_told(self, draft: int) -> int | None:
        """How many chats a confirmed text goes to; None: it was not confirmed."""


class WatchBook(Protocol):
    """Personal topics. Every method is one transaction."""

    async def watch(
        self, chat: int, words: str, *, most: int, now: datetime, thread: int | None = None
    ) -> Watch | None:
        """The chat's topic of these words, made if there is none, with its alerts on.

        None when the chat has `most` already. `thread`: of a forum, where it is told.
        """

    async def unwatch(self, chat: int, name: str) -> Watch | None:
        """Delete a topic of the chat with its subscription, and return it; None: it has none."""

    async def watches_of(self, chat: int) -> tuple[Watch, ...]:
        """The topics of a chat, the oldest first."""


class ChannelBook(Protocol):
    """Which channels and groups people manage from their private chats."""

    async def note(self, channel: int, title: str, *, admin: int, told: bool) -> Channel:
        """Remember that somebody may manage a channel, and its title; return what is known.

        Both are chats that were met. `told` counts when this was not known.
        """

    async def tell(self, channel: int, admin: int) -> None:
        """Remember that somebody was told of a channel."""

    async def channels_of(self, admin: int) -> tuple[Channel, ...]:
        """What somebody may manage, by title."""

    async def others(self, admin: int, *, limit: int) -> tuple[Channel, ...]:
        """Some of what others may manage, and perhaps this somebody too."""

    async def drop(self, channel: int) -> None:
        """Forget a channel where the bot may not post any more, whoever managed it."""
