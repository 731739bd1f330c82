"""A ChatBook in memory."""

from collections.abc import Callable, Collection
from dataclasses import replace
from datetime import datetime

from bot.models.wishes import Chat, Choice, Subscription, Urgency, Wishes


class MemoryChatBook:
    """Keeps everything in dicts; `closed` remembers why chats were closed.

    `told` holds what a chat chose for each story that it was told.
    """

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.topics: dict[int, dict[str, Subscription]] = {}
        self.closed: dict[int, str] = {}
        self.clients: dict[int, str] = {}
        self.wanted: dict[int, Wishes] = {}
        self.told: dict[tuple[int, str], Choice] = {}

    async def meet(self, chat: int, kind: str, *, now: datetime, client: str = "") -> Chat:
        """Return the chat, made known if it was not."""
        if client:
            self.clients[chat] = client
        known = self.chats.get(chat) or Chat(id=chat, kind=kind, allowed=False, open=False)
        self.chats[chat] = known
        return known

    async def subscribe(
        self, chat: int, topic: str, *, now: datetime, thread: int | None = None
    ) -> bool:
        """Subscribe and open the chat."""
        self.chats[chat] = replace(self.chats[chat], open=True)
        wanted = self.topics.setdefault(chat, {})
        new = topic not in wanted
        wanted.setdefault(topic, Subscription(topic=topic, chat=chat, since=now))
        if thread is not None:
            wanted[topic] = replace(wanted[topic], thread=thread)
        return new

    async def unsubscribe(self, chat: int, topic: str) -> bool:
        """End a subscription."""
        return self.topics.get(chat, {}).pop(topic, None) is not None

    async def subscriptions(self, chat: int) -> tuple[str, ...]:
        """Return the chat's topics."""
        return tuple(sorted(self.topics.get(chat, ())))

    async def close(self, chat: int, reason: str) -> None:
        """End all subscriptions."""
        self.topics.pop(chat, None)
        self.closed[chat] = reason
        if chat in self.chats:
            self.chats[chat] = replace(self.chats[chat], open=False)

    async def forget(self, chat: int) -> None:
        """Delete all that is kept of the chat."""
        for kept in (self.chats, self.topics, self.closed, self.clients, self.wanted):
            kept.pop(chat, None)
        for key in [key for key in self.told if key[0] == chat]:
            del self.told[key]

    async def move(self, chat: int, new_chat: int) -> None:
        """Give the chat a new id."""
        old = self.chats.pop(chat, None)
        if old is None:
            return
        self.chats[new_chat] = replace(old, id=new_chat)
        merged = self.topics.setdefault(new_chat, {})
        for topic, one in self.topics.pop(chat, {}).items():
            merged.setdefault(topic, replace(one, chat=new_chat))
        if chat in self.wanted:
            self.wanted.setdefault(new_chat, replace(self.wanted.pop(chat), chat=new_chat))
        for known, story in [key for key in self.told if key[0] == chat]:
            self.told.setdefault((new_chat, story), self.told.pop((known, story)))

    async def wishes(self, chat: int) -> Wishes:
        """Return what the chat chose for all its stories."""
        return self.wanted.get(chat, Wishes(chat=chat))

    async def change_wishes(self, chat: int, change: Callable[[Wishes], Wishes]) -> Wishes:
        """Change what the chat wants."""
        self.wanted[chat] = change(await self.wishes(chat))
        return self.wanted[chat]

    async def topics_of(self, chat: int) -> tuple[Subscription, ...]:
        """Return the chat's subscriptions."""
        topics = self.topics.get(chat, {})
        return tuple(topics[name] for name in sorted(topics))

    async def set_urgency(self, chat: int, topics: Collection[str], urgency: Urgency) -> None:
        """Change how soon the chat is told of topics."""
        subscribed = self.topics.get(chat, {})
        for topic in subscribed.keys() & set(topics):
            subscribed[topic] = replace(subscribed[topic], urgency=urgency)

    async def mute_topic(self, chat: int, topic: str, until: datetime | None) -> bool:
        """Tell the chat nothing of a topic before then."""
        subscribed = self.topics.get(chat, {})
        if topic in subscribed:
            subscribed[topic] = replace(subscribed[topic], muted_until=until)
        return topic in subscribed

    async def choose(self, chat: int, story: str, choice: Choice) -> bool:
        """Change what the chat wants of a story that it was told."""
        if (chat, story) not in self.told:
            return False
        self.told[chat, story] = choice
        return True

    async def choice(self, chat: int, story: str) -> Choice | None:
        """Return what the chat wants of a story."""
        return self.told.get((chat, story))

    async def allow(self, chat: int, allowed: bool, *, now: datetime) -> None:
        """Let a chat in, or shut it out."""
        known = self.chats.get(chat) or Chat(id=chat, kind="private", allowed=False, open=False)
        self.chats[chat] = replace(known, allowed=allowed)
