"""/broadcast: an administrator tells all readers something, after a look at it."""

from collections.abc import Callable
from datetime import datetime
from html import escape

import structlog
from telegram import Bot, MaybeInaccessibleMessage, Message

from bot.store import BroadcastBook
from bot.telegram.access import Context
from bot.telegram.answers import reply, show_instead
from bot.telegram.screen import Screen, button, read_number
from bot.telegram.words import Words

log = structlog.get_logger()

PREFIX = "cast:"


class Broadcasting:
    """The command, and the two buttons under its preview."""

    def __init__(self, book: BroadcastBook, *, clock: Callable[[], datetime]) -> None:
        self._book = book
        self._clock = clock

    async def ask(self, message: Message, context: Context, words: Words) -> None:
        """Show the text as readers would see it, then ask whether to send it."""
        text = read_text(message)
        if not text:
            await reply(context.bot, message, words.say("broadcast-usage"))
            return
        chats = await self._book.count_readers()
        if not chats:
            await reply(context.bot, message, words.say("broadcast-nobody"))
            return
        draft = await self._book.draft(text, by=message.chat_id, now=self._clock())
        # Two messages: one may be as long as Telegram allows.
        await reply(context.bot, message, escape(text))
        screen = ask_to_send(draft, chats, words)
        await reply(context.bot, message, screen.text, screen.keyboard)

    def own(self, data: str) -> bool:
        """Whether it is one of these buttons that sends this."""
        return data.startswith(PREFIX)

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Send the text to everybody, or drop it, and return the notice about it."""
        send, draft = read_press(data)
        if draft is None:
            return words.say("answer-old-button")
        if not send:
            dropped = await self._book.drop(draft)
            return words.say("answer-broadcast-dropped" if dropped else "answer-broadcast-over")
        chats = await self._book.send(draft, now=self._clock())
        if chats is None:
            return words.say("answer-broadcast-over")
        log.info("broadcast confirmed", broadcast=draft, chats=chats, by=message.chat.id)
        return words.say("answer-broadcast-sent")

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Say in place of the question what became of the text."""
        _, draft = read_press(data)
        if draft is None:
            return
        chats = await self._book.count_told(draft)
        text = (
            words.say("broadcast-dropped")
            if chats is None
            else words.say("broadcast-sent", count=chats)
        )
        await show_instead(bot, message, text, None)


def ask_to_send(draft: int, chats: int, words: Words) -> Screen:
    """Return the question whether to send a text to so many chats, with its buttons."""
    rows = [
        [button(words.say("button-broadcast"), f"{PREFIX}send:{draft}")],
        [button(words.say("button-broadcast-drop"), f"{PREFIX}drop:{draft}")],
    ]
    return Screen(text=words.say("broadcast-ask", count=chats), rows=rows)


def read_text(message: Message) -> str:
    """Return what stands after the command, lines and all; empty: nothing does."""
    _, *rest = (message.text or "").split(maxsplit=1)
    return rest[0].strip() if rest else ""


def read_press(data: str) -> tuple[bool, int | None]:
    """Return whether a button sends, and the number of its draft; None when it names none."""
    verb, _, number = data.removeprefix(PREFIX).partition(":")
    known = verb in ("send", "drop")
    return verb == "send", read_number(number, digits=15) if known else None
