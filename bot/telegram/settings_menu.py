"""Pressing the buttons of /settings, and naming a time zone. screens.py draws what is shown."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, time
from html import escape

import structlog
from telegram import Bot, Location, MaybeInaccessibleMessage, Message
from telegram.constants import ParseMode

from bot.models.wishes import QuietHours, Urgency, Wishes
from bot.store import ChatBook
from bot.telegram.keyboard import Topic
from bot.telegram.screen import Screen, button
from bot.telegram.screens import ARTICLE_LANGUAGES, Known, draw_screen, sum_up
from bot.telegram.settings_values import HOURS, find_setting
from bot.telegram.targets import read_target
from bot.telegram.urgencies import Wanted, pick_wanted
from bot.telegram.words import Words, open_words
from bot.telegram.zones import find_zone, is_zone, local_time, name_zone, nearest_zones
from bot.textlength import shorten

log = structlog.get_logger()

TITLE_LIMIT = 30  # on a button with the urgency beside it
OFFERED_ZONES = 3  # for a place; the nearest city may be across a border


class SettingsButtons:
    """The buttons of /settings. `topics` gives those of the rule book in force."""

    def __init__(
        self,
        book: ChatBook,
        topics: Callable[[], Sequence[Topic]],
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._book = book
        self._topics = topics
        self._clock = clock

    def own(self, data: str) -> bool:
        """Whether it is a button of the menu that sends this, of today's or an older one."""
        return data.startswith(("set:", "see:"))

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Change a setting and return the notice about it; nothing for a look."""
        return await self.change(message.chat.id, data, words)

    async def change(self, chat: int, data: str, words: Words) -> str:
        """Change a setting of a chat, wherever the button is, and return the notice about it."""
        kind, name, value, detail = split_data(data)
        if kind == "see":
            return ""
        if name == "urgency":
            return await self._set_urgency(chat, value, detail, words)
        change = read_change(name, value)
        if change is None:
            return words.say("answer-setting-gone")
        wishes = await self._book.change_wishes(chat, change)
        log.info("setting changed", chat=chat, setting=name, value=value)
        if name == "language" and wishes.language:
            words = open_words(wishes.language)
        if name == "muted":
            return words.say("answer-unmuted")
        known = Known(wishes=wishes, now=self._clock())
        return answer_set(name, sum_up(name, known, words), words)

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Show what the button wants to see, or what is in force after its change."""
        screen = await self.draw_for(message.chat.id, data, words)
        await bot.edit_message_text(
            screen.text,
            chat_id=message.chat.id,
            message_id=message.message_id,
            parse_mode=ParseMode.HTML,
            reply_markup=screen.keyboard,
        )

    async def draw_for(self, chat: int, data: str, words: Words) -> Screen:
        """Return what a button wants to see of a chat, or what is in force after its change."""
        kind, name, value, detail = split_data(data)
        return await self.draw(chat, name, value if kind == "see" else detail, words)

    async def draw(self, chat: int, name: str, detail: str, words: Words) -> Screen:
        """Return a screen as it is for a chat now."""
        known = Known(
            wishes=await self._book.wishes(chat),
            topics=await self._wanted(chat),
            now=self._clock(),
        )
        return draw_screen(name, detail, known, words)

    def offer_zones(self, message: Message, words: Words) -> Screen | None:
        """Return buttons for the zones that a text or a shared place means.

        None for a text that names none and answers nothing that we asked.
        """
        if message.location is not None:
            zones = find_near(message.location)
        else:
            zone = find_zone(message.text or "")
            zones = (zone,) if zone else ()
        if not zones:
            answers = is_settings(message.reply_to_message)
            return Screen(text=words.say("zone-unknown"), rows=[]) if answers else None
        clocks = {zone: f"{local_time(zone, self._clock()):%H:%M}" for zone in zones}
        if len(zones) == 1:
            name = escape(name_zone(zones[0]))
            text = words.say("zone-offer", zone=name, time=clocks[zones[0]])
        else:
            text = words.say("zone-choose")
        rows = [
            [button(f"{name_zone(zone)} · {clock}", f"set:zone:{zone}")]
            for zone, clock in clocks.items()
        ]
        return Screen(text=text, rows=rows)

    async def _set_urgency(self, chat: int, value: str, detail: str, words: Words) -> str:
        meant = pick_wanted(await self._wanted(chat), detail)
        if value not in tuple(Urgency) or not meant:
            return words.say("answer-setting-gone")
        await self._book.set_urgency(chat, [one.name for one in meant], Urgency(value))
        log.info("urgency changed", chat=chat, urgency=value, topics=len(meant))
        title = meant[0].title if len(meant) == 1 else words.say("button-all-topics")
        return answer_set("", words.say(f"label-urgency-{value}"), words, title=title)

    async def _wanted(self, chat: int) -> tuple[Wanted, ...]:
        titles = {topic.name: topic.title or topic.name for topic in self._topics()}
        return tuple(
            Wanted(
                name=one.topic,
                title=shorten(titles.get(one.topic, one.topic), TITLE_LIMIT),
                urgency=one.urgency,
            )
            for one in await self._book.topics_of(chat)
        )


