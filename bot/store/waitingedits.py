"""Edits and updates that wait in the outbox: kept apart, dropped when they would say nothing."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Connection, and_, delete, or_, select, update

from bot.store.due import waits
from bot.store.schema import chats, outbox

# Between two edits of a message, and between two updates of a story: both share the flood limit
# with alerts, and readers need no more.
PAUSE = timedelta(minutes=2)


def carried_by(delivery: int) -> ColumnElement[bool]:
    """Say which rows one message carries: a digest has many."""
    return or_(outbox.c.id == delivery, outbox.c.leader == delivery)


def space_out(connection: Connection, delivery: int, now: datetime) -> None:
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


def drop_vain_edits(connection: Connection, delivery: int) -> None:
    """Delete the edits that wait for an alert whose message nobody knows, or that has none."""
    _drop_beside(connection, and_(carried_by(delivery), outbox.c.kind == "alert"))


def drop_doubled_edits(connection: Connection, again: ColumnElement[bool]) -> None:
    """Delete the edits that wait behind one in `sending` which is to be tried again.

    That one will show all that they would, and only one may wait.
    """
    _drop_beside(connection, and_(outbox.c.state == "sending", again, outbox.c.kind == "edit"))


def _drop_beside(connection: Connection, which: ColumnElement[bool]) -> None:
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
