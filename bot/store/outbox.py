"""Deliveries and their states.

pending ──claim──> sending ──> sent | failed | gone
   ^                  │
   └── not sent ──────┼──> uncertain ──claim──> sending ──> sent, whatever comes
                      └── found after a crash ─^
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import (
    Connection,
    and_,
    bindparam,
    case,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.errors import LeaseLost
from bot.models import Delivery, DeliveryKind
from bot.models.workers import Tenure
from bot.store.claims import claim_rows
from bot.store.database import Queries, reads, writes
from bot.store.due import WAITING_STATES, Wanted, find_due, waits
from bot.store.posts import is_held
from bot.store.schema import UtcTime, chats, outbox, subscriptions
from bot.store.waitingedits import (
    PAUSE,
    carried_by,
    drop_doubled_edits,
    drop_vain_edits,
    space_out,
)

__all__ = ["PAUSE", "WAITING_STATES", "Arrived", "Outbox", "Wanted"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A delivery that arrived."""

    delivery: Delivery
    message_id: int | None
    at: datetime


class Outbox(Queries):
    """What is to be sent, and what became of it."""

    subject = "telling"

    @writes
    def recover(
        self,
        connection: Connection,
        *,
        now: datetime,
        wait: timedelta,
        but: Collection[int] = (),
    ) -> int:
        """Mark what a crash left in `sending` as uncertain, to be sent once more after `wait`.

        Only right while nobody else sends. `but`: deliveries of the caller that are under way.
        Returns how many there were.
        """
        left = func.coalesce(outbox.c.leader, outbox.c.id).not_in(but)
        drop_doubled_edits(connection, left)
        found = connection.execute(
            update(outbox)
            .where(outbox.c.state == "sending", left)
            .values(
                state="uncertain",
                doubtful=True,
                not_before=now + wait,
                reason="the bot stopped while it was being sent",
            )
        )
        return found.rowcount

    @reads
    def sent_since(
        self, connection: Connection, since: datetime, *, now: datetime
    ) -> tuple[tuple[int, datetime], ...]:
        """Return when each chat was last written to since then, the latest last.

        What is under way may have gone out just now.
        """
        moment = case(
            (outbox.c.state == "sending", literal(now, UtcTime())),
            else_=func.coalesce(outbox.c.sent, outbox.c.tried),
        )
        last = func.max(moment, type_=UtcTime())
        rows = connection.execute(
            select(outbox.c.chat_id, last)
            .where(outbox.c.tried >= since)
            .group_by(outbox.c.chat_id)
            .order_by(last)
        )
        return tuple((row[0], row[1]) for row in rows)

    async def exchange(
        self,
        arrived: Collection[Arrived],
        wanted: Wanted,
        *,
        now: datetime,
        under: Tenure | None = None,
    ) -> tuple[Delivery, ...]:
        """Record what arrived, and return what is due next, which is `sending` now.

        That comes in order, each delivery for another chat. `under`: the post that allows it.
        Raises LeaseLost when that is not held any more; what arrived is recorded all the same.
        """
        if arrived and self._database.dialect != "sqlite":
            # Beside what others write: it must not wait for whoever decides, or stands still.
            await self._database.run(lambda one: _record(one, arrived), writes=True)
            arrived = ()
        claimed = await self._exchange(arrived, wanted, now=now, under=under)
        if claimed is None:
            raise LeaseLost("another worker sends now")
        return claimed

    @writes
    def _exchange(
        self,
        connection: Connection,
        arrived: Collection[Arrived],
        wanted: Wanted,
        *,
        now: datetime,
        under: Tenure | None,
    ) -> tuple[Delivery, ...] | None:
        _record(connection, arrived)
        if wanted.most > 0 and under and not is_held(connection, under):
            return None
        while wanted.most > 0:
            due = find_due(connection, wanted, now=now)
            claimed = claim_rows(connection, due, now=now, patience=wanted.patience)
            if claimed or not due:  # else all were put off, and others may be due
                return tuple(claimed)
        return ()

    @writes
    def sent(
        self,
        connection: Connection,
        delivery: int,
        *,
        message_id: int | None,
        now: datetime,
        reason: str | None = None,
    ) -> None:
        """Record that a delivery arrived, or must be taken for arrived (`reason` says why)."""
        connection.execute(_ARRIVE, _describe(delivery, message_id, now, reason))
        space_out(connection, delivery, now)
        if message_id is None:
            drop_vain_edits(connection, delivery)

    @writes
    def put_back(
        self,
        connection: Connection,
        delivery: int,
        *,
        uncertain: bool,
        not_before: datetime,
        reason: str,
        park_chat: bool = False,
    ) -> None:
        """Have a delivery tried again; with `park_chat` its whole chat waits until then.

        Nothing becomes of it when its chat was closed meanwhile. A digest that surely did not
        arrive is no digest any more: what it told waits as before.
        """
        drop_doubled_edits(connection, outbox.c.id == delivery)
        in_doubt = or_(outbox.c.doubtful, literal(uncertain))
        connection.execute(
            update(outbox)
            .where(carried_by(delivery), outbox.c.state == "sending")
            .values(
                # What may have arrived once stays doubtful, however often it is tried.
                state=case((in_doubt, "uncertain"), else_="pending"),
                doubtful=in_doubt,
                leader=case((in_doubt, outbox.c.leader), else_=None),
                not_before=not_before,
                reason=reason,
            )
        )
        if park_chat:
            chat = select(outbox.c.chat_id).where(outbox.c.id == delivery).scalar_subquery()
            connection.execute(
                update(chats).where(chats.c.id == chat).values(parked_until=not_before)
            )

    @writes
    def give_back(
        self, connection: Connection, delivery: int, *, claimed: datetime, now: datetime
    ) -> None:
        """Let a delivery wait as before that was claimed then, and surely was not sent.

        Nothing becomes of it when somebody else had to do with it since.
        """
        untouched = and_(outbox.c.state == "sending", outbox.c.tried == claimed)
        drop_doubled_edits(connection, and_(outbox.c.id == delivery, untouched))
        connection.execute(
            update(outbox)
            .where(carried_by(delivery), untouched)
            .values(
                state=case((outbox.c.doubtful, "uncertain"), else_="pending"),
                leader=case((outbox.c.doubtful, outbox.c.leader), else_=None),
                attempts=outbox.c.attempts - 1,
                not_before=now,
            )
        )

    @writes
    def failed(self, connection: Connection, delivery: int, *, reason: str, now: datetime) -> None:
        """Record that a message was refused for good; it alone."""
        connection.execute(
            update(outbox)
            .where(carried_by(delivery))
            .values(state="failed", reason=reason, sent=now)
        )
        drop_vain_edits(connection, delivery)

    @writes
    def leave_thread(self, connection: Connection, chat: int, thread: int) -> bool:
        """Have everything that goes to a thread of a forum go to the chat itself.

        Returns whether anything did.
        """
        left = [
            connection.execute(
                update(table)
                .where(table.c.chat_id == chat, table.c.thread == thread)
                .values(thread=None)
            ).rowcount
            for table in (subscriptions, outbox)
        ]
        return any(left)

    @reads
    def states(self, connection: Connection) -> tuple[tuple[str, int], ...]:
        """Return how many deliveries are in which state."""
        rows = connection.execute(
            select(outbox.c.state, func.count()).group_by(outbox.c.state).order_by(outbox.c.state)
        )
        return tuple((row[0], row[1]) for row in rows)

    @reads
    def oldest_due(self, connection: Connection) -> datetime | None:
        """Return since when the oldest delivery that is not finished has been waiting.

        What waits for its hour has been waiting since then, which may be still to come.
        """
        since = func.min(func.coalesce(outbox.c.planned, outbox.c.created))
        return connection.execute(select(since).where(waits())).scalar()


def _record(connection: Connection, arrived: Collection[Arrived]) -> None:
    if arrived:
        rows = [_describe(one.delivery.id, one.message_id, one.at) for one in arrived]
        connection.execute(_ARRIVE, rows)
    for one in arrived:
        if one.delivery.kind in (DeliveryKind.UPDATE, DeliveryKind.EDIT):
            space_out(connection, one.delivery.id, one.at)


def _describe(
    delivery: int, message_id: int | None, at: datetime, why: str | None = None
) -> dict[str, object]:
    return {"number": delivery, "message": message_id, "moment": at, "why": why}


_ARRIVE = (
    update(outbox)
    .where(or_(outbox.c.id == bindparam("number"), outbox.c.leader == bindparam("number")))
    .values(
        state="sent",
        message_id=bindparam("message"),
        sent=bindparam("moment"),
        reason=bindparam("why"),
    )
)
