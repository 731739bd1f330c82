"""A strict Bot API on loopback, for tests that speak to it with the real client.

It knows a few methods and refuses everything it does not know, reads HTML as the server does,
enforces the flood limits, breaks down on demand, and remembers everything.
As a process of its own, steered over HTTP (see bot_api_control.py):

    python -m tests.fakes.bot_api --port 8081
"""

import argparse
import asyncio
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web

from tests.fakes.bot_api_control import add_control
from tests.fakes.bot_api_methods import Call, Methods
from tests.fakes.bot_api_params import read_params
from tests.fakes.bot_api_world import ANONYMOUS, Json, Message, World, person
from tests.fakes.flood import FloodGate
from tests.fakes.inline_results import InlineQuery
from tests.fakes.refusal import Refusal
from tests.fakes.uploads import PHOTO_BYTES
from tests.fakes.webhooks import WebhookFake

TOKEN = "100:fake-token"
GATED = {
    "sendMessage",
    "sendPhoto",
    "editMessageText",
    "editMessageMedia",
    "editMessageReplyMarkup",
    "sendChatAction",
}
KINDS = {"refuse", "raw", "hang", "cut before", "cut after", "delay"}


@dataclass(slots=True, kw_only=True)
class Fault:
    """What goes wrong with the next calls.

    refuse: an answer with code, description and parameters; raw: an answer with code and body;
    hang: done, never answered; cut before, cut after: the connection ends before the call is
    done, or instead of its answer; delay: done, answered after some seconds.
    """

    kind: str
    chat: int | None = None  # None: any
    method: str | None = None  # None: any that writes to a chat
    times: int = 1  # -1: for ever
    code: int = 400
    description: str = ""
    parameters: Json = field(default_factory=dict)
    body: str = ""
    seconds: float = 0.0


