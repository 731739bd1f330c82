"""The whole bot as a process that Telegram brings updates to, or that sits behind a proxy."""

import signal

import pytest
from aiohttp.test_utils import unused_port
from pydantic import SecretStr

from bot.parts.talking import choose_webhook
from bot.settings import Settings
from bot.telegram.webhook import plan_webhook
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.proxy import PASSWORD, FakeProxy
from tests.telegram.stage import patient_gate
from tests.test_end_to_end import STORIES, Person, outlets, running_bot

__all__ = ["outlets"]  # a fixture
ANNA = 11
PUBLIC = "https://bot.example"
START_UP = 20.0  # seconds that a loaded machine may take


@pytest.mark.parametrize(
    ("public", "token", "secret", "plan"),
    [
        ("", TOKEN, None, None),
        (PUBLIC, None, None, None),
        (PUBLIC, TOKEN, None, plan_webhook(PUBLIC, TOKEN, None)),
        (
            PUBLIC,
            TOKEN,
            "operators-own-secret",
            plan_webhook(PUBLIC, TOKEN, "operators-own-secret"),
        ),
    ],
)
def test_with_a_public_address_telegram_brings_updates(public, token, secret, plan):
    settings = Settings.model_construct(
        public_url=public,
        telegram_token=token and SecretStr(token),
        webhook_secret=secret and SecretStr(secret),
    )
    assert choose_webhook(settings) == plan


async def test_what_a_crash_cut_off_is_brought_again(outlets, tmp_path, monkeypatch):
    port = unused_port()
    monkeypatch.setenv("TOCSIN_WEB", f"127.0.0.1:{port}")
    monkeypatch.setenv("TOCSIN_PUBLIC_URL", f"http://127.0.0.1:{port}")
    async with FakeBotApi(gate=patient_gate()) as api:
        async with running_bot(tmp_path, api, outlets) as bot:
            api.say(ANNA, ANNA, "/topics")
            (menu,) = await api.wait_for_messages(ANNA, 1, START_UP)
            await api.wait_until_handled()
            api.fault("hang", method="answerCallbackQuery")
            api.press(menu, ANNA, "on:harbour")
            await api.until(lambda: any(call.ended is None for call in api.calls), "a press")
            bot.send_signal(signal.SIGKILL)
            await bot.wait()
        assert len(api._updates) == 1
        async with running_bot(tmp_path, api, outlets) as bot:
            await api.until(lambda: not api._updates, "the press again", START_UP)
            api.say(ANNA, ANNA, "/subscriptions")
            listed = (await api.wait_for_messages(ANNA, 2, START_UP))[-1]
            assert "🔔 Harbour strike" in listed.visible
            await api.wait_until_handled()
            bot.send_signal(signal.SIGTERM)
            assert await bot.wait() == 0
        assert not any(call.method == "getUpdates" for call in api.calls)
    log = (tmp_path / "log").read_text()
    assert api.webhook.plan == {} or api.webhook.plan["secret_token"] not in log
    assert "/telegram/" not in log


async def test_an_address_that_is_taken_ends_the_bot(outlets, tmp_path, monkeypatch):
    async with FakeBotApi() as api:
        monkeypatch.setenv("TOCSIN_WEB", api.url.removeprefix("http://"))
        async with running_bot(tmp_path, api, outlets) as bot:
            assert await bot.wait() == 1
    assert "write another address to TOCSIN_WEB" in (tmp_path / "log").read_text()


async def test_telegram_and_feeds_are_reached_through_a_proxy(outlets, tmp_path, monkeypatch):
    async with FakeBotApi(gate=patient_gate()) as api, FakeProxy() as proxy:
        monkeypatch.setenv("TOCSIN_PROXY", proxy.url())
        async with running_bot(tmp_path, api, outlets) as bot:
            anna = Person(api, ANNA)
            await anna.subscribe()
            outlets.publish("herald", STORIES[0])
            assert STORIES[0] in (await anna.wait(1, START_UP))[0]
            bot.send_signal(signal.SIGTERM)
            assert await bot.wait() == 0
        # The first requests of its connections: one is for long polls alone.
        asked = {first.split()[1].removeprefix(f"{api.url}/bot{TOKEN}/") for first in proxy.asked}
        assert {"getMe", "getUpdates"} <= asked
        assert any(first.endswith("/herald.xml") for first in asked)
    assert PASSWORD not in (tmp_path / "log").read_text()
