"""Drains the outbox through a sender, at our own pace.

At least once: a row is marked `sending` just before its request and `sent` after the answer.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

import structlog

from bot.alerts.pace import Pace
from bot.errors import (
    ChatGone,
    ChatMoved,
    DatabaseError,
    NotSent,
    RetryLater,
    SendError,
    Uncertain,
)
from bot.loop import Loop
from bot.models import Delivery
from bot.store.store import Store

log = structlog.get_logger()

IN_FLIGHT = 20
# Retries of what surely did not arrive: 2, 4, 8 s ... so that an outage of hours loses nothing.
LONGEST_RETRY = timedelta(minutes=5)


class Sender(Protocol):
    """Where messages go out."""

    async def send(self, delivery: Delivery) -> int | None:
        """Send or edit; return the message's id. Raises SendError in its kinds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPlan:
    """How a courier works."""

    rate: float  # requests a second over all chats
    retry_uncertain: timedelta  # wait before what may have arrived is sent once more
    terminal: bool  # serve the chat that stands for the terminal, or all others


class Courier(Loop):
    """Takes what is due from the outbox and records what became of it."""

    def __init__(
        self,
        store: Store,
        sender: Sender,
        plan: DeliveryPlan,
        *,
        clock: Callable[[], datetime],
        title: Callable[[str], str],
    ) -> None:
        """`title`: a topic's title, by its name."""
        super().__init__()
        self._store = store
        self._sender = sender
        self._plan = plan
        self._clock = clock
        self._title = title
        self._pace = Pace(plan.rate)
        self._in_flight: dict[int, asyncio.Task[None]] = {}

    async def take_turn(self) -> None:
        """Drain the outbox; a database that fails is tried again."""
        try:
            await self.drain()
        except DatabaseError as error:
            log.error("sending paused", error=str(error))

    async def drain(self) -> None:
        """Send until nothing is due, nothing in flight and no chat has to rest."""
        while True:
            self._woken.clear()
            if len(self._in_flight) >= IN_FLIGHT:
                await self._woken.wait()
            elif wait := self._pace.wait(self._clock()):
                await asyncio.sleep(wait.total_seconds())
            elif not await self._start_next():
                resting = self._pace.resting(self._clock())
                # What landed during the claim woke us: its chat was still busy then.
                if not resting and not self._in_flight and not self._woken.is_set():
                    return
                await self._wait_until(min(resting.values(), default=None))

    async def finish(self, within: timedelta) -> None:
        """Wait for the requests in flight; those that take longer stay `sending`."""
        if tasks := list(self._in_flight.values()):
            _, late = await asyncio.wait(tasks, timeout=within.total_seconds())
            for task in late:
                task.cancel()

    async def _wait_until(self, moment: datetime | None) -> None:
        wait = None if moment is None else max((moment - self._clock()).total_seconds(), 0)
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._woken.wait()

    async def _start_next(self) -> bool:
        now = self._clock()
        delivery = await self._store.outbox.claim(
            now=now,
            busy=[*self._in_flight, *self._pace.resting(now)],
            terminal=self._plan.terminal,
        )
        if delivery is None:
            return False
        self._pace.take(delivery.chat, delivery.chat_kind, now)
        task = asyncio.create_task(self._deliver(delivery))
        self._in_flight[delivery.chat] = task
        task.add_done_callback(lambda _: self._landed(delivery.chat))
        return True

    def _landed(self, chat: int) -> None:
        self._in_flight.pop(chat, None)
        self.wake()

    async def _deliver(self, delivery: Delivery) -> None:
        titles = tuple(map(self._title, delivery.alert.topics))
        shown = replace(delivery, alert=replace(delivery.alert, topics=titles))
        try:
            message_id = await self._sender.send(shown)
            outcome: SendError | None = None
        except SendError as error:
            message_id, outcome = delivery.message_id, error
        except Exception as error:  # a message that breaks the sender must not stop the others
            log.exception("sender broke", delivery=delivery.id)
            message_id, outcome = None, SendError(f"the sender broke: {error!r}")
        while True:
            try:
                await self._record(delivery, message_id, outcome)
                break
            except DatabaseError as error:
                # Known but not written: forgetting it now would send the alert twice.
                log.error("outcome not written yet", delivery=delivery.id, error=str(error))
                await asyncio.sleep(1)

    async def _record(
        self, delivery: Delivery, message_id: int | None, outcome: SendError | None
    ) -> None:
        outbox, now = self._store.outbox, self._clock()
        bound = log.bind(chat=delivery.chat, story=delivery.story, kind=delivery.kind.value)
        match outcome:
            case None:
                await outbox.sent(delivery.id, message_id=message_id, now=now)
                bound.info("delivered", message=message_id, attempts=delivery.attempts)
            case Uncertain() if delivery.doubtful:
                reason = f"taken as told after a second try: {outcome}"
                await outbox.sent(delivery.id, message_id=None, now=now, reason=reason)
                bound.warning("delivery uncertain, taken as told", reason=str(outcome))
            case Uncertain() | NotSent():
                uncertain = isinstance(outcome, Uncertain)
                again = now + self._wait(delivery, outcome)
                await outbox.put_back(
                    delivery.id,
                    uncertain=uncertain,
                    not_before=again,
                    reason=str(outcome),
                    park_chat=isinstance(outcome, RetryLater),
                )
                bound.warning(
                    "delivery uncertain" if uncertain else "delivery put back",
                    reason=str(outcome),
                    again=again.isoformat(timespec="seconds"),
                )
            case ChatGone():
                await self._store.chats.close(delivery.chat, str(outcome))
                bound.info("chat closed", reason=str(outcome))
            case ChatMoved():
                await outbox.put_back(
                    delivery.id, uncertain=False, not_before=now, reason=str(outcome)
                )
                await self._store.chats.move(delivery.chat, outcome.new_chat)
                bound.info("chat moved", to=outcome.new_chat)
            case _:
                await outbox.failed(delivery.id, reason=str(outcome), now=now)
                bound.error("delivery failed", reason=str(outcome))

    def _wait(self, delivery: Delivery, outcome: SendError) -> timedelta:
        if isinstance(outcome, RetryLater):
            return outcome.wait
        if isinstance(outcome, Uncertain):
            return self._plan.retry_uncertain
        return min(timedelta(seconds=2 ** min(delivery.attempts, 12)), LONGEST_RETRY)
