"""The fake Bot API itself: it is as strict as the real one, and remembers."""

import asyncio
import sys

import aiohttp
import pytest

from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.flood import FloodGate, Limit
from tests.fakes.html_checks import parse_html, read_text
from tests.fakes.refusal import Refusal

CHAT, GROUP = 11, -500
BUTTON = {"text": "Storms", "callback_data": "on:storms"}


@pytest.mark.parametrize(
    ("source", "visible"),
    [
        ("<b>bold</b> & <i>more</i>", "bold & more"),
        ("&lt;b&gt; &amp;amp; &quot;&#39;&#x27;&quot; &nbsp;", "<b> &amp; \"''\" &nbsp;"),
        ('<a href="https://a.example/?x=1&amp;y=2"><b>deep</b></a>', "deep"),
        ("<B>any case</b>", "any case"),
        ("<b>closed by nothing</>", "closed by nothing"),
        ('<tg-time unix="1" format="r">then</tg-time>', "then"),
        ("<blockquote expandable>long</blockquote>", "long"),
        ('<span class="tg-spoiler">secret</span>', "secret"),
        ("a > b", "a > b"),
    ],
)
def test_html_that_the_server_takes(source, visible):
    assert parse_html(source).text == visible


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("5 < 6", 'Unsupported start tag "" at byte offset 2'),
        ("é <p>x</p>", 'Unsupported start tag "p" at byte offset 3'),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</b></i>", 'Unmatched end tag, expected "</i>", found "</b>"'),
        ("x</b>", "Unexpected end tag"),
        ('<a href="x', "Unclosed start tag"),
        ("<b>x</b", "Unclosed end tag"),
        ("<span>x</span>", 'must have class "tg-spoiler"'),
    ],
)
def test_html_that_the_server_refuses(source, reason):
    with pytest.raises(Refusal, match="can't parse entities") as caught:
        parse_html(source)
    assert reason in caught.value.description


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("<b> </b>", "message text is empty"),
        ("😀" * 2049, "message is too long"),
        ("a" * 4097, "message is too long"),
    ],
)
def test_sizes_are_counted_after_parsing(text, reason):
    with pytest.raises(Refusal, match=reason):
        read_text(text, "HTML", [])
    assert read_text("<b>" + "a" * 4096 + "</b>", "HTML", []).text


@pytest.mark.parametrize(
    "text",
    [
        "<b>x</b> " * 101,
        '<a href="nonsense">x</a>',
        "<code>a <b>b</b></code>",
        "<blockquote>a <blockquote>b</blockquote></blockquote>",
        "<tg-time>x</tg-time>",
    ],
)
def test_what_the_server_drops_in_silence_is_a_complaint(text):
    complaints: list[str] = []
    read_text(text, "HTML", complaints)
    assert complaints


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("sendMessage", {"chat_id": CHAT, "text": "x", "colour": "red"}, 400),
        ("sendMessage", {"chat_id": CHAT}, 400),
        ("sendMessage", {"chat_id": "somebody", "text": "x"}, 400),
        ("sendMessage", {"chat_id": 12, "text": "x"}, 400),
        ("sendMessage", {"chat_id": CHAT, "text": "<b>", "parse_mode": "HTML"}, 400),
        ("sendMessage", {"chat_id": CHAT, "text": "x", "parse_mode": "Markdown"}, 400),
        ("sendMessage", {"chat_id": CHAT, "text": "x", "disable_notification": "perhaps"}, 400),
        ("sendMessage", {"chat_id": CHAT, "text": "x", "reply_parameters": {}}, 400),
        (
            "sendMessage",
            {"chat_id": CHAT, "text": "x", "reply_parameters": {"message_id": 1, "colour": 2}},
            400,
        ),
        (
            "sendMessage",
            {"chat_id": CHAT, "text": "x", "reply_parameters": {"message_id": 77}},
            400,
        ),
        ("editMessageText", {"chat_id": CHAT, "message_id": 9, "text": "x"}, 400),
        ("answerCallbackQuery", {"callback_query_id": "9"}, 400),
        ("answerCallbackQuery", {"callback_query_id": "9", "text": "x" * 201}, 400),
        ("sendVoice", {"chat_id": CHAT}, 404),
    ],
)
async def test_odd_requests_are_refused(method, params, code):
    async with FakeBotApi() as api, aiohttp.ClientSession(f"{api.url}/bot{TOKEN}/") as http:
        api.add_chat(CHAT, "private")
        async with http.post(method, json=params) as answer:
            assert answer.status == code
            assert not (await answer.json())["ok"]


