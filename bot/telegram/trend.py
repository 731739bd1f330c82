"""/trend TOPIC: its course as a picture, by the hour or by the day, on the reader's own clock."""

import asyncio
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from html import escape
from types import MappingProxyType

from telegram import (
    Bot,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InputMediaPhoto,
    MaybeInaccessibleMessage,
    Message,
)
from telegram.constants import ParseMode

from bot.models.findings import TrendPoint
from bot.store import ChatBook, StoryLookup
from bot.telegram.access import Context
from bot.telegram.answers import reply_photo
from bot.telegram.charts import ChartTexts, draw_trend
from bot.telegram.keyboard import Topic, tick, topic_key
from bot.telegram.topic_choice import TopicChoice
from bot.telegram.topic_words import TITLE_LIMIT
from bot.telegram.words import Words
from bot.telegram.zones import local_time, name_zone
from bot.textlength import shorten

HOURS, DAYS = "trh:", "trd:"
_SPAN = re.compile(r"\d{1,3}([hd])", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of time that a chart shows."""

    name: str  # in the ids of texts
    step: timedelta
    count: int

    def since(self, here: datetime) -> datetime:
        """Return where it begins, when it ends with the step that `here` falls into."""
        return _begin(here, self.step) - (self.count - 1) * self.step


SPANS = MappingProxyType(
    {
        HOURS: Span(name="hours", step=timedelta(hours=1), count=48),
        DAYS: Span(name="days", step=timedelta(days=1), count=14),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A chart with what stands below it."""

    png: bytes
    caption: str  # Telegram HTML
    keyboard: InlineKeyboardMarkup


class Trend:
    """The command, and the buttons that choose topic and span."""

    def __init__(
        self,
        book: ChatBook,
        lookup: StoryLookup,
        topics: Callable[[], Sequence[Topic]],
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._book = book
        self._lookup = lookup
        self._clock = clock
        self._choice = TopicChoice(book, topics, prefix=HOURS)

    async def say(self, message: Message, context: Context, words: Words) -> None:
        """Answer the command."""
        typed, span = read_span(context.args or [])
        topic = await self._choice.choose(context.bot, message, typed, words)
        if topic is not None:
            picture = await self._draw(message.chat_id, topic, span, words)
            await reply_photo(context.bot, message, picture.png, picture.caption, picture.keyboard)

    def own(self, data: str) -> bool:
        """Whether it is one of these buttons that sends this."""
        return data[:4] in SPANS

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Return the notice: nothing, unless the topic is gone."""
        del message
        return self._choice.notice(data, words)

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Change the picture; under a list of topics, send one."""
        topic = self._choice.find(data)
        if topic is None:
            return
        picture = await self._draw(message.chat.id, topic, data[:4], words)
        # An old message is edited too: Telegram just does not say any more what it shows.
        if message.is_accessible and isinstance(message, Message) and not message.photo:
            await reply_photo(bot, message, picture.png, picture.caption, picture.keyboard)
            return
        await bot.edit_message_media(
            InputMediaPhoto(
                picture.png, picture.caption, parse_mode=ParseMode.HTML, filename="picture.png"
            ),
            chat_id=message.chat.id,
            message_id=message.message_id,
            reply_markup=picture.keyboard,
        )

    async def _draw(self, chat: int, topic: Topic, chosen: str, words: Words) -> Picture:
        zone, span, now = (await self._book.wishes(chat)).zone, SPANS[chosen], self._clock()
        here = local_time(zone, now)
        points = await self._lookup.trend(
            topic.name,
            since=span.since(here),
            until=_begin(here, span.step) + span.step,
            step=span.step,
        )
        title = topic.title or topic.name
        texts = ChartTexts(
            title=title,
            subtitle=words.say(f"label-trend-{span.name}"),
            breaking=words.say("label-trend-breaking"),
            date=words.say("label-trend-date"),
        )
        # Milliseconds of pure CPU, which everybody else would wait for.
        png = await asyncio.to_thread(draw_trend, points, texts=texts, now=here)
        return Picture(
            png=png,
            caption=describe_trend(title, points, span, zone, words),
            keyboard=build_spans(topic, chosen, words),
        )


def read_span(arguments: Sequence[str]) -> tuple[str, str]:
    """Return the typed topic, and by the hour or by the day: a last word as "48h" or "14d"."""
    last = _SPAN.fullmatch(arguments[-1]) if arguments else None
    topic = arguments[:-1] if last else arguments
    return " ".join(topic), DAYS if last and last[1] in "dD" else HOURS


def describe_trend(
    title: str, points: Sequence[TrendPoint], span: Span, zone: str, words: Words
) -> str:
    """Return what stands below the picture: how much it was, and whose clock it follows."""
    said = words.say(
        f"trend-{span.name}",
        topic=escape(shorten(title, TITLE_LIMIT)),
        count=sum(point.stories for point in points),
        breaking=sum(point.breaking for point in points),
    )
    return f"{said}\n{words.say('trend-clock', zone=escape(name_zone(zone)))}"


def build_spans(topic: Topic, chosen: str, words: Words) -> InlineKeyboardMarkup:
    """Return a button for each span; what is shown is ticked, and pressing it shows it anew."""
    row = [
        InlineKeyboardButton(
            tick(words.say(f"button-trend-{span.name}"), prefix == chosen),
            callback_data=f"{prefix}{topic_key(topic.name)}",
        )
        for prefix, span in SPANS.items()
    ]
    return InlineKeyboardMarkup([row])


def _begin(here: datetime, step: timedelta) -> datetime:
    """Return where the hour or the day of a moment began, by its own clock."""
    hour = here.replace(minute=0, second=0, microsecond=0)
    return hour if step < timedelta(days=1) else hour.replace(hour=0, fold=0)
