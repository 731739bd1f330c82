"""Requests over aiohttp: what is raised when, and that the token stays unsaid."""

import asyncio
import json
import traceback
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from urllib.parse import parse_qsl

import pytest
from aiohttp import web
from hypothesis import given
from hypothesis import strategies as st
from telegram import Bot
from telegram.error import NetworkError, TelegramError, TimedOut
from telegram.request import RequestData
from telegram.request._requestparameter import RequestParameter

from bot.alerts.pace import Limits, Pace
from bot.alerts.turns import Turns
from bot.telegram.request import AiohttpRequest, FloodWait, NoAnswer, NotWritten, build_body
from tests.builders import ManualClock
from tests.fakes.bot_api import TOKEN, FakeBotApi

QUICK = timedelta(milliseconds=100)


async def fail(base: str, request: AiohttpRequest) -> TelegramError:
    await request.initialize()
    try:
        with pytest.raises(TelegramError) as caught:
            await Bot(TOKEN, base_url=f"{base}/bot", request=request).get_me()
        return caught.value
    finally:
        await request.shutdown()


def everything_said(error: BaseException) -> str:
    chain = [error, error.__cause__, error.__context__]
    return "".join(map(repr, chain)) + "".join(traceback.format_exception(error))


async def test_a_refused_connection_was_not_written():
    async with FakeBotApi() as api:
        gone = api.url
    error = await fail(gone, AiohttpRequest())
    assert type(error) is NetworkError
    assert isinstance(error.__cause__, NotWritten)
    assert TOKEN not in everything_said(error)


async def test_waiting_for_a_free_connection_was_not_written():
    async with FakeBotApi() as api:
        api.add_chat(1, "private")
        api.fault("hang", method="sendMessage")
        request = AiohttpRequest(connections=1, pool=QUICK, connect=QUICK)
        await request.initialize()
        bot = Bot(TOKEN, base_url=f"{api.url}/bot", request=request)
        hung = asyncio.create_task(bot.send_message(1, "first"))
        await api.wait_for_messages(1, 1)
        with pytest.raises(TimedOut) as caught:
            await bot.send_message(1, "second")
        assert isinstance(caught.value.__cause__, NotWritten)
        assert TOKEN not in everything_said(caught.value)
        hung.cancel()
        await request.shutdown()


@pytest.mark.parametrize(
    ("fault", "expected"),
    [("hang", TimedOut), ("cut before", NetworkError), ("cut after", NetworkError)],
)
async def test_a_request_without_an_answer_may_have_arrived(fault, expected):
    async with FakeBotApi() as api:
        api.fault(fault, method="getMe")
        error = await fail(api.url, AiohttpRequest(read=QUICK))
        assert type(error) is expected
        assert isinstance(error.__cause__, NoAnswer)
        assert TOKEN not in everything_said(error)


@pytest.mark.parametrize("base", ["http://127.0.0.1:99999", "http://[", "nonsense"])
async def test_a_malformed_address_is_not_repeated_with_the_token(base):
    error = await fail(base, AiohttpRequest())
    assert isinstance(error.__cause__, NotWritten)
    assert TOKEN not in everything_said(error)


async def test_a_request_that_was_not_opened_says_so():
    with pytest.raises(NetworkError, match="not connected") as caught:
        await Bot(TOKEN, request=AiohttpRequest()).get_me()
    assert isinstance(caught.value.__cause__, NotWritten)


async def test_files_are_uploaded():
    got = {}

    async def receive(request: web.Request) -> web.Response:
        form = await request.post()
        upload = form["photo"] if "photo" in form else form[str(form["photo_name"])]
        got["chat"] = form["chat_id"]
        got["file"] = upload.file.read() if isinstance(upload, web.FileField) else upload
        message = {"message_id": 1, "date": 0, "chat": {"id": 1, "type": "private"}}
        return web.json_response({"ok": True, "result": message})

    app = web.Application()
    app.router.add_post("/{rest:.*}", receive)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    request = AiohttpRequest()
    await request.initialize()
    bot = Bot(TOKEN, base_url=f"http://127.0.0.1:{runner.addresses[0][1]}/bot", request=request)
    await bot.send_photo(1, b"picture")
    assert got == {"chat": "1", "file": b"picture"}
    await request.shutdown()
    await runner.cleanup()


async def test_half_a_surrogate_pair_does_not_cost_the_message():
    async with FakeBotApi() as api:
        api.add_chat(1, "private")
        request = AiohttpRequest()
        await request.initialize()
        await Bot(TOKEN, base_url=f"{api.url}/bot", request=request).send_message(1, "a\ud800b")
        assert api.messages(1)[0].visible == "a?b"
        await request.shutdown()


