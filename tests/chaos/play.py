"""Rounds of a play: the bot starts, news comes out, and at any moment the bot is killed."""

import asyncio
import signal
import time
from asyncio.subprocess import Process
from collections.abc import Sequence
from pathlib import Path
from random import Random

from tests.chaos.account import Account, Kill, draw_up
from tests.chaos.household import check_log, publish, set_up, start
from tests.fakes.bot_api import FakeBotApi, Fault
from tests.fakes.bot_api_methods import Call
from tests.fakes.outlet import Outlets

CHATS = (*range(101, 109), -201, -202)
OUTLETS = ("herald", "courier")
LIFE = 1.5  # seconds at most from the first word of a process to its kill
EARLY = 0.15  # so often it comes sooner, while the process starts
UP = 20  # seconds; by then a process has said something
STORIES = 2  # at most, in a round
LAST = 60  # seconds, and one more a round, for what is left when nobody kills any more


class SlowBotApi(FakeBotApi):
    """Takes its time over every third answer, so that kills find requests in flight."""

    def __init__(self, chance: Random) -> None:
        super().__init__()
        self._chance = chance

    def _take_fault(self, call: Call) -> Fault | None:
        if call.method == "sendMessage" and self._chance.random() < 1 / 3:
            return Fault(kind="delay", seconds=self._chance.uniform(0.05, 0.4))
        return super()._take_fault(call)


async def play_rounds(
    rounds: int,
    folder: Path,
    chance: Random,
    chats: Sequence[int] = CHATS,
    *,
    database: str = "",
) -> Account:
    """Kill the bot so many times, let it finish, and return what every chat was told.

    Raises AssertionError when it ends by itself, or its log shows a break.
    """
    async with Outlets(*OUTLETS) as outlets, SlowBotApi(chance) as api:
        await set_up(folder, api, outlets, chats, database=database)
        for outlet in OUTLETS:
            outlets.publish(outlet, "A quiet day in town")
        titles: list[str] = []
        kills: list[Kill] = []
        said = 0
        bot = await start(folder, api, database=database)
        try:
            await outlets.asked()  # what stands there is history from now on
            for _ in range(rounds):
                titles += await live(outlets, api, chance, said)
                kills.append(await kill(bot, api))
                said = len(api.calls)
                bot = await start(folder, api, database=database)
            titles.append(publish(outlets, OUTLETS[0], chance))
            await wait_for_all(api, titles, chats, LAST + rounds)
            bot.send_signal(signal.SIGTERM)
            async with asyncio.timeout(10):
                assert await bot.wait() == 0
        finally:
            if bot.returncode is None:
                bot.kill()
                await bot.wait()
        check_log(folder)
        return draw_up(api, kills, titles, chats)


async def live(outlets: Outlets, api: FakeBotApi, chance: Random, said: int) -> list[str]:
    """Let a process live for a moment of chance; return the stories that came out meanwhile.

    `said`: how many requests there were before it began.
    """
    if chance.random() > EARLY:
        await api.until(lambda: len(api.calls) > said, "a word from the bot", UP)
    titles, passed = [], 0.0
    life, stories = chance.uniform(0, LIFE), chance.randint(0, STORIES)
    for moment in sorted(chance.uniform(0, life) for _ in range(stories)):
        await asyncio.sleep(moment - passed)
        titles.append(publish(outlets, chance.choice(OUTLETS), chance))
        passed = moment
    await asyncio.sleep(life - passed)
    return titles


async def kill(bot: Process, api: FakeBotApi) -> Kill:
    """Kill the bot with -9; return when, and what was in flight then."""
    assert bot.returncode is None, "the bot ended by itself"
    at = time.monotonic()
    bot.kill()
    await bot.wait()
    return Kill(
        at=at,
        in_flight=frozenset(
            call.id
            for call in api.calls
            if call.method == "sendMessage" and (call.ended is None or call.ended >= at)
        ),
    )


async def wait_for_all(
    api: FakeBotApi, titles: Sequence[str], chats: Sequence[int], seconds: float
) -> None:
    """Wait until every chat was told every story, or for so long; who was not shows later."""

    def told_all() -> bool:
        for chat in chats:
            told = "\n".join(message.visible for message in api.messages(chat))
            if not all(title in told for title in titles):
                return False
        return True

    try:
        await api.until(told_all, "every story", seconds)
    except AssertionError:
        return