class FakeBotApi:
    """The server; `async with FakeBotApi() as api` serves on a free port of loopback."""

    def __init__(
        self, *, port: int = 0, token: str = TOKEN, gate: FloodGate | None = None
    ) -> None:
        self.token = token
        self.world = World()
        self._methods = Methods(self.world)
        self.complaints = self._methods.complaints
        self.delivered = self._methods.delivered
        self.commands = self._methods.commands
        self.gate = gate or FloodGate()
        self.calls: list[Call] = []
        self._port = port
        self._faults: list[Fault] = []
        self._updates: list[Json] = []
        self._last_update = 0
        self._allowed: list[str] | None = None
        self._poll: asyncio.Event | None = None  # set when a newer getUpdates takes over
        self._changed = asyncio.Event()
        self._closing = asyncio.Event()
        self._runner: web.AppRunner | None = None
        self.webhook = WebhookFake(
            self._updates, pulse=self._pulse, change=lambda: self._changed.wait()
        )

    # ------------------------------------------------------------ serving

    @property
    def url(self) -> str:
        """The base address, as TOCSIN_TELEGRAM_API has it."""
        return f"http://127.0.0.1:{self._port}"

    async def __aenter__(self) -> "FakeBotApi":
        app = web.Application(client_max_size=2 * PHOTO_BYTES)
        app.router.add_route("*", "/bot{token}/{method}", self._serve)
        add_control(app, self)
        self._runner = web.AppRunner(app, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        self._pulse()
        self.webhook.end()
        assert self._runner is not None
        await self._runner.cleanup()

    async def _serve(self, request: web.Request) -> web.Response:
        method = request.match_info["method"]
        call = Call(id=len(self.calls) + 1, method=method, chat=None, started=time.monotonic())
        self.calls.append(call)
        try:
            if request.match_info["token"] != self.token:
                raise Refusal(401, "Unauthorized")
            given = await request.json() if is_json(request) else dict(await request.post())
            params = self._read(method, given)
            call.chat = params.get("chat_id")
            answer = await self._perform(request, params, call)
        except Refusal as refusal:
            answer = refusal_answer(refusal)
        finally:
            call.ended = time.monotonic()
            self._pulse()
        if request.transport is not None and not request.transport.is_closing():
            call.status = answer.status
        return answer

    def _read(self, method: str, given: Json) -> Json:
        try:
            return read_params(method, given)
        except Refusal as refusal:
            self.complaints.append(f"{method}: {refusal.description}")
            raise

    async def _perform(self, request: web.Request, params: Json, call: Call) -> web.Response:
        fault = self._take_fault(call)
        if fault and fault.kind == "cut before":
            return cut(request)
        if fault and fault.kind == "raw":
            return web.Response(status=fault.code, text=fault.body, content_type="text/html")
        if fault and fault.kind == "refuse":
            raise Refusal(fault.code, fault.description, **fault.parameters)
        if call.method in GATED:
            self.gate.admit(params["chat_id"], time.monotonic())
        result = await self._do(params, call)
        call.done = True
        self._pulse()
        if fault and fault.kind == "hang":
            await self._closing.wait()
            return cut(request)
        if fault and fault.kind == "cut after":
            return cut(request)
        if fault and fault.kind == "delay":
            await asyncio.sleep(fault.seconds)
        return web.json_response({"ok": True, "result": result})

    async def _do(self, params: Json, call: Call) -> Any:
        match call.method:
            case "getUpdates":
                return await self._get_updates(params)
            case "setWebhook":
                self._allowed = params.get("allowed_updates", self._allowed)
                return self.webhook.set(params)
            case "deleteWebhook":
                return self.webhook.end()
            case "getWebhookInfo":
                return self.webhook.show()
        return self._methods.perform(params, call)

    def _take_fault(self, call: Call) -> Fault | None:
        for fault in self._faults:
            wanted = call.chat is not None if fault.method is None else fault.method == call.method
            if wanted and fault.chat in (None, call.chat):
                fault.times -= 1
                if fault.times == 0:
                    self._faults.remove(fault)
                return fault
        return None

    # ------------------------------------------------------------ methods

    async def _get_updates(self, params: Json) -> list[Json]:
        if self.webhook.plan:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; "
                "use deleteWebhook to delete the webhook first",
            )
        if self._poll is not None:
            self._poll.set()
        mine = self._poll = asyncio.Event()
        self._allowed = params.get("allowed_updates", self._allowed)
        offset = params.get("offset", 0)
        self._updates[:] = [update for update in self._updates if update["update_id"] >= offset]
        self._pulse()
        deadline = time.monotonic() + params.get("timeout", 0)
        while not self._updates and not self._closing.is_set():
            left = deadline - time.monotonic()
            if left <= 0:
                break
            changed = asyncio.create_task(self._changed.wait())
            await asyncio.wait({changed}, timeout=left)
            changed.cancel()
            if mine.is_set():
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; "
                    "make sure that only one bot instance is running",
                )
        if self._poll is mine:
            self._poll = None
        return self._updates[: params.get("limit", 100)]

    # ------------------------------------------------------------ what tests do

    def add_chat(self, chat: int, type: str, members: dict[int, str] | None = None) -> None:
        """Make a chat; a private one comes by itself when its user says something."""
        self.world.add_chat(chat, type, members)

    def say(self, chat: int, user: int, text: str, *, anonymous: bool = False) -> None:
        """Somebody writes in a chat."""
        self._push(self.world.say(chat, user, text, anonymous=anonymous))

    def press(self, message: Message, user: int, data: str, *, old: bool = False) -> str:
        """Somebody presses a button; return the id of the query."""
        update = self.world.press(message, user, data, old=old)
        self._push(update)
        return str(update["callback_query"]["id"])

    def ask_inline(self, user: int, typed: str, language: str = "en") -> str:
        """Somebody types words behind the bot's name; return the id of the query."""
        update = self.world.ask_inline(user, typed, language)
        self._push(update)
        return str(update["inline_query"]["id"])

    def block(self, chat: int) -> None:
        """The bot is blocked, or thrown out of a group."""
        self._push(self.world.block(chat))

    def promote(
        self,
        chat: int,
        user: int,
        status: str = "administrator",
        *,
        silenced: bool = False,
        anonymous: bool = False,
        language: str = "en",
    ) -> None:
        """Somebody changes the bot's standing in a chat. silenced: it may not post there."""
        by = ANONYMOUS if anonymous else person(user) | {"language_code": language}
        self._push(self.world.promote(chat, by, status, silenced=silenced))

    def migrate(self, chat: int, new_chat: int, *, told: bool = True) -> None:
        """A group becomes a supergroup; told: the bot gets the service messages."""
        for update in self.world.migrate(chat, new_chat):
            if told:
                self._push(update)

    def repeat_last_update(self) -> None:
        """Deliver the newest update once more, as after a crash of the bot."""
        self._push(dict(self._last))

    def fault(self, kind: str, **details: Any) -> None:
        """Let the next calls fail; see Fault."""
        if kind not in KINDS:
            raise ValueError(f"no fault {kind!r}, only {sorted(KINDS)}")
        self._faults.append(Fault(kind=kind, **details))

    def messages(self, chat: int) -> list[Message]:
        """Return the bot's messages in a chat, oldest first."""
        return [message for message in self.delivered if message.chat == chat]

    def unanswered(self) -> list[str]:
        """Return the buttons that were pressed, and the inline queries, that got no answer."""
        typed = [query.id for query in self.world.inline.values() if not query.answered]
        pressed = [query.id for query in self.world.queries.values() if query.answer is None]
        return [*pressed, *typed]

    async def wait_for_messages(
        self, chat: int, count: int, seconds: float = 5.0
    ) -> list[Message]:
        """Return a chat's messages as soon as there are so many."""
        await self.until(
            lambda: len(self.messages(chat)) >= count, f"{count} messages in {chat}", seconds
        )
        return self.messages(chat)

    async def wait_for_answer(self, query: str, seconds: float = 5.0) -> str:
        """Return what pressing a button was answered with."""
        pressed = self.world.queries[query]
        await self.until(lambda: pressed.answer is not None, f"an answer to {query}", seconds)
        return pressed.answer or ""

    async def wait_for_results(self, query: str, seconds: float = 5.0) -> InlineQuery:
        """Return an inline query as soon as it is answered."""
        typed = self.world.inline[query]
        await self.until(lambda: typed.answered, f"results for {query}", seconds)
        return typed

    async def wait_until_handled(self, seconds: float = 5.0) -> None:
        """Wait until the bot has confirmed every update."""
        await self.until(lambda: not self._updates, "confirmation of all updates", seconds)

    async def until(self, done: Callable[[], bool], what: str, seconds: float = 5.0) -> None:
        """Wait until something holds; an AssertionError after so many seconds."""
        try:
            async with asyncio.timeout(seconds):
                while not done():
                    await self._changed.wait()
        except TimeoutError:
            raise AssertionError(f"{what} did not come within {seconds:g} s") from None

    def _push(self, update: Json) -> None:
        kind = next(name for name in update if name != "update_id")
        self._last = {kind: update[kind]}
        if self._allowed and kind not in self._allowed:
            return
        self._last_update += 1
        self._updates.append({"update_id": self._last_update, kind: update[kind]})
        self._pulse()

    def _pulse(self) -> None:
        changed, self._changed = self._changed, asyncio.Event()
        changed.set()


def is_json(request: web.Request) -> bool:
    """Whether the parameters come as a JSON body."""
    return request.content_type == "application/json"


def cut(request: web.Request) -> web.Response:
    """End the connection without an answer."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def refusal_answer(refusal: Refusal) -> web.Response:
    """Return the answer for a refusal."""
    body: Json = {"ok": False, "error_code": refusal.code, "description": refusal.description}
    if refusal.parameters:
        body["parameters"] = refusal.parameters
    return web.json_response(body, status=refusal.code)


def main(arguments: list[str]) -> None:
    """Serve until ended."""
    parser = argparse.ArgumentParser(description="A strict Bot API on loopback.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--token", default=TOKEN)
    options = parser.parse_args(arguments)

    async def serve() -> None:
        async with FakeBotApi(port=options.port, token=options.token) as api:
            sys.stdout.write(f"{api.url}\n")
            sys.stdout.flush()
            await asyncio.Event().wait()

    asyncio.run(serve())


if __name__ == "__main__":
    main(sys.argv[1:])
