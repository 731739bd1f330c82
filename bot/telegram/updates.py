"""Treating updates: one after another in a chat, chats side by side."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Protocol

import structlog
from telegram import Update

log = structlog.get_logger()

# What the bot reacts to.
ALLOWED = ("message", "callback_query", "inline_query", "my_chat_member")
AT_ONCE = 100  # updates under way; more wait at Telegram

Treat = Callable[[Update], Awaitable[None]]

FAILING = 3  # errors in a row: one alone is soon forgotten


class Complaint:
    """What keeps updates from coming: said once in the log, and known while it goes on."""

    def __init__(self) -> None:
        self.said = ""  # last; empty: nothing, or it is over
        self._times = 0  # that requests failed in a row

    @property
    def lasting(self) -> str:
        """What is the matter, when requests failed FAILING times in a row; or nothing."""
        return self.said if self._times >= FAILING else ""

    def add(self, trouble: str) -> bool:
        """Note that a request failed, and say why if that is new; returns whether it is."""
        self._times += 1
        new = trouble != self.said
        if new:
            self.said = trouble
            log.error(trouble)
        return new

    def answered(self) -> None:
        """Note that a request was answered well, or that nobody asks any more."""
        self._times = 0


class Receiving(Protocol):
    """A way in which updates come."""

    @property
    def trouble(self) -> str:
        """What keeps them from coming, when it did so FAILING times in a row; or nothing."""

    async def run(self) -> None:
        """Receive until cancelled. Nothing that Telegram answers ends it."""

    async def stop(self, within: timedelta) -> None:
        """Finish what is under way."""


class InTurns:
    """Treats the updates of a chat in the order in which they came."""

    def __init__(self, treat: Treat) -> None:
        self._treat = treat
        self._under_way: set[asyncio.Task[None]] = set()
        self._last_of_chat: dict[int, asyncio.Task[None]] = {}

    def start(self, update: Update) -> asyncio.Task[None]:
        """Treat an update when its chat's earlier ones are done. The task raises nothing."""
        chat = update.effective_chat.id if update.effective_chat else 0
        task = asyncio.create_task(self._treat_after(self._last_of_chat.get(chat), update))
        self._last_of_chat[chat] = task
        self._under_way.add(task)

        def forget(done: asyncio.Task[None]) -> None:
            self._under_way.discard(done)
            if self._last_of_chat.get(chat) is done:
                del self._last_of_chat[chat]

        task.add_done_callback(forget)
        return task

    async def wait_for_room(self) -> None:
        """Come back when another update may be started."""
        while len(self._under_way) >= AT_ONCE:
            await asyncio.wait(self._under_way, return_when=asyncio.FIRST_COMPLETED)

    async def finish(self, within: timedelta) -> bool:
        """Let what is under way end; False when that took too long and it was cut short."""
        if not self._under_way:
            return True
        _, late = await asyncio.wait(self._under_way, timeout=within.total_seconds())
        for task in late:
            task.cancel()
        if late:
            log.warning("conversation cut short", updates=len(late))
        return not late

    async def _treat_after(self, earlier: asyncio.Task[None] | None, update: Update) -> None:
        if earlier is not None:
            await asyncio.wait([earlier])
        try:
            await self._treat(update)
        except Exception:  # one update must not stop the others
            log.exception("update broke", update=update.update_id)
