"""Our own pace towards Telegram, in one place. Pure: the time comes in.

Telegram asks for at most about 1 message a second in a private chat, 20 a minute in a group
or channel, and 30 a second over all chats (core.telegram.org/bots/faq). A refused request
lengthens the wait, so we stay below.
"""

from datetime import UTC, datetime, timedelta
from math import ceil

PRIVATE = timedelta(seconds=1)
# 20 a minute is one in 3 s; the rest is slack, for requests that bunch up on their way.
GROUP = timedelta(seconds=3.05)


class Pace:
    """When the next request may start, and which chats must be left alone until then."""

    def __init__(self, rate: float) -> None:
        """`rate`: requests a second over all chats."""
        self._gap = timedelta(microseconds=ceil(1_000_000 / rate))
        self._next = datetime.min.replace(tzinfo=UTC)
        self._chats: dict[int, datetime] = {}

    def wait(self, now: datetime) -> timedelta:
        """Return how long until the next request may start, whatever the chat; zero: now."""
        if self._next - now > 2 * self._gap:
            self._next = now  # only a clock that was set back makes it look so far away
        return max(self._next - now, timedelta())

    def resting(self, now: datetime) -> dict[int, datetime]:
        """Return the chats that were written to just now, with the end of their rest."""
        self._chats = {
            chat: until
            for chat, until in self._chats.items()
            if timedelta() < until - now <= GROUP
        }
        return self._chats

    def take(self, chat: int, chat_kind: str, now: datetime) -> None:
        """Record that a request for the chat starts now."""
        # One gap of credit, so that a timer that wakes late does not lower the rate.
        self._next = max(self._next, now - self._gap) + self._gap
        if chat_kind != "terminal":
            self._chats[chat] = now + (PRIVATE if chat_kind == "private" else GROUP)
