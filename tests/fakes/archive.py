"""What a conversation asks of the archive, in memory."""

from datetime import datetime, timedelta

from bot.models.findings import FoundStory, StoryAccount, Trace, TrendPoint


class MemoryArchive:
    """Answers with what a test put into it; `asked` remembers the spans of trends."""

    def __init__(self) -> None:
        self.by_topic: dict[str, list[FoundStory]] = {}
        self.points: dict[str, list[TrendPoint]] = {}
        self.accounts: dict[tuple[str, int], StoryAccount] = {}  # by story and chat
        self.messages: dict[tuple[int, int], str] = {}  # chat and message -> story
        self.traces: dict[str, tuple[Trace, ...]] = {}  # by link
        self.found: dict[str, list[FoundStory]] = {}  # by what was typed
        self.asked: list[tuple[datetime, datetime, timedelta]] = []

    async def latest(self, topic: str, *, limit: int) -> tuple[FoundStory, ...]:
        """Return a topic's stories."""
        return tuple(self.by_topic.get(topic, ())[:limit])

    async def trend(
        self, topic: str, *, since: datetime, until: datetime, step: timedelta
    ) -> tuple[TrendPoint, ...]:
        """Return a point for each step; those that were put in count."""
        self.asked.append((since, until, step))
        known = {point.at: point for point in self.points.get(topic, ())}
        empty = [
            TrendPoint(at=since + place * step, stories=0, articles=0)
            for place in range((until - since) // step)
        ]
        return tuple(known.get(point.at, point) for point in empty)

    async def why(self, story: str, *, chat: int) -> StoryAccount | None:
        """Return the account of a story for a chat."""
        return self.accounts.get((story, chat))

    async def find_message(self, chat: int, message_id: int) -> str | None:
        """Return the story that a message told."""
        return self.messages.get((chat, message_id))

    async def find_link(self, link: str) -> tuple[Trace, ...]:
        """Return what feeds made of a page."""
        return self.traces.get(link, ())

    async def search(self, typed: str, *, limit: int) -> tuple[FoundStory, ...]:
        """Return the stories for exactly these words."""
        return tuple(self.found.get(typed, ())[:limit])
