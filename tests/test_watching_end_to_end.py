"""Personal topics in the whole bot as a process: feed, /watch, alert, restart, edited rules."""

import asyncio
import signal

import pytest

from bot.telegram.words import open_words
from tests.fakes.bot_api import FakeBotApi
from tests.fakes.outlet import Outlets
from tests.test_end_to_end import TOPICS, running_bot

ANNA, BORIS = 11, 12
say = open_words("en").say


@pytest.fixture
async def outlets():
    async with Outlets("herald") as outlets:
        outlets.publish("herald", "Lighthouses of the north, a history")
        yield outlets


async def hear(api: FakeBotApi, chat: int, text: str) -> str:
    count = len(api.messages(chat))
    api.say(chat, chat, text)
    return (await api.wait_for_messages(chat, count + 1, 20))[-1].visible


async def wait_for_alert(api: FakeBotApi, chat: int, title: str) -> str:
    def find() -> list[str]:
        return [one.visible for one in api.messages(chat) if title in one.visible]

    await api.until(lambda: bool(find()), f"“{title}” in {chat}", 20)
    return find()[0]


async def stop(bot: asyncio.subprocess.Process) -> None:
    bot.send_signal(signal.SIGTERM)
    async with asyncio.timeout(5):
        assert await bot.wait() == 0


async def test_who_watches_is_told_and_still_is_after_a_restart_and_other_rules(tmp_path, outlets):
    async with FakeBotApi() as api:
        async with running_bot(tmp_path, api, outlets) as bot:
            await outlets.asked()
            told = await hear(api, ANNA, "/watch lighthouse, lantern + storm -film")
            assert told.startswith(say("watch-begun", words="lighthouse, lantern + storm -film"))
            told = await hear(api, BORIS, "/watch lighthouse")
            assert "Lighthouses of the north, a history" in told  # it looked back
            outlets.publish("herald", "Storms close two lighthouses")
            alert = await wait_for_alert(api, ANNA, "Storms close two lighthouses")
            assert "lighthouse, lantern + storm -film" in alert
            assert "lantern" not in await wait_for_alert(
                api, BORIS, "Storms close two lighthouses"
            )
            await stop(bot)
        rules = tmp_path / "rules"
        async with running_bot(tmp_path, api, outlets) as bot:
            outlets.publish("herald", "A lighthouse keeper turns ninety")
            await wait_for_alert(api, BORIS, "A lighthouse keeper turns ninety")
            (rules / "harbour.yaml").write_text(TOPICS.replace("docker*", "keel*"))
            (rules / "tides.yaml").write_text(
                "topic: tides\ntitle: Tides\nrules:\n  - name: only\n    any: [tide]\n"
            )
            async with asyncio.timeout(20):
                while "Tides" not in await _menu(api, ANNA):
                    continue
            assert not any("lighthouse" in label for label in await _menu(api, ANNA))
            outlets.publish("herald", "Storm breaks the lantern of Varna")
            await wait_for_alert(api, ANNA, "Storm breaks the lantern of Varna")
            assert "lighthouse" in await hear(
                api, ANNA, "/unwatch lighthouse, lantern + storm -film"
            )
            outlets.publish("herald", "Another storm, another lighthouse in the dark")
            await wait_for_alert(api, BORIS, "Another storm, another lighthouse in the dark")
            await stop(bot)
        seen = [one.visible for one in api.messages(ANNA)]
        assert not any("turns ninety" in text or "Another storm" in text for text in seen)
        assert not any("lantern of Varna" in one.visible for one in api.messages(BORIS))
        assert not any(text.startswith("Lighthouses of") for text in seen)  # no flood of history
        assert not api.complaints
        assert not api.unanswered()


async def _menu(api: FakeBotApi, chat: int) -> list[str]:
    await hear(api, chat, "/topics")
    return api.messages(chat)[-1].labels()
