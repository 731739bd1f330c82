"""A BroadcastBook in memory."""

from datetime import datetime


class MemoryBroadcasts:
    """Keeps drafts, and who was told what."""

    def __init__(self) -> None:
        self.readers = 3
        self.drafts: dict[int, str] = {}
        self.sent: dict[int, str] = {}
        self._last = 0

    async def count_readers(self) -> int:
        """Return how many chats would be told."""
        return self.readers

    async def draft(self, text: str, *, by: int, now: datetime) -> int:
        """Keep a text and return its number."""
        assert by
        assert now.tzinfo
        self._last += 1
        self.drafts[self._last] = text
        return self._last

    async def send(self, draft: int, *, now: datetime) -> int | None:
        """Have a text told to everybody; None: no such draft."""
        assert now.tzinfo
        if draft not in self.drafts:
            return None
        self.sent[draft] = self.drafts.pop(draft)
        return self.readers

    async def drop(self, draft: int) -> bool:
        """Forget a draft."""
        return self.drafts.pop(draft, None) is not None

    async def count_told(self, draft: int) -> int | None:
        """Return how many a sent text goes to; None: it was not sent."""
        return self.readers if draft in self.sent else None