@given(text=st.text(min_size=1).filter(lambda text: "\r" not in text))
def test_a_form_says_what_it_was_given(text):
    fields = [
        RequestParameter.from_input("text", text),
        RequestParameter.from_input("chat_id", -5),
    ]
    body = build_body(RequestData(fields))
    assert isinstance(body, bytes)
    said = dict(parse_qsl(body.decode("ascii"), strict_parsing=True))
    assert said == {"text": text.encode("utf-8", "replace").decode(), "chat_id": "-5"}


async def test_of_a_message_of_ours_the_answer_says_only_which_it_is():
    async with FakeBotApi() as api:
        api.add_chat(1, "private")
        request = AiohttpRequest()
        await request.initialize()
        sent = await Bot(TOKEN, base_url=f"{api.url}/bot", request=request).send_message(
            1, "Hello"
        )
        assert (sent.message_id, sent.chat.id, sent.text) == (
            api.messages(1)[0].message_id,
            1,
            None,
        )
        await request.shutdown()


@pytest.mark.parametrize(
    "said",
    [
        {"ok": True, "result": True},
        {"ok": True, "result": [{"update_id": 5, "message": {"message_id": 1, "text": "Hello"}}]},
        {"ok": True, "result": {"id": 7, "is_bot": True}},
        {"ok": False, "description": "Bad Request"},
        [1, 2],
    ],
)
def test_other_answers_are_left_as_they_are(said):
    assert AiohttpRequest.parse_json_payload(json.dumps(said).encode()) == said


# ---------------------------------------------------------------- in turns


@asynccontextmanager
async def open_paced(**limits) -> AsyncIterator[tuple[FakeBotApi, Bot, Turns, ManualClock]]:
    """A bot whose requests take turns, by a clock that stands still."""
    clock = ManualClock()
    turns = Turns(Pace(Limits(**limits)), clock=clock)
    async with FakeBotApi() as api:
        for chat in (1, 2):
            api.add_chat(chat, "private")
        request = AiohttpRequest(turns=turns)
        await request.initialize()
        yield api, Bot(TOKEN, base_url=f"{api.url}/bot", request=request), turns, clock
        await request.shutdown()


@pytest.mark.parametrize(
    "write",
    [
        lambda bot: bot.send_message(1, "x"),
        lambda bot: bot.send_chat_action(1, "typing"),
        lambda bot: bot.send_photo(1, b"picture"),
        lambda bot: bot.edit_message_text("x", 1, 7),
        lambda bot: bot.edit_message_reply_markup(1, 7),
    ],
    ids=["send", "action", "photo", "edit", "buttons"],
)
async def test_what_counts_against_a_chat_waits_for_its_turn(write):
    async with open_paced() as (api, bot, turns, clock):
        turns.pace.take(1, clock())
        writing = asyncio.create_task(write(bot))
        await bot.get_me()
        assert [call.method for call in api.calls] == ["getMe"]
        writing.cancel()
        clock.move(timedelta(seconds=1))
        with suppress(TelegramError):  # not all of it makes sense to the fake
            await write(bot)
        assert len(api.calls) == 2
        assert turns.list_busy() == {1}


async def test_what_is_free_waits_for_nothing():
    async with open_paced() as (_, bot, turns, clock):
        turns.pace.take(1, clock())
        await bot.get_chat(1)
        with suppress(TelegramError):
            await bot.answer_callback_query("7")


async def test_a_request_counts_until_a_second_after_it_ended():
    async with open_paced(rate=1) as (api, bot, turns, clock):
        await bot.send_message(2, "x")  # at once: more time than that is lost on the way
        clock.move(timedelta(seconds=1))
        api.fault("hang", chat=1)
        hanging = asyncio.create_task(bot.send_message(1, "x"))
        await api.wait_for_messages(1, 1)
        clock.move(timedelta(seconds=2))
        assert turns.pace.wait(clock())
        hanging.cancel()
        await asyncio.gather(hanging, return_exceptions=True)
        assert turns.pace.wait(clock()) == timedelta(seconds=1)


async def test_a_refused_chat_is_left_alone_until_the_wait_is_over_and_others_go_on():
    async with open_paced(private=timedelta()) as (api, bot, _, clock):
        api.fault("refuse", chat=1, code=429, parameters={"retry_after": 30})
        for elapsed, left in ((0, 30), (10, 20)):
            clock.move(timedelta(seconds=elapsed))
            with pytest.raises(FloodWait) as caught:
                await bot.send_message(1, "x")
            assert caught.value.retry_after == timedelta(seconds=left)
        assert len(api.calls) == 1
        await bot.send_message(2, "x")
        clock.move(timedelta(seconds=20))
        await bot.send_message(1, "x")
        assert [message.chat for message in api.delivered] == [2, 1]
