"""The webhook: whom it believes, when it says that an update was taken, what it tells Telegram."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from copy import deepcopy
from datetime import timedelta
from io import BytesIO
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import unused_port
from structlog.testing import capture_logs
from telegram import Bot, Update

from bot.telegram.request import AiohttpRequest
from bot.telegram.run import TelegramBot
from bot.telegram.updates import ALLOWED, AT_ONCE
from bot.telegram.webhook import HEADER, Webhook, WebhookPlan, plan_webhook
from bot.web.server import BODY_LIMIT, WebServer
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.telegram.stage import Stage, patient_gate

ANNA, BORIS = 11, 12
QUICK = timedelta(milliseconds=1)


def build_plan(port: int = 0, secret: str | None = None) -> WebhookPlan:
    return plan_webhook(f"http://127.0.0.1:{port or unused_port()}", TOKEN, secret)


def port_of(plan: WebhookPlan) -> int:
    return int(plan.url.split("/")[2].partition(":")[2])


@asynccontextmanager
async def serving(bot: TelegramBot | Webhook, plan: WebhookPlan) -> AsyncIterator[None]:
    server = WebServer("127.0.0.1", port_of(plan), bot.routes)
    await server.start()
    try:
        yield
    finally:
        await server.stop()


async def post(plan: WebhookPlan, body: bytes, secret: str | None = None, **headers: str) -> int:
    if secret is None or secret:
        headers[HEADER] = secret or plan.secret
    async with (
        aiohttp.ClientSession() as session,
        session.post(plan.url, data=BytesIO(body), headers=headers) as answer,
    ):
        assert await answer.read() == b""
        return answer.status


def write_update(number: int, text: str = "hello", chat: int = ANNA) -> bytes:
    person = {"id": chat, "is_bot": False, "first_name": "Anna"}
    message = {
        "message_id": number,
        "date": 0,
        "chat": {"id": chat, "type": "private", "first_name": "Anna"},
        "from": person,
        "text": text,
    }
    return json.dumps({"update_id": number, "message": message}).encode()


class Listener:
    """A webhook, what it heard, and a gate that holds its treatment up."""

    def __init__(self, bot: Bot, plan: WebhookPlan) -> None:
        self.heard: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.begun = asyncio.Event()
        self.webhook = Webhook(bot, self.treat, plan, first_wait=QUICK, look=QUICK)
        self.webhook.open()
        self.task = asyncio.create_task(self.webhook.run())

    async def treat(self, update: Update) -> None:
        self.begun.set()
        await self.gate.wait()
        if update.message:
            self.heard.append(update.message.text or "")
            if update.message.text == "break":
                raise ValueError("broken")


@asynccontextmanager
async def listening(
    plan: WebhookPlan | None = None, **fault: Any
) -> AsyncIterator[tuple[FakeBotApi, WebhookPlan, Listener]]:
    plan = plan or build_plan()
    async with FakeBotApi() as api:
        if fault:
            api.fault(**fault)
        request = AiohttpRequest()
        await request.initialize()
        listener = Listener(Bot(TOKEN, f"{api.url}/bot", request=request), plan)
        async with serving(listener.webhook, plan):
            await api.until(lambda: api.webhook.sets > 0, "a webhook")
            try:
                yield api, plan, listener
            finally:
                listener.task.cancel()
                await asyncio.gather(listener.task, return_exceptions=True)
                await request.shutdown()
        assert not api.complaints


# ---------------------------------------------------------------- the plan


def test_path_and_secret_come_from_the_token_and_tell_nothing_of_it_or_each_other():
    plan, other = build_plan(1), plan_webhook("http://127.0.0.1:1", "100:other", None)
    assert plan == build_plan(1)
    assert plan.url == f"http://127.0.0.1:1{plan.path}"
    parts = {plan.path.rpartition("/")[2], plan.secret}
    assert len(parts | {other.path.rpartition("/")[2], other.secret}) == 4
    assert all(len(part) == 64 for part in parts)
    assert TOKEN not in plan.url + plan.secret


def test_a_secret_of_the_operator_is_taken_and_the_path_stays():
    plan = build_plan(1, "operators-own-secret")
    assert plan.secret == "operators-own-secret"
    assert plan.path == build_plan(1).path


# ---------------------------------------------------------------- a conversation


@asynccontextmanager
async def talking(secret: str | None = None) -> AsyncIterator[tuple[Stage, WebhookPlan]]:
    async with FakeBotApi(gate=patient_gate()) as api:
        stage, plan = Stage(api), build_plan(secret=secret)
        bot = stage.open(webhook=plan)
        async with serving(bot, plan):
            await bot.start()
            yield stage, plan
            await bot.stop()
        assert not api.complaints
        assert not api.unanswered()


@pytest.mark.parametrize("secret", [None, "operators-own-secret"])
async def test_people_are_answered_and_nothing_is_polled(secret):
    async with talking(secret) as (stage, plan):
        assert "Press a topic" in await stage.hear(ANNA, ANNA, "/topics")
        await stage.press(ANNA, ANNA, "on:rail")
        assert await stage.book.subscriptions(ANNA) == ("rail",)
        await stage.api.wait_until_handled()
        assert stage.api.webhook.plan == {
            "url": plan.url,
            "max_connections": AT_ONCE,
            "allowed_updates": list(ALLOWED),
            "secret_token": plan.secret,
        }
        methods = {call.method for call in stage.api.calls}
        assert not methods & {"getUpdates", "deleteWebhook"}
        assert {status for _, status in stage.api.webhook.answers} == {200}


async def test_a_bot_that_polls_again_ends_the_webhook():
    async with FakeBotApi(gate=patient_gate()) as api:
        api.webhook.set({"url": "http://127.0.0.1:9/left-behind"})
        bot = Stage(api).open()
        assert bot.routes == ()
        await bot.start()
        assert api.webhook.plan == {}
        await bot.stop()


async def test_what_comes_while_the_bot_is_away_comes_when_it_is_back():
    async with FakeBotApi(gate=patient_gate()) as api:
        plan = build_plan()
        first = Stage(api).open(webhook=plan)
        async with serving(first, plan):
            await first.start()
            await api.until(lambda: api.webhook.sets == 1, "a webhook")
            await first.stop()
            api.say(ANNA, ANNA, "/help")
            await api.until(lambda: bool(api.webhook.answers), "an answer")
            assert {status for _, status in api.webhook.answers} == {503}
        stage = Stage(api)
        second = stage.open(webhook=plan)
        async with serving(second, plan):
            await second.start()
            await api.wait_for_messages(ANNA, 1)
            await api.wait_until_handled()
            await second.stop()


async def test_any_process_treats_what_is_brought_while_another_looks_after_the_webhook():
    async with FakeBotApi(gate=patient_gate()) as api:
        plan, stage = build_plan(), Stage(api)
        on_duty, beside = stage.open(webhook=plan), stage.open(webhook=plan)
        async with serving(beside, plan):
            await beside.connect()
            await on_duty.start()
            assert "Press a topic" in await stage.hear(ANNA, ANNA, "/topics")
            await on_duty.stop()
            await stage.press(ANNA, ANNA, "on:rail")
            assert await stage.book.subscriptions(ANNA) == ("rail",)
            await api.wait_until_handled()
            await beside.stop()
            assert await post(plan, write_update(1)) == 503


@pytest.mark.parametrize("act", ["on:storms", "off:rail", "/stop", "/start", "/topics"])
async def test_an_update_that_comes_again_after_a_restart_changes_nothing(act):
    async with FakeBotApi(gate=patient_gate()) as api:
        plan, stage = build_plan(), Stage(api)
        first = stage.open(webhook=plan)
        async with serving(first, plan):
            await first.start()
            await stage.hear(ANNA, ANNA, "/topics")
            await stage.press(ANNA, ANNA, "on:rail")
            if act.startswith("/"):
                await stage.hear(ANNA, ANNA, act)
            else:
                await stage.press(ANNA, ANNA, act, old=True)
            await api.wait_until_handled()
            await first.stop()
        book, answered = deepcopy(vars(stage.book)), len(api.webhook.answers)
        second = stage.open(webhook=plan)
        async with serving(second, plan):
            await second.start()
            api._updates.append(api._last | {"update_id": api._last_update})
            api._pulse()
            await api.until(lambda: len(api.webhook.answers) > answered, "another answer")
            await api.wait_until_handled()
            await second.stop()
        assert vars(stage.book) == book


# ---------------------------------------------------------------- whom it believes


@pytest.mark.parametrize("secret", ["", "wrong", "é\udce9", "operators-own-secre"])
async def test_a_wrong_secret_is_refused_without_a_word(secret):
    async with listening(build_plan(secret="operators-own-secret")) as (_, plan, listener):
        assert await post(plan, write_update(1), secret=secret) == 401
        assert await post(plan, b"x" * (BODY_LIMIT + 1), secret=secret) == 401
        assert listener.heard == []


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"not json",
        b"\xff\xfe",
        b"[]",
        b"7",
        b"{}",
        b'{"update_id": "7"}',
        b'{"update_id": true}',
        b'{"update_id": null, "message": {}}',
        b"[" * 100_000,
    ],
    ids=lambda body: str(body[:12]),
)
async def test_what_is_no_update_is_refused(body):
    async with listening() as (_, plan, listener):
        assert await post(plan, body) == 400
        assert await post(plan, write_update(1)) == 200
        assert listener.heard == ["hello"]


@pytest.mark.parametrize(
    "content",
    [{}, {"poll": {}}, {"news_of_tomorrow": {"x": 1}}, {"message": 5}, {"message": {"date": []}}],
    ids=str,
)
async def test_an_update_that_is_not_understood_does_not_come_again(content):
    async with listening() as (_, plan, _):
        assert await post(plan, json.dumps({"update_id": 1} | content).encode()) == 200


async def test_a_body_that_is_too_large_is_refused():
    async with (
        listening() as (_, plan, listener),
        aiohttp.ClientSession(headers={HEADER: plan.secret}) as session,
        session.post(plan.url, data=BytesIO(b" " * (BODY_LIMIT + 1))) as answer,
    ):
        assert answer.status == 413
        assert listener.heard == []


async def test_a_body_that_does_not_come_ends(monkeypatch):
    monkeypatch.setattr("bot.telegram.webhook.BODY_WAIT", timedelta(milliseconds=20))
    async with listening() as (_, plan, _):
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(plan))
        head = f"POST {plan.path} HTTP/1.1\r\nHost: x\r\n{HEADER}: {plan.secret}\r\n"
        writer.write(f"{head}Content-Length: 99\r\n\r\n".encode())
        assert (await reader.readline()).startswith(b"HTTP/1.1 408 ")
        writer.close()


# ---------------------------------------------------------------- when it says yes


async def test_the_answer_comes_after_the_effect_and_what_comes_twice_has_it_once():
    async with listening() as (_, plan, listener):
        listener.gate.clear()
        first = asyncio.create_task(post(plan, write_update(1)))
        await listener.begun.wait()
        second = asyncio.create_task(post(plan, write_update(1)))
        other = asyncio.create_task(post(plan, write_update(2, chat=BORIS)))
        done, _ = await asyncio.wait((first, second, other), timeout=0.05)
        assert not done
        listener.gate.set()
        assert [await first, await second, await other] == [200, 200, 200]
        assert await post(plan, write_update(1)) == 200
        assert listener.heard == ["hello", "hello"]


async def test_a_chat_is_heard_in_order():
    async with listening() as (_, plan, listener):
        listener.gate.clear()
        first = asyncio.create_task(post(plan, write_update(0, "0")))
        await listener.begun.wait()
        later = [
            listener.webhook._start(json.loads(write_update(number, str(number))))
            for number in range(1, 5)
        ]
        listener.gate.set()
        assert await first == 200
        await asyncio.gather(*(task for task in later if task))
        assert listener.heard == ["0", "1", "2", "3", "4"]


async def test_an_update_that_breaks_something_does_not_come_again():
    async with listening() as (_, plan, listener):
        assert await post(plan, write_update(1, "break")) == 200
        assert await post(plan, write_update(2)) == 200
        assert listener.heard == ["break", "hello"]


async def test_what_is_cut_short_at_stop_comes_again():
    async with listening() as (_, plan, listener):
        listener.gate.clear()
        hung = asyncio.create_task(post(plan, write_update(1)))
        await listener.begun.wait()
        await listener.webhook.stop(QUICK)
        assert await hung == 503
        assert await post(plan, write_update(2)) == 503
        assert listener.heard == []


async def test_only_the_last_updates_are_remembered(monkeypatch):
    monkeypatch.setattr("bot.telegram.webhook.REMEMBERED", 3)
    async with listening() as (_, plan, listener):
        for number in (1, 2, 3, 4, 2, 3, 4, 1):
            assert await post(plan, write_update(number, str(number))) == 200
        assert listener.heard == ["1", "2", "3", "4", "1"]


# ---------------------------------------------------------------- what it tells Telegram


@pytest.mark.parametrize("code", [400, 401, 429, 500])
async def test_setting_it_is_tried_until_it_holds_and_complained_about_once(code):
    with capture_logs() as logs:
        fault = {"kind": "refuse", "method": "setWebhook", "code": code, "description": "no"}
        async with listening(times=3, **fault) as (api, _, _):
            assert sum(call.method == "setWebhook" for call in api.calls) == 4
    said = [entry["event"] for entry in logs if entry["log_level"] == "error"]
    assert len(said) == 1
    assert TOKEN not in str(logs)


async def test_a_webhook_that_somebody_ended_is_set_again_and_that_is_said():
    with capture_logs() as logs:
        async with listening() as (api, _, _):
            api.webhook.end()
            await api.until(lambda: api.webhook.sets == 2, "the webhook again")
    assert sum("another program uses this" in entry["event"] for entry in logs) == 1


async def test_what_telegram_says_of_it_is_passed_on_once_and_old_news_is_not():
    with capture_logs() as logs:
        plan = build_plan()
        async with FakeBotApi() as api:
            api.webhook.error = (5, "Connection refused")
            request = AiohttpRequest()
            await request.initialize()
            listener = Listener(Bot(TOKEN, f"{api.url}/bot", request=request), plan)

            async def look(times: int) -> None:
                count = len(api.calls) + times
                await api.until(lambda: len(api.calls) >= count, "looks")

            await look(5)
            assert not [entry for entry in logs if entry["log_level"] == "warning"]
            api.webhook.error = (6, "SSL error: certificate has expired")
            await look(5)
            listener.task.cancel()
            await request.shutdown()
    warnings = [entry for entry in logs if entry["log_level"] == "warning"]
    assert [entry["error"] for entry in warnings] == ["SSL error: certificate has expired"]
