"""A FeedbackBook in memory."""

from datetime import datetime

from bot.models.feedback import FeedbackKind


class MemoryFeedback:
    """Keeps what is said; `alerts` holds the topics under which a chat was told a story."""

    def __init__(self) -> None:
        self.alerts: dict[tuple[int, str], tuple[str, ...]] = {}
        self.kept: dict[tuple[int, str, FeedbackKind], datetime] = {}

    async def note(self, chat: int, story: str, kind: FeedbackKind, *, now: datetime) -> bool:
        """Keep what a chat says of an alert, once."""
        if (chat, story) not in self.alerts:
            return False
        self.kept.setdefault((chat, story, kind), now)
        return True

    async def take_back(self, chat: int, story: str, kind: FeedbackKind) -> bool:
        """Forget what a chat said of an alert."""
        self.kept.pop((chat, story, kind), None)
        return (chat, story) in self.alerts

    async def said(self, chat: int, story: str) -> frozenset[FeedbackKind]:
        """Return what the chat says of the story's alert."""
        return frozenset(kind for kind in FeedbackKind if (chat, story, kind) in self.kept)

    async def topics_told(self, chat: int, story: str) -> tuple[str, ...]:
        """Return the topics under which the chat was told the story."""
        return self.alerts.get((chat, story), ())
