"""Starting, listening and stopping: what troubles outside do to it."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.errors import BotError
from bot.telegram.menus import ADMIN_COMMANDS, COMMANDS
from bot.telegram.words import LANGUAGES
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.telegram.stage import Stage, open_stage, patient_gate
from tests.telegram.test_sender import make_delivery

ANNA = 11


NAMES = ["start", "topics", "subscriptions", "settings", "mute", "stop", "forget", "help"]


async def test_menus_of_commands_are_set_for_every_language():
    async with open_stage() as stage:
        menus = {
            (str(menu["scope"]["type"]), menu.get("language_code")): menu["commands"]
            for menu in stage.api.commands
        }
    languages = [None, "uk", "pl", "de", "ru"]
    kinds = ["all_private_chats", "all_group_chats"]
    assert list(menus) == [(kind, language) for kind in kinds for language in languages]
    for menu in menus.values():
        assert [entry["command"] for entry in menu] == list(COMMANDS)
    descriptions = [menu[0]["description"] for menu in menus.values()]
    assert len(set(descriptions)) == len(LANGUAGES)


async def test_administrators_of_the_bot_have_a_menu_of_their_own():
    async with open_stage(admins=frozenset({ANNA})) as stage:
        menus = [menu for menu in stage.api.commands if menu["scope"]["type"] == "chat"]
    assert [menu["scope"] for menu in menus] == [{"type": "chat", "chat_id": ANNA}] * 5
    for menu in menus:
        assert [entry["command"] for entry in menu["commands"]] == list(ADMIN_COMMANDS)


async def test_a_menu_that_telegram_refuses_stops_nothing():
    async with FakeBotApi(gate=patient_gate()) as api:
        api.fault("refuse", method="setMyCommands", code=400, description="chat not found")
        stage = Stage(api)
        bot = stage.open(admins=frozenset({ANNA}))
        await bot.start()
        assert {menu["scope"]["type"] for menu in api.commands} == {"all_group_chats", "chat"}
        assert await stage.hear(ANNA, ANNA, "/help")
        await bot.stop()


async def test_start_keeps_trying_until_telegram_is_there():
    async with FakeBotApi(gate=patient_gate()) as api:
        api.fault("cut before", method="getMe", times=2)
        api.fault("refuse", method="getMe", code=502, description="Bad Gateway")
        stage = Stage(api)
        bot = stage.open()
        await bot.start()
        assert "Press a topic" in await stage.hear(ANNA, ANNA, "/topics")
        await bot.stop()


async def test_a_connected_bot_sends_without_listening():
    async with FakeBotApi() as api:
        api.add_chat(ANNA, "private")
        bot = Stage(api).open()
        assert await bot.connect()
        assert await bot.sender.send(make_delivery())
        await bot.stop()
        assert {call.method for call in api.calls} == {"getMe", "sendMessage"}


async def test_a_refused_token_is_an_error_that_does_not_quote_it():
    async with FakeBotApi() as api:
        bot = Stage(api).open(token="100:wrong")
        with pytest.raises(BotError, match="TOCSIN_TELEGRAM_TOKEN") as caught:
            await bot.start()
        assert caught.value.__context__ is None
        await bot.stop()


async def test_stop_ends_a_start_that_still_waits():
    async with FakeBotApi() as api:
        api.fault("refuse", method="getMe", code=500, description="down", times=-1)
        bot = Stage(api).open()
        start = asyncio.create_task(bot.start())
        await api.until(lambda: len(api.calls) >= 2, "two tries")
        await bot.stop()
        await asyncio.wait_for(start, timeout=2)


@pytest.mark.parametrize(
    ("code", "description", "said"),
    [
        (401, "Unauthorized", "does not accept the bot's token any more"),
        (404, "Not Found", "does not accept the bot's token any more"),
        (409, "Conflict: terminated by other getUpdates request", "two bots use this"),
        (502, "Bad Gateway", "no updates from Telegram"),
        (429, "Too Many Requests", "no updates from Telegram"),
    ],
)
async def test_polling_survives_whatever_telegram_answers_and_says_it_once(
    code, description, said
):
    with capture_logs() as logs:
        async with open_stage() as stage:
            stage.api.fault(
                "refuse", method="getUpdates", code=code, description=description, times=3
            )
            assert "Press a topic" in await stage.hear(ANNA, ANNA, "/topics")
            await stage.api.until(
                lambda: sum(call.status == code for call in stage.api.calls) == 3, "three refusals"
            )
            await stage.hear(ANNA, ANNA, "/help")
    assert sum(said in entry["event"] for entry in logs) == 1
    assert TOKEN not in str(logs)


async def test_polling_survives_an_answer_that_makes_no_sense():
    async with open_stage() as stage:
        stage.api.fault("raw", method="getUpdates", code=200, body='{"ok": false}')
        stage.api.fault("raw", method="getUpdates", code=200, body="<html>")
        stage.api.fault(
            "raw", method="getUpdates", code=200, body='{"ok": true, "result": [{"message": 5}]}'
        )
        stage.api.fault("cut before", method="getUpdates")
        await stage.hear(ANNA, ANNA, "/help")
        await stage.hear(ANNA, ANNA, "/help")


async def test_what_was_handled_is_confirmed_at_stop():
    async with FakeBotApi(gate=patient_gate()) as api:
        stage = Stage(api)
        bot = stage.open()
        await bot.start()
        await stage.hear(ANNA, ANNA, "/topics")
        await bot.stop()
        await api.wait_until_handled(0.1)


async def test_what_was_not_handled_comes_again_after_a_restart():
    async with FakeBotApi(gate=patient_gate()) as api:
        stage = Stage(api)
        first = stage.open()
        await first.start()
        api.fault("hang", chat=ANNA)
        api.say(ANNA, ANNA, "/topics")
        await api.wait_for_messages(ANNA, 1)
        await first.stop()  # the answer hangs, so the update is not confirmed
        second = stage.open()
        await second.start()
        await api.wait_for_messages(ANNA, 2)
        await second.stop()


async def test_stop_takes_at_most_three_seconds_when_everything_hangs():
    async with FakeBotApi(gate=patient_gate()) as api:
        stage = Stage(api)
        bot = stage.open()
        await bot.start()
        await stage.hear(ANNA, ANNA, "/topics")
        api.fault("hang", chat=ANNA, times=-1)
        await stage.press(ANNA, ANNA, "on:rail")  # its edit hangs
        api.say(ANNA, ANNA, "/help")
        await api.wait_for_messages(ANNA, 2)
        async with asyncio.timeout(3):
            await bot.stop()
