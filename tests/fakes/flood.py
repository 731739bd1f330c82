"""Telegram's flood limits, enforced: see https://core.telegram.org/bots/faq."""

import math
from collections import defaultdict, deque
from dataclasses import dataclass

from tests.fakes.refusal import Refusal


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """At most `count` in any `window` seconds."""

    count: int
    window: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Flood:
    """One refusal: when, in which chat, by which limit."""

    time: float
    chat: int
    limit: Limit
    retry_after: int


class FloodGate:
    """Counts what chats are sent (edits and chat actions too) and refuses what is too much."""

    def __init__(
        self,
        *,
        overall: Limit = Limit(count=30, window=1.0),
        chat: Limit = Limit(count=3, window=1.0),
        group: Limit = Limit(count=20, window=60.0),
    ) -> None:
        self._overall = overall
        self._chat = chat
        self._group = group
        self._all: deque[float] = deque()
        self._chats: defaultdict[int, deque[float]] = defaultdict(deque)
        self.floods: list[Flood] = []

    def admit(self, chat: int, now: float) -> None:
        """Count one request to a chat, or raise the 429 that Telegram answers."""
        checks = [(self._all, self._overall), (self._chats[chat], self._chat)]
        if chat < 0:
            checks.append((self._chats[chat], self._group))
        for times, limit in checks:
            if len(times) >= limit.count and now - times[-limit.count] < limit.window:
                wait = max(1, math.ceil(limit.window - (now - times[-limit.count])))
                self.floods.append(Flood(time=now, chat=chat, limit=limit, retry_after=wait))
                raise Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        longest = max(self._overall.window, self._chat.window, self._group.window)
        for times in (self._all, self._chats[chat]):
            times.append(now)
            while times and now - times[0] > longest:
                times.popleft()
