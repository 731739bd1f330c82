"""Telegram through a proxy: everything goes there, and its password is said nowhere."""

import pytest
from telegram import Bot
from telegram.error import NetworkError, TelegramError

from bot.telegram.request import AiohttpRequest, NotWritten
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.proxy import PASSWORD, FakeProxy
from tests.telegram.test_request import everything_said


async def ask(base: str, proxy: str) -> Bot:
    request = AiohttpRequest(proxy=proxy)
    await request.initialize()
    try:
        bot = Bot(TOKEN, base_url=f"{base}/bot", request=request)
        await bot.get_me()
        return bot
    finally:
        await request.shutdown()


async def test_requests_go_through_it():
    async with FakeBotApi() as api, FakeProxy() as proxy:
        await ask(api.url, proxy.url())
        assert proxy.asked == [f"POST {api.url}/bot{TOKEN}/getMe HTTP/1.1"]
        assert [call.method for call in api.calls] == ["getMe"]


async def test_for_https_it_is_asked_for_a_tunnel_and_sees_no_token():
    async with FakeBotApi() as api, FakeProxy() as proxy:
        address = api.url.removeprefix("http://")
        with pytest.raises(NetworkError) as caught:  # there is no TLS at its end
            await ask(f"https://{address}", proxy.url())
        assert proxy.asked == [f"CONNECT {address} HTTP/1.1"]
        assert PASSWORD not in everything_said(caught.value)
        assert api.calls == []


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize("trouble", ["wrong password", "gone", "dead end"])
async def test_what_is_wrong_with_it_is_said_without_its_password(scheme, trouble):
    async with FakeBotApi() as api, FakeProxy() as proxy:
        base = f"{scheme}://{api.url.removeprefix('http://')}"
        url = proxy.url()
        if trouble == "wrong password":
            url = proxy.url("proxy-password-not")
        elif trouble == "dead end":
            base = f"{scheme}://127.0.0.1:1"
        else:
            await proxy.stop()
        with pytest.raises(TelegramError) as caught:
            await ask(base, url)
        said = everything_said(caught.value)
        assert PASSWORD not in said
        assert "clerk" not in said
        assert TOKEN not in said
        assert isinstance(caught.value.__cause__, NotWritten) or trouble == "dead end"
        assert ("407" in str(caught.value)) == (trouble == "wrong password")
        assert api.calls == []
