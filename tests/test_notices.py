"""What administrators are told: once, in order, by Telegram or on the terminal."""

import asyncio
import io
from functools import partial

import pytest
from rich.console import Console
from structlog.testing import capture_logs
from telegram import Bot

from bot.app import open_bot
from bot.errors import ChatGone, NotSent, Uncertain
from bot.inforce.reload import MENDED, REFUSED
from bot.notices import Notices
from bot.running import run_until
from bot.settings import read_settings
from bot.telegram.request import AiohttpRequest
from bot.telegram.sender import TelegramSender
from bot.terminal import TERMINAL_CHAT, TerminalSender
from tests.fakes.bot_api import TOKEN, FakeBotApi

ADMIN, OTHER = 11, 12
RULES = (
    "topic: harbour\ntitle: Harbours\ndescription: Ships.\nrules:\n  - name: only\n    any: [{}]\n"
)


class Ears:
    """Where notices arrive; `trouble` is raised for a chat, once each."""

    def __init__(self, **trouble):
        self.heard = []
        self.trouble = trouble

    async def say(self, chat, text):
        if self.trouble.get(f"chat{chat}"):
            raise self.trouble[f"chat{chat}"].pop(0)
        self.heard.append((chat, text))


async def test_every_administrator_is_told_once_and_in_order():
    ears = Ears()
    notices = Notices(ears.say, {OTHER, ADMIN})
    notices.tell("one")
    notices.tell("two")
    await notices.take_turn()
    await notices.take_turn()
    assert ears.heard == [(ADMIN, "one"), (OTHER, "one"), (ADMIN, "two"), (OTHER, "two")]


@pytest.mark.parametrize("administrators", [set(), {ADMIN}, {ADMIN, OTHER}])
async def test_whoever_has_it_told_hears_when_everybody_knows_or_never_will(administrators):
    ears = Ears(chat11=[NotSent("not connected"), NotSent("502")], chat12=[ChatGone("blocked")])
    notices, heard = Notices(ears.say, administrators), []
    notices.tell("one", said=lambda: heard.append("one"))
    notices.tell("two", said=lambda: heard.append("two"))
    turns = 0
    while len(heard) < 2:
        assert turns < 3
        assert not heard or not administrators
        await notices.take_turn()
        turns += 1
    assert heard == ["one", "two"]
    assert turns == (3 if administrators else 0)


async def test_of_too_many_that_wait_the_oldest_are_forgotten_and_count_as_told():
    ears = Ears(chat11=[NotSent("not connected")])
    notices = Notices(ears.say, {ADMIN})
    told: list[int] = []
    for number in range(40):
        notices.tell(str(number), said=partial(told.append, number))
    await notices.take_turn()
    for number in range(40, 60):
        notices.tell(str(number), said=partial(told.append, number))
    assert told == [*range(10)]
    await notices.take_turn()
    assert told == [*range(60)]
    assert [int(text) for _, text in ears.heard] == [*range(10, 60)]


async def test_who_cannot_be_reached_yet_is_told_later_and_in_order():
    ears = Ears(chat11=[NotSent("not connected")])
    notices = Notices(ears.say, {ADMIN, OTHER})
    notices.tell("one")
    notices.tell("two")
    await notices.take_turn()
    assert ears.heard == [(OTHER, "one"), (OTHER, "two")]
    await notices.take_turn()
    assert ears.heard[2:] == [(ADMIN, "one"), (ADMIN, "two")]


@pytest.mark.parametrize("error", [ChatGone("blocked"), Uncertain("no answer"), KeyError("x")])
async def test_who_cannot_be_told_is_logged_and_holds_nobody_up(error):
    ears = Ears(chat11=[error])
    notices = Notices(ears.say, {ADMIN, OTHER})
    notices.tell("one")
    with capture_logs() as logs:
        await notices.take_turn()
        await notices.take_turn()
    assert ears.heard == [(OTHER, "one")]
    assert [line["chat"] for line in logs] == [ADMIN]


async def test_the_oldest_are_forgotten_when_telegram_is_away_for_long():
    ears = Ears()
    notices = Notices(ears.say, {ADMIN})
    for number in range(80):
        notices.tell(str(number))
    await notices.take_turn()
    assert [text for _, text in ears.heard] == [str(number) for number in range(30, 80)]


async def test_the_terminal_is_told_as_it_stands():
    shown = io.StringIO()
    notices = Notices(TerminalSender(Console(file=shown, width=80)).say, {TERMINAL_CHAT})
    notices.tell("rules/a.yaml:3:1: [bold]no markup[/bold]")
    await notices.take_turn()
    assert "rules/a.yaml:3:1: [bold]no markup[/bold]" in shown.getvalue()


async def test_telegram_shows_signs_as_they_are_and_long_texts_shortened():
    async with FakeBotApi() as api:
        api.say(ADMIN, ADMIN, "/start")
        bot = Bot(TOKEN, base_url=f"{api.url}/bot", request=AiohttpRequest())
        with pytest.raises(NotSent):
            await TelegramSender(bot).say(ADMIN, "too early")
        async with bot:
            await TelegramSender(bot).say(ADMIN, "any: [<b>, *, R&D] 🔔" + "🔔" * 5_000)
        (message,) = api.messages(ADMIN)
        assert message.visible.startswith("any: [<b>, *, R&D] 🔔")


async def test_the_running_bot_tells_of_a_bad_edit_and_of_its_mending(tmp_path):
    rules = tmp_path / "rules"
    rules.mkdir()
    (rules / "harbour.yaml").write_text(RULES.format("docker*"))
    stop = asyncio.Event()
    async with FakeBotApi() as api:
        api.say(ADMIN, ADMIN, "/topics")
        flags = {
            "telegram_token": TOKEN,
            "telegram_api": api.url,
            "database": f"sqlite:///{tmp_path / 'tocsin.db'}",
            "rules": rules,
            "admins": frozenset({ADMIN}),
        }
        settings = read_settings(flags, folder=tmp_path)
        with capture_logs():
            async with open_bot(settings, console=Console(file=io.StringIO())) as bot:
                running = asyncio.create_task(run_until(bot, stop))
                (menu,) = await api.wait_for_messages(ADMIN, 1, 20)
                assert "Harbours" in menu.visible
                (rules / "harbour.yaml").write_text(RULES.format("d*"))
                (rules / "tides.yaml").write_text(
                    RULES.format("tide*").replace("harbour", "tides").replace("Harbours", "Tides")
                )
                refusal = (await api.wait_for_messages(ADMIN, 2, 20))[1].visible
                assert refusal.startswith(REFUSED)
                assert "harbour.yaml:6:11: " in refusal
                (rules / "harbour.yaml").write_text(RULES.format("dock*"))
                assert (await api.wait_for_messages(ADMIN, 3, 20))[2].visible == MENDED
                api.say(ADMIN, ADMIN, "/topics")
                assert "Tides" in (await api.wait_for_messages(ADMIN, 4, 20))[3].visible
                stop.set()
                await running
