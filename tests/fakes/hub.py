"""A WebSub hub on loopback: asks back, pushes with a signature, and can refuse."""

import asyncio
import hmac
from dataclasses import dataclass
from types import TracebackType
from typing import Self

import aiohttp
from aiohttp import web
from aiohttp.test_utils import TestServer


@dataclass(frozen=True)
class Subscriber:
    callback: str
    topic: str
    secret: str


class FakeHub:
    """Takes subscriptions; every one is verified the moment it is asked for."""

    def __init__(self, *, lease: int = 3600) -> None:
        self.lease = lease
        self.status = 202  # of the answer to a request
        self.denies = ""  # why it says no; empty: it does not
        self.subscribers: dict[str, Subscriber] = {}  # by topic
        self.asked: list[dict[str, str]] = []
        self.answers: list[tuple[int, str]] = []  # of the subscribers, to its questions
        self._questions: set[asyncio.Task[None]] = set()
        app = web.Application()
        app.router.add_post("/hub", self._subscribe)
        self._server = TestServer(app, host="127.0.0.1")

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        self._session = aiohttp.ClientSession()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.settle()
        await self._session.close()
        await self._server.close()

    @property
    def url(self) -> str:
        return str(self._server.make_url("/hub"))

    async def settle(self) -> None:
        """Wait until everybody was asked back."""
        await asyncio.gather(*self._questions)

    async def push(self, topic: str, body: bytes, *, secret: str | None = None) -> int:
        """Bring news to who wants them; return the status of the answer."""
        to = self.subscribers[topic]
        digest = hmac.new((secret or to.secret).encode(), body, "sha256").hexdigest()
        headers = {"X-Hub-Signature": f"sha256={digest}", "Content-Type": "text/xml"}
        async with self._session.post(to.callback, data=body, headers=headers) as response:
            return response.status

    async def _subscribe(self, request: web.Request) -> web.Response:
        form = {name: str(value) for name, value in (await request.post()).items()}
        assert set(form) == {
            *("hub.mode", "hub.topic", "hub.callback", "hub.lease_seconds", "hub.secret")
        }
        assert form["hub.mode"] == "subscribe"
        assert len(form["hub.secret"].encode()) < 200  # section 5.1
        self.asked.append(form)
        if self.status == 202:
            task = asyncio.create_task(self._ask_back(form))
            self._questions.add(task)
        return web.Response(status=self.status)

    async def _ask_back(self, form: dict[str, str]) -> None:
        topic, callback = form["hub.topic"], form["hub.callback"]
        question = {"hub.mode": "subscribe", "hub.topic": topic}
        if self.denies:
            question |= {"hub.mode": "denied", "hub.reason": self.denies}
        else:
            question |= {"hub.challenge": "c-47", "hub.lease_seconds": str(self.lease)}
        async with self._session.get(callback, params=question) as response:
            said = await response.text()
            self.answers.append((response.status, said))
            if response.status == 200 and said == "c-47":
                self.subscribers[topic] = Subscriber(callback, topic, form["hub.secret"])
