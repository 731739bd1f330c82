"""A bot that talks to the fake Bot API through the real client."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.telegram.conversation import Conversation
from bot.telegram.run import TelegramBot, open_telegram
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.chat_book import MemoryChatBook
from tests.fakes.flood import FloodGate, Limit

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
        self.topics: Sequence[Any] = TOPICS
        self.bot: TelegramBot | None = None

    def open(self, *, token: str = TOKEN, **access: Any) -> TelegramBot:
        conversation = Conversation(
            self.book,
            lambda: self.topics,
            clock=lambda: NOW,
            **access,
        )
        self.bot = open_telegram(
            token=token, api=self.api.url, conversation=conversation, first_wait=QUICK
        )
        return self.bot

    async def hear(self, chat: int, user: int, text: str, **how: bool) -> str:
        """Say something and return what the bot answers, as a reader sees it."""
        count = len(self.api.messages(chat))
        self.api.say(chat, user, text, **how)
        return (await self.api.wait_for_messages(chat, count + 1))[-1].visible

    async def press(self, chat: int, user: int, data: str, *, old: bool = False) -> str:
        """Press a button of the newest message and return the notice."""
        query = self.api.press(self.api.messages(chat)[-1], user, data, old=old)
        return await self.api.wait_for_answer(query)


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
