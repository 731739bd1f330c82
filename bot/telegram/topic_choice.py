"""Which topic somebody means: by what was typed, or by a button."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from html import escape
from itertools import islice

from rapidfuzz import fuzz, process
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, Message

from bot.models.watches import may_have
from bot.store import ChatBook
from bot.telegram.answers import reply
from bot.telegram.keyboard import BUTTONS_PER_MESSAGE, LABEL_LIMIT, ONE_A_ROW, Topic, topic_key
from bot.telegram.words import Words
from bot.textlength import shorten

TYPED_LIMIT = 100  # of what is said back, and of what is compared
NEAR = 5  # topics that are offered instead of one that is not known
ALIKE = 60.0  # of rapidfuzz's 100: "strom" and "Storms" are 73, words without relation below 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What typed words may mean."""

    topic: Topic | None = None
    near: tuple[Topic, ...] = ()  # when that is not clear, the likeliest first


def guess_topic(typed: str, topics: Sequence[Topic]) -> Guess:
    """Return the topic of that name or title, or whose title alone begins so, in any case.

    Otherwise the topics that are near it; a beginning of a later word of a title counts too.
    """
    wanted = _fold(typed[:TYPED_LIMIT])
    if not wanted:
        return Guess()
    for found in (
        [topic for topic in topics if wanted in _names(topic)],
        [topic for topic in topics if any(name.startswith(wanted) for name in _names(topic))],
        [topic for topic in topics if any(f" {wanted}" in name for name in _names(topic))],
    ):
        if found:
            return Guess(topic=found[0]) if len(found) == 1 else Guess(near=tuple(found[:NEAR]))
    alike = process.extract(
        wanted,
        [" ".join(_names(topic)) for topic in topics],
        scorer=fuzz.WRatio,
        score_cutoff=ALIKE,
        limit=NEAR,
    )
    return Guess(near=tuple(topics[place] for _, _, place in alike))


def build_choice(topics: Iterable[Topic], prefix: str) -> InlineKeyboardMarkup:
    """Return a button for each topic, up to 90; `prefix`: how their data begins, four bytes."""
    buttons = [
        InlineKeyboardButton(
            topic.title[:LABEL_LIMIT].strip() or topic.name[:LABEL_LIMIT],
            callback_data=f"{prefix}{topic_key(topic.name)}",
        )
        for topic in islice(topics, BUTTONS_PER_MESSAGE)
    ]
    columns = 1 if len(buttons) <= ONE_A_ROW else 2
    return InlineKeyboardMarkup(
        [buttons[start : start + columns] for start in range(0, len(buttons), columns)]
    )


class TopicChoice:
    """Finds the topic that a command is about, and asks when that is not clear."""

    def __init__(
        self, book: ChatBook, topics: Callable[[], Sequence[Topic]], *, prefix: str
    ) -> None:
        """`topics`: those of single chats too; a chat chooses among its own and everyone's.

        `prefix`: how the data of its buttons begins, such as "lat:".
        """
        self._book = book
        self._topics = topics
        self._prefix = prefix

    async def choose(self, bot: Bot, message: Message, typed: str, words: Words) -> Topic | None:
        """Return the topic that was meant, or None, and then the chat was asked."""
        topics = self._list(message.chat_id)
        if not topics:
            await reply(bot, message, words.say("no-topics"))
            return None
        guess = guess_topic(typed, topics)
        if guess.topic is None:
            keyboard = (
                build_choice(guess.near, self._prefix)
                if guess.near
                else await self.build(message.chat_id)
            )
            text = words.say("which-topic")
            if typed.strip():
                said = escape(shorten(typed.strip(), TYPED_LIMIT))
                text = words.say("which-near" if guess.near else "which-known", typed=said)
            await reply(bot, message, text, keyboard)
        return guess.topic

    async def build(self, chat: int) -> InlineKeyboardMarkup:
        """Return buttons of the topics that the chat is subscribed to; of all if to none."""
        topics, subscribed = self._list(chat), await self._book.subscriptions(chat)
        mine = [topic for topic in topics if topic.name in subscribed]
        return build_choice(mine or topics, self._prefix)

    def _list(self, chat: int) -> Sequence[Topic]:
        return [topic for topic in self._topics() if may_have(chat, topic)]

    def notice(self, data: str, words: Words) -> str:
        """Return what is said over a pressed button: nothing, unless its topic left the rules."""
        return "" if self.find(data) else words.say("answer-topic-gone")

    def find(self, data: str) -> Topic | None:
        """Return the topic of a pressed button; None when it left the rules."""
        key = data.partition(":")[2]
        return next((topic for topic in self._topics() if topic_key(topic.name) == key), None)


def _names(topic: Topic) -> tuple[str, str]:
    return _fold(topic.name), _fold(topic.title)


def _fold(text: str) -> str:
    return " ".join(text.replace("_", " ").replace("-", " ").split()).casefold().lstrip("#")
