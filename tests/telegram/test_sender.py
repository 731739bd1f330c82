"""Deliveries against the fake Bot API, and every answer that it can give instead of "ok"."""

from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from telegram import Bot
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from bot.errors import ChatGone, ChatMoved, NotSent, RetryLater, SendError, ThreadGone, Uncertain
from bot.models import Alert, Delivery, DeliveryKind
from bot.models.wishes import Choice
from bot.telegram.request import AiohttpRequest, FloodWait, NoAnswer, NotWritten
from bot.telegram.sender import TelegramSender, translate
from tests.fakes.bot_api import TOKEN, FakeBotApi

CHAT = 11


def make_alert(**changes: Any) -> Alert:
    alert = Alert(
        topics=("Harbour strike",),
        headline="Dockers <stop> work & leave",
        link="https://news.example/harbour?a=1&b=2",
        source="The Example",
        published=datetime(2026, 3, 1, 11, 30, tzinfo=UTC),
        summary="The harbour stands still.",
        hits=(),
    )
    return replace(alert, **changes)


def make_delivery(
    alert: Alert | None = None, *, edit: int | None = None, chat: int = CHAT
) -> Delivery:
    return Delivery(
        id=1,
        chat=chat,
        chat_kind="private",
        kind=DeliveryKind.EDIT if edit else DeliveryKind.ALERT,
        story="s1",
        alert=alert or make_alert(),
        created=datetime(2026, 3, 1, 11, 31, tzinfo=UTC),
        attempts=1,
        doubtful=False,
        message_id=edit,
    )


@asynccontextmanager
async def open_sender(*, read: float = 5.0):
    async with FakeBotApi() as api:
        api.add_chat(CHAT, "private")
        request = AiohttpRequest(read=timedelta(seconds=read))
        bot = Bot(TOKEN, base_url=f"{api.url}/bot", request=request)
        await request.initialize()
        try:
            yield TelegramSender(bot), api
        finally:
            await request.shutdown()
        assert not api.complaints


async def test_an_alert_becomes_a_message_and_an_edit_changes_it():
    async with open_sender() as (sender, api):
        message_id = await sender.send(make_delivery())
        (message,) = api.messages(CHAT)
        assert message.message_id == message_id
        assert "Dockers <stop> work & leave" in message.visible
        assert message.preview == {
            "url": "https://news.example/harbour?a=1&b=2",
            "prefer_small_media": True,
        }
        assert not message.silent
        edit = make_delivery(make_alert(summary="It goes on."), edit=message_id)
        assert await sender.send(edit) == message_id
        assert "It goes on." in message.visible
        assert await sender.send(edit) == message_id  # "message is not modified" is no error
        assert len(api.messages(CHAT)) == 1


def make_update(alert_message: int | None, **changes: Any) -> Delivery:
    usual: dict[str, Any] = {
        "kind": DeliveryKind.UPDATE,
        "alert": make_alert(headline="Dockers vote"),
        "silent": True,
        "message_id": alert_message,
    }
    return replace(make_delivery(), **usual | changes)


@pytest.mark.parametrize("silent", [True, False])
async def test_an_update_is_a_reply_under_its_alert(silent):
    async with open_sender() as (sender, api):
        first = await sender.send(make_delivery())
        second = await sender.send(make_update(first, silent=silent))
        alert, update = api.messages(CHAT)
        assert update.message_id == second != first
        assert (update.reply_to, update.silent) == (first, silent)
        assert update.preview == {"is_disabled": True}
        assert update.visible.startswith("↻ Update · Harbour strike\nDockers vote\n")
        assert (alert.reply_to, alert.edits, update.buttons) == (None, [], [])


@pytest.mark.parametrize("gone", ["deleted", "never arrived"])
async def test_an_update_without_its_alert_is_an_ordinary_message(gone):
    async with open_sender() as (sender, api):
        first = await sender.send(make_delivery())
        api.messages(CHAT)[0].deleted = True
        await sender.send(make_update(first if gone == "deleted" else None))
        update = api.messages(CHAT)[1]
        assert (update.reply_to, update.silent) == (None, True)


async def test_an_update_whose_markup_is_refused_goes_out_as_plain_text():
    async with open_sender() as (sender, api):
        first = await sender.send(make_delivery())
        api.fault("refuse", description="Bad Request: can't parse entities: Unsupported tag")
        await sender.send(make_update(first))
        update = api.messages(CHAT)[1]
        assert update.visible.startswith("↻ Update · Harbour strike\nDockers vote\n")
        assert (update.entities, update.reply_to) == ((), first)


async def test_an_alert_has_buttons_and_keeps_them_when_it_is_edited():
    async with open_sender() as (sender, api):
        first = await sender.send(make_delivery())
        (message,) = api.messages(CHAT)
        plain = ["why:s1", "follow:s1", "mutes:s1", "wrong:s1", "twice:s1"]
        assert message.data() == plain
        before = message.labels()
        edit = make_delivery(make_alert(also=("Courier",)), edit=first)
        await sender.send(edit)
        assert message.data() == plain
        await sender.send(replace(edit, choice=Choice.FOLLOW))
        assert message.data() == [plain[0], "usual:s1", *plain[2:]]
        assert message.labels() != before
        assert "also reported by Courier" in message.visible


async def test_an_edit_keeps_the_tick_of_what_was_said():
    async with open_sender() as (sender, api):
        first = await sender.send(make_delivery())
        (message,) = api.messages(CHAT)
        before = message.labels()
        await sender.send(replace(make_delivery(edit=first), said=frozenset({"duplicate"})))
        assert [label for label in message.labels() if label not in before] == ["✓ Duplicate"]


