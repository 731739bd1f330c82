"""A bot that talks to the fake Bot API through the real client."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from telegram import Bot

from bot.models.wishes import Choice
from bot.telegram.administration import Administration
from bot.telegram.channels import Channels
from bot.telegram.conversation import Conversation
from bot.telegram.feed_list import FeedList
from bot.telegram.finding import Finding
from bot.telegram.request import AiohttpRequest
from bot.telegram.run import TelegramBot, open_telegram
from bot.telegram.story_buttons import build_story_keyboard
from bot.telegram.watching import Watching
from bot.telegram.webhook import WebhookPlan
from tests.fakes.added_feeds import MemoryAddedFeeds
from tests.fakes.archive import MemoryArchive
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.bot_api_world import Message
from tests.fakes.broadcast_book import MemoryBroadcasts
from tests.fakes.channel_book import MemoryChannelBook
from tests.fakes.chat_book import MemoryChatBook
from tests.fakes.feedback_book import MemoryFeedback
from tests.fakes.flood import FloodGate, Limit
from tests.fakes.inline_results import InlineQuery
from tests.fakes.overview import MemoryOverview
from tests.fakes.watch_book import MemoryDesk, MemoryWatchBook

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
QUICK = timedelta(milliseconds=20)


@dataclass(frozen=True, slots=True, kw_only=True)
class SampleTopic:
    name: str
    title: str
    description: str = ""


TOPICS = (
    SampleTopic(name="harbour", title="Harbour strike", description="Dockers & <their> pay."),
    SampleTopic(name="storms", title="Storms", description="Weather that breaks things."),
    SampleTopic(name="rail", title="Railways"),
)


class Stage:
    """One play: the fake, the book and the bot."""

    def __init__(self, api: FakeBotApi) -> None:
        self.api = api
        self.book = MemoryChatBook()
        self.channels = MemoryChannelBook()
        self.archive = MemoryArchive()
        self.feedback = MemoryFeedback()
        self.overview = MemoryOverview()
        self.broadcasts = MemoryBroadcasts()
        self.added = MemoryAddedFeeds()
        self.watches = MemoryWatchBook(self.book)
        self.desk = MemoryDesk()
        self.topics: Sequence[Any] = TOPICS
        self.bot: TelegramBot | None = None

    def open(
        self,
        *,
        token: str = TOKEN,
        admins: frozenset[int] = frozenset(),
        webhook: WebhookPlan | None = None,
        **access: Any,
    ) -> TelegramBot:
        def topics() -> Sequence[Any]:
            return [*self.topics, *self.watches.all()]

        def clock() -> datetime:
            return NOW

        finding = Finding(self.book, self.archive, self.archive, topics, clock=clock)
        self.feed_list = FeedList(self.book, self.added, self.added.look, topics, clock=clock)
        self.administration = Administration(
            self.book,
            self.overview,
            topics,
            broadcasts=self.broadcasts,
            feed_list=self.feed_list,
            reload=self.overview.reload,
            clock=clock,
            admins=admins,
        )
        conversation = Conversation(
            self.book,
            topics,
            finding=finding,
            feedback=self.feedback,
            search=self.archive,
            channels=Channels(
                self.book,
                self.channels,
                topics,
                clock=clock,
                greet=access.get("open_to_all", True),
            ),
            watching=Watching(self.book, self.watches, self.desk, clock=clock),
            administration=self.administration,
            clock=clock,
            **access,
        )
        self.bot = open_telegram(
            token=token,
            api=self.api.url,
            conversation=conversation,
            first_wait=QUICK,
            webhook=webhook,
        )
        return self.bot

    async def hear(self, chat: int, user: int, text: str, **how: bool) -> str:
        """Say something and return what the bot answers, as a reader sees it."""
        count = len(self.api.messages(chat))
        self.api.say(chat, user, text, **how)
        return (await self.api.wait_for_messages(chat, count + 1))[-1].visible

    async def hear_oddly(
        self, chat: int, user: int, text: str = "", *, language: str = "en", **content: Any
    ) -> Message:
        """Say something from a client of a language, in a thread, in reply, or share a place.

        `content`: fields of the message beside its text. Returns what the bot answers.
        """
        count = len(self.api.messages(chat))
        message = self.api.world.say(chat, user, text)["message"] | content
        message["from"] = message["from"] | {"language_code": language}
        if not text:
            del message["text"]
        self.api._push({"message": message})
        return (await self.api.wait_for_messages(chat, count + 1))[-1]

    async def press_oddly(
        self, message: Message, user: int, data: str, *, language: str = "en", **content: Any
    ) -> str:
        """Press a button from a client of a language, or in a thread; return the notice."""
        update = self.api.world.press(message, user, data)
        query = update["callback_query"]
        query["from"] = query["from"] | {"language_code": language}
        query["message"] |= content
        self.api._push(update)
        return await self.api.wait_for_answer(str(query["id"]))

    async def tell(self, chat: int, story: str, topics: tuple[str, ...] = ("harbour",)) -> Message:
        """Put an alert with its buttons into a chat, and into the books that it was told."""
        self.book.told[chat, story] = Choice.USUAL
        self.feedback.alerts[chat, story] = topics
        return await self.show_alert(chat, story)

    async def show_alert(self, chat: int, story: str) -> Message:
        """Put an alert with its buttons into a chat that was told it."""
        if chat not in self.api.world.rooms:
            self.api.add_chat(chat, "private")
        async with Bot(TOKEN, f"{self.api.url}/bot", request=AiohttpRequest()) as bot:
            keyboard = build_story_keyboard(story, Choice.USUAL)
            await bot.send_message(chat, f"Alert of {story}", reply_markup=keyboard)
        return self.api.messages(chat)[-1]

    async def ask_inline(self, user: int, typed: str, *, language: str = "en") -> InlineQuery:
        """Type words behind the bot's name in some chat; return the query with its answer."""
        return await self.api.wait_for_results(self.api.ask_inline(user, typed, language))

    async def press(self, chat: int, user: int, data: str, *, old: bool = False) -> str:
        """Press a button of the newest message and return the notice."""
        query = self.api.press(self.api.messages(chat)[-1], user, data, old=old)
        return await self.api.wait_for_answer(query)


def in_thread(thread: int) -> dict[str, Any]:
    """Return the fields of a message in a thread of a forum."""
    return {"message_thread_id": thread, "is_topic_message": True}


def patient_gate() -> FloodGate:
    """Return limits that no test reaches."""
    wide = Limit(count=1000, window=1.0)
    return FloodGate(overall=wide, chat=wide, group=wide)


@asynccontextmanager
async def open_stage(
    *, gate: FloodGate | None = None, careful: bool = True, **access: Any
) -> AsyncIterator[Stage]:
    """Play with a started bot; at the end everything was answered and nothing was sloppy."""
    async with FakeBotApi(gate=gate or patient_gate()) as api:
        stage = Stage(api)
        bot = stage.open(**access)
        await bot.start()
        try:
            yield stage
        finally:
            await bot.stop()
        if careful:
            assert not api.complaints
            assert not api.unanswered()
