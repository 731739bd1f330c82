"""Long polling: nothing ends it, troubles are said once, what comes twice changes nothing."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from datetime import timedelta
from typing import cast

import pytest
from structlog.testing import capture_logs
from telegram import Bot, Update
from telegram.error import Conflict, InvalidToken, NetworkError, TimedOut

from bot.telegram.polling import ALONE, SILENT, Polling, describe_trouble
from bot.telegram.request import AiohttpRequest, NoAnswer
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.telegram.stage import Stage, patient_gate

ANNA = 11
OTHER = "Conflict: terminated by other getUpdates request; make sure that only one bot runs"
WEBHOOK = "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook"


class Listener:
    """Polls a fake and keeps what people said."""

    def __init__(self, api: FakeBotApi, bot: Bot) -> None:
        self.api = api
        self.heard: list[str] = []
        self.polling = Polling(bot, self.treat, first_wait=timedelta(milliseconds=1))
        self.task = asyncio.create_task(self.polling.run())

    async def treat(self, update: Update) -> None:
        assert update.message
        self.heard.append(update.message.text or "")

    async def hear(self, text: str) -> None:
        self.api.say(ANNA, ANNA, text)
        await self.api.wait_until_handled()

    def refuse(self, code: int, description: str, times: int = 1) -> None:
        self.api.fault(
            "refuse", method="getUpdates", code=code, description=description, times=times
        )


@asynccontextmanager
async def listening(read: timedelta = timedelta(seconds=10)) -> AsyncIterator[Listener]:
    async with FakeBotApi() as api:
        request = AiohttpRequest(read=read)
        await request.initialize()
        bot = Bot(TOKEN, f"{api.url}/bot", request=request, get_updates_request=request)
        listener = Listener(api, bot)
        yield listener
        assert not listener.task.done()
        listener.task.cancel()
        await asyncio.gather(listener.task, return_exceptions=True)
        await request.shutdown()


def count(logs, event):
    return sum(event in entry["event"] for entry in logs)


@pytest.mark.parametrize("code", [400, 401, 403, 404, 409, 418, 429, 500, 503])
async def test_no_answer_of_telegram_ends_it(code):
    async with listening() as listener:
        listener.refuse(code, "no", times=4)
        await listener.hear("hello")
        assert listener.heard == ["hello"]


async def test_two_bots_with_one_token_are_told_once_though_polls_succeed_in_between():
    with capture_logs() as logs:
        async with listening() as listener:
            for number in range(4):
                listener.refuse(409, OTHER)
                await listener.hear(f"word {number}")
            assert count(logs, "two bots use this Telegram token") == 1
            assert count(logs, "answers again") == 0
            for number in range(ALONE + 1):
                await listener.hear(f"after {number}")
            assert count(logs, "answers again") == 1
            listener.refuse(409, OTHER)
            await listener.hear("the other is back")
            assert count(logs, "two bots use this Telegram token") == 2


class SilentBot:
    """A bot whose polls get no answer, so many times; then none of them ends."""

    def __init__(self, times: int) -> None:
        self.times = times
        self.done = asyncio.Event()

    async def get_updates(self, **_: object) -> tuple[Update, ...]:
        if self.times:
            self.times -= 1
            raise TimedOut("no answer") from NoAnswer("no answer")
        self.done.set()
        await asyncio.Event().wait()
        return ()


@pytest.mark.parametrize(("lost", "said"), [(SILENT - 1, 0), (SILENT, 1), (2 * SILENT, 1)])
async def test_polls_without_any_answer_are_complained_about_when_they_are_many(lost, said):
    async def treat(_: Update) -> None:
        raise AssertionError("there are no updates")

    bot = SilentBot(lost)
    with capture_logs() as logs:
        polling = Polling(cast("Bot", bot), treat, first_wait=timedelta())
        task = asyncio.create_task(polling.run())
        await bot.done.wait()
        task.cancel()
    assert count(logs, "no updates from Telegram") == said


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (Conflict(OTHER), "two bots use this Telegram token"),
        (Conflict(WEBHOOK), "to a webhook"),
        (InvalidToken("gone"), "check TOCSIN_TELEGRAM_TOKEN"),
        (NetworkError("cut"), "trying again: cut"),
        (KeyError("result"), "trying again: KeyError"),
    ],
)
def test_trouble_is_put_into_words_with_what_to_do(error, said):
    assert said in describe_trouble(error)


class MoodyBot:
    """A bot whose polls fail or do not, as told; keeps what was known of trouble before each."""

    def __init__(self, *moods: str) -> None:
        self.moods = list(moods)
        self.polling: Polling
        self.known: list[str] = []
        self.done = asyncio.Event()

    async def get_updates(self, **_: object) -> tuple[Update, ...]:
        self.known.append(self.polling.trouble)
        if not self.moods:
            self.done.set()
            await asyncio.Event().wait()
        if mood := self.moods.pop(0):
            raise NetworkError(mood)
        return ()


async def test_trouble_is_known_while_it_goes_on_and_until_another_polls():
    async def treat(_: Update) -> None:
        raise AssertionError("there are no updates")

    down = "no updates from Telegram, trying again: down"
    bot = MoodyBot("down", "", "down", "down", "down", "down", "", "down", "down", "down")
    bot.polling = Polling(cast("Bot", bot), treat, first_wait=timedelta(milliseconds=1))
    task = asyncio.create_task(bot.polling.run())
    async with asyncio.timeout(5):
        await bot.done.wait()
    assert bot.known == ["", "", "", "", "", down, down, "", "", "", down]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert not bot.polling.trouble


@pytest.mark.parametrize("act", ["on:storms", "on:rail", "off:rail", "/stop", "/start", "/topics"])
async def test_updates_that_come_again_after_a_crash_change_nothing(act):
    async with FakeBotApi(gate=patient_gate()) as api:
        stage = Stage(api)
        first = stage.open()
        await first.start()
        await stage.hear(ANNA, ANNA, "/topics")
        await stage.press(ANNA, ANNA, "on:rail")
        await api.wait_until_handled()
        # From here on Telegram is not told what was treated, until the first bot is gone.
        api.fault("refuse", method="getUpdates", code=500, description="down", times=6)
        if act.startswith("/"):
            await stage.hear(ANNA, ANNA, act)
        else:
            await stage.press(ANNA, ANNA, act, old=True)
        await first.stop()
        left, book = len(api._updates), deepcopy(vars(stage.book))
        second = stage.open()
        await second.start()
        await api.wait_until_handled()
        await second.stop()
        assert left == 1
        assert vars(stage.book) == book