def split_data(data: str) -> tuple[str, str, str, str]:
    """Return kind, name, value and detail of callback data; what is missing is empty."""
    kind, name, value, detail, *_ = [*data.split(":", 3), "", "", ""]
    return kind, name, value, detail


def read_change(name: str, value: str) -> Callable[[Wishes], Wishes] | None:
    """Return the change of wishes that a button means; None when it is not offered any more."""
    setting = find_setting(name)
    if setting and value in setting.values:
        return lambda wishes: setting.change(wishes, value)
    match name:
        case "articles":
            return _read_articles(value)
        case "quiet":
            return _read_quiet(value)
        case "zone" if is_zone(value):
            return lambda wishes: replace(wishes, zone=value)
        case "muted" if value == "off":
            return lambda wishes: replace(wishes, muted_until=None)
        case _:
            return None


def answer_set(name: str, value: str, words: Words, *, title: str = "") -> str:
    """Return the notice that a setting is now so, within its limit."""
    return words.say(
        "answer-set",
        setting=title or words.say(f"label-setting-{name}"),
        value=shorten(value, 120),
    )


def is_settings(message: Message | None) -> bool:
    """Whether a message is ours of /settings, to which somebody may reply with a zone."""
    if message is None or message.reply_markup is None or message.from_user is None:
        return False
    buttons = (one for row in message.reply_markup.inline_keyboard for one in row)
    ours = message.from_user.id == message.get_bot().id
    sent = (read_target(str(one.callback_data))[1] for one in buttons)
    return ours and any(data.startswith("see:") for data in sent)


def find_near(place: Location) -> tuple[str, ...]:
    """Return the zones to offer for a place."""
    return nearest_zones(place.latitude, place.longitude, OFFERED_ZONES)


def _read_articles(value: str) -> Callable[[Wishes], Wishes] | None:
    if value == "all":
        return lambda wishes: replace(wishes, article_languages=())
    sign, language = value[:1], value[1:]
    if sign not in ("+", "-") or language not in ARTICLE_LANGUAGES:
        return None

    def change(wishes: Wishes) -> Wishes:
        chosen = {*wishes.article_languages} - {language}
        if sign == "+":
            chosen.add(language)
        order = [*ARTICLE_LANGUAGES, *wishes.article_languages]
        return replace(wishes, article_languages=tuple(sorted(chosen, key=order.index)))

    return change


def _read_quiet(value: str) -> Callable[[Wishes], Wishes] | None:
    if value == "off":
        return lambda wishes: replace(wishes, quiet=None)
    start, _, end = value.partition("-")
    if start not in HOURS or end not in HOURS or start == end:
        return None
    quiet = QuietHours(start=time(int(start)), end=time(int(end)))
    return lambda wishes: replace(wishes, quiet=quiet)
