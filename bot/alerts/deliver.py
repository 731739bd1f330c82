"""Drains the outbox through a sender, at our own pace.

At least once: a row is marked `sending` just before its request and `sent` after the answer.
Both are done for several at a time, in one transaction, because each costs as much as a request.
"""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta

import structlog

from bot.alerts.deliveryplan import DeliveryPlan
from bot.alerts.failures import Failures
from bot.alerts.threads import Sender, ThreadSender
from bot.alerts.turns import Turns
from bot.errors import DatabaseError, LeaseLost, SendError
from bot.loop import Loop
from bot.models import Delivery
from bot.models.workers import Tenure
from bot.store.outbox import Arrived, Wanted
from bot.store.store import Store

log = structlog.get_logger()

# So long before its turn, at most, a delivery is claimed, and so long after its answer it may be
# unwritten. What a crash finds in between is in doubt, so it must be short.
AHEAD = timedelta(milliseconds=150)
# More are claimed when the turns of those are used up within this, which a transaction may take.
SOON = timedelta(milliseconds=25)
AGAIN = 0.1  # seconds: a connection that was cut is made anew at once
REMEMBERED = timedelta(minutes=1)  # of what was sent before: longer than any limit counts


class Courier(Loop):
    """Takes what is due from the outbox and records what became of it."""

    def __init__(
        self,
        store: Store,
        sender: Sender,
        plan: DeliveryPlan,
        *,
        clock: Callable[[], datetime],
        turns: Turns,
    ) -> None:
        """`turns`: shared with who else writes."""
        super().__init__()
        self._store = store
        self._sender = ThreadSender(store, sender, tell=plan.tell, held=lambda: self._held())
        self._plan = plan
        self._clock = clock
        self._turns = turns
        self._limits = self._turns.pace.limits
        self._in_flight: dict[int, tuple[datetime, asyncio.Task[None]]] = {}
        self._failures = Failures(store, retry_uncertain=plan.retry_uncertain)
        self._under_way: set[int] = set()  # the same, by number
        self._queued = 0  # of these, how many wait for their turn
        self._arrived: list[Arrived] = []  # and were not written down yet
        self._exchanging: asyncio.Task[bool] | None = None
        self._exchanged = clock()
        self._under: Tenure | None = None
        self._held: Callable[[], bool] = lambda: True
        self._ending = False

    async def take_over(
        self, tenure: Tenure | None = None, held: Callable[[], bool] = lambda: True
    ) -> None:
        """Send from now on, where somebody else did before, or this bot before a crash.

        What was cut off is in doubt, and the pace goes on as it was. `tenure`: the post that
        allows it, and `held` whether that is surely so still. Raises DatabaseError.
        """
        now, outbox = self._clock(), self._store.outbox
        for chat, at in await outbox.sent_since(now - REMEMBERED, now=now):
            self._turns.pace.resume(chat, min(at, now))
        found = await outbox.recover(
            now=now, wait=self._plan.retry_uncertain, but=[*self._under_way]
        )
        if found:
            log.warning(
                "deliveries were cut off, by a crash or without the database; sent once more",
                deliveries=found,
            )
        self._under, self._held, self._ending = tenure, held, False

    async def take_turn(self) -> None:
        """Drain the outbox; a database that fails is tried again."""
        try:
            await self.drain()
        except LeaseLost as lost:
            log.info("sending left to another worker", reason=str(lost))
        except DatabaseError as error:
            self._plan.trouble.failed("sending paused", error)

    async def drain(self) -> None:
        """Send until nothing is due, nothing in flight and no chat has to rest."""
        while self._held() or self._in_flight or self._arrived:
            self._woken.clear()
            now = self._clock()
            if (pause := self._find_pause(now)) > timedelta():
                await self._wait_until(now + pause)
                continue
            room = self._find_room(now)
            if (room or self._arrived) and await self._exchange(room):
                continue
            if not room:
                await self._wait_until(self._find_hung(now))
                continue
            resting = self._turns.pace.resting(self._clock())
            # What landed during the exchange woke us: its chat was still busy then.
            idle = not resting and not self._in_flight and not self._arrived
            if idle and not self._woken.is_set():
                return
            await self._wait_until(min(resting.values(), default=None))

    async def finish(self, within: timedelta) -> None:
        """Wait for the requests in flight; those that take longer stay `sending`.

        What was claimed and waits for its turn is given back.
        """
        self._ending = True
        loop = asyncio.get_running_loop()
        end = loop.time() + within.total_seconds()
        if self._exchanging:  # it may be claiming still
            await asyncio.gather(self._exchanging, return_exceptions=True)
        if tasks := [task for _, task in self._in_flight.values()]:
            _, late = await asyncio.wait(tasks, timeout=max(end - loop.time(), 0))
            for task in late:
                task.cancel()
        while self._arrived:
            await self._exchange(0)
            if self._arrived and loop.time() > end:
                return

    # ---------------------------------------------------------------- when, and how many

    def _find_pause(self, now: datetime) -> timedelta:
        """Return how long until more is claimed, and what arrived written down; zero or less: now.

        That is when nearly all that was claimed has had its turn, and not much later.
        """
        since = now - self._exchanged
        left = AHEAD - since if since >= timedelta() else since  # the clock was set back
        if self._is_stocked(now):
            return left
        turn = self._turns.pace.wait(now) - AHEAD
        return min(turn, left) if self._arrived else turn

    def _is_stocked(self, now: datetime) -> bool:
        return self._queued * self._turns.pace.gap(now) > SOON

    def _find_room(self, now: datetime) -> int:
        """Return how many may be claimed: so many have a turn soon, and may be in flight."""
        if not self._held():
            return 0
        pace, limits = self._turns.pace, self._limits
        left = AHEAD - pace.wait(now) - self._queued * pace.gap(now)
        turns = 1 + max(left, timedelta()) // pace.gap(now)
        young = len(self._list_young(now))
        free = min(limits.in_flight - young, limits.most_in_flight - len(self._in_flight))
        return max(min(turns, free), 0)

    def _find_hung(self, now: datetime) -> datetime | None:
        """Return when the next request counts as hung, and makes room for another."""
        young = self._list_young(now)
        return min(young) + self._limits.hung if young else None

    def _list_young(self, now: datetime) -> list[datetime]:
        """Return since when the requests are out that do not hang."""
        hung = self._limits.hung
        return [begun for begun, _ in self._in_flight.values() if now - begun < hung]

    async def _wait_until(self, moment: datetime | None) -> None:
        wait = None if moment is None else max((moment - self._clock()).total_seconds(), 0)
        with suppress(TimeoutError):
            async with asyncio.timeout(wait):
                await self._woken.wait()

    # ---------------------------------------------------------------- several at a time

    async def _exchange(self, room: int) -> bool:
        """Write down what arrived, and start what is due; return whether to go on at once."""
        self._exchanging = asyncio.create_task(self._claim(room))
        try:
            # What it claims is sent even when nobody waits for it any more.
            return await asyncio.shield(self._exchanging)
        except LeaseLost:
            raise
        except DatabaseError as error:
            if not self._arrived:
                raise
            # Known but not written: forgetting it now would send the alerts twice.
            self._plan.trouble.failed("outcomes not written yet", error)
            await asyncio.sleep(AGAIN)
            return True

    async def _claim(self, room: int) -> bool:
        now, arrived = self._clock(), tuple(self._arrived)
        self._exchanged = now
        wanted = Wanted(
            most=room,
            busy=[*self._turns.list_busy().union(self._in_flight)],
            terminal=self._plan.terminal,
            patience=self._plan.patience,
        )
        try:
            claimed = await self._store.outbox.exchange(
                arrived, wanted, now=now, under=self._under
            )
        except LeaseLost:
            del self._arrived[: len(arrived)]  # it was recorded all the same
            raise
        del self._arrived[: len(arrived)]
        for delivery in claimed:
            self._start(delivery, now)
        return bool(claimed)

    def _start(self, delivery: Delivery, now: datetime) -> None:
        task = asyncio.create_task(self._deliver_in_turn(delivery, now))
        self._under_way.add(delivery.id)
        self._queued += 1
        self._in_flight[delivery.chat] = (now, task)
        task.add_done_callback(lambda _: self._landed(delivery))

    def _landed(self, delivery: Delivery) -> None:
        self._in_flight.pop(delivery.chat, None)
        self._under_way.discard(delivery.id)
        self._wake_unless_stocked()

    def _wake_unless_stocked(self) -> None:
        if not self._is_stocked(self._clock()):
            self.wake()

    # ---------------------------------------------------------------- one

    async def _deliver_in_turn(self, delivery: Delivery, claimed: datetime) -> None:
        try:
            await self._turns.take(delivery.chat)
        finally:
            self._queued -= 1
            self._wake_unless_stocked()
        if self._held() and not self._ending:
            await self._deliver(delivery)
        else:
            await self._give_back(delivery, claimed)

    async def _give_back(self, delivery: Delivery, claimed: datetime) -> None:
        try:
            await self._store.outbox.give_back(delivery.id, claimed=claimed, now=self._clock())
        except DatabaseError as error:  # who sends from now on finds it, and is in doubt
            log.info("delivery not given back", delivery=delivery.id, error=str(error))

    async def _deliver(self, delivery: Delivery) -> None:
        try:
            message_id = await self._sender.send(delivery)
        except SendError as error:
            await self._record(delivery, error)
        except Exception as error:  # a message that breaks the sender must not stop the others
            log.exception("sender broke", delivery=delivery.id)
            await self._record(delivery, SendError(f"the sender broke: {error!r}"))
        else:
            self._note_arrival(delivery, message_id)

    def _note_arrival(self, delivery: Delivery, message_id: int | None) -> None:
        now = self._clock()
        self._arrived.append(Arrived(delivery=delivery, message_id=message_id, at=now))
        log.info(
            "delivered",
            chat=delivery.chat,
            story=delivery.story,
            kind=delivery.kind.value,
            message=message_id,
            attempts=delivery.attempts,
        )

    async def _record(self, delivery: Delivery, failure: SendError) -> None:
        while self._held():  # else whoever sends from now on finds it, and is in doubt
            try:
                await self._failures.record(delivery, failure, now=self._clock())
                return
            except DatabaseError as error:
                # Known but not written: forgetting it now would send the alert twice.
                self._plan.trouble.failed("outcome not written yet", error)
                await asyncio.sleep(1)
