"""A worker's shift: the jobs it takes from PgQueuer as long as its connections hold."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from pgqueuer.core.qm import QueueManager
from pgqueuer.domain.models import Job as Row
from pgqueuer.domain.models import TableChangedEvent, TracebackRecord
from pgqueuer.domain.types import JOB_STATUS, JobId, QueueEntrypoint, QueueManagerId
from pgqueuer.ports.repository import EntrypointExecutionParameter
from psycopg import Error
from typing_extensions import override

from bot.engine import Job, Kind, work_off
from bot.engine.questions import JOBS, WAKE, Questions, name_of
from bot.engine.wire import Wire

AT_ONCE = 100  # jobs taken, or given back, with one statement
# How often a worker that hears nothing looks for jobs whose worker died.
LOOK = timedelta(seconds=2)
SOON = 0.02  # seconds until a worker that was full looks for more: meanwhile others end, too

Limits = dict[QueueEntrypoint, EntrypointExecutionParameter]


@dataclass(slots=True, kw_only=True)
class _Taken:
    """A job that is ours, from when we took it until its row is deleted."""

    row: int
    kind: str
    job: Job
    task: asyncio.Task[None] | None = None  # as long as the handler runs
    lost: bool = False  # to another worker
    former: "_Taken | None" = None  # the lost job of the same key, which may have to end first


class Shift(Questions):
    """What a worker has taken, and the questions that change it."""

    def __init__(
        self, wire: Wire, worker: UUID, kinds: Mapping[str, Kind], *, ready: Callable[[], None]
    ) -> None:
        """`ready` is called whenever everything that it takes to work has worked."""
        super().__init__(wire)
        self._ready = ready
        self._wire = wire
        self._worker = QueueManagerId(worker)
        self._kinds = kinds
        self._taken: dict[str, _Taken] = {}
        self._busy: dict[str, set[int]] = {kind: set() for kind in kinds}  # rows of handlers
        self._short: set[str] = set()  # kinds of which there may be more than we could take
        self._over = False
        self._broken = asyncio.Event()
        self._tellings: set[asyncio.Task[None]] = set()

    async def serve(self, *, patience: timedelta) -> None:
        """Do jobs until something breaks. Raises psycopg.Error, or what PgQueuer raises.

        `patience`: how long a worker may not be heard of until others take its jobs. All handlers
        are cancelled at the end, since others will soon have their keys: to go on beside them
        is what an engine is there to prevent, and to start again costs little.
        """
        hands = QueueManager(self, channel=JOBS)
        hands.queue_manager_id = self._worker
        for kind in self._kinds:
            hands.entrypoint(kind, accepts_context=False)(self._work)
        await self._wire.add_listener(WAKE, self._hear)
        await self.release(self._worker)  # what it had when its connection was lost
        running = asyncio.create_task(
            hands.run(
                dequeue_timeout=LOOK,
                batch_size=AT_ONCE,
                shutdown_on_listener_failure=True,
                heartbeat_timeout=patience,
                log_aggregation_interval=timedelta(0),
            )
        )
        listening = asyncio.create_task(self._wire.listen())
        broken = asyncio.create_task(self._broken.wait())
        try:
            await asyncio.wait({running, listening, broken}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._over = True
            hands.shutdown.set()
            for taken in self._taken.values():
                if taken.task:
                    taken.task.cancel()
            for task in (listening, broken, *self._tellings):
                task.cancel()
            ends = await asyncio.gather(running, listening, broken, return_exceptions=True)
            with suppress(Error):
                await self.release(self._worker)
        for end in ends:
            if isinstance(end, Exception):
                raise end

    async def tell_of(self, kind: str, keys: Collection[str]) -> None:
        """Say that there may be something to do. What runs here is woken without a question."""
        elsewhere = []
        for key in keys:
            if taken := self._taken.get(name_of(kind, key)):
                taken.job.woken.set()
            else:
                elsewhere.append(key)
        if elsewhere:
            await self.tell(kind, elsewhere)

    @override
    async def dequeue(
        self,
        batch_size: int,
        entrypoints: Limits,
        queue_manager_id: QueueManagerId,
        global_concurrency_limit: int | None,
        heartbeat_timeout: timedelta,
    ) -> list[Row]:
        """Take as many jobs of each kind as there are hands for."""
        free = {kind: self._free(kind) for kind in entrypoints}
        self._short = {kind for kind, hands in free.items() if hands < batch_size}
        wide = {kind: limit for kind, limit in entrypoints.items() if kind not in self._short}
        takes = [(batch_size, wide)] if wide else []
        takes += [
            (free[kind], {kind: entrypoints[kind]}) for kind in free if 0 < free[kind] < batch_size
        ]
        rows: list[Row] = []
        try:
            for most, kinds in takes:
                rows += await super().dequeue(
                    most, kinds, queue_manager_id, global_concurrency_limit, heartbeat_timeout
                )
        except Exception:
            self._broken.set()  # PgQueuer would first wait for all handlers
            raise
        for row in rows:
            self._take(row)
        self._ready()
        return rows

    def _free(self, kind: str) -> int:
        most = self._kinds[kind].most
        return max(most - len(self._busy[kind]), 0) if most else AT_ONCE

    def _take(self, row: Row) -> None:
        key = (row.payload or b"").decode()
        name = name_of(row.entrypoint, key)
        self._busy[row.entrypoint].add(row.id)
        former = self._taken.get(name)
        if former and former.row == row.id:
            return  # nobody had heard of us for a while, and we took what is ours
        self._taken[name] = _Taken(
            row=row.id, kind=row.entrypoint, job=Job(key=key), former=former
        )
        if former:
            _lose(former)

    async def _work(self, row: Row) -> None:
        taken = self._taken[name_of(row.entrypoint, (row.payload or b"").decode())]
        if taken.row != row.id:
            return  # lost before it began
        taken.task = asyncio.current_task()
        try:
            if self._over:
                raise asyncio.CancelledError
            if taken.former and taken.former.task:
                await asyncio.wait({taken.former.task})
            taken.former = None
            if not taken.lost:
                await work_off(taken.kind, self._kinds[taken.kind].work, taken.job)
        finally:
            taken.task = None
            self._busy[taken.kind].discard(taken.row)
            if taken.kind in self._short and not self._over:
                self._short.clear()
                asyncio.get_running_loop().call_later(SOON, self._look_again)

    def _look_again(self) -> None:
        changed = TableChangedEvent(
            type="table_changed_event",
            operation="insert",
            channel=JOBS,
            table=self.qbe.settings.queue_table,
            sent_at=datetime.now(UTC),
        )
        self._wire.say(JOBS, changed.model_dump_json())

    @override
    async def log_jobs(
        self, job_status: list[tuple[Row, JOB_STATUS, TracebackRecord | None]]
    ) -> None:
        """Delete jobs that are over. What is cancelled because all ends is left for `release`."""
        over = [row for row, status, _ in job_status if not self._over or status != "canceled"]
        if not over:
            return
        await self.delete([row.id for row in over], self._worker)
        again: dict[str, list[str]] = {}
        for row in over:
            name = name_of(row.entrypoint, (row.payload or b"").decode())
            taken = self._taken.get(name)
            if taken and taken.row == row.id:
                del self._taken[name]
                if taken.job.woken.is_set():  # after the handler returned
                    again.setdefault(taken.kind, []).append(taken.job.key)
        for kind, keys in again.items():
            await self._tell_again(kind, keys)

    @override
    async def update_heartbeat(self, job_ids: list[JobId]) -> None:
        """Say that we live. Jobs that others were given meanwhile are cancelled here."""
        ours = await self.keep_alive(set(job_ids), self._worker)
        lost = set(job_ids) - ours
        for taken in list(self._taken.values()) if lost else ():
            if taken.row in lost:
                _lose(taken)

    def _hear(self, payload: str | bytes | bytearray) -> None:
        worker, *names = str(payload).split("\n")
        if worker != str(self._worker):
            return
        again: dict[str, list[str]] = {}
        for name in names:
            if taken := self._taken.get(name):
                taken.job.woken.set()
            else:  # was over when it was to be woken
                kind, _, key = name.partition(":")
                again.setdefault(kind, []).append(key)
        for kind, keys in again.items():
            telling = asyncio.create_task(self._tell_again(kind, keys))
            self._tellings.add(telling)
            telling.add_done_callback(self._tellings.discard)

    async def _tell_again(self, kind: str, keys: Collection[str]) -> None:
        with suppress(Error):  # the questions that the shift lives on fail as well
            await self.tell_of(kind, keys)


def _lose(taken: _Taken) -> None:
    taken.lost = True
    if taken.task:
        taken.task.cancel()
