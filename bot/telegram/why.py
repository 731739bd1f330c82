"""/why: the account of an alert, or what became of a link that did not come."""

from collections.abc import Callable, Sequence
from datetime import datetime

from telegram import Bot, MaybeInaccessibleMessage, Message

from bot.models.findings import StoryAccount
from bot.models.watches import may_have
from bot.store import ChatBook, StoryLookup
from bot.telegram.access import Context
from bot.telegram.accounts import Reader, find_alert, tell_account, tell_traces
from bot.telegram.answers import reply
from bot.telegram.keyboard import Topic
from bot.telegram.silences import explain_silence
from bot.telegram.strangers import has_matches, hide_story, hide_watches, title_watches
from bot.telegram.words import Words

WHY = "why:"
LINK_LIMIT = 4_000  # characters; a longer word is no address


class Why:
    """The command, and the button under alerts."""

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
        self._topics = topics
        self._clock = clock

    async def say(self, message: Message, context: Context, words: Words) -> None:
        """Answer the command: about a link, else about the alert that it replies to."""
        chat = message.chat_id
        if context.args:
            text = await self._explain_link(chat, context.args[0][:LINK_LIMIT], words)
            await reply(context.bot, message, text)
            return
        alert = message.reply_to_message
        # In a thread of a forum everything replies to the message that opened it.
        if alert is None or alert.forum_topic_created:
            await reply(context.bot, message, words.say("why-how"))
            return
        story = await self._lookup.find_message(chat, alert.message_id)
        text = await self._explain(chat, story, words) if story else words.say("why-no-alert")
        await reply(context.bot, message, text, under=alert.message_id)

    def own(self, data: str) -> bool:
        """Whether it is this button that sends this."""
        return data.startswith(WHY)

    async def press(self, message: MaybeInaccessibleMessage, data: str, words: Words) -> str:
        """Return the notice: nothing, the answer comes as a message."""
        del message, data, words
        return ""

    async def redraw(
        self, bot: Bot, message: MaybeInaccessibleMessage, data: str, words: Words
    ) -> None:
        """Answer under the alert."""
        text = await self._explain(message.chat.id, data.removeprefix(WHY), words)
        await reply(bot, message, text, under=message.message_id)

    async def _explain(self, chat: int, story: str, words: Words) -> str:
        account = await self._account(chat, story)
        if account is None:
            return words.say("why-swept")
        return tell_account(account, await self._read(chat, words, account))

    async def _explain_link(self, chat: int, link: str, words: Words) -> str:
        traces = await self._lookup.find_link(link)
        shown: StoryAccount | None = None
        for story in dict.fromkeys(trace.story for trace in traces if trace.story):
            account = await self._account(chat, story)
            if account is not None and not has_matches(account):
                traces = hide_story(traces, story)
            else:
                shown = shown or account
        reader = await self._read(chat, words, shown)
        text = tell_traces(traces, reader)
        if shown is None:
            return text
        if find_alert(shown.told) is None:
            subscriptions = await self._book.topics_of(chat)
            wishes = await self._book.wishes(chat)
            silence = explain_silence(shown, subscriptions, wishes, reader, now=self._clock())
            text = f"{text}\n\n{silence}"
        return f"{text}\n\n{tell_account(shown, reader)}"

    async def _account(self, chat: int, story: str) -> StoryAccount | None:
        account = await self._lookup.why(story, chat=chat)
        mine = {one.topic for one in await self._book.topics_of(chat)}
        return account and hide_watches(account, mine)

    async def _read(self, chat: int, words: Words, account: StoryAccount | None) -> Reader:
        wishes = await self._book.wishes(chat)
        titles = title_watches(account) if account else {}
        titles |= {topic.name: topic.title for topic in self._topics() if may_have(chat, topic)}
        return Reader(words=words, zone=wishes.zone, titles=titles)
