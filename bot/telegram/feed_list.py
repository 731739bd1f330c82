"""/add URL and /remove: administrators add feeds in chat, beside those of the file."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from html import escape

import structlog
from telegram import Bot, MaybeInaccessibleMessage, Message

from bot.errors import BotError
from bot.feeds.discovery import tidy_address
from bot.feeds.text import clean_text
from bot.models.firstlook import FeedLook
from bot.models.health import FeedHealth
from bot.store import AddedFeedBook, ChatBook
from bot.telegram.access import Context, Say
from bot.telegram.answers import Redrawer, reply, show_instead
from bot.telegram.feed_words import (
    ADD,
    ADDRESS_LIMIT,
    LEAVE,
    PREFIX,
    TITLE_LIMIT,
    list_added,
    offer_feed,
    read_offer,
    read_press,
    tell_offered,
    tell_polled,
)
from bot.telegram.keyboard import Topic
from bot.telegram.screen import Screen
from bot.telegram.words import Words
from bot.textlength import shorten

log = structlog.get_logger()

REASON_LIMIT = 400  # units of what a look failed of; Fluent takes 2,500 characters, escaped

Look = Callable[[str], Awaitable[FeedLook]]


class FeedList:
    """The commands, and the buttons below what they answer."""

    def __init__(
        self,
        book: ChatBook,
        feeds: AddedFeedBook,
        look: Look,
        topics: Callable[[], Sequence[Topic]],
        *,
        clock: Callable[[], datetime],
    ) -> None:
        """`look` finds the feed of an address and says what it would bring; raises BotError."""
        self._book = book
        self._feeds = feeds
        self._look = look
        self._topics = topics
        self._clock = clock
        self._answers = Redrawer()  # what takes its time, so that nobody else waits for it

    def commands(self) -> Mapping[str, Say]:
        """Return what answers which command; only administrators may give them."""
        return {"add": self._add, "remove": self._remove}

    async def stop(self, within: timedelta) -> None:
        """Let the last answers go out."""
        await self._answers.stop(within)

    # ------------------------------------------------------------ commands

    async def _add(self, message: Message, context: Context, words: Words) -> None:
        typed = " ".join(context.args or [])
        if not typed:
            await reply(context.bot, message, words.say("add-usage"))
            return

        async def answer() -> None:
            screen = await self._offer(message.chat_id, typed, words)
            under = message.message_id
            await reply(context.bot, message, screen.text, screen.keyboard, under=under)

        # Of many that come at once in a chat one after another is looked at.
        self._answers.ask(message.chat_id, message.message_id, answer)

    async def _offer(self, chat: int, typed: str, words: Words) -> Screen:
        try:
            return await self._look_at(chat, typed, words)
        except BotError as error:
            # Not what was typed: a password may stand in it.
            log.info("no feed to add", chat=chat, error=str(error))
            reason = _shorten(str(error), REASON_LIMIT)
            return Screen(text=words.say("add-failed", reason=reason), rows=[])

    async def _look_at(self, chat: int, typed: str, words: Words) -> Screen:
        if known := await self._feeds.find_polled(tidy_address(typed)):
            return Screen(text=tell_polled(known, words), rows=[])
        look = await self._look(typed)
        if known := await self._feeds.find_polled(look.url):
            return Screen(text=tell_polled(known, words), rows=[])
        if len(look.url) > ADDRESS_LIMIT:
            raise BotError("its address is too long")
        titles = {topic.name: topic.title for topic in self._topics()}
        zone = (await self._book.wishes(chat)).zone
        return offer_feed(look, titles, zone, words)

    async def _remove(self, message: Message, context: Context, words: Words) -> None:
        typed = " ".join(context.args or [])
        if not typed:
            screen = list_added(await self._feeds.added(), 0, words)
            await reply(context.bot, message, screen.text, screen.keyboard)
            return
        feed = await self._feeds.find_polled(tidy_address(typed))
        if feed is None:
            said = words.say("remove-unknown")
        elif not feed.added:
            said = words.say("remove-listed")
        else:
            await self._drop(feed.id, by=message.chat_id)
            said = words.say("feed-removed", title=_shorten(feed.title))
        await reply(context.bot, message, said)

    async def _drop(self, feed: int, *, by: int) -> FeedHealth | None:
        removed = await self._feeds.remove(feed)
        if removed:
            log.info("feed removed", feed=removed.url, chat=by)
        return removed

    # ------------------------------------------------------------ buttons

    def own(self, data: str) -> bool:
        """Whether it is one of these buttons that sends this."""
        return data.startswith(PREFIX)

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Do what the button means and return the notice about it."""
        if data in (ADD, LEAVE):
            _, address = _read_offer(message)
            if not address:
                return words.say("answer-old-button")
            return await self._begin(address, message.chat.id, words) if data == ADD else ""
        pressed = read_press(data)
        if pressed is None:
            return words.say("answer-old-button")
        feed, _ = pressed
        if feed is None:
            return ""
        removed = await self._drop(feed, by=message.chat.id)
        if removed is None:
            return words.say("answer-feed-gone")
        return words.say("answer-feed-removed", title=shorten(removed.title, TITLE_LIMIT))

    async def _begin(self, address: str, chat: int, words: Words) -> str:
        if not await self._feeds.add(address, by=chat, now=self._clock()):
            return words.say("answer-feed-known")
        log.info("feed added", feed=address, chat=chat)
        return words.say("answer-feed-added")

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Say in place of the question what became of the feed, or show the list as it is now."""
        if data in (ADD, LEAVE):
            title, address = _read_offer(message)
            if address:
                feed = await self._feeds.find_polled(address)
                await show_instead(bot, message, tell_offered(title, address, feed, words), None)
            return
        pressed = read_press(data)
        if pressed is not None:
            screen = list_added(await self._feeds.added(), pressed[1], words)
            await show_instead(bot, message, screen.text, screen.keyboard)


def _read_offer(message: MaybeInaccessibleMessage) -> tuple[str, str]:
    return read_offer(message.text or "") if isinstance(message, Message) else ("", "")


def _shorten(text: str, most: int = TITLE_LIMIT) -> str:
    """Return a text from outside as Telegram HTML."""
    return escape(shorten(clean_text(text), most))
