"""What people say and press, and what they see. An effect is in the book before it is answered."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

import structlog
from telegram import Bot, CallbackQuery, MaybeInaccessibleMessage, Message, Update
from telegram.constants import ChatType
from telegram.error import Forbidden, TelegramError
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.models.watches import for_everyone
from bot.models.wishes import Wishes
from bot.store import ChatBook, FeedbackBook, StorySearch
from bot.telegram.access import Access, Context, Say
from bot.telegram.administration import Administration
from bot.telegram.alert_buttons import AlertButtons
from bot.telegram.answers import Redrawer, answer_button, reply
from bot.telegram.channels import Channels
from bot.telegram.chats import choose_words, find_thread, follow_chats, may_change
from bot.telegram.finding import Finding
from bot.telegram.forgetting import ForgetButtons, ask_to_forget
from bot.telegram.inline import Inline
from bot.telegram.keyboard import Topic, build_keyboard, split_topics
from bot.telegram.muting import mute_chat, read_mute
from bot.telegram.offers import WITH_CAPTION
from bot.telegram.screen import PAGE, Screen
from bot.telegram.settings_menu import SettingsButtons, is_settings
from bot.telegram.targets import aim_alike
from bot.telegram.topic_buttons import TopicButtons
from bot.telegram.topic_words import describe_topic, list_subscriptions, list_topics
from bot.telegram.watching import Watching
from bot.telegram.words import Words, open_words

log = structlog.get_logger()


class Buttons(Protocol):
    """Buttons of one kind; what a button means is all in its data."""

    def own(self, data: str) -> bool:
        """Whether it is one of these buttons that sends this."""

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Do what the button means and return the notice about it; empty: there is none."""

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Bring the message under which it was pressed up to date."""


class RepliesToSettings(filters.MessageFilter):
    """Replies to a message of /settings, which asks for a time zone."""

    def filter(self, message: Message) -> bool:
        """Whether a message is one."""
        return is_settings(message.reply_to_message)


class Conversation:
    """Commands and buttons. `topics` gives those in force, in the order of the rule book; those
    of single chats too, and every part of the talk shows them only where they belong."""

    def __init__(  # noqa: PLR0913 - every part of the talk is given once
        self,
        book: ChatBook,
        topics: Callable[[], Sequence[Topic]],
        *,
        finding: Finding,
        feedback: FeedbackBook,
        search: StorySearch,
        watching: Watching,
        channels: Channels,
        administration: Administration,
        clock: Callable[[], datetime],
        open_to_all: bool = True,
    ) -> None:
        self._book = book
        self._topics = topics
        self.admins = administration.admins
        self._access = Access(book, clock=clock, open_to_all=open_to_all, admins=self.admins)
        self._clock = clock
        self._topic_buttons = TopicButtons(book, topics, clock=clock)
        self._settings = SettingsButtons(book, topics, clock=clock)
        self._finding = finding
        self._watching = watching
        self._channels = channels
        self._administration = administration
        self._buttons: tuple[Buttons, ...] = (
            self._topic_buttons,
            AlertButtons(book, feedback, topics, clock=clock),
            self._settings,
            ForgetButtons(book),
            *self._finding.buttons,
            self._watching,
            self._channels,
            self._administration,
        )
        self._inline = Inline(book, search, self._access, open_to_all=open_to_all)
        self._redrawer = Redrawer()

    def attach(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register everything that the bot reacts to."""
        new = filters.UpdateType.MESSAGE
        commands: dict[str, Say] = {
            "start": self._start,
            "topics": self._show_topics,
            "subscriptions": self._show_subscriptions,
            "settings": self._show_settings,
            "mute": self._mute,
            "stop": self._stop,
            "forget": self._forget,
            "help": self._help,
            **self._finding.commands(),
            **self._watching.commands(),
            "channels": self._channels.say,
            **self._access.commands(otherwise=self._hint),
            **self._administration.commands(otherwise=self._hint),
        }
        follow_chats(application, self._book)
        self._channels.follow(application)
        application.add_handler(CallbackQueryHandler(self._press))
        application.add_handler(InlineQueryHandler(self._inline.answer))
        admit = self._access.admit
        for name, say in commands.items():
            application.add_handler(CommandHandler(name, admit(say), filters=new))
        # In groups only what replies to our menu is for us.
        place = filters.ChatType.PRIVATE | (filters.ChatType.GROUPS & RepliesToSettings())
        shared = filters.ChatType.PRIVATE & WITH_CAPTION
        rest = new & (place & (filters.TEXT | filters.LOCATION) | shared)
        application.add_handler(MessageHandler(rest, admit(self._listen)))
        application.add_error_handler(self._apologize)

    async def stop(self, within: timedelta) -> None:
        """Let the last edits and answers go out."""
        parts = (self._redrawer, self._watching, self._administration)
        await asyncio.gather(*(part.stop(within) for part in parts))

    # ------------------------------------------------------------ commands

    async def _start(self, message: Message, context: Context, words: Words) -> None:
        text, page, topics = words.say("intro"), 0, for_everyone(self._topics())
        if context.args:
            linked = self._topic_buttons.find(context.args[0])
            if linked:
                text = words.say("welcome-to", topic=describe_topic(linked))
                page = topics.index(linked) // PAGE
            else:
                text = f"{words.say('answer-topic-gone')}\n{words.say('choose-topics')}"
        if topics:
            keyboard = await self._topic_buttons.build_page(message, page)
            await reply(context.bot, message, text, keyboard)
        else:
            await reply(context.bot, message, words.say("no-topics"))
        await self._channels.tell_all(message, context.bot, words)

    async def _show_topics(self, message: Message, context: Context, words: Words) -> None:
        topics = for_everyone(self._topics())
        if not topics:
            await reply(context.bot, message, words.say("no-topics"))
        subscribed = await self._topic_buttons.list_here(message)
        for number, portion in enumerate(split_topics(topics)):
            text = words.say("more-topics") if number else list_topics(topics, words)
            if find_thread(message) and not number:
                text = f"{text}\n\n{words.say('topics-thread')}"
            await reply(context.bot, message, text, build_keyboard(portion, subscribed))

    async def _show_subscriptions(self, message: Message, context: Context, words: Words) -> None:
        subscribed = await self._book.subscriptions(message.chat_id)
        topics = self._topic_buttons.order(subscribed, words)
        if not topics:
            await reply(context.bot, message, list_subscriptions((), words))
        for portion in split_topics(topics):
            text = list_subscriptions([topic.title for topic in portion], words)
            keyboard = build_keyboard(portion, subscribed, listing=True)
            await reply(context.bot, message, text, keyboard)

    async def _show_settings(self, message: Message, context: Context, words: Words) -> None:
        screen = await self._settings.draw(message.chat_id, "main", "", words)
        await show(context.bot, message, screen)

    async def _mute(self, message: Message, context: Context, words: Words) -> None:
        length = read_mute(context.args or [])
        if length is None:
            await reply(context.bot, message, words.say("wrong-mute"))
        elif await self._allow_change(message, context, words):
            now, chat = self._clock(), message.chat_id
            screen = await mute_chat(self._book, chat, length, now=now, words=words)
            await show(context.bot, message, screen)

    async def _forget(self, message: Message, context: Context, words: Words) -> None:
        if await self._allow_change(message, context, words):
            await show(context.bot, message, ask_to_forget(words))

    async def _allow_change(self, message: Message, context: Context, words: Words) -> bool:
        """Whether who writes may change something in the chat; if not, that is said."""
        if await may_change(context.bot, message.chat, message.from_user, message):
            return True
        await reply(context.bot, message, words.say("answer-administrators"))
        return False

    async def _stop(self, message: Message, context: Context, words: Words) -> None:
        if not await self._allow_change(message, context, words):
            return
        had = await self._book.subscriptions(message.chat_id)
        await self._book.close(message.chat_id, "stopped")
        await reply(context.bot, message, words.say("stopped" if had else "nothing-to-stop"))

    async def _help(self, message: Message, context: Context, words: Words) -> None:
        commands = ("help", "help-watching", "help-channels")
        text = "\n".join(map(words.say, commands)) + f"\n\n{words.say('help-stories')}"
        if self._access.is_admin(message.from_user):
            text = f"{text}\n\n{words.say('help-admin')}\n{self._administration.tell_help(words)}"
        await reply(context.bot, message, text)

    async def _listen(self, message: Message, context: Context, words: Words) -> None:
        zones = self._settings.offer_zones(message, words)
        if zones:
            await show(context.bot, message, aim_alike(zones, message.reply_to_message))
        elif not self._watching.listen(message, context, words):
            await self._hint(message, context, words)

    async def _hint(self, message: Message, context: Context, words: Words) -> None:
        if message.chat.type == ChatType.PRIVATE:
            await reply(context.bot, message, words.say("unknown"))

    # ------------------------------------------------------------ buttons

    async def _press(self, update: Update, context: Context) -> None:
        query = update.callback_query
        if query is None:
            return
        data, message = query.data or "", query.message
        buttons = next((kind for kind in self._buttons if kind.own(data)), None)
        if message is None or buttons is None:
            words = open_words(query.from_user.language_code or "")
            await answer_button(query, words.say("answer-old-button"))
            return
        refusal = await self._refuse(query, message, context.bot, data)
        words = await self._access.words(message.chat, query.from_user)
        if refusal:
            await answer_button(query, words.say(refusal))
            return
        await answer_button(query, await buttons.press(message, data, words))
        # It may have changed the language.
        words = await self._access.words(message.chat, query.from_user)
        redraw = partial(buttons.redraw, context.bot, message, data, words)
        self._redrawer.ask(message.chat.id, (message.message_id, buttons), redraw)

    async def _refuse(
        self, query: CallbackQuery, message: MaybeInaccessibleMessage, bot: Bot, data: str
    ) -> str | None:
        """Return the id of why somebody may not press buttons here; None: he may."""
        if not await self._access.may_talk(message.chat, query.from_user):
            return "answer-stranger"
        if self._finding.owns(data):
            return None
        if self._administration.own(data):
            return None if self._access.is_admin(query.from_user) else "answer-operators"
        if not await may_change(bot, message.chat, query.from_user):
            return "answer-administrators"
        return None

    # ------------------------------------------------------------ when it breaks

    async def _apologize(self, update: object, context: Context) -> None:
        error = context.error
        if isinstance(error, TelegramError):
            log.warning("not answered", error=str(error))
        else:
            log.error("conversation failed", exc_info=error)
        if not isinstance(update, Update) or isinstance(error, Forbidden):
            return
        # The book may be what broke: nothing is asked of it.
        chat = update.effective_chat
        words = choose_words(Wishes(chat=chat.id), chat, update.effective_user) if chat else None
        trouble = (words or open_words()).say("answer-trouble")
        if update.callback_query is not None:
            await answer_button(update.callback_query, trouble)
        elif update.message is not None and not isinstance(error, TelegramError):
            try:
                await reply(context.bot, update.message, trouble)
            except TelegramError as second:
                log.warning("not answered", error=str(second))


async def show(bot: Bot, message: Message, screen: Screen) -> None:
    """Answer a message with a screen. Raises TelegramError."""
    await reply(bot, message, screen.text, screen.keyboard)