@pytest.mark.parametrize(
    "rows",
    [
        [[BUTTON] * 9],
        [[BUTTON]] * 101,
        [[{"text": "x", "callback_data": "d" * 65}]],
        [[{"text": "x", "callback_data": "д" * 33}]],
        [[{"text": "x", "callback_data": ""}]],
        [[{"text": " ", "callback_data": "d"}]],
        [[{"text": "x"}]],
        [[{"text": "x", "callback_data": "d", "shape": "round"}]],
    ],
)
async def test_odd_buttons_are_refused(rows):
    async with FakeBotApi() as api, aiohttp.ClientSession(f"{api.url}/bot{TOKEN}/") as http:
        api.add_chat(CHAT, "private")
        params = {"chat_id": CHAT, "text": "x", "reply_markup": {"inline_keyboard": rows}}
        async with http.post("sendMessage", json=params) as answer:
            assert answer.status == 400
        assert api.complaints


@pytest.mark.parametrize(
    ("message", "parameters", "replied"),
    [
        ("there", {}, True),
        ("there", {"allow_sending_without_reply": True}, True),
        ("deleted", {}, None),
        ("deleted", {"allow_sending_without_reply": True}, False),
        ("in another chat", {}, None),
    ],
)
async def test_a_reply_needs_its_message_or_leave_to_go_without(message, parameters, replied):
    async with FakeBotApi() as api, aiohttp.ClientSession(f"{api.url}/bot{TOKEN}/") as http:
        for chat in (CHAT, GROUP):
            api.add_chat(chat, "private")
        first = {"chat_id": GROUP if message == "in another chat" else CHAT, "text": "x"}
        async with http.post("sendMessage", json=first) as answer:
            number = (await answer.json())["result"]["message_id"]
        api.delivered[0].deleted = message == "deleted"
        reply = {"message_id": number, **parameters}
        params = {"chat_id": CHAT, "text": "y", "reply_parameters": reply}
        async with http.post("sendMessage", json=params) as answer:
            body = await answer.json()
        if replied is None:
            assert body["description"] == "Bad Request: message to be replied not found"
            assert len(api.delivered) == 1
        else:
            assert api.delivered[1].reply_to == (number if replied else None)
            assert ("reply_to_message" in body["result"]) is replied


def test_the_flood_gate_counts_chats_groups_and_everything():
    gate = FloodGate()
    for _ in range(3):
        gate.admit(CHAT, 100.0)
    with pytest.raises(Refusal) as caught:
        gate.admit(CHAT, 100.5)
    assert caught.value.parameters == {"retry_after": 1}
    gate.admit(CHAT, 101.0)
    for second in range(20):
        gate.admit(GROUP, 200.0 + second)
    with pytest.raises(Refusal, match="retry after 40"):
        gate.admit(GROUP, 220.0)
    gate.admit(GROUP, 260.0)
    for chat in range(30):
        gate.admit(chat, 300.0)
    with pytest.raises(Refusal):
        gate.admit(99, 300.9)
    assert [flood.chat for flood in gate.floods] == [CHAT, GROUP, 99]


async def test_floods_are_answered_with_429():
    gate = FloodGate(chat=Limit(count=1, window=1.0))
    async with FakeBotApi(gate=gate) as api, aiohttp.ClientSession() as http:
        api.add_chat(CHAT, "private")
        codes = []
        for _ in range(2):
            url = f"{api.url}/bot{TOKEN}/sendMessage"
            async with http.post(url, json={"chat_id": CHAT, "text": "x"}) as answer:
                codes.append(answer.status)
        assert codes == [200, 429]


async def test_a_second_poller_ends_the_first():
    async with FakeBotApi() as api, aiohttp.ClientSession(f"{api.url}/bot{TOKEN}/") as http:
        first = asyncio.create_task(http.post("getUpdates", json={"timeout": 5}))
        await api.until(lambda: len(api.calls) == 1, "the first poll")
        second = asyncio.create_task(http.post("getUpdates", json={"timeout": 5}))
        assert (await first).status == 409
        api.say(CHAT, CHAT, "hello")
        updates = (await (await second).json())["result"]
        assert [update["message"]["text"] for update in updates] == ["hello"]


async def test_as_a_process_it_is_steered_over_http():
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tests.fakes.bot_api", stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        url = (await asyncio.wait_for(process.stdout.readline(), 10)).decode().strip()
        async with aiohttp.ClientSession() as http:

            async def steer(act: str, **details: object) -> None:
                async with http.post(f"{url}/control/{act}", json=details) as answer:
                    assert answer.status == 200, await answer.text()

            async def ask(what: str) -> list[dict[str, object]]:
                async with http.get(f"{url}/control/{what}") as answer:
                    found: list[dict[str, object]] = await answer.json()
                    return found

            await steer("chat", chat=GROUP, type="supergroup", members={"1": "administrator"})
            await steer("say", chat=CHAT, user=CHAT, text="/start")
            await steer("fault", kind="hang", method="sendMessage")
            sending = asyncio.create_task(
                http.post(f"{url}/bot{TOKEN}/sendMessage", json={"chat_id": GROUP, "text": "x"})
            )
            (message,) = await ask(f"wait?chat={GROUP}&count=1")
            assert message["visible"] == "x"
            assert await ask("messages") == [message]
            (call,) = await ask("requests")
            assert call["done"]
            assert call["ended"] is None  # in flight
            sending.cancel()
    finally:
        process.terminate()
        await process.wait()
