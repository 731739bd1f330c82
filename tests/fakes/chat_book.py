"""A ChatBook in memory."""

from dataclasses import replace
from datetime import datetime

from bot.models import Chat


class MemoryChatBook:
    """Keeps chats and subscriptions in two dicts; `closed` remembers why chats were closed."""

    def __init__(self) -> None:
        self.chats: dict[int, Chat] = {}
        self.topics: dict[int, set[str]] = {}
        self.closed: dict[int, str] = {}

    async def meet(self, chat: int, kind: str, *, now: datetime) -> Chat:
        """Return the chat, made known if it was not."""
        known = self.chats.get(chat) or Chat(id=chat, kind=kind, allowed=False, open=False)
        self.chats[chat] = known
        return known

    async def subscribe(self, chat: int, topic: str, *, now: datetime) -> bool:
        """Subscribe and open the chat."""
        self.chats[chat] = replace(self.chats[chat], open=True)
        wanted = self.topics.setdefault(chat, set())
        new = topic not in wanted
        wanted.add(topic)
        return new

    async def unsubscribe(self, chat: int, topic: str) -> bool:
        """End a subscription."""
        wanted = self.topics.get(chat, set())
        had = topic in wanted
        wanted.discard(topic)
        return had

    async def subscriptions(self, chat: int) -> tuple[str, ...]:
        """Return the chat's topics."""
        return tuple(sorted(self.topics.get(chat, ())))

    async def close(self, chat: int, reason: str) -> None:
        """End all subscriptions."""
        self.topics.pop(chat, None)
        self.closed[chat] = reason
        if chat in self.chats:
            self.chats[chat] = replace(self.chats[chat], open=False)

    async def move(self, chat: int, new_chat: int) -> None:
        """Give the chat a new id."""
        old = self.chats.pop(chat, None)
        if old is None:
            return
        self.chats[new_chat] = replace(old, id=new_chat)
        self.topics.setdefault(new_chat, set()).update(self.topics.pop(chat, set()))

    async def allow(self, chat: int, allowed: bool, *, now: datetime) -> None:
        """Let a chat in, or shut it out."""
        known = self.chats.get(chat) or Chat(id=chat, kind="private", allowed=False, open=False)
        self.chats[chat] = replace(known, allowed=allowed)