async def test_an_alert_without_a_link_has_no_preview():
    async with open_sender() as (sender, api):
        await sender.send(make_delivery(make_alert(link="")))
        assert api.messages(CHAT)[0].preview == {"is_disabled": True}


async def test_refused_markup_goes_out_as_plain_text():
    async with open_sender() as (sender, api):
        api.fault("refuse", description="Bad Request: can't parse entities: Unsupported tag")
        assert await sender.send(make_delivery())
        (message,) = api.messages(CHAT)
        assert "Dockers <stop> work & leave" in message.visible
        assert not message.entities


@pytest.mark.parametrize(
    ("code", "description", "parameters", "expected"),
    [
        (429, "Too Many Requests", {"retry_after": 7}, RetryLater),
        (429, "Too Many Requests", {}, NotSent),
        (403, "Forbidden: bot was blocked by the user", {}, ChatGone),
        (403, "Forbidden: user is deactivated", {}, ChatGone),
        (403, "Forbidden: the group chat was deleted", {}, ChatGone),
        (400, "Bad Request: chat not found", {}, ChatGone),
        (400, "Bad Request: PEER_ID_INVALID", {}, ChatGone),
        (400, "Bad Request: group chat was upgraded", {"migrate_to_chat_id": -1005}, ChatMoved),
        (400, "Bad Request: message is too long", {}, SendError),
        (400, "Bad Request: message thread not found", {}, ThreadGone),
        (400, "Bad Request: TOPIC_CLOSED", {}, ThreadGone),
        (400, "Bad Request: TOPIC_DELETED", {}, ThreadGone),
        (401, "Unauthorized", {}, NotSent),
        (404, "Not Found", {}, NotSent),
        (500, "Internal Server Error", {}, NotSent),
        (502, "Bad Gateway", {}, NotSent),
    ],
)
async def test_refusals_become_our_errors(code, description, parameters, expected):
    async with open_sender() as (sender, api):
        api.fault("refuse", code=code, description=description, parameters=parameters)
        with pytest.raises(SendError) as caught:
            await sender.send(make_delivery())
        assert type(caught.value) is expected
        assert TOKEN not in str(caught.value)
        assert not api.messages(CHAT)
        if isinstance(caught.value, RetryLater):
            assert caught.value.wait == timedelta(seconds=7)
        if isinstance(caught.value, ChatMoved):
            assert caught.value.new_chat == -1005


@pytest.mark.parametrize(
    ("kind", "details", "expected", "arrived"),
    [
        ("hang", {}, Uncertain, 1),
        ("cut after", {}, Uncertain, 1),
        ("cut before", {}, Uncertain, 0),
        ("raw", {"code": 502, "body": "<html>Bad Gateway</html>"}, NotSent, 0),
        ("raw", {"code": 200, "body": "<html>Hello</html>"}, Uncertain, 0),
        ("raw", {"code": 200, "body": '{"ok": false}'}, Uncertain, 0),
    ],
)
async def test_broken_answers_become_our_errors(kind, details, expected, arrived):
    async with open_sender(read=0.2) as (sender, api):
        api.fault(kind, **details)
        with pytest.raises(SendError) as caught:
            await sender.send(make_delivery())
        assert type(caught.value) is expected
        assert len(api.messages(CHAT)) == arrived


@pytest.mark.parametrize("edit", [5, 77])
async def test_an_edit_of_a_message_that_is_gone_fails_alone(edit):
    async with open_sender() as (sender, _):
        with pytest.raises(SendError) as caught:
            await sender.send(make_delivery(edit=edit))
        assert type(caught.value) is SendError


async def test_a_server_that_is_not_there_means_not_sent():
    async with FakeBotApi() as api:
        gone = api.url
    request = AiohttpRequest()
    sender = TelegramSender(Bot(TOKEN, base_url=f"{gone}/bot", request=request))
    with pytest.raises(NotSent):  # before the session is opened, too
        await sender.send(make_delivery())
    await request.initialize()
    with pytest.raises(NotSent) as caught:
        await sender.send(make_delivery())
    assert type(caught.value) is NotSent
    await request.shutdown()


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (FloodWait(timedelta(seconds=3)), RetryLater),
        (Forbidden("Forbidden: bot was kicked from the group chat"), ChatGone),
        (ChatMigrated(-1001), ChatMoved),
        (BadRequest("Chat not found"), ChatGone),
        (BadRequest("Message to edit not found"), SendError),
        (BadRequest("Message thread not found"), ThreadGone),
        (BadRequest("Topic_closed"), ThreadGone),
        (BadRequest("Topic_deleted"), ThreadGone),
        (BadRequest("Message can't be edited"), SendError),
        (InvalidToken("Unauthorized"), NotSent),
        (Conflict("terminated"), NotSent),
        (NetworkError("Bad Gateway"), NotSent),
        (caused(NetworkError("Bad Gateway"), TelegramError("no JSON")), NotSent),
        (caused(TimedOut(), NotWritten()), NotSent),
        (caused(NetworkError("refused"), NotWritten()), NotSent),
        (caused(TimedOut(), NoAnswer()), Uncertain),
        (caused(NetworkError("cut"), NoAnswer()), Uncertain),
        (caused(NetworkError("Unknown error"), ZeroDivisionError()), Uncertain),
        (TelegramError("Invalid server response"), Uncertain),
    ],
)
def test_errors_are_translated(error, expected):
    assert type(translate(error)) is expected
