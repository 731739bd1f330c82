"""Who may talk to the bot: everyone, or those whom an administrator of the bot let in."""

from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime
from functools import partial
from typing import Any

import structlog
from telegram import Chat as TelegramChat
from telegram import Message, Update, User
from telegram.ext import CallbackContext

from bot.store import ChatBook
from bot.telegram.answers import reply
from bot.telegram.chats import choose_words, find_client_language, is_for_another_bot, name_kind
from bot.telegram.words import Words

log = structlog.get_logger()

Context = CallbackContext[Any, Any, Any, Any]
Say = Callable[[Message, Context, Words], Awaitable[None]]


class Access:
    """The door. Administrators open it to chats, and shut it, with /allow and /deny."""

    def __init__(
        self,
        book: ChatBook,
        *,
        clock: Callable[[], datetime],
        open_to_all: bool,
        admins: frozenset[int],
    ) -> None:
        self._book = book
        self._clock = clock
        self._open_to_all = open_to_all
        self._admins = admins

    def admit(self, say: Say) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
        """Return a handler that lets only those in who may talk to the bot."""

        async def admitted(update: Update, context: Context) -> None:
            message = update.effective_message
            if message is None or is_for_another_bot(message, context.bot):
                return
            may_talk = await self.may_talk(message.chat, message.from_user)
            words = await self.words(message.chat, message.from_user)
            if may_talk:
                await say(message, context, words)
            else:
                text = words.say("closed", chat=str(message.chat_id))
                await reply(context.bot, message, text)

        return admitted

    async def may_talk(self, chat: TelegramChat, user: User | None) -> bool:
        """Whether a chat, now known, or this person in it may use the bot."""
        client = find_client_language(chat, user)
        now = self._clock()
        known = await self._book.meet(chat.id, name_kind(chat), now=now, client=client)
        return self._open_to_all or known.allowed or self.is_admin(user)

    async def words(self, chat: TelegramChat, user: User | None) -> Words:
        """Return the words in which the bot talks to somebody in a chat."""
        return choose_words(await self._book.wishes(chat.id), chat, user)

    def is_admin(self, user: User | None) -> bool:
        """Whether somebody administers the bot."""
        return user is not None and user.id in self._admins

    def commands(self, otherwise: Say) -> dict[str, Say]:
        """Return the administrators' commands; who is none of them hears `otherwise`."""

        async def set_allowed(
            message: Message, context: Context, words: Words, *, allowed: bool
        ) -> None:
            if self.is_admin(message.from_user):
                await self._set_allowed(message, context, words, allowed=allowed)
            else:
                await otherwise(message, context, words)

        return {
            "allow": partial(set_allowed, allowed=True),
            "deny": partial(set_allowed, allowed=False),
        }

    async def _set_allowed(
        self, message: Message, context: Context, words: Words, *, allowed: bool
    ) -> None:
        try:
            chat = int(" ".join(context.args or []))
        except ValueError:
            await reply(context.bot, message, words.say("wrong-id"))
            return
        await self._book.allow(chat, allowed, now=self._clock())
        if allowed:
            said = "allowed"
        else:
            await self._book.close(chat, "shut out by an administrator of the bot")
            said = "denied-but-open" if self._open_to_all else "denied"
        log.info("access changed", chat=chat, allowed=allowed)
        await reply(context.bot, message, words.say(said, chat=str(chat)))
