"""/latest TOPIC: its newest stories, in one message."""

from collections.abc import Callable, Sequence
from html import escape

from telegram import Bot, MaybeInaccessibleMessage, Message

from bot.store import ChatBook, StoryLookup
from bot.telegram.access import Context
from bot.telegram.answers import reply, show_instead
from bot.telegram.keyboard import Topic
from bot.telegram.story_lines import PAGE, list_stories
from bot.telegram.topic_choice import TopicChoice
from bot.telegram.topic_words import TITLE_LIMIT
from bot.telegram.words import Words
from bot.textlength import shorten

PREFIX = "lat:"


class Latest:
    """The command, and the buttons that choose its topic."""

    def __init__(
        self, book: ChatBook, lookup: StoryLookup, topics: Callable[[], Sequence[Topic]]
    ) -> None:
        self._book = book
        self._lookup = lookup
        self._choice = TopicChoice(book, topics, prefix=PREFIX)

    async def say(self, message: Message, context: Context, words: Words) -> None:
        """Answer the command."""
        typed = " ".join(context.args or [])
        topic = await self._choice.choose(context.bot, message, typed, words)
        if topic is not None:
            text = await self._list(message.chat_id, topic, words)
            await reply(context.bot, message, text)

    def own(self, data: str) -> bool:
        """Whether it is one of these buttons that sends this."""
        return data.startswith(PREFIX)

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Return the notice: nothing, unless the topic is gone."""
        del message
        return self._choice.notice(data, words)

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Show the topic's stories over the buttons, for another one to be looked at."""
        topic = self._choice.find(data)
        if topic is None:
            return
        chat = message.chat.id
        if message.is_accessible and isinstance(message, Message):
            keyboard = message.reply_markup
        else:
            keyboard = await self._choice.build(chat)
        await show_instead(bot, message, await self._list(chat, topic, words), keyboard)

    async def _list(self, chat: int, topic: Topic, words: Words) -> str:
        title = escape(shorten(topic.title or topic.name, TITLE_LIMIT))
        stories = await self._lookup.latest(topic.name, limit=PAGE)
        if not stories:
            return words.say("latest-none", topic=title)
        zone = (await self._book.wishes(chat)).zone
        return f"{words.say('latest-of', topic=title)}\n\n{list_stories(stories, zone, words)}"
