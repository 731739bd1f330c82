"""The buttons under an alert: why it came, follow its story, mute, say what is wrong with it.

A button carries the wanted choice, so pressing it twice changes nothing more.
"""

from collections.abc import Collection

import structlog
from telegram import Bot, InlineKeyboardMarkup, MaybeInaccessibleMessage

from bot.models.feedback import FeedbackKind
from bot.models.wishes import Choice
from bot.store import ChatBook, FeedbackBook
from bot.telegram.keyboard import tick
from bot.telegram.screen import button
from bot.telegram.why import WHY
from bot.telegram.words import Words, open_words

log = structlog.get_logger()

ANSWERS = {
    Choice.FOLLOW: "answer-follow",
    Choice.MUTE: "answer-mute",
    Choice.USUAL: "answer-usual",
}
MUTES = "mutes:"  # opens the choice of what to mute
BACK = "alert:"  # and closes it
# What the buttons about an alert send: it is so, and it is not so after all.
SAY = {FeedbackKind.IRRELEVANT: "wrong", FeedbackKind.DUPLICATE: "twice"}
UNSAY = {FeedbackKind.IRRELEVANT: "right", FeedbackKind.DUPLICATE: "once"}


def build_story_keyboard(
    story: str,
    choice: Choice,
    words: Words | None = None,
    said: Collection[str] = (),
) -> InlineKeyboardMarkup:
    """Return the buttons under an alert of the story; what the chat chose and said is ticked.

    Pressing what is ticked goes back to the usual. `words`: English if not given. `said`: kinds
    of feedback.
    """
    words = words or open_words()
    follows, mutes = choice is Choice.FOLLOW, choice is Choice.MUTE
    above = [
        button(words.say("button-why"), f"{WHY}{story}"),
        button(
            tick(words.say("button-following" if follows else "button-follow"), follows),
            f"{Choice.USUAL if follows else Choice.FOLLOW}:{story}",
        ),
        button(
            tick(words.say("button-muted" if mutes else "button-mute"), mutes), f"{MUTES}{story}"
        ),
    ]
    below = [
        button(
            tick(
                words.say(f"button-{kind}-said" if kind in said else f"button-{kind}"),
                kind in said,
            ),
            f"{(UNSAY if kind in said else SAY)[kind]}:{story}",
        )
        for kind in FeedbackKind
    ]
    return InlineKeyboardMarkup([above, below])


def read_story_button(data: str | None) -> tuple[Choice, str] | None:
    """Return the wanted choice and the story's id, or None for data of another button."""
    wanted, _, story = (data or "").partition(":")
    if not story or wanted not in tuple(Choice):
        return None
    return Choice(wanted), story


class StoryKeyboards:
    """The buttons under the alerts that chats have, as they must look now."""

    def __init__(self, book: ChatBook, feedback: FeedbackBook) -> None:
        self._book = book
        self._feedback = feedback

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, story: str, words: Words
    ) -> None:
        """Tick what is chosen now; a story that is gone leaves no buttons."""
        chat = message.chat.id
        choice = await self._book.choice(chat, story)
        keyboard = None
        if choice is not None:
            said = await self._feedback.said(chat, story)
            keyboard = build_story_keyboard(story, choice, words, said)
        await bot.edit_message_reply_markup(chat, message.message_id, reply_markup=keyboard)


class StoryButtons:
    """Pressing what follows or mutes a story."""

    def __init__(self, book: ChatBook, keyboards: StoryKeyboards) -> None:
        self._book = book
        self._keyboards = keyboards

    def own(self, data: str) -> bool:
        """Whether it is one of these buttons that sends this."""
        return read_story_button(data) is not None

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Change what the chat wants of the story and return the notice about it."""
        meant = read_story_button(data)
        if meant is None:
            return words.say("answer-old-button")
        chat, (choice, story) = message.chat.id, meant
        if not await self._book.choose(chat, story, choice):
            return words.say("answer-story-gone")
        log.info("story chosen", chat=chat, story=story, choice=choice.value)
        return words.say(ANSWERS[choice])

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Tick what is chosen now."""
        meant = read_story_button(data)
        if meant is not None:
            await self._keyboards.redraw(bot, message, meant[1], words)
