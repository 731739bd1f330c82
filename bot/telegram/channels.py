"""Channels are managed from the private chats of their administrators: /channels and its menus.

The menus are those of every chat, aimed at the channel. Each press asks Telegram whether who
presses still administers it, and whether the bot may still post there.
"""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from html import escape
from typing import Any

import structlog
from telegram import Bot, MaybeInaccessibleMessage, Message, Update
from telegram.constants import ChatType, ParseMode
from telegram.error import TelegramError
from telegram.ext import Application, ChatMemberHandler

from bot.models import Channel
from bot.models.watches import for_everyone
from bot.store import ChannelBook, ChatBook
from bot.telegram.access import Context
from bot.telegram.answers import reply, show_instead
from bot.telegram.chats import name_kind
from bot.telegram.keyboard import (
    BUTTONS_PER_MESSAGE,
    Topic,
    build_keyboard,
    is_listing,
    read_button,
    read_page,
    topic_key,
    write_page,
)
from bot.telegram.rights import Rights, may_post
from bot.telegram.screen import PAGE, Screen, button, turn_pages
from bot.telegram.settings_menu import SettingsButtons
from bot.telegram.targets import MARK, aim, aim_button, read_target
from bot.telegram.topic_buttons import TopicButtons
from bot.telegram.words import Words, open_words
from bot.textlength import shorten

log = structlog.get_logger()

PREFIX = "channels:"  # a page of the list
OPEN, LISTED = "open", "listed"  # what buttons of a channel's menu send, beside topics, settings
TITLE_LIMIT = 30  # of a channel, on a button
OTHERS = 30  # channels that others let the bot in to, of which Telegram is asked at once


