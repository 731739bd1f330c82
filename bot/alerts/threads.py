"""Threads of forums: one that was closed is left at once, its messages go to the chat itself."""

from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

import structlog

from bot.errors import DatabaseError, ThreadGone
from bot.models import Delivery
from bot.store.store import Store

log = structlog.get_logger()


class Sender(Protocol):
    """Where messages go out."""

    async def send(self, delivery: Delivery) -> int | None:
        """Send or edit; return the message's id. Raises SendError in its kinds."""


class ThreadSender:
    """A sender that knows what to do when a thread is gone."""

    def __init__(
        self,
        store: Store,
        sender: Sender,
        *,
        tell: Callable[[str], None],
        held: Callable[[], bool],
    ) -> None:
        """`tell` lets the administrators know; `held`: whether we may send at all."""
        self._store = store
        self._sender = sender
        self._tell = tell
        self._held = held

    async def send(self, delivery: Delivery) -> int | None:
        """Send or edit; return the message's id. Raises SendError in its kinds."""
        try:
            return await self._sender.send(delivery)
        except ThreadGone as gone:
            if delivery.thread is None:
                raise
            if not self._held():
                raise
            message_id = await self._sender.send(replace(delivery, thread=None))
            await self._leave_thread(delivery.chat, delivery.thread, str(gone))
            return message_id

    async def _leave_thread(self, chat: int, thread: int, reason: str) -> None:
        try:
            known = await self._store.outbox.leave_thread(chat, thread)
        except DatabaseError as error:  # the next message of the thread finds out again
            log.error("thread not left yet", chat=chat, error=str(error))
            return
        if known:
            log.warning("thread left", chat=chat, thread=thread, reason=reason)
            self._tell(
                f"Chat {chat}: alerts cannot be sent to its topic {thread} any more ({reason}). "
                "They go to the chat itself now; /topics in another topic moves them there."
            )
