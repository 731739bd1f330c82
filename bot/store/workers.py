"""Which processes run: each leaves a sign of life, for whoever looks from outside."""

from dataclasses import asdict
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select

from bot.models.workers import Worker
from bot.store.database import Queries, reads, writes
from bot.store.dialect import insert
from bot.store.schema import workers

# Workers whose last signs of life are no farther apart than this run side by side.
TOGETHER = timedelta(minutes=1)


class Workers(Queries):
    """Signs of life."""

    @writes
    def beat(self, connection: Connection, worker: Worker) -> None:
        """Say that a worker is well at the time that it says."""
        said = asdict(worker) | {"roles": sorted(worker.roles)}
        connection.execute(
            insert(workers)
            .values(said)
            .on_conflict_do_update(index_elements=[workers.c.id], set_=said)
        )

    @reads
    def last(self, connection: Connection) -> datetime | None:
        """Return when any worker last said that it is well; None: none ever did."""
        return connection.execute(select(func.max(workers.c.at))).scalar()

    @reads
    def all(self, connection: Connection) -> tuple[Worker, ...]:
        """Return the workers that are remembered, the one that runs longest first."""
        rows = connection.execute(select(workers).order_by(workers.c.started, workers.c.id))
        return tuple(Worker(**{**row, "roles": tuple(row["roles"])}) for row in rows.mappings())

    @writes
    def forget(self, connection: Connection, *, before: datetime) -> int:
        """Forget workers without a sign of life since then; returns how many there were."""
        return connection.execute(delete(workers).where(workers.c.at < before)).rowcount


def find_beat(connection: Connection) -> tuple[datetime | None, datetime | None]:
    """Return since when the workers run that gave the last signs of life, and the very last."""
    last = connection.execute(select(func.max(workers.c.at))).scalar()
    if last is None:
        return None, None
    since = select(func.min(workers.c.started)).where(workers.c.at >= last - TOGETHER)
    return connection.execute(since).scalar(), last
