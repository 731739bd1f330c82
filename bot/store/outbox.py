"""Deliveries and their states.

pending ──claim──> sending ──> sent | failed | gone
   ^                  │
   └── not sent ──────┼──> uncertain ──claim──> sending ──> sent, whatever comes
                      └── found after a crash ─^
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter
from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    case,
    delete,
    func,
    literal,
    or_,
    select,
    true,
    update,
)

from bot.models import Alert, Delivery, DeliveryKind
from bot.store.database import Queries, reads, writes
from bot.store.schema import chats, outbox, stories

WAITING_STATES = ("pending", "sending", "uncertain")

ALERT = TypeAdapter(Alert)


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
    def claim(
        self,
        connection: Connection,
        *,
        now: datetime,
        busy: Collection[int],
        terminal: bool,
    ) -> Delivery | None:
        """Return the next delivery, marked `sending`, or None when nothing is due.

        Only the oldest alert of a chat is ever due: order is kept, and later ones wait for an
        uncertain one. An edit is due when no alert waits for its chat. Chats in `busy` are
        left alone. `terminal`: serve the terminal, or Telegram's chats.
        """
        waiting = outbox.c.state.in_(WAITING_STATES)
        edits_last = (case((outbox.c.kind == "edit", 1), else_=0), outbox.c.id)
        place = func.row_number().over(partition_by=outbox.c.chat_id, order_by=edits_last)
        queues = (
            select(outbox.c.id, place.label("place"))
            .where(waiting, outbox.c.chat_id.not_in(busy))
            .subquery()
        )
        first = select(queues.c.id).where(queues.c.place == 1).scalar_subquery()
        told = outbox.alias("told")
        row = connection.execute(
            select(
                outbox,
                chats.c.kind.label("chat_kind"),
                stories.c.sources,
                told.c.alert.label("told_alert"),
                told.c.topics.label("told_topics"),
                told.c.message_id.label("told_message"),
            )
            .join(chats, chats.c.id == outbox.c.chat_id)
            .join(stories, stories.c.id == outbox.c.story_id)
            .join(
                told,
                and_(
                    told.c.story_id == outbox.c.story_id,
                    told.c.chat_id == outbox.c.chat_id,
                    told.c.kind == "alert",
                ),
            )
            .where(
                outbox.c.id.in_(first),
                outbox.c.state != "sending",
                outbox.c.not_before <= now,
                or_(chats.c.parked_until.is_(None), chats.c.parked_until <= now),
                (chats.c.kind == "terminal") == terminal,
            )
            .order_by(*edits_last)
            .limit(1)
        ).one_or_none()
        if row is None:
            return None
        connection.execute(
            update(outbox)
            .where(outbox.c.id == row.id)
            .values(state="sending", attempts=row.attempts + 1, tried=now)
        )
        alert = ALERT.validate_python(row.told_alert)
        return Delivery(
            id=row.id,
            chat=row.chat_id,
            chat_kind=row.chat_kind,
            kind=DeliveryKind(row.kind),
            story=row.story_id,
            alert=replace(
                alert,
                topics=tuple(row.told_topics),
                also=tuple(source for source in row.sources if source != alert.source),
            ),
            created=row.created,
            attempts=row.attempts + 1,
            doubtful=row.doubtful,
            message_id=row.told_message,
        )

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
        connection.execute(
            update(outbox)
            .where(outbox.c.id == delivery)
            .values(state="sent", message_id=message_id, sent=now, reason=reason)
        )

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

        Nothing becomes of it when its chat was closed meanwhile.
        """
        _drop_doubled_edits(connection, outbox.c.id == delivery)
        connection.execute(
            update(outbox)
            .where(outbox.c.id == delivery, outbox.c.state == "sending")
            .values(
                # What may have arrived once stays doubtful, however often it is tried.
                state=case(
                    (or_(outbox.c.doubtful, literal(uncertain)), "uncertain"), else_="pending"
                ),
                doubtful=or_(outbox.c.doubtful, literal(uncertain)),
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
            update(outbox)
            .where(outbox.c.id == delivery)
            .values(state="failed", reason=reason, sent=now)
        )

    @reads
    def states(self, connection: Connection) -> tuple[tuple[str, int], ...]:
        """Return how many deliveries are in which state."""
        rows = connection.execute(
            select(outbox.c.state, func.count()).group_by(outbox.c.state).order_by(outbox.c.state)
        )
        return tuple((row[0], row[1]) for row in rows)

    @reads
    def oldest_due(self, connection: Connection) -> datetime | None:
        """Return since when the oldest delivery that is not finished has been waiting."""
        return connection.execute(
            select(func.min(outbox.c.created)).where(outbox.c.state.in_(WAITING_STATES))
        ).scalar()


def _drop_doubled_edits(connection: Connection, again: ColumnElement[bool]) -> None:
    """Delete the edits that wait behind one in `sending` which is to be tried again.

    That one will show all that they would, and only one may wait.
    """
    tried = select(outbox).where(outbox.c.state == "sending", again).subquery()
    connection.execute(
        delete(outbox).where(
            outbox.c.kind == "edit",
            outbox.c.state != "sending",
            outbox.c.state.in_(WAITING_STATES),
            select(tried.c.id)
            .where(
                tried.c.kind == "edit",
                tried.c.story_id == outbox.c.story_id,
                tried.c.chat_id == outbox.c.chat_id,
            )
            .exists(),
        )
    )
