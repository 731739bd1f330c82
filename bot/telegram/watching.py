"""/watch WORDS and /unwatch: topics that a chat has for itself."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from html import escape
from typing import Protocol

import structlog
from telegram import Bot, MaybeInaccessibleMessage, Message

from bot.errors import BotError
from bot.models.watches import TITLE_LIMIT, Look, Watch
from bot.rules.oneline import LineError, parse_line, tidy_line
from bot.store import ChatBook, WatchBook
from bot.telegram.access import Context, Say
from bot.telegram.answers import Redrawer, reply, show_instead
from bot.telegram.chats import find_thread, may_change
from bot.telegram.keyboard import build_keyboard
from bot.telegram.offers import Offers, read_article
from bot.telegram.screen import Screen
from bot.telegram.topic_choice import TYPED_LIMIT, guess_topic
from bot.telegram.watch_words import (
    COMMAND,
    PROPOSED,
    REFUSED,
    STOP,
    STOP_THIS,
    list_watches,
    read_offer,
    tell_problem,
    tell_watch,
)
from bot.telegram.words import Words
from bot.textlength import shorten

log = structlog.get_logger()

# As many as stand under one message in one column; whoever wants more wants a rule file.
MOST = 20


class Desk(Protocol):
    """Where personal topics are put in force."""

    async def look(self, words: str) -> Look:
        """Return what a line would have matched lately; everything watched for is in force then.

        Raises BotError.
        """

    async def propose(self, text: str, link: str) -> str:
        """Return a line to watch for what a text, or else the page of a link, is about.

        Raises BotError: FetchError when the page cannot be had.
        """

    def wake(self) -> None:
        """Something is not watched for any more."""


class Watching:
    """The commands, the buttons, and what is proposed for a forwarded article or a link."""

    def __init__(
        self,
        book: ChatBook,
        watches: WatchBook,
        desk: Desk,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._book = book
        self._watches = watches
        self._desk = desk
        self._clock = clock
        self._answers = Redrawer()  # what takes its time, so that nobody else waits for it
        self._offers = Offers(desk.propose, self._answers)

    def commands(self) -> Mapping[str, Say]:
        """Return what answers which command."""
        return {"watch": self._watch, "unwatch": self._unwatch}

    def listen(self, message: Message, context: Context, words: Words) -> bool:
        """Propose a topic for a forwarded article or a link; False: the message is neither."""
        return self._offers.listen(message, context.bot, words)

    async def stop(self, within: timedelta) -> None:
        """Let the last answers go out."""
        await self._answers.stop(within)

    # ------------------------------------------------------------ commands

    async def _watch(self, message: Message, context: Context, words: Words) -> None:
        bot, line = context.bot, tidy_line(" ".join(context.args or []))
        text, link = find_article(message, line)
        if text or link:
            if await self._allow_change(message, bot, words):
                self._offers.ask(message, bot, text, link, words)
            return
        if not line:
            await self._explain(message, bot, words)
            return
        try:
            parse_line(line)
        except LineError as error:
            await reply(bot, message, tell_problem(error, words))
            return
        if not await self._allow_change(message, bot, words):
            return
        watch = await self._begin(message, line)
        if watch is None:
            await reply(bot, message, words.say("answer-watch-full", count=MOST))
            return

        async def answer() -> None:
            screen = await self._tell(watch, words)
            if await self._has(watch):  # it may have been ended meanwhile
                await reply(bot, message, screen.text, screen.keyboard)

        self._answers.ask(message.chat_id, watch.name, answer)

    async def _explain(self, message: Message, bot: Bot, words: Words) -> None:
        watches = await self._watches.watches_of(message.chat_id)
        if not watches:
            await reply(bot, message, words.say("watch-how"))
            return
        on = [watch.name for watch in watches if watch.wanted]
        text = f"{words.say('watch-how')}\n\n{words.say('watch-list')}"
        await reply(bot, message, text, build_keyboard(watches, on))

    async def _unwatch(self, message: Message, context: Context, words: Words) -> None:
        bot, chat = context.bot, message.chat_id
        typed = tidy_line(" ".join(context.args or []))
        watches = await self._watches.watches_of(chat)
        meant = next((one for one in watches if one.words.casefold() == typed.casefold()), None)
        found = meant or guess_topic(typed, watches).topic
        if found is None:
            screen = list_watches(watches, words)
            if typed and watches:
                said = words.say("unwatch-unknown", typed=escape(shorten(typed, TYPED_LIMIT)))
                screen = Screen(text=f"{said}\n{screen.text}", rows=screen.rows)
            await reply(bot, message, screen.text, screen.keyboard)
        elif await self._allow_change(message, bot, words):
            said = await self._end(chat, found.name, words)
            await reply(bot, message, escape(said))

    async def _allow_change(self, message: Message, bot: Bot, words: Words) -> bool:
        if await may_change(bot, message.chat, message.from_user, message):
            return True
        await reply(bot, message, words.say("answer-administrators"))
        return False

    # ------------------------------------------------------------ buttons

    def own(self, data: str) -> bool:
        """Whether it is one of these buttons that sends this."""
        return data.startswith((STOP, STOP_THIS)) or data in (PROPOSED, REFUSED)

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Do what the button means and return the notice about it."""
        if data == REFUSED:
            return ""
        if data != PROPOSED:
            return await self._end(message.chat.id, data.partition(":")[2], words)
        line = read_offer(message.text or "") if isinstance(message, Message) else ""
        if not line:
            return words.say("answer-old-button")
        watch = await self._begin(message, line)
        if watch is None:
            return words.say("answer-watch-full", count=MOST)
        return words.say("answer-watching", title=watch.title)

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Say in place of the message what holds now."""
        chat = message.chat.id
        watches = await self._watches.watches_of(chat)
        if data.startswith(STOP):
            screen = list_watches(watches, words)
        elif data == PROPOSED:
            line = read_offer(message.text or "") if isinstance(message, Message) else ""
            watch = next((one for one in watches if one.words.casefold() == line.casefold()), None)
            if watch is None:
                return
            ask = partial(self._show, bot, message, watch, words)
            self._answers.ask(chat, watch.name, ask)
            return
        else:
            said = "watch-refused" if data == REFUSED else "unwatched"
            screen = Screen(text=_strike(message, data, words.say(said)), rows=[])
        await show_instead(bot, message, screen.text, screen.keyboard)

    async def _show(
        self, bot: Bot, message: MaybeInaccessibleMessage, watch: Watch, words: Words
    ) -> None:
        screen = await self._tell(watch, words)
        if await self._has(watch):
            await show_instead(bot, message, screen.text, screen.keyboard)

    # ------------------------------------------------------------ what they do

    async def _begin(self, message: MaybeInaccessibleMessage, line: str) -> Watch | None:
        """Watch for a line; None: the chat watches for enough."""
        chat = message.chat.id
        watch = await self._watches.watch(
            chat, line, most=MOST, now=self._clock(), thread=find_thread(message)
        )
        if watch is not None:
            log.info("watch begun", chat=chat, topic=watch.name)
        return watch

    async def _has(self, watch: Watch) -> bool:
        watches = await self._watches.watches_of(watch.chat)
        return any(one.name == watch.name for one in watches)

    async def _tell(self, watch: Watch, words: Words) -> Screen:
        look: Look | None = None
        try:
            look = await self._desk.look(watch.words)
        except BotError as error:
            log.error("watched for, and not looked at", topic=watch.name, error=str(error))
        zone = (await self._book.wishes(watch.chat)).zone
        return tell_watch(watch, look, zone, words, now=self._clock())

    async def _end(self, chat: int, name: str, words: Words) -> str:
        ended = await self._watches.unwatch(chat, name)
        if ended is None:
            return words.say("answer-watch-gone")
        self._desk.wake()
        log.info("watch ended", chat=chat, topic=name)
        return words.say("answer-unwatched", title=shorten(ended.words, TITLE_LIMIT))


def find_article(message: Message, line: str) -> tuple[str, str]:
    """Return the text and the link that /watch is about, when it is not about words.

    That is a link behind it, or else, with nothing behind it, the message that it replies to.
    """
    if line:
        return "", line if line.startswith(("http://", "https://")) and " " not in line else ""
    replied = message.reply_to_message
    # In a thread of a forum everything replies to the message that opened it.
    if replied is None or replied.forum_topic_created:
        return "", ""
    return read_article(replied)


def _strike(message: MaybeInaccessibleMessage, data: str, said: str) -> str:
    """Return what is said now below the line of a message that does not hold any more."""
    text = (message.text or "") if isinstance(message, Message) else ""
    line = COMMAND + read_offer(text) if data == REFUSED else text.partition("\n")[0]
    return f"<s>{escape(line.strip())}</s>\n{said}" if line.strip() else said
