"""Pressing topic buttons: subscriptions begin and end. keyboard.py makes the buttons."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

import structlog
from telegram import Bot, InlineKeyboardMarkup, MaybeInaccessibleMessage, Message
from telegram.constants import ParseMode

from bot.models.watches import for_everyone, may_have
from bot.store import ChatBook
from bot.telegram.chats import find_thread
from bot.telegram.keyboard import (
    Topic,
    build_keyboard,
    is_listing,
    read_button,
    read_keys,
    read_page,
    read_pager,
    topic_key,
    write_page,
)
from bot.telegram.screen import turn_pages
from bot.telegram.topic_words import answer_topic, list_subscriptions
from bot.telegram.words import Words

log = structlog.get_logger()


@dataclass(frozen=True, slots=True, kw_only=True)
class GoneTopic:
    """A topic that a chat is subscribed to and that left the rules; it can be ended."""

    name: str
    title: str
    description: str = ""


class TopicButtons:
    """The buttons of /start, /topics and /subscriptions."""

    def __init__(
        self,
        book: ChatBook,
        topics: Callable[[], Sequence[Topic]],
        *,
        clock: Callable[[], datetime],
    ) -> None:
        """`topics`: those of single chats too, which only they are shown."""
        self._book = book
        self._topics = topics
        self._clock = clock

    def own(self, data: str) -> bool:
        """Whether it is a topic's button that sends this, or one that turns pages of them."""
        return read_button(data) is not None or read_page(data) is not None

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Begin or end a subscription and return the notice about it; nothing for a page.

        In a thread of a forum, what begins is told there.
        """
        return await self.change(message.chat.id, data, words, thread=find_thread(message))

    async def change(
        self, chat: int, data: str, words: Words, *, thread: int | None = None
    ) -> str:
        """Begin or end a chat's subscription, wherever the button is, and return the notice."""
        if read_page(data) is not None:
            return ""
        button = read_button(data)
        if button is None:
            return words.say("answer-old-button")
        wanted, key = button
        topic = self.find(key, chat)
        if topic is None and not wanted:
            subscribed = self.order(await self._book.subscriptions(chat), words)
            topic = next((gone for gone in subscribed if topic_key(gone.name) == key), None)
        if topic is None:
            return words.say("answer-topic-gone")
        if wanted:
            changed = await self._book.subscribe(
                chat, topic.name, now=self._clock(), thread=thread
            )
        else:
            changed = await self._book.unsubscribe(chat, topic.name)
        if changed:
            log.info("subscription changed", chat=chat, topic=topic.name, wanted=wanted)
        return answer_topic(topic, wanted, words)

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Bring a message's buttons up to date, and its text when that lists subscriptions.

        An old message, of which Telegram no longer says what it offers, stays as it is.
        """
        page = read_page(data)
        if page is not None:
            paged = await self.build_page(message, page)
            await bot.edit_message_reply_markup(
                message.chat.id, message.message_id, reply_markup=paged
            )
            return
        # What Telegram no longer shows comes as a Message too, an empty one.
        if not (isinstance(message, Message) and message.is_accessible):
            return
        subscribed = await self.list_here(message)
        known = {topic_key(topic.name): topic for topic in self.order(subscribed, words)}
        known |= {topic_key(topic.name): topic for topic in self._list(message.chat.id)}
        topics = [known[key] for key in read_keys(message.reply_markup) if key in known]
        listing = is_listing(data)
        pager = read_pager(message.reply_markup)
        buttons = build_keyboard(topics, subscribed, listing=listing, pager=pager)
        keyboard = buttons if topics else None
        if listing:
            titles = [topic.title for topic in topics if topic.name in subscribed]
            await bot.edit_message_text(
                list_subscriptions(titles, words),
                chat_id=message.chat.id,
                message_id=message.message_id,
                parse_mode=ParseMode.HTML,
                reply_markup=keyboard,
            )
        else:
            await bot.edit_message_reply_markup(
                message.chat.id, message.message_id, reply_markup=keyboard
            )

    async def build_page(
        self, message: MaybeInaccessibleMessage, page: int
    ) -> InlineKeyboardMarkup:
        """Return the buttons of a page of all topics."""
        shown, pager = turn_pages(self._list(None), page, write_page)
        return build_keyboard(shown, await self.list_here(message), pager=pager)

    async def list_here(self, message: MaybeInaccessibleMessage) -> tuple[str, ...]:
        """Return the topics that a chat is subscribed to; in a thread, those told in it."""
        thread = find_thread(message)
        return tuple(
            one.topic
            for one in await self._book.topics_of(message.chat.id)
            if thread is None or one.thread == thread
        )

    def find(self, key: str, chat: int | None = None) -> Topic | None:
        """Return the topic that a key in callback data stands for, the chat's own too."""
        return next((topic for topic in self._list(chat) if topic_key(topic.name) == key), None)

    def order(self, names: Sequence[str], words: Words) -> list[Topic]:
        """Return the named topics in the book's order, those that left it last."""
        offered = self._topics()
        gone = sorted(set(names) - {topic.name for topic in offered})
        return [topic for topic in offered if topic.name in names] + [
            GoneTopic(name=name, title=words.say("label-gone-topic", name=name)) for name in gone
        ]

    def _list(self, chat: int | None) -> Sequence[Topic]:
        """Return the topics for everyone, and those of the chat."""
        if chat is None:
            return for_everyone(self._topics())
        return [topic for topic in self._topics() if may_have(chat, topic)]
