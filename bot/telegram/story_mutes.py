"""What to mute, chosen under an alert: its story, one of its topics, or everything.

The choice stands in the place of the alert's buttons until something is chosen.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import structlog
from telegram import Bot, InlineKeyboardMarkup, MaybeInaccessibleMessage

from bot.models.wishes import Choice, Subscription, Wishes
from bot.store import ChatBook, FeedbackBook
from bot.telegram.keyboard import Topic, tick
from bot.telegram.screen import button
from bot.telegram.story_buttons import BACK, MUTES, StoryKeyboards
from bot.telegram.words import Words
from bot.textlength import shorten

log = structlog.get_logger()

LENGTH = timedelta(hours=8)  # a working day, or a night; the texts say so too
SAME_PRESS = timedelta(minutes=1)  # a second press within it means the first
TOPICS = 4  # offered
TITLE_LIMIT = 24  # UTF-16 units, on a button
EVERYTHING = "all"

# "hush:0:STORY": the alert's first topic. Topics are only ever added behind the others.
_SHAPE = re.compile(rf"(hush|hear):([0-9]|{EVERYTHING}):(.+)")


def build_mutes(
    story: str,
    choice: Choice,
    titles: Sequence[str],
    words: Words,
    muted: Sequence[bool],
    everything: bool,
) -> InlineKeyboardMarkup:
    """Return the choice of what to mute; what is muted is ticked, and pressing it ends that.

    `titles`, `muted`: of the alert's topics; `everything`: whether that is muted.
    """
    mutes = choice is Choice.MUTE
    rows = [
        button(
            tick(words.say("button-mute-story"), mutes),
            f"{Choice.USUAL if mutes else Choice.MUTE}:{story}",
        )
    ]
    for place, (title, off) in enumerate(zip(titles[:TOPICS], muted, strict=False)):
        label = words.say("button-mute-topic", topic=shorten(title, TITLE_LIMIT))
        rows.append(button(tick(label, off), f"{'hear' if off else 'hush'}:{place}:{story}"))
    label = words.say("button-mute-all")
    rows.append(
        button(tick(label, everything), f"{'hear' if everything else 'hush'}:{EVERYTHING}:{story}")
    )
    rows.append(button(words.say("button-back"), f"{BACK}{story}"))
    return InlineKeyboardMarkup([[one] for one in rows])


def read_mute_button(data: str) -> tuple[bool, int | None, str] | None:
    """Return whether to mute, the place of the topic (None: everything) and the story's id.

    None for another button.
    """
    found = _SHAPE.fullmatch(data)
    if found is None:
        return None
    place = None if found[2] == EVERYTHING else int(found[2])
    return found[1] == "hush", place, found[3]


def extend_mute(until: datetime | None, now: datetime) -> datetime:
    """Return until when it is muted after a press: never shorter than before."""
    wanted = now + LENGTH
    return wanted if until is None or until < wanted - SAME_PRESS else until


class StoryMutes:
    """Pressing what opens the choice, and what it offers."""

    def __init__(
        self,
        book: ChatBook,
        feedback: FeedbackBook,
        topics: Callable[[], Sequence[Topic]],
        keyboards: StoryKeyboards,
        *,
        clock: Callable[[], datetime],
    ) -> None:
        self._book = book
        self._feedback = feedback
        self._topics = topics
        self._keyboards = keyboards
        self._clock = clock

    def own(self, data: str) -> bool:
        """Whether it is one of these buttons that sends this."""
        return data.startswith((MUTES, BACK)) or read_mute_button(data) is not None

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Mute or end that, and return the notice about it; opening says nothing."""
        meant, chat = read_mute_button(data), message.chat.id
        if meant is None:
            return ""
        off, place, story = meant
        if place is None:
            return await self._mute_everything(chat, off, words)
        told = await self._feedback.topics_told(chat, story)
        if place >= len(told):
            return words.say("answer-story-gone")
        return await self._mute_topic(chat, told[place], off, words)

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Show the choice when it was opened, else the alert's own buttons."""
        chat, story = message.chat.id, data.rpartition(":")[2]
        choice = await self._book.choice(chat, story) if data.startswith(MUTES) else None
        if choice is None:
            await self._keyboards.redraw(bot, message, story, words)
            return
        now = self._clock()
        told = await self._feedback.topics_told(chat, story)
        wanted = {one.topic: one for one in await self._book.topics_of(chat)}
        titles = {topic.name: topic.title for topic in self._topics()}
        keyboard = build_mutes(
            story,
            choice,
            [titles.get(name) or name for name in told],
            words,
            [_is_muted(wanted.get(name), now) for name in told],
            _is_muted(await self._book.wishes(chat), now),
        )
        await bot.edit_message_reply_markup(chat, message.message_id, reply_markup=keyboard)

    async def _mute_everything(self, chat: int, off: bool, words: Words) -> str:
        now = self._clock()

        def change(wishes: Wishes) -> Wishes:
            until = extend_mute(wishes.muted_until, now) if off else None
            return replace(wishes, muted_until=until)

        until = (await self._book.change_wishes(chat, change)).muted_until
        log.info("chat muted", chat=chat, until=until and until.isoformat())
        return words.say("answer-all-muted" if off else "answer-unmuted")

    async def _mute_topic(self, chat: int, topic: str, off: bool, words: Words) -> str:
        titles: Mapping[str, str] = {one.name: one.title for one in self._topics()}
        title = shorten(titles.get(topic) or topic, 2 * TITLE_LIMIT)
        wanted = {one.topic: one for one in await self._book.topics_of(chat)}
        if topic not in wanted:
            return words.say("answer-not-subscribed", title=title)
        until = extend_mute(wanted[topic].muted_until, self._clock()) if off else None
        await self._book.mute_topic(chat, topic, until)
        log.info("topic muted", chat=chat, topic=topic, until=until and until.isoformat())
        return words.say("answer-topic-muted" if off else "answer-topic-heard", title=title)


def _is_muted(wanted: Subscription | Wishes | None, now: datetime) -> bool:
    return wanted is not None and wanted.muted_until is not None and wanted.muted_until > now
