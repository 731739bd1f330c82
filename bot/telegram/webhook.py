"""Updates that Telegram brings to us, where it reaches us: instead of polling.

An answer of 200 has Telegram forget an update, so it is given when the update was treated. After
a crash, or when the answer got lost, Telegram brings it again: what is known is not treated twice,
and after a restart, or in another process, it changes nothing, as with polling.
"""

import asyncio
import hmac
import json
from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import structlog
from aiohttp import web
from telegram import Bot, Update
from telegram.error import BadRequest, InvalidToken, RetryAfter

from bot.telegram.polling import FIRST_WAIT, LONGEST_WAIT, describe_trouble
from bot.telegram.request import read_flood_wait
from bot.telegram.updates import ALLOWED, AT_ONCE, Complaint, InTurns, Treat

log = structlog.get_logger()

HEADER = "X-Telegram-Bot-Api-Secret-Token"
REMEMBERED = 1_000  # updates; Telegram brings no more than 100 at once
BODY_WAIT = timedelta(seconds=10)  # for the whole of an update
LOOK = timedelta(minutes=5)  # between looks at what Telegram says of the webhook


@dataclass(frozen=True, slots=True, kw_only=True)
class WebhookPlan:
    """Where Telegram is to bring updates, and what it proves itself with."""

    url: str
    path: str  # where that is on our own server
    secret: str


def plan_webhook(public_url: str, token: str, secret: str | None) -> WebhookPlan:
    """Return the webhook of a bot.

    The path, and the secret where none is given, are made from the token by a keyed hash. So
    nothing has to be kept, a restart or a second machine has the same, a new token brings a new
    one, and neither tells the token or the other.
    """

    def make(purpose: str) -> str:
        return hmac.new(token.encode(), f"tocsin {purpose}".encode(), sha256).hexdigest()

    path = f"/telegram/{make('webhook path')}"
    return WebhookPlan(
        url=f"{public_url}{path}", path=path, secret=secret or make("webhook secret")
    )


class Webhook:
    """Tells Telegram where to bring updates, and treats what comes there."""

    def __init__(
        self,
        bot: Bot,
        treat: Treat,
        plan: WebhookPlan,
        *,
        first_wait: timedelta = FIRST_WAIT,
        look: timedelta = LOOK,
    ) -> None:
        """`first_wait`: after a first error, then doubled. `look`: between looks at it."""
        self._bot = bot
        self._turns = InTurns(treat)
        self._plan = plan
        self._first_wait = first_wait
        self._look = look
        self._open = False
        self._complaint = Complaint()
        self._known: OrderedDict[int, asyncio.Task[None]] = OrderedDict()
        self._last_error: datetime | None = None  # of Telegram's, that was said

    @property
    def routes(self) -> tuple[web.RouteDef, ...]:
        """What a web server has to serve for it."""
        return (web.post(self._plan.path, self._receive),)

    @property
    def trouble(self) -> str:
        """What keeps updates from coming, when it did so FAILING times in a row; or nothing."""
        return self._complaint.lasting

    def open(self) -> None:
        """Take what comes, in every process that serves the routes."""
        self._open = True

    async def run(self) -> None:
        """Set the webhook and look after it until cancelled: one process does so for all."""
        try:
            await self._look_after()
        finally:
            self._complaint.answered()

    async def _look_after(self) -> None:
        wait, is_set = self._first_wait, False
        while True:
            try:
                if is_set:
                    await self._check()
                else:
                    await self._set()
                wait, is_set, pause = self._first_wait, True, self._look
                self._complaint.answered()
                self._complaint.said = ""
            except Exception as error:  # noqa: BLE001 - an answer that makes no sense, too
                pause, wait = wait, min(2 * wait, LONGEST_WAIT)
                if isinstance(error, RetryAfter):
                    pause = max(pause, read_flood_wait(error))
                self._complaint.add(describe_refusal(error))
            await asyncio.sleep(pause.total_seconds())

    async def stop(self, within: timedelta) -> None:
        """Take nothing more and finish what is under way; the rest waits at Telegram."""
        self._open = False
        await self._turns.finish(within)

    async def _set(self) -> None:
        await self._bot.set_webhook(
            self._plan.url,
            max_connections=AT_ONCE,
            allowed_updates=ALLOWED,
            secret_token=self._plan.secret,
        )
        # What went wrong before, while the bot was down, is no news.
        self._last_error = (await self._bot.get_webhook_info()).last_error_date
        log.info("telegram brings updates to the webhook")

    async def _check(self) -> None:
        found = await self._bot.get_webhook_info()
        if found.url != self._plan.url:
            log.error(
                "another program uses this Telegram token and ended the webhook; it is set again: "
                "stop the other one, or give it a token of its own"
            )
            await self._set()
        elif found.last_error_date != self._last_error:
            self._last_error = found.last_error_date
            log.warning("telegram could not bring updates", error=found.last_error_message)

    async def _receive(self, request: web.Request) -> web.Response:
        given = request.headers.get(HEADER, "").encode("utf-8", "surrogateescape")
        if not hmac.compare_digest(given, self._plan.secret.encode()):
            return web.Response(status=401)
        try:
            async with asyncio.timeout(BODY_WAIT.total_seconds()):
                body = await request.read()
        except TimeoutError:
            return web.Response(status=408)
        data = read_update(body)
        if data is None:
            return web.Response(status=400)
        if not self._open:
            return come_again()
        task = self._start(data)
        if task is not None:
            await asyncio.wait([task])
            if task.cancelled():
                return come_again()
        return web.Response()

    def _start(self, data: dict[str, Any]) -> asyncio.Task[None] | None:
        """Begin to treat an update, if that was not begun before; None: it makes no sense."""
        number: int = data["update_id"]
        if number not in self._known:
            try:
                update = Update.de_json(data, self._bot)
            except Exception as error:  # noqa: BLE001 - it would come again for a day
                log.error("update not understood", update=number, error=repr(error))
                return None
            self._known[number] = self._turns.start(update)
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return self._known[number]


def read_update(body: bytes) -> dict[str, Any] | None:
    """Return the update in the body of a request; None when there is none."""
    try:
        data = json.loads(body)
    except (ValueError, RecursionError):
        return None
    if not isinstance(data, dict) or type(data.get("update_id")) is not int:
        return None
    return data


def come_again() -> web.Response:
    """Return the answer that has Telegram bring an update later."""
    return web.Response(status=503, headers={"Retry-After": "1"})


def describe_refusal(error: Exception) -> str:
    """Return for the operator why there is no webhook, and what to do."""
    if isinstance(error, BadRequest):
        return f"Telegram refuses the webhook: {error}; check TOCSIN_PUBLIC_URL"
    if isinstance(error, InvalidToken):
        return describe_trouble(error)
    return f"webhook not set, trying again: {str(error) or repr(error)}"
