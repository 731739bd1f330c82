"""Everything that only looks: commands and buttons that show what is in the archive.

They change nothing, so in groups everybody may use them.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from bot.store import ChatBook, StoryLookup, StorySearch
from bot.telegram.access import Say
from bot.telegram.keyboard import Topic
from bot.telegram.latest import Latest
from bot.telegram.searching import Searching
from bot.telegram.trend import Trend
from bot.telegram.why import Why


class Finding:
    """/latest, /search, /trend and /why, with their buttons."""

    def __init__(
        self,
        book: ChatBook,
        lookup: StoryLookup,
        search: StorySearch,
        topics: Callable[[], Sequence[Topic]],
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._latest = Latest(book, lookup, topics)
        self._search = Searching(book, search)
        self._trend = Trend(book, lookup, topics, clock=clock)
        self._why = Why(book, lookup, topics, clock=clock)
        self.buttons = (self._latest, self._search, self._trend, self._why)

    def commands(self) -> Mapping[str, Say]:
        """Return what answers which command."""
        return {
            "latest": self._latest.say,
            "search": self._search.say,
            "trend": self._trend.say,
            "why": self._why.say,
        }

    def owns(self, data: str) -> bool:
        """Whether it is a button that only shows something that sends this."""
        return any(buttons.own(data) for buttons in self.buttons)
