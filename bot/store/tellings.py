"""The outbox rows that a decision writes: new alerts, more topics, edits."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, func, or_, select, update

from bot.models import Decision, DeliveryKind, Telling
from bot.store.dialect import insert
from bot.store.outbox import ALERT
from bot.store.schema import ALERTS, WAITING_EDITS, chats, outbox

# Edits share the flood limit with messages, and readers need no more than this.
EDIT_PAUSE = timedelta(minutes=2)


def add_alert(connection: Connection, decision: Decision, telling: Telling, now: datetime) -> int:
    """Write the alert's row, once per story and chat; returns the number written, 0 or 1."""
    assert decision.placement is not None
    assert telling.alert is not None
    made = connection.execute(
        insert(outbox)
        .values(
            chat_id=telling.chat,
            story_id=decision.placement.story,
            kind=DeliveryKind.ALERT,
            topics=list(telling.topics),
            alert=ALERT.dump_python(telling.alert, mode="json"),
            state="pending",
            not_before=now,
            created=now,
        )
        .on_conflict_do_nothing(index_elements=["story_id", "chat_id"], index_where=ALERTS)
    )
    return made.rowcount


def add_topics(connection: Connection, story: str, telling: Telling) -> bool:
    """Add the topics to what the chat was told of the story; return whether any is new."""
    its_alert = and_(
        outbox.c.story_id == story, outbox.c.chat_id == telling.chat, outbox.c.kind == "alert"
    )
    told = connection.execute(select(outbox.c.topics).where(its_alert)).scalar_one()
    more = [topic for topic in telling.topics if topic not in told]
    if more:
        connection.execute(update(outbox).where(its_alert).values(topics=[*told, *more]))
    return bool(more)


def add_edits(connection: Connection, story: str, now: datetime) -> int:
    """Have every sent alert of the story edited; returns how many edits were written.

    An alert that still waits needs none: it is rendered with what is known when it is sent.
    One edit waits at most, and it shows everything that is known by then.
    """
    last = (
        select(outbox.c.chat_id, func.max(outbox.c.sent).label("shown"))
        .where(outbox.c.story_id == story)
        .group_by(outbox.c.chat_id)
        .subquery()
    )
    rows = connection.execute(
        select(outbox.c.chat_id, chats.c.kind, last.c.shown)
        .join(chats, chats.c.id == outbox.c.chat_id)
        .join(last, last.c.chat_id == outbox.c.chat_id)
        .where(
            outbox.c.story_id == story,
            outbox.c.kind == "alert",
            chats.c.open,
            or_(
                outbox.c.message_id.is_not(None),
                outbox.c.state.in_(("sending", "uncertain")),
            ),
        )
    ).all()
    if not rows:
        return 0
    edits = [
        {
            "chat_id": row.chat_id,
            "story_id": story,
            "kind": DeliveryKind.EDIT,
            "state": "pending",
            "not_before": now
            if row.kind == "terminal"
            else max(now, (row.shown or now) + EDIT_PAUSE),
            "created": now,
        }
        for row in rows
    ]
    # Row by row inside the driver: one statement has room for a few thousand chats only.
    made = connection.execute(
        insert(outbox).on_conflict_do_nothing(
            index_elements=["story_id", "chat_id"], index_where=WAITING_EDITS
        ),
        edits,
    )
    return made.rowcount