class Channels:
    """The list of /channels, and the menus of each."""

    def __init__(
        self,
        book: ChatBook,
        channels: ChannelBook,
        topics: Callable[[], Sequence[Topic]],
        *,
        clock: Callable[[], datetime],
        greet: bool = True,
    ) -> None:
        """`greet`: write to who made the bot an administrator, before they write to it."""
        self._book = book
        self._channels = channels
        self._offered = topics
        self._topics = TopicButtons(book, topics, clock=clock)
        self._settings = SettingsButtons(book, topics, clock=clock)
        self._rights = Rights(clock=clock)
        self._clock = clock
        self._greet = greet

    def follow(self, application: Application[Any, Any, Any, Any, Any, Any]) -> None:
        """Register what notes where the bot may post; beside what closes chats that it left."""
        application.add_handler(ChatMemberHandler(self._note_membership), group=1)

    async def _note_membership(self, update: Update, context: Context) -> None:
        change = update.my_chat_member
        if change is None or change.chat.type == ChatType.PRIVATE:
            return
        chat, person = change.chat, change.from_user
        self._rights.forget(chat.id)
        if not may_post(change.new_chat_member):
            await self._channels.drop(chat.id)
        elif not person.is_bot:  # that would be a group's anonymous administrator
            now, client = self._clock(), (person.language_code or "")[:20]
            # Nobody writes in a channel: it speaks as who manages it, until somebody chooses.
            theirs = client if chat.type == ChatType.CHANNEL else ""
            await self._book.meet(chat.id, name_kind(chat), now=now, client=theirs)
            await self._book.meet(person.id, str(ChatType.PRIVATE), now=now, client=client)
            known = await self._channels.note(
                chat.id,
                chat.title or str(chat.id),
                admin=person.id,
                told=chat.type != ChatType.CHANNEL,
            )
            log.info("may post", chat=chat.id)
            if self._greet and not known.told:
                wishes = await self._book.wishes(person.id)
                words = open_words(wishes.language or client)
                await self._tell(context.bot, person.id, known, words)

    async def tell_all(self, message: Message, bot: Bot, words: Words) -> None:
        """Tell somebody who writes of the channels of which they could not be told before."""
        if message.chat.type == ChatType.PRIVATE:
            for channel in await self._channels.channels_of(message.chat_id):
                if not channel.told:
                    await self._tell(bot, message.chat_id, channel, words)

    async def _tell(self, bot: Bot, person: int, channel: Channel, words: Words) -> None:
        title = shorten(channel.title, TITLE_LIMIT)
        topics = button(words.say("label-channel-topics", title=title), write_page(0))
        text = words.say("channel-mine", title=escape(channel.title))
        screen = aim(Screen(text=text, rows=[[topics]]), channel.id)
        try:
            await bot.send_message(
                person, screen.text, parse_mode=ParseMode.HTML, reply_markup=screen.keyboard
            )
        except TelegramError as error:  # a bot may not begin to write to somebody
            log.info("not told yet", chat=person, channel=channel.id, error=str(error))
        else:
            await self._channels.tell(channel.id, person)

    # ------------------------------------------------------------ command and buttons

    async def say(self, message: Message, context: Context, words: Words) -> None:
        """Answer /channels."""
        if message.chat.type != ChatType.PRIVATE:
            await reply(context.bot, message, words.say("channels-private"))
            return
        await self._find_more(context.bot, message.chat_id)
        screen = await self._draw_list(context.bot, message.chat_id, 0, words)
        await reply(context.bot, message, screen.text, screen.keyboard)

    async def _find_more(self, bot: Bot, person: int) -> None:
        """Note what somebody administers besides, though somebody else let the bot in."""
        others = await self._channels.others(person, limit=OTHERS)
        may = await asyncio.gather(
            *(self._rights.may_manage(bot, person, one.id) for one in others)
        )
        for one, allowed in zip(others, may, strict=True):
            if allowed:
                await self._channels.note(one.id, one.title, admin=person, told=True)

    def own(self, data: str) -> bool:
        """Whether it is a button of the list, or of a channel's menu, that sends this."""
        return data.startswith((MARK, PREFIX))

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Do in a channel what the button means and return the notice about it."""
        channel, sent = read_target(data)
        if channel is None:
            return "" if data.startswith(PREFIX) else words.say("answer-old-button")
        if not await self._may(message.get_bot(), message, channel):
            return words.say("answer-channel-lost")
        if self._settings.own(sent):
            return await self._settings.change(channel, sent, words)
        if self._topics.own(sent):
            return await self._topics.change(channel, sent, words)
        return "" if sent in (OPEN, LISTED) else words.say("answer-old-button")

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Show what the button wants to see, or what is in force after its change."""
        channel, sent = read_target(data)
        if message.chat.type != ChatType.PRIVATE:
            return
        if channel is None or not await self._may(bot, message, channel):
            page = read_page(f"page:{data.removeprefix(PREFIX)}") or 0
            screen = await self._draw_list(bot, message.chat.id, page, words)
        else:
            screen = await self._draw(channel, await self._name(message, channel), sent, words)
        await show_instead(bot, message, screen.text, screen.keyboard)

    async def _may(self, bot: Bot, message: MaybeInaccessibleMessage, channel: int) -> bool:
        # The id of a private chat is that of its person.
        private = message.chat.type == ChatType.PRIVATE
        return private and await self._rights.may_manage(bot, message.chat.id, channel)

    async def _name(self, message: MaybeInaccessibleMessage, channel: int) -> str:
        known = await self._channels.channels_of(message.chat.id)
        return next((one.title for one in known if one.id == channel), str(channel))

    # ------------------------------------------------------------ what is shown

    async def _draw_list(self, bot: Bot, person: int, page: int, words: Words) -> Screen:
        known = await self._channels.channels_of(person)
        shown, pager = turn_pages(known, page, lambda number: f"{PREFIX}{number}")
        may = await asyncio.gather(
            *(self._rights.may_manage(bot, person, one.id) for one in shown)
        )
        rows = [
            [button(shorten(one.title, TITLE_LIMIT), f"{MARK}{one.id}:{OPEN}")]
            for one, allowed in zip(shown, may, strict=True)
            if allowed
        ]
        text = words.say("channels-list" if rows or pager else "channels-none")
        return Screen(text=text, rows=[*rows, *pager])

    async def _draw(self, channel: int, title: str, sent: str, words: Words) -> Screen:
        back = aim_button(button(f"‹ {shorten(title, TITLE_LIMIT)}", OPEN), channel)
        if self._settings.own(sent):
            screen = await self._settings.draw_for(channel, sent, words)
        elif sent == LISTED or is_listing(sent):
            screen = await self._draw_listed(channel, words)
        elif self._topics.own(sent):
            screen = await self._draw_topics(channel, sent, words)
        else:
            screen = await self._draw_menu(channel, words)
            back = button(words.say("button-back"), f"{PREFIX}0")
        text = f"<b>{escape(title)}</b>\n\n{screen.text}"
        return Screen(text=text, rows=[*aim(screen, channel).rows, [back]])

    async def _draw_menu(self, channel: int, words: Words) -> Screen:
        count = len(await self._book.subscriptions(channel))
        text = words.say("channel-told", count=count) if count else words.say("channel-silent")
        lines = (("topics", write_page(0)), ("listed", LISTED), ("settings", "see:main"))
        rows = [[button(words.say(f"button-channel-{line}"), data)] for line, data in lines]
        return Screen(text=text, rows=rows)

    async def _draw_topics(self, channel: int, sent: str, words: Words) -> Screen:
        """Draw a page of all topics: the one that was asked for, or that has the topic."""
        topics = for_everyone(self._offered())
        pressed = read_button(sent)
        keys = [topic_key(topic.name) for topic in topics]
        page = read_page(sent) or 0
        if pressed and pressed[1] in keys:
            page = keys.index(pressed[1]) // PAGE
        shown, pager = turn_pages(topics, page, write_page)
        keyboard = build_keyboard(shown, await self._book.subscriptions(channel), pager=pager)
        rows = [list(row) for row in keyboard.inline_keyboard]
        return Screen(text=words.say("channel-topics" if topics else "no-topics"), rows=rows)

    async def _draw_listed(self, channel: int, words: Words) -> Screen:
        subscribed = await self._book.subscriptions(channel)
        topics = self._topics.order(subscribed, words)[:BUTTONS_PER_MESSAGE]
        keyboard = build_keyboard(topics, subscribed, listing=True)
        rows = [list(row) for row in keyboard.inline_keyboard]
        return Screen(text=words.say("channel-listed" if rows else "channel-silent"), rows=rows)
