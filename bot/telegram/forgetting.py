"""/forget: all that is kept of a chat is deleted, once somebody has confirmed it."""

import structlog
from telegram import Bot, MaybeInaccessibleMessage
from telegram.constants import ParseMode

from bot.store import ChatBook
from bot.telegram.screen import Screen, button
from bot.telegram.words import Words

log = structlog.get_logger()

YES, NO = "forget:yes", "forget:no"


def ask_to_forget(words: Words) -> Screen:
    """Return the question, and a button for each answer."""
    rows = [
        [button(words.say("button-forget"), YES)],
        [button(words.say("button-keep"), NO)],
    ]
    return Screen(text=words.say("forget-ask"), rows=rows)


class ForgetButtons:
    """The buttons under the question of /forget."""

    def __init__(self, book: ChatBook) -> None:
        self._book = book

    def own(self, data: str) -> bool:
        """Whether it is one of the two buttons that sends this."""
        return data in (YES, NO)

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Delete everything, or nothing, and return the notice about it."""
        if data == NO:
            return words.say("answer-kept")
        await self._book.forget(message.chat.id)
        log.info("chat forgotten", chat=message.chat.id)
        return words.say("answer-forgotten")

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Say in place of the question what was done."""
        await bot.edit_message_text(
            words.say("forgotten" if data == YES else "kept"),
            chat_id=message.chat.id,
            message_id=message.message_id,
            parse_mode=ParseMode.HTML,
        )
