"""What is known, kept in one database: feeds, articles, stories, chats, the outbox.

Edges see the store only through the protocols below.
"""

from datetime import datetime
from typing import Protocol

from bot.models import Chat


class ChatBook(Protocol):
    """What a conversation reads and writes. Every method is one transaction."""

    async def meet(self, chat: int, kind: str, *, now: datetime) -> Chat:
        """Return the chat, made known (and not yet open) if it was not."""

    async def subscribe(self, chat: int, topic: str, *, now: datetime) -> bool:
        """Subscribe and open the chat; False when it was subscribed already."""

    async def unsubscribe(self, chat: int, topic: str) -> bool:
        """End a subscription; False when there was none."""

    async def subscriptions(self, chat: int) -> tuple[str, ...]:
        """Topics the chat is subscribed to, by name, sorted."""

    async def close(self, chat: int, reason: str) -> None:
        """End all subscriptions; what waits in the outbox for the chat is dropped as gone."""

    async def move(self, chat: int, new_chat: int) -> None:
        """Give the chat a new id, with all that is kept of it; merge if both are known."""

    async def allow(self, chat: int, allowed: bool, *, now: datetime) -> None:
        """Let a chat in, or shut it out, when the bot is not open to everyone."""
