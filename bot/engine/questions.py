"""What an engine asks of PgQueuer's tables, which lie beside those of the store."""

from collections.abc import Collection, Sequence

from pgqueuer.adapters.persistence.qb import (
    QueryBuilderEnvironment,
    QueryQueueBuilder,
    QuerySchedulerBuilder,
)
from pgqueuer.adapters.persistence.queries import Queries
from pgqueuer.domain.settings import DBSettings, Durability
from pgqueuer.domain.types import Channel, QueueEntrypoint, QueueManagerId
from pgqueuer.ports.driver import Driver
from pydantic_settings import BaseSettings
from pydantic_settings import PydanticBaseSettingsSource as Source
from typing_extensions import override

# Channels of the whole database: where new jobs are told of, and where running ones are woken.
JOBS = Channel("tocsin_jobs")
WAKE = "tocsin_wake"

# Wakes what runs: one message for each worker and 25 names, of 260 bytes at most (a message may
# have 8,000). Waiting jobs need none, they will look at the rows when it is their turn.
WAKE_RUNNING = """
WITH there AS MATERIALIZED (
    SELECT dedupe_key, status, queue_manager_id FROM {queue}
    WHERE dedupe_key = ANY($1::text[]) AND status IN ('queued', 'picked')
), told AS MATERIALIZED (
    SELECT pg_notify($2::text, queue_manager_id || E'\\n' || string_agg(dedupe_key, E'\\n'))
    FROM (
        SELECT dedupe_key, queue_manager_id,
            row_number() OVER (PARTITION BY queue_manager_id) / 25 AS part
        FROM there WHERE status = 'picked'
    ) AS running
    GROUP BY queue_manager_id, part
)
SELECT dedupe_key FROM there WHERE (SELECT count(*) FROM told) >= 0
"""
# A worker that was frozen deletes and keeps alive only what is still its own.
DELETE = "DELETE FROM {queue} WHERE id = ANY($1::bigint[]) AND queue_manager_id = $2"
KEEP_ALIVE = """
UPDATE {queue} SET heartbeat = now()
WHERE id = ANY($1::bigint[]) AND queue_manager_id = $2 RETURNING id
"""
# Nothing is inserted, and yet all workers look whether there is something.
RELEASE = """
WITH freed AS (
    UPDATE {queue} SET status = 'queued', queue_manager_id = NULL WHERE queue_manager_id = $1
)
INSERT INTO {queue} (priority, status, entrypoint) SELECT 0, 'queued', '' WHERE false
"""


class Names(DBSettings):
    """What things are called, whatever the environment says."""

    @classmethod
    @override
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: Source,
        env_settings: Source,
        dotenv_settings: Source,
        file_secret_settings: Source,
    ) -> tuple[Source, ...]:
        """Take nothing from the environment."""
        return (init_settings,)


def name_of(kind: str, key: str) -> str:
    """Return what a job is called, of which there is one at a time."""
    return f"{kind}:{key}"


class Questions(Queries):
    """PgQueuer's questions, without those whose answer is known. All raise psycopg.Error."""

    def __init__(self, driver: Driver) -> None:
        # Volatile tables do without the write-ahead log: hints may be lost with the server.
        names = Names(prefix="tocsin_", channel=JOBS, durability=Durability.volatile)
        super().__init__(
            driver,
            qbe=QueryBuilderEnvironment(names),
            qbq=QueryQueueBuilder(names),
            qbs=QuerySchedulerBuilder(names),
        )

    async def tell(self, kind: str, keys: Collection[str]) -> None:
        """Add the jobs that are not there, and wake those that run."""
        names = {name_of(kind, key): key for key in sorted(keys)}  # sorted: no deadlocks
        there = await self._fetch(WAKE_RUNNING, list(names), WAKE)
        for row in there:
            del names[str(row["dedupe_key"])]
        if names:
            await self.enqueue(
                [kind] * len(names),
                [key.encode() for key in names.values()],
                [0] * len(names),
                dedupe_key=list(names),
                on_conflict="skip",
            )

    async def delete(self, rows: Sequence[int], worker: QueueManagerId) -> None:
        """Delete the jobs of a worker that are over."""
        await self._fetch(f"{DELETE} RETURNING id", rows, worker)

    async def keep_alive(self, rows: Collection[int], worker: QueueManagerId) -> set[int]:
        """Say that a worker lives, and return which of these jobs are its own."""
        return {int(str(row["id"])) for row in await self._fetch(KEEP_ALIVE, list(rows), worker)}

    async def release(self, worker: QueueManagerId) -> None:
        """Let others have whatever a worker had taken."""
        await self._fetch(f"{RELEASE} RETURNING id", worker)

    @override
    async def eligible_queued_work(self, entrypoints: list[QueueEntrypoint]) -> int:
        """Return 0: PgQueuer asks when it has just found nothing."""
        return 0

    @override
    async def queued_work(self, entrypoints: list[QueueEntrypoint]) -> int:
        """Return 0, for the same reason."""
        return 0

    @override
    async def next_deferred_eta(self, entrypoints: list[QueueEntrypoint]) -> None:
        """Return None: no job is for later."""

    async def _fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        return await self.driver.fetch(query.format(queue=self.qbe.qualified.queue_table), *args)
