"""Pictures: they reach the fake Bot API through our requests, and it is strict with them."""

import struct
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from datetime import timedelta

import aiohttp
import pytest
from telegram import Bot, InputMediaPhoto, Message
from telegram.error import BadRequest, NetworkError, TelegramError, TimedOut

from bot.telegram.request import AiohttpRequest, NoAnswer
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.telegram.stage import patient_gate

CHAT = 11


def build_png(width: int = 300, height: int = 200, *, size: int = 100) -> bytes:
    """Enough of a PNG to look like one."""
    head = b"\x89PNG\r\n\x1a\n" + struct.pack(">I4sII", 13, b"IHDR", width, height)
    return head + b"\0" * (size - len(head))


@asynccontextmanager
async def open_client(
    read: timedelta = timedelta(seconds=5),
) -> AsyncIterator[tuple[Bot, FakeBotApi]]:
    async with FakeBotApi(gate=patient_gate()) as api:
        api.add_chat(CHAT, "private")
        request = AiohttpRequest(read=read)
        await request.initialize()
        yield Bot(TOKEN, base_url=f"{api.url}/bot", request=request), api
        await request.shutdown()


def send(bot: Bot, picture: bytes, caption: str = "", name: str = "a.png") -> Awaitable[Message]:
    return bot.send_photo(CHAT, picture, caption, parse_mode="HTML", filename=name)


async def test_a_picture_arrives_with_its_caption_and_is_exchanged():
    async with open_client() as (bot, api):
        sent = await send(bot, build_png(), "<b>one</b> & ж\ud800")
        (message,) = api.messages(CHAT)
        assert message.visible == "one & ж?"
        assert message.photo
        assert (message.photo["width"], message.photo["height"]) == (300, 200)
        media = InputMediaPhoto(build_png(500), "two", parse_mode="HTML", filename="b.png")
        edited = await bot.edit_message_media(media, CHAT, sent.message_id)
        assert isinstance(edited, Message)
        assert (message.photo["width"], message.visible) == (500, "two")
        assert not api.complaints


async def test_the_same_picture_again_is_not_modified():
    async with open_client() as (bot, _):
        sent = await send(bot, build_png(), "one")
        media = InputMediaPhoto(build_png(), "one", parse_mode="HTML", filename="a.png")
        with pytest.raises(BadRequest, match="not modified"):
            await bot.edit_message_media(media, CHAT, sent.message_id)


@pytest.mark.parametrize(
    ("sides", "caption", "name", "refusal"),
    [
        ((300, 200), "", "a.bin", "Image_process_failed"),
        ((9_000, 1_001), "", "a.png", "Photo_invalid_dimensions"),
        ((2_100, 100), "", "a.png", "Photo_invalid_dimensions"),
        ((300, 200), "x" * 1_025, "a.png", "caption is too long"),
        ((300, 200), "<p>", "a.png", "parse entities"),
    ],
)
async def test_odd_pictures_are_refused(sides, caption, name, refusal):
    async with open_client() as (bot, api):
        with pytest.raises(BadRequest, match=refusal):
            await send(bot, build_png(*sides), caption, name)
        with pytest.raises(BadRequest, match="Image_process_failed"):
            await send(bot, b"GIF89a")
        assert api.messages(CHAT) == []


async def test_a_picture_that_is_too_large_is_refused():
    async with open_client() as (bot, _):
        with pytest.raises(NetworkError, match="Too Large"):
            await send(bot, build_png(size=10 * 2**20 + 1))


async def test_a_text_is_no_picture_and_a_picture_no_text():
    async with open_client() as (bot, _):
        text = await bot.send_message(CHAT, "x")
        photo = await send(bot, build_png())
        with pytest.raises(BadRequest, match="no text in the message"):
            await bot.edit_message_text("y", CHAT, photo.message_id)
        media = InputMediaPhoto(build_png(), filename="a.png")
        with pytest.raises(BadRequest, match="no media in the message"):
            await bot.edit_message_media(media, CHAT, text.message_id)


@pytest.mark.parametrize(
    "media",
    [
        {"media": "nonsense"},
        {"media": '{"type": "photo"}'},
        {"media": '{"type": "photo", "media": "https://x.example/a.png"}'},
        {"media": '{"type": "photo", "media": "attach://gone"}'},
        {"media": '{"type": "video", "media": "attach://a"}', "a": "file"},
        {"media": '{"type": "photo", "media": "attach://a", "odd": 1}', "a": "file"},
        {"media": '{"type": "photo", "media": "attach://a", "parse_mode": "x"}', "a": "file"},
        {"media": '{"type": "photo", "media": "attach://a"}', "a": "text"},
        {"media": '{"type": "photo", "media": "attach://a"}', "a": "file", "b": "file"},
        {},
    ],
)
async def test_odd_media_are_refused(media):
    async with open_client() as (bot, api), aiohttp.ClientSession() as http:
        sent = await send(bot, build_png())
        form = aiohttp.FormData({"chat_id": str(CHAT), "message_id": str(sent.message_id)})
        for name, value in media.items():
            if value == "file":
                form.add_field(name, build_png(), filename="a.png", content_type="image/png")
            else:
                form.add_field(name, value)
        async with http.post(f"{api.url}/bot{TOKEN}/editMessageMedia", data=form) as answer:
            assert answer.status == 400
        assert len(api.complaints) == 1


async def test_an_upload_without_an_answer_may_have_arrived():
    async with open_client(read=timedelta(milliseconds=100)) as (bot, api):
        api.fault("hang", method="sendPhoto")
        with pytest.raises(TimedOut) as caught:
            await bot.send_photo(CHAT, build_png(), filename="a.png", write_timeout=0.1)
        assert isinstance(caught.value.__cause__, NoAnswer)
        assert len(api.messages(CHAT)) == 1


async def test_pictures_count_towards_the_limits():
    async with FakeBotApi() as api:  # with Telegram's own limits
        api.add_chat(CHAT, "private")
        async with Bot(TOKEN, f"{api.url}/bot", request=AiohttpRequest()) as bot:
            for _ in range(3):
                await send(bot, build_png())
            with pytest.raises(TelegramError, match="wait"):
                await send(bot, build_png())
        assert len(api.gate.floods) == 1
