"""Saying that an alert is not relevant, or a duplicate: kept for whoever writes the rules."""

from collections.abc import Callable
from datetime import datetime

import structlog
from telegram import Bot, MaybeInaccessibleMessage

from bot.models.feedback import FeedbackKind
from bot.store import FeedbackBook
from bot.telegram.story_buttons import SAY, UNSAY, StoryKeyboards
from bot.telegram.words import Words

log = structlog.get_logger()

MEANT = {
    **{sent: (kind, True) for kind, sent in SAY.items()},
    **{sent: (kind, False) for kind, sent in UNSAY.items()},
}


def read_feedback(data: str) -> tuple[FeedbackKind, bool, str] | None:
    """Return what a button says of a story, and whether that is so; None for another button."""
    sent, _, story = data.partition(":")
    if not story or sent not in MEANT:
        return None
    return (*MEANT[sent], story)


class FeedbackButtons:
    """Pressing the lower row under an alert."""

    def __init__(
        self,
        feedback: FeedbackBook,
        keyboards: StoryKeyboards,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._feedback = feedback
        self._keyboards = keyboards
        self._clock = clock

    def own(self, data: str) -> bool:
        """Whether it is one of these buttons that sends this."""
        return read_feedback(data) is not None

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Keep what is said, or take it back, and return the notice about it."""
        meant = read_feedback(data)
        if meant is None:
            return words.say("answer-old-button")
        chat, (kind, so, story) = message.chat.id, meant
        if so:
            known = await self._feedback.note(chat, story, kind, now=self._clock())
        else:
            known = await self._feedback.take_back(chat, story, kind)
        if not known:
            return words.say("answer-story-gone")
        log.info("feedback", chat=chat, story=story, kind=kind.value, so=so)
        return words.say(f"answer-{kind}" if so else "answer-taken-back")

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Tick what is said now."""
        meant = read_feedback(data)
        if meant is not None:
            await self._keyboards.redraw(bot, message, meant[2], words)
