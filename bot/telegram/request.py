"""python-telegram-bot's requests over aiohttp: the one HTTP stack, and the token kept quiet."""

import json
import re
from datetime import timedelta
from http import HTTPStatus
from io import BytesIO
from typing import Any

import aiohttp
from aiohttp.hdrs import CONTENT_TYPE
from telegram.error import NetworkError, RetryAfter, TelegramError, TimedOut
from telegram.request import BaseRequest, RequestData
from yarl import URL

from bot.alerts.turns import Turns

# aiohttp's errors from before the first byte of a request is written.
# ConnectionTimeoutError covers the wait for a free connection of the pool too.
BEFORE_WRITING = (
    aiohttp.ClientConnectorError,
    aiohttp.ConnectionTimeoutError,
    aiohttp.ClientHttpProxyError,
    aiohttp.InvalidURL,
)


# What Telegram counts against a chat. Answers to buttons are free.
COUNTED = frozenset(
    {
        "sendMessage",
        "sendPhoto",
        "sendChatAction",
        "editMessageText",
        "editMessageCaption",
        "editMessageMedia",
        "editMessageReplyMarkup",
    }
)


# Of a message of ours, what Telegram's answer has to say: which it is, and where.
SAID_OF_OURS = ("message_id", "date", "chat", "message_thread_id")

FORM = {CONTENT_TYPE: "application/x-www-form-urlencoded"}


class NotWritten(Exception):
    """Cause of a network error: the request never left, so nothing was delivered."""


class NoAnswer(Exception):
    """Cause of a network error: the request was on its way, so it may have been delivered."""


class FloodWait(RetryAfter):
    """RetryAfter whose wait is a timedelta. The base class warns whenever it is only made."""

    __slots__ = ()

    def __init__(self, wait: timedelta) -> None:
        TelegramError.__init__(self, f"Telegram asks to wait {wait.total_seconds():g} s")
        self._retry_after = wait

    @property
    def retry_after(self) -> timedelta:
        """How long to wait."""
        return self._retry_after


class AiohttpRequest(BaseRequest):
    """One aiohttp session between initialize() and shutdown().

    Failures are raised as TimedOut or NetworkError, caused by NotWritten or NoAnswer. aiohttp's
    own errors are not passed on: they hold the request's address, and that holds the token.
    """

    __slots__ = ("_connect", "_connections", "_pool", "_proxy", "_read", "_session", "_turns")

    def __init__(
        self,
        *,
        read: timedelta = timedelta(seconds=20),
        connect: timedelta = timedelta(seconds=5),
        pool: timedelta = timedelta(seconds=5),
        connections: int = 100,
        proxy: str | None = None,
        turns: Turns | None = None,
    ) -> None:
        """`turns`: requests that count against a chat wait for theirs; None: nothing waits."""
        self._read = read.total_seconds()
        self._connect = connect.total_seconds()
        self._pool = pool.total_seconds()
        self._connections = connections
        self._proxy = proxy
        self._turns = turns
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float:
        """Seconds to wait for an answer, unless a call says otherwise."""
        return self._read

    async def initialize(self) -> None:
        """Open the session; nothing happens when it is open."""
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(limit=self._connections),
                cookie_jar=aiohttp.DummyCookieJar(),
                headers={"User-Agent": self.USER_AGENT},
            )

    async def shutdown(self) -> None:
        """Close the session; requests under way fail."""
        if self._session is not None:
            session, self._session = self._session, None
            await session.close()

    async def do_request(  # noqa: PLR0913 - the base class sets the arguments
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE,
        write_timeout: Any = BaseRequest.DEFAULT_NONE,
        connect_timeout: Any = BaseRequest.DEFAULT_NONE,
        pool_timeout: Any = BaseRequest.DEFAULT_NONE,
    ) -> tuple[int, bytes]:
        """Return status and body. Raises FloodWait for 429, TimedOut and NetworkError.

        FloodWait also comes without asking, while an earlier one is not over for the chat.
        """
        if self._session is None:
            text = "not connected to Telegram yet, or not any more"
            raise NetworkError(text) from NotWritten(text)
        read = self._choose(read_timeout, self._read)
        connect = self._choose(connect_timeout, self._connect)
        pool = self._choose(pool_timeout, self._pool)
        write = self._choose(write_timeout, self._read)
        timeout = aiohttp.ClientTimeout(
            # aiohttp knows no time-out for writing; the total bounds it. It is longer than the
            # connect phase, so that running out of it always means "perhaps delivered".
            total=None if None in (read, connect, pool, write) else pool + connect + write + read,
            connect=None if pool is None or connect is None else pool + connect,
            sock_connect=connect,
            sock_read=read,
        )
        body = build_body(request_data)
        chat = find_chat(url, request_data)
        if not self._turns or not chat:
            return await self._ask(self._session, method, url, body, timeout)
        if hold := self._turns.find_hold(chat):
            raise FloodWait(hold)
        async with self._turns.use(chat):
            try:
                return await self._ask(self._session, method, url, body, timeout)
            except FloodWait as refusal:
                self._turns.hold(chat, refusal.retry_after)
                raise

    async def _ask(
        self,
        session: aiohttp.ClientSession,
        method: str,
        url: str,
        body: aiohttp.FormData | bytes | None,
        within: aiohttp.ClientTimeout,
    ) -> tuple[int, bytes]:
        try:
            async with session.request(
                method,
                url,
                data=body,
                headers=FORM if isinstance(body, bytes) else None,
                timeout=within,
                proxy=self._proxy,
                allow_redirects=False,
            ) as answer:
                status, payload = answer.status, await answer.read()
        except (aiohttp.ClientError, OSError, RuntimeError, ValueError) as error:
            failure = describe_failure(error)
        else:
            if status == HTTPStatus.PROXY_AUTHENTICATION_REQUIRED:
                text = "407: the proxy does not accept the user and password"
                raise NetworkError(text) from NotWritten(text)
            if status == HTTPStatus.TOO_MANY_REQUESTS and (wait := read_wait(payload)):
                raise FloodWait(wait)
            return status, payload
        # Raised outside the except block: otherwise aiohttp's error would hang on as the context.
        raise failure

    @staticmethod
    def parse_json_payload(payload: bytes) -> dict[str, Any]:
        """Return what an answer says, less what it repeats of a message of ours.

        To make objects of that costs as much as to send it, and nobody asks for it. Messages of
        others come in lists, and stay as they are. Raises TelegramError when it is no JSON.
        """
        answer = BaseRequest.parse_json_payload(payload)
        result = answer.get("result") if isinstance(answer, dict) else None
        if isinstance(result, dict) and "message_id" in result:
            answer["result"] = {name: result[name] for name in SAID_OF_OURS if name in result}
        return answer

    def _choose(self, given: Any, default: float) -> Any:
        return default if given is BaseRequest.DEFAULT_NONE else given


