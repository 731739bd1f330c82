"""What people say and press, and what they see. An effect is in the book before it is answered."""

from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import structlog
from telegram import Bot, CallbackQuery, Message, Update, User
from telegram import Chat as TelegramChat
from telegram.constants import ChatType, ParseMode
from telegram.error import Forbidden, TelegramError
from telegram.ext import (
    Application,
    CallbackContext,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot.store import ChatBook
from bot.telegram import texts
from bot.telegram.answers import Redrawer, answer_button, reply
from bot.telegram.chats import follow_chats, is_for_another_bot, may_change, name_kind
from bot.telegram.keyboard import (
    Topic,
    build_keyboard,
    read_button,
    read_keys,
    split_topics,
    topic_key,
)

log = structlog.get_logger()

Context = CallbackContext[Any, Any, Any, Any]
Say = Callable[[Message, Context], Coroutine[Any, Any, None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneTopic:
    """A topic that a chat is subscribed to and that left the rules; it can be ended."""

    name: str
    title: str
    description: str = ""


class Conversation:
    """Commands and buttons. `topics` gives those of the rule book in force, in its order."""

    def __init__(
        self,
        book: ChatBook,
        topics: Callable[[], Sequence[Topic]],
        *,
        clock: Callable[[], datetime],
        open_to_all: bool = True,
        admins: frozenset[int] = frozenset(),
    ) -> None:
        self._book = book
        self._topics = topics
        self._clock = clock
        self._open_to_all = open_to_all
        self._admins = admins
        self._redrawer = Redrawer()

    def attach(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register everything that the bot reacts to."""
        new = filters.UpdateType.MESSAGE
        commands: dict[str, Say] = {
            "start": self._start,
            "topics": self._show_topics,
            "subscriptions": self._show_subscriptions,
            "stop": self._stop,
            "help": self._help,
            "allow": partial(self._set_allowed, allowed=True),
            "deny": partial(self._set_allowed, allowed=False),
        }
        follow_chats(application, self._book)
        application.add_handler(CallbackQueryHandler(self._press))
        for name, say in commands.items():
            application.add_handler(CommandHandler(name, self._admit(say), filters=new))
        rest = new & filters.ChatType.PRIVATE & filters.TEXT
        application.add_handler(MessageHandler(rest, self._admit(self._hint)))
        application.add_error_handler(self._apologize)

    async def stop(self, within: timedelta) -> None:
        """Let the last edits go out."""
        await self._redrawer.stop(within)

    # ------------------------------------------------------------ who may

    def _admit(self, say: Say) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
        """Return a handler that lets only those in who may talk to the bot."""

        async def admitted(update: Update, context: Context) -> None:
            message = update.effective_message
            if message is None or is_for_another_bot(message, context.bot):
                return
            if await self._may_talk(message.chat, message.from_user):
                await say(message, context)
            else:
                await reply(context.bot, message, texts.explain_closed(message.chat_id))

        return admitted

    async def _may_talk(self, chat: TelegramChat, user: User | None) -> bool:
        known = await self._book.meet(chat.id, name_kind(chat), now=self._clock())
        return self._open_to_all or known.allowed or (user is not None and user.id in self._admins)

    # ------------------------------------------------------------ commands

    async def _start(self, message: Message, context: Context) -> None:
        words = [texts.INTRO]
        if context.args:
            linked = self._find_topic(context.args[0])
            words = [texts.welcome_to(linked) if linked else texts.explain_gone_topic()]
        await self._send_topics(message, context.bot, words)

    async def _show_topics(self, message: Message, context: Context) -> None:
        topics = self._topics()
        await self._send_topics(message, context.bot, [texts.list_topics(topics)])

    async def _send_topics(self, message: Message, bot: Bot, words: list[str]) -> None:
        topics = self._topics()
        if not topics:
            await reply(bot, message, texts.NO_TOPICS)
            return
        subscribed = await self._book.subscriptions(message.chat_id)
        for number, portion in enumerate(split_topics(topics)):
            text = texts.MORE_TOPICS if number else "\n\n".join(words)
            await reply(bot, message, text, build_keyboard(portion, subscribed))

    async def _show_subscriptions(self, message: Message, context: Context) -> None:
        subscribed = await self._book.subscriptions(message.chat_id)
        topics = self._order_topics(subscribed)
        if not topics:
            await reply(context.bot, message, texts.list_subscriptions(()))
        for portion in split_topics(topics):
            text = texts.list_subscriptions([topic.title for topic in portion])
            await reply(context.bot, message, text, build_keyboard(portion, subscribed))

    async def _stop(self, message: Message, context: Context) -> None:
        if not await may_change(context.bot, message.chat, message.from_user, message):
            await reply(context.bot, message, texts.ADMINISTRATORS_ONLY)
            return
        had = await self._book.subscriptions(message.chat_id)
        await self._book.close(message.chat_id, "stopped")
        await reply(context.bot, message, texts.STOPPED if had else texts.NOTHING_TO_STOP)

    async def _help(self, message: Message, context: Context) -> None:
        admin = message.from_user is not None and message.from_user.id in self._admins
        await reply(context.bot, message, texts.HELP + (texts.HELP_ADMIN if admin else ""))

    async def _set_allowed(self, message: Message, context: Context, *, allowed: bool) -> None:
        if message.from_user is None or message.from_user.id not in self._admins:
            await self._hint(message, context)
            return
        try:
            chat = int(" ".join(context.args or []))
        except ValueError:
            await reply(context.bot, message, texts.WRONG_ID)
            return
        await self._book.allow(chat, allowed, now=self._clock())
        if allowed:
            text = texts.confirm_allowed(chat)
        else:
            await self._book.close(chat, "shut out by an administrator of the bot")
            text = texts.confirm_denied(chat, open_to_all=self._open_to_all)
        log.info("access changed", chat=chat, allowed=allowed)
        await reply(context.bot, message, text)

    async def _hint(self, message: Message, context: Context) -> None:
        if message.chat.type == ChatType.PRIVATE:
            await reply(context.bot, message, texts.UNKNOWN)

    # ------------------------------------------------------------ buttons

    async def _press(self, update: Update, context: Context) -> None:
        query = update.callback_query
        if query is None:
            return
        notice = await self._switch(query, context.bot)
        await answer_button(query, notice)
        message = query.message
        if isinstance(message, Message):
            redraw = partial(self._redraw, context.bot, message)
            self._redrawer.ask(message.chat.id, message.message_id, redraw)

    async def _switch(self, query: CallbackQuery, bot: Bot) -> str:
        """Do what a button means and return the notice about it."""
        button = read_button(query.data)
        if query.message is None or button is None:
            return texts.answer_old_button
        chat = query.message.chat
        if not await self._may_talk(chat, query.from_user):
            return texts.answer_stranger
        if not await may_change(bot, chat, query.from_user):
            return texts.answer_administrators
        wanted, key = button
        topic = self._find_topic(key)
        if topic is None and not wanted:
            subscribed = self._order_topics(await self._book.subscriptions(chat.id))
            topic = next((gone for gone in subscribed if topic_key(gone.name) == key), None)
        if topic is None:
            return texts.answer_topic_gone
        if wanted:
            changed = await self._book.subscribe(chat.id, topic.name, now=self._clock())
        else:
            changed = await self._book.unsubscribe(chat.id, topic.name)
        if changed:
            log.info("subscription changed", chat=chat.id, topic=topic.name, wanted=wanted)
        return texts.answer_on(topic.title) if wanted else texts.answer_off(topic.title)

    async def _redraw(self, bot: Bot, message: Message) -> None:
        """Bring a message's buttons up to date, and its text when that lists subscriptions."""
        subscribed = await self._book.subscriptions(message.chat.id)
        known = {topic_key(topic.name): topic for topic in self._order_topics(subscribed)}
        known |= {topic_key(topic.name): topic for topic in self._topics()}
        topics = [known[key] for key in read_keys(message.reply_markup) if key in known]
        keyboard = build_keyboard(topics, subscribed) if topics else None
        if (message.text or "").startswith(texts.SUBSCRIBED):
            titles = [topic.title for topic in topics if topic.name in subscribed]
            await bot.edit_message_text(
                texts.list_subscriptions(titles),
                chat_id=message.chat.id,
                message_id=message.message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
            )
        else:
            await bot.edit_message_reply_markup(
                message.chat.id, message.message_id, reply_markup=keyboard
            )

    # ------------------------------------------------------------ when it breaks

    async def _apologize(self, update: object, context: Context) -> None:
        error = context.error
        if isinstance(error, TelegramError):
            log.warning("not answered", error=str(error))
        else:
            log.error("conversation failed", exc_info=error)
        if not isinstance(update, Update) or isinstance(error, Forbidden):
            return
        if update.callback_query is not None:
            await answer_button(update.callback_query, texts.answer_trouble)
        elif update.message is not None and not isinstance(error, TelegramError):
            try:
                await reply(context.bot, update.message, texts.TROUBLE)
            except TelegramError as second:
                log.warning("not answered", error=str(second))

    # ------------------------------------------------------------ topics

    def _find_topic(self, key: str) -> Topic | None:
        return next((topic for topic in self._topics() if topic_key(topic.name) == key), None)

    def _order_topics(self, names: Sequence[str]) -> list[Topic]:
        """Return the named topics in the book's order, those that left it last."""
        offered = self._topics()
        gone = sorted(set(names) - {topic.name for topic in offered})
        return [topic for topic in offered if topic.name in names] + [
            GoneTopic(name=name, title=texts.mark_gone(name)) for name in gone
        ]
