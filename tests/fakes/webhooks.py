"""What the fake Bot API does with a webhook: it brings updates there until they are taken."""

import asyncio
import contextlib
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from tests.fakes.refusal import Refusal

Json = dict[str, Any]
CONNECTIONS = range(1, 101)
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}")
AGAIN = 0.01  # seconds until a refused update is brought again


class WebhookFake:
    """One webhook, and everything that was answered to what was brought there.

    `updates`: those that wait; one that was taken is removed.
    """

    def __init__(
        self,
        updates: list[Json],
        *,
        pulse: Callable[[], None],
        change: Callable[[], Awaitable[object]],
    ) -> None:
        self.plan: Json = {}  # parameters of setWebhook; empty: there is none
        self.sets = 0
        self.answers: list[tuple[int, int]] = []  # update and status
        self.error: tuple[int, str] | None = None
        self._updates = updates
        self._pulse = pulse
        self._change = change
        self._task: asyncio.Task[None] | None = None

    def set(self, params: Json) -> bool:
        """Begin to bring updates to an address. Raises Refusal."""
        parts = urlsplit(params["url"])
        if parts.scheme != "https" and parts.hostname != "127.0.0.1":
            raise Refusal(400, "Bad Request: bad webhook: HTTPS url must be provided for webhook")
        if params.get("max_connections", 40) not in CONNECTIONS:
            raise Refusal(400, "Bad Request: max_connections is out of range")
        if not SECRET.fullmatch(params.get("secret_token", "none")):
            raise Refusal(400, "Bad Request: secret token contains unallowed characters")
        self.end()
        self.plan, self.sets = params, self.sets + 1
        self._task = asyncio.create_task(self._bring())
        return True

    def end(self) -> bool:
        """End the webhook; updates wait for getUpdates."""
        self.plan = {}
        if self._task is not None:
            self._task.cancel()
            self._task = None
        return True

    def show(self) -> Json:
        """Return what getWebhookInfo does."""
        shown: Json = {
            "url": self.plan.get("url", ""),
            "has_custom_certificate": False,
            "pending_update_count": len(self._updates),
        }
        if self.error:
            shown["last_error_date"], shown["last_error_message"] = self.error
        return shown

    async def _bring(self) -> None:
        async with aiohttp.ClientSession() as session:
            while True:
                if not self._updates:
                    await self._change()
                    continue
                # A chat's updates come in order, chats side by side; here all are in order.
                await self._bring_one(session, self._updates[0])

    async def _bring_one(self, session: aiohttp.ClientSession, update: Json) -> None:
        headers = {}
        if "secret_token" in self.plan:
            headers["X-Telegram-Bot-Api-Secret-Token"] = self.plan["secret_token"]
        try:
            async with session.post(self.plan["url"], json=update, headers=headers) as answer:
                status = answer.status
        except aiohttp.ClientError:
            status, self.error = 0, (int(time.time()), "Connection refused")
        else:
            self.answers.append((update["update_id"], status))
            if status != 200:
                said = f"Wrong response from the webhook: {status}"
                self.error = (int(time.time()), said)
        if status == 200:
            with contextlib.suppress(ValueError):
                self._updates.remove(update)
        self._pulse()
        if status != 200:
            await asyncio.sleep(AGAIN)
