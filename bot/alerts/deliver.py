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

from bot.alerts.timing import PATIENCE
from bot.alerts.turns import Turns
from bot.errors import (
    ChatGone,
    ChatMoved,
    DatabaseError,
    NotSent,
    RetryLater,
    SendError,
    ThreadGone,
    Uncertain,
)
from bot.loop import Loop
from bot.models import Alert, Delivery
from bot.store.store import Store

log = structlog.get_logger()

# Retries of what surely did not arrive: 2, 4, 8 s ... so that an outage of hours loses nothing.
LONGEST_RETRY = timedelta(minutes=5)


class Sender(Protocol):
    """Where messages go out."""

    async def send(self, delivery: Delivery) -> int | None:
        """Send or edit; return the message's id. Raises SendError in its kinds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPlan:
    """How a courier works."""

    retry_uncertain: timedelta  # wait before what may have arrived is sent once more
    terminal: bool  # serve the chat that stands for the terminal, or all others
    patience: timedelta = PATIENCE  # an alert that is later joins a digest instead of ringing
    tell: Callable[[str], None] = lambda _: None  # lets the administrators know


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
        turns: Turns,
    ) -> None:
        """`title`: a topic's title, by its name. `turns`: shared with who else writes."""
        super().__init__()
        self._store = store
        self._sender = sender
        self._plan = plan
        self._clock = clock
        self._title = title
        self._turns = turns
        self._limits = self._turns.pace.limits
        self._in_flight: dict[int, tuple[datetime, asyncio.Task[None]]] = {}

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
            now = self._clock()
            if len(self._in_flight) >= self._limits.most_in_flight:
                await self._woken.wait()
            elif len(young := self._list_young(now)) >= self._limits.in_flight:
                await self._wait_until(min(young) + self._limits.hung)
            elif wait := self._turns.pace.wait(now):
                await asyncio.sleep(wait.total_seconds())
            elif not await self._start_next():
                resting = self._turns.pace.resting(self._clock())
                # What landed during the claim woke us: its chat was still busy then.
                if not resting and not self._in_flight and not self._woken.is_set():
                    return
                await self._wait_until(min(resting.values(), default=None))

    async def finish(self, within: timedelta) -> None:
        """Wait for the requests in flight; those that take longer stay `sending`."""
        if tasks := [task for _, task in self._in_flight.values()]:
            _, late = await asyncio.wait(tasks, timeout=within.total_seconds())
            for task in late:
                task.cancel()

    async def _wait_until(self, moment: datetime | None) -> None:
        wait = None if moment is None else max((moment - self._clock()).total_seconds(), 0)
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._woken.wait()

    def _list_young(self, now: datetime) -> list[datetime]:
        """Return since when the requests are out that do not hang."""
        hung = self._limits.hung
        return [begun for begun, _ in self._in_flight.values() if now - begun < hung]

    async def _start_next(self) -> bool:
        now = self._clock()
        delivery = await self._store.outbox.claim(
            now=now,
            busy=[*self._turns.list_busy().union(self._in_flight)],
            terminal=self._plan.terminal,
            patience=self._plan.patience,
        )
        if delivery is None:
            return False
        task = asyncio.create_task(self._deliver_in_turn(delivery))
        self._in_flight[delivery.chat] = (now, task)
        task.add_done_callback(lambda _: self._landed(delivery.chat))
        await asyncio.sleep(0)  # let it take its turn, which is free now unless somebody answers
        return True

    async def _deliver_in_turn(self, delivery: Delivery) -> None:
        await self._turns.take(delivery.chat)
        await self._deliver(delivery)

    def _landed(self, chat: int) -> None:
        self._in_flight.pop(chat, None)
        self.wake()

    async def _deliver(self, delivery: Delivery) -> None:
        shown = replace(
            delivery,
            alert=self._name_topics(delivery.alert),
            bundle=tuple(map(self._name_topics, delivery.bundle)),
        )
        try:
            message_id = await self._send(shown)
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

    def _name_topics(self, alert: Alert) -> Alert:
        return replace(alert, topics=tuple(map(self._title, alert.topics)))

    async def _send(self, delivery: Delivery) -> int | None:
        """A thread that was closed is left at once: its messages go to the chat itself."""
        try:
            return await self._sender.send(delivery)
        except ThreadGone as gone:
            if delivery.thread is None:
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
            self._plan.tell(
                f"Chat {chat}: alerts cannot be sent to its topic {thread} any more ({reason}). "
                "They go to the chat itself now; /topics in another topic moves them there."
            )

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
