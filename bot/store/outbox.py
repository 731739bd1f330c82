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
    ColumnElement,
    Connection,
    and_,
    bindparam,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    true,
    update,
)

from bot.models import Delivery, DeliveryKind
from bot.store.claims import claim_rows
from bot.store.database import Queries, reads, writes
from bot.store.due import WAITING_STATES, Wanted, find_due, waits
from bot.store.schema import chats, outbox, subscriptions

__all__ = ["PAUSE", "WAITING_STATES", "Arrived", "Outbox", "Wanted"]

# Between two edits of a message, and between two updates of a story: both share the flood limit
# with alerts, and readers need no more.
PAUSE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrived:
    """A delivery that arrived."""

    delivery: Delivery
    message_id: int | None
    at: datetime


class Outbox(Queries):
    """What is to be sent, and what became of it."""

    @writes
    def recover(self, connection: Connection, *, now: datetime, wait: timedelta) -> int:
        """Mark what a crash left in `sending` as uncertain, to be sent once more after `wait`.

        Only right while no other process sends. Returns how many there were.
        """
        _drop_doubled_edits(connection, true())
        found = connection.execute(
            update(outbox)
            .where(outbox.c.state == "sending")
            .values(
                state="uncertain",
                doubtful=True,
                not_before=now + wait,
                reason="the bot stopped while it was being sent",
            )
        )
        return found.rowcount

    @writes
    def exchange(
        self,
        connection: Connection,
        arrived: Collection[Arrived],
        wanted: Wanted,
        *,
        now: datetime,
    ) -> tuple[Delivery, ...]:
        """Record what arrived, and return what is due next, which is `sending` now.

        That comes in order, each delivery for another chat.
        """
        if arrived:
            rows = [_describe(one.delivery.id, one.message_id, one.at) for one in arrived]
            connection.execute(_ARRIVE, rows)
        for one in arrived:
            if one.delivery.kind in (DeliveryKind.UPDATE, DeliveryKind.EDIT):
                _space_out(connection, one.delivery.id, one.at)
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
        _space_out(connection, delivery, now)
        if message_id is None:
            _drop_vain_edits(connection, delivery)

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
        _drop_doubled_edits(connection, outbox.c.id == delivery)
        in_doubt = or_(outbox.c.doubtful, literal(uncertain))
        connection.execute(
            update(outbox)
            .where(_of(delivery), outbox.c.state == "sending")
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
    def failed(self, connection: Connection, delivery: int, *, reason: str, now: datetime) -> None:
        """Record that a message was refused for good; it alone."""
        connection.execute(
            update(outbox).where(_of(delivery)).values(state="failed", reason=reason, sent=now)
        )
        _drop_vain_edits(connection, delivery)

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


def _of(delivery: int) -> ColumnElement[bool]:
    """The rows that one message carries: a digest has many."""
    return or_(outbox.c.id == delivery, outbox.c.leader == delivery)


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


def _space_out(connection: Connection, delivery: int, now: datetime) -> None:
    """Let the next edit, or the next update, of the same story wait after one that arrived."""
    arrived = connection.execute(
        select(outbox.c.chat_id, outbox.c.story_id, outbox.c.kind)
        .join(chats, chats.c.id == outbox.c.chat_id)
        .where(outbox.c.id == delivery, outbox.c.kind != "alert", chats.c.kind != "terminal")
    ).one_or_none()
    if arrived is None:
        return
    connection.execute(
        update(outbox)
        .where(
            outbox.c.chat_id == arrived.chat_id,
            outbox.c.story_id == arrived.story_id,
            outbox.c.kind == arrived.kind,
            waits(),
            outbox.c.not_before < now + PAUSE,
            ~outbox.c.breaking,
        )
        .values(not_before=now + PAUSE)
    )


def _drop_vain_edits(connection: Connection, delivery: int) -> None:
    """Delete the edits that wait for an alert whose message nobody knows, or that has none."""
    _drop_edits_beside(connection, and_(_of(delivery), outbox.c.kind == "alert"))


def _drop_doubled_edits(connection: Connection, again: ColumnElement[bool]) -> None:
    """Delete the edits that wait behind one in `sending` which is to be tried again.

    That one will show all that they would, and only one may wait.
    """
    _drop_edits_beside(
        connection, and_(outbox.c.state == "sending", again, outbox.c.kind == "edit")
    )


def _drop_edits_beside(connection: Connection, which: ColumnElement[bool]) -> None:
    """Delete the edits that wait, of the same story and chat as one of these rows."""
    beside = select(outbox).where(which).subquery()
    connection.execute(
        delete(outbox).where(
            outbox.c.kind == "edit",
            outbox.c.state != "sending",
            waits(),
            select(beside.c.id)
            .where(beside.c.story_id == outbox.c.story_id, beside.c.chat_id == outbox.c.chat_id)
            .exists(),
        )
    )
