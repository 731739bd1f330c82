"""What the bot's administrators ask of it: /feeds, /health, /stats, /reload, /broadcast ..."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from html import escape

import structlog
from telegram import Bot, MaybeInaccessibleMessage, Message

from bot.errors import BotError
from bot.models.health import Reloaded
from bot.store import BroadcastBook, ChatBook, StoreOverview
from bot.telegram.access import Context, Say
from bot.telegram.answers import reply, show_instead
from bot.telegram.broadcasting import Broadcasting
from bot.telegram.condition import tell_feeds, tell_health, tell_statistics
from bot.telegram.feed_list import FeedList
from bot.telegram.keyboard import Topic
from bot.telegram.screen import Screen, read_number, turn_pages
from bot.telegram.words import Words
from bot.textlength import shorten

log = structlog.get_logger()

PREFIX = "feeds:"
TROUBLE_LIMIT = 3_500  # units of the problems that one answer shows

Reload = Callable[[], Awaitable[Reloaded]]


class Administration:
    """The commands, and the buttons below what they answer."""

    def __init__(  # noqa: PLR0913 - everything that is administered
        self,
        book: ChatBook,
        overview: StoreOverview,
        topics: Callable[[], Sequence[Topic]],
        *,
        broadcasts: BroadcastBook,
        feed_list: FeedList | None = None,
        reload: Reload,
        clock: Callable[[], datetime],
        admins: frozenset[int],
    ) -> None:
        """`reload` looks at the rule files at once; raises BotError.

        `feed_list`: None where no feeds are added in chats. `admins`: the ids of those who run
        the bot.
        """
        self.admins = admins
        self._book = book
        self._overview = overview
        self._topics = topics
        self._reload = reload
        self._clock = clock
        self._broadcasting = Broadcasting(broadcasts, clock=clock)
        self._feed_list = feed_list
        self._parts = (self._broadcasting, feed_list) if feed_list else (self._broadcasting,)

    def commands(self, *, otherwise: Say) -> Mapping[str, Say]:
        """Return what answers which command; who is no administrator hears `otherwise`."""

        def guard(say: Say) -> Say:
            async def guarded(message: Message, context: Context, words: Words) -> None:
                user = message.from_user
                allowed = user is not None and user.id in self.admins
                await (say if allowed else otherwise)(message, context, words)

            return guarded

        commands: dict[str, Say] = {
            "feeds": self._show_feeds,
            "health": self._show_health,
            "stats": self._show_statistics,
            "reload": self._read_rules,
            "broadcast": self._broadcasting.ask,
            **(self._feed_list.commands() if self._feed_list else {}),
        }
        return {name: guard(say) for name, say in commands.items()}

    def tell_help(self, words: Words) -> str:
        """Return what /help says of the commands to those who may give them."""
        said = [words.say("help-operating")]
        if self._feed_list:
            said.append(words.say("help-feeds"))
        return "\n".join(said)

    async def stop(self, within: timedelta) -> None:
        """Let the last answers go out."""
        if self._feed_list:
            await self._feed_list.stop(within)

    # ------------------------------------------------------------ commands

    async def _show_feeds(self, message: Message, context: Context, words: Words) -> None:
        screen = await self._draw_feeds(message.chat_id, 0, words)
        await reply(context.bot, message, screen.text, screen.keyboard)

    async def _show_health(self, message: Message, context: Context, words: Words) -> None:
        now, zone = self._clock(), await self._zone(message.chat_id)
        health = await self._overview.health(now=now)
        text = tell_health(health, words, zone=zone, now=now)
        await reply(context.bot, message, text)

    async def _show_statistics(self, message: Message, context: Context, words: Words) -> None:
        statistics = await self._overview.statistics(now=self._clock())
        titles = {topic.name: topic.title for topic in self._topics()}
        await reply(context.bot, message, tell_statistics(statistics, titles, words))

    async def _read_rules(self, message: Message, context: Context, words: Words) -> None:
        try:
            reloaded = await self._reload()
        except BotError as error:
            text = f"{words.say('reload-failed')}\n{quote(str(error))}"
            await reply(context.bot, message, text)
            return
        log.info("rules looked at", changed=reloaded.changed, hold=not reloaded.trouble)
        if reloaded.trouble:
            text = f"{words.say('reload-refused')}\n\n{quote(reloaded.trouble)}"
        elif reloaded.changed:
            text = words.say("reload-done", topics=len(self._topics()))
        else:
            text = words.say("reload-same", topics=len(self._topics()))
        await reply(context.bot, message, text)

    # ------------------------------------------------------------ buttons

    def own(self, data: str) -> bool:
        """Whether it is one of these buttons that sends this."""
        return data.startswith(PREFIX) or any(part.own(data) for part in self._parts)

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Do what the button says, and return the notice about it."""
        for part in self._parts:
            if part.own(data):
                return await part.press(message, data, words)
        return "" if read_page(data) is not None else words.say("answer-old-button")

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Say what was done, or turn to a page of the feeds as they are now."""
        for part in self._parts:
            if part.own(data):
                await part.redraw(bot, message, data, words)
                return
        page = read_page(data)
        if page is None:
            return
        screen = await self._draw_feeds(message.chat.id, page, words)
        await show_instead(bot, message, screen.text, screen.keyboard)

    async def _draw_feeds(self, chat: int, page: int, words: Words) -> Screen:
        counts = await self._overview.count_feeds()
        places, pager = turn_pages(range(counts.total), page, lambda page: f"{PREFIX}{page}")
        first = places[0] if places else 0
        feeds = await self._overview.feeds(first=first, limit=len(places))
        text = tell_feeds(counts, feeds, words, zone=await self._zone(chat))
        return Screen(text=text, rows=pager)

    async def _zone(self, chat: int) -> str:
        return (await self._book.wishes(chat)).zone


def read_page(data: str) -> int | None:
    """Return the page, from 0, that a button turns to; None when it names none."""
    return read_number(data.removeprefix(PREFIX), digits=4)


def quote(trouble: str) -> str:
    """Return what went wrong as it was written, as Telegram HTML."""
    return f"<pre>{escape(shorten(trouble, TROUBLE_LIMIT))}</pre>"