def find_chat(url: str, request_data: RequestData | None) -> int | None:
    """Return the chat that a request counts against, or None."""
    if request_data is None or url.rpartition("/")[2] not in COUNTED:
        return None
    chat = request_data.parameters.get("chat_id")
    return chat if isinstance(chat, int) else None


def build_body(request_data: RequestData | None) -> aiohttp.FormData | bytes | None:
    """Return the form to post: multipart when it has files, else as it is written."""
    if request_data is None:
        return None
    # Half a surrogate pair cannot be written as UTF-8; it must not cost the whole message.
    fields = {
        name: value.encode("utf-8", "replace").decode()
        for name, value in request_data.json_parameters.items()
    }
    if not request_data.contains_files:
        # Ten times as fast as urllib, which aiohttp would take.
        return URL.build(query=fields).raw_query_string.encode()
    form = aiohttp.FormData()
    for name, value in fields.items():
        form.add_field(name, value)
    for name, (filename, content, content_type) in request_data.multipart_data.items():
        # aiohttp writes a stream in pieces; of bytes it warns when they are many.
        stream = BytesIO(content) if isinstance(content, bytes) else content
        form.add_field(name, stream, filename=filename, content_type=content_type)
    return form


def read_wait(payload: bytes) -> timedelta | None:
    """Return the wait that a 429 answer names, or None."""
    try:
        return timedelta(seconds=json.loads(payload)["parameters"]["retry_after"]) or None
    except (ValueError, KeyError, TypeError):
        return None


def describe_failure(error: Exception) -> NetworkError:
    """Return what to raise for an error of aiohttp, its cause set, without the token."""
    if isinstance(error, aiohttp.InvalidURL):
        detail = "the address of the Bot API is malformed"
    elif isinstance(error, aiohttp.ClientResponseError):
        detail = f"{error.status} {error.message}"
    else:
        detail = re.sub(r"/bot[^/\s]+", "/bot…", str(error))
    text = f"{type(error).__name__}: {detail}".removesuffix(": ")
    failure = TimedOut(text) if isinstance(error, TimeoutError) else NetworkError(text)
    # The session's RuntimeError ("Session is closed") comes before anything is written.
    unsent = isinstance(error, (*BEFORE_WRITING, RuntimeError))
    failure.__cause__ = NotWritten(text) if unsent else NoAnswer(text)
    return failure


def read_flood_wait(error: RetryAfter) -> timedelta:
    """Return how long Telegram asks to wait."""
    # Not error.retry_after: until python-telegram-bot makes it a timedelta, reading it warns.
    wait = error._retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=wait)
