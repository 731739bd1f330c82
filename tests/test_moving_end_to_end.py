"""A bot that is killed in the middle, moved and started again tells nobody twice."""

import asyncio
from random import Random

import pytest

from bot.store.moving import move_database
from tests.builders import NOON, address
from tests.chaos.account import draw_up
from tests.chaos.household import check_log, publish, set_up, start
from tests.chaos.play import OUTLETS, kill, wait_for_all
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.outlet import Outlets

CHATS = range(101, 121)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
async def test_a_move_in_the_middle_of_an_alert_loses_nothing_and_repeats_only_what_was_in_flight(
    tmp_path, request, kind
):
    new = f"sqlite:///{tmp_path / 'new.db'}"
    if kind == "postgresql":
        new = request.getfixturevalue("postgres_url")
    async with Outlets(*OUTLETS) as outlets, FakeBotApi() as api:
        await set_up(tmp_path, api, outlets, CHATS)
        bot = await start(tmp_path, api)
        try:
            await outlets.asked()
            titles = [publish(outlets, OUTLETS[0], Random(number)) for number in (1, 2)]
            # Two answers never come: their rows stay in doubt. Others are sent, or wait.
            for chat in CHATS[:2]:
                api.fault("hang", chat=chat, method="sendMessage")
            await api.until(lambda: len(api.delivered) >= 15, "the first alerts", 30)
            kills = [await kill(bot, api)]
            await asyncio.to_thread(
                move_database, address(tmp_path), new, now=NOON, tell=lambda _: None
            )
            bot = await start(tmp_path, api, database=new)
            titles.append(publish(outlets, OUTLETS[1], Random(3)))
            await wait_for_all(api, titles, CHATS, 40)
        finally:
            bot.kill()
            await bot.wait()
        account = draw_up(api, kills, titles, CHATS)
        assert account.good, str(account)
        assert account.repeated >= 2
        check_log(tmp_path)
