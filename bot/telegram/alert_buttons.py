"""All buttons under an alert as one: they stand in one place, and the last press decides it."""

from collections.abc import Callable, Sequence
from datetime import datetime

from telegram import Bot, MaybeInaccessibleMessage

from bot.store import ChatBook, FeedbackBook
from bot.telegram.feedback import FeedbackButtons
from bot.telegram.keyboard import Topic
from bot.telegram.story_buttons import StoryButtons, StoryKeyboards
from bot.telegram.story_mutes import StoryMutes
from bot.telegram.words import Words


class AlertButtons:
    """What changes something under an alert; why it came only looks, and is elsewhere."""

    def __init__(
        self,
        book: ChatBook,
        feedback: FeedbackBook,
        topics: Callable[[], Sequence[Topic]],
        *,
        clock: Callable[[], datetime],
    ) -> None:
        keyboards = StoryKeyboards(book, feedback)
        self._kinds = (
            StoryButtons(book, keyboards),
            StoryMutes(book, feedback, topics, keyboards, clock=clock),
            FeedbackButtons(feedback, keyboards, clock=clock),
        )

    def own(self, data: str) -> bool:
        """Whether it is one of these buttons that sends this."""
        return any(kind.own(data) for kind in self._kinds)

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Do what the button means and return the notice about it."""
        return await self._find(data).press(message, data, words)

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Show the buttons as they must look now."""
        await self._find(data).redraw(bot, message, data, words)

    def _find(self, data: str) -> StoryButtons | StoryMutes | FeedbackButtons:
        return next(kind for kind in self._kinds if kind.own(data))
