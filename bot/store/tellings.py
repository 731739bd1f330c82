"""The outbox rows that a decision writes: alerts, updates, edits, and what an alert learns."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, case, func, not_, select, update

from bot.models import Alert, Decision, DeliveryKind, Outcome, Telling
from bot.models.wishes import Choice
from bot.store.dialect import insert
from bot.store.messages import ALERT
from bot.store.outbox import PAUSE
from bot.store.schema import ALERTS, WAITING_EDITS, chats, outbox

AT_ONCE = 1_000  # alerts in one statement: 2.7 KB each, and a story may be for every chat


class Alerts:
    """The rows of alerts, once per story and chat, which are written together.

    One that came in late and still waits gives way to one that is news.
    """

    def __init__(self, connection: Connection, now: datetime) -> None:
        self._connection = connection
        self._now = now
        self._rows: list[dict[str, object]] = []
        self._stories: set[str] = set()  # of these rows
        self._written = 0

    def add(self, decision: Decision, telling: Telling) -> None:
        """Have an alert written."""
        assert decision.placement is not None
        assert telling.alert is not None
        self._stories.add(decision.placement.story)
        self._rows.append(
            {
                "chat_id": telling.chat,
                "story_id": decision.placement.story,
                "kind": DeliveryKind.ALERT,
                "topics": list(telling.topics),
                "alert": _dump(telling.alert),
                "article_id": decision.article.id,
                "silent": telling.silent,
                "breaking": telling.breaking,
                "digest": telling.digest,
                "late": telling.late,
                "thread": telling.thread,
                "state": "pending",
                "not_before": telling.at or self._now,
                "planned": telling.at,
                "created": self._now,
            }
        )
        if len(self._rows) >= AT_ONCE:
            self.write()

    def settle(self, story: str) -> None:
        """Write what waits, if any of it is of a story: its rows are about to be read."""
        if story in self._stories:
            self.write()

    def write(self) -> int:
        """Write what waits; returns how many rows were written in all."""
        if self._rows:
            self._written += self._connection.execute(_ALERT, self._rows).rowcount
        self._rows, self._stories = [], set()
        return self._written


def _dump(alert: Alert) -> dict[str, object]:
    """Return what an alert shows as JSON; whether it is breaking has a column of its own."""
    dumped: dict[str, object] = ALERT.dump_python(alert, mode="json", exclude={"breaking"})
    return dumped


def add_to_alert(connection: Connection, story: str, telling: Telling) -> bool:
    """Let the alert that the chat has of the story show more: further topics, that it breaks.

    Returns whether that is anything new.
    """
    its_alert = and_(
        outbox.c.story_id == story, outbox.c.chat_id == telling.chat, outbox.c.kind == "alert"
    )
    told = connection.execute(
        select(outbox.c.topics, outbox.c.breaking).where(its_alert)
    ).one_or_none()
    if told is None:  # swept away since the decision was made
        return False
    more = [topic for topic in telling.topics if topic not in told.topics]
    breaks = telling.breaking and not told.breaking
    if more or breaks:
        connection.execute(
            update(outbox)
            .where(its_alert)
            .values(topics=[*told.topics, *more], breaking=told.breaking or breaks)
        )
    return bool(more or breaks)


def add_updates(connection: Connection, decision: Decision, now: datetime) -> int:
    """Write what the article means as an update to open chats that were told; returns how many.

    What rings because the story breaks is left out, or keeps still, while the alert itself is
    yet to be sent: that will ring and say so.
    """
    updates = [one for one in decision.tellings if one.outcome is Outcome.UPDATE]
    if not updates:
        return 0
    assert decision.placement is not None
    alerts = {row.chat_id: row for row in _find_alerts(connection, decision.placement.story)}
    rows = []
    for telling in updates:
        told = alerts.get(telling.chat)
        assert telling.alert is not None
        unheard = telling.alert.breaking and told is not None and told.state == "pending"
        if told is None or told.choice == Choice.MUTE or (unheard and not decision.placement.adds):
            continue  # who left or muted the story did so since the decision was made
        rings_again = telling.alert.breaking and not unheard
        at_once = rings_again or told.kind == "terminal" or told.updated is None
        rows.append(
            {
                "chat_id": telling.chat,
                "story_id": decision.placement.story,
                "kind": DeliveryKind.UPDATE,
                "topics": list(telling.topics),
                "alert": _dump(telling.alert),
                "article_id": decision.article.id,
                "silent": telling.silent or unheard,
                "breaking": rings_again,
                "thread": told.thread,
                "state": "pending",
                "not_before": now if at_once else max(now, told.updated + PAUSE),
                "created": now,
            }
        )
    if rows:
        connection.execute(insert(outbox), rows)
    return len(rows)


def add_edits(
    connection: Connection, story: str, now: datetime, *, only: Collection[int] | None = None
) -> int:
    """Have every sent alert of the story edited; returns how many edits were written.

    `only`: of these chats; None: of all. An alert that still waits needs none: it is rendered
    with what is known when it is sent. One edit waits at most, and it shows everything that is
    known by then.
    """
    edits = [
        {
            "chat_id": row.chat_id,
            "story_id": story,
            "kind": DeliveryKind.EDIT,
            "state": "pending",
            "not_before": now if row.kind == "terminal" else max(now, (row.shown or now) + PAUSE),
            "created": now,
        }
        for row in _find_alerts(connection, story)
        if row.leader is None  # an edit would put it in the place of a whole digest
        and (row.message_id is not None or row.state in ("sending", "uncertain"))
        and (only is None or row.chat_id in only)
    ]
    if not edits:
        return 0
    # Row by row inside the driver: one statement has room for a few thousand chats only.
    made = connection.execute(
        insert(outbox).on_conflict_do_nothing(
            index_elements=["story_id", "chat_id"], index_where=WAITING_EDITS
        ),
        edits,
    )
    return made.rowcount


_NEW = insert(outbox)
_ALERT = _NEW.on_conflict_do_update(
    index_elements=["story_id", "chat_id"],
    index_where=ALERTS,
    set_={
        name: _NEW.excluded[name]
        for name in (
            *("topics", "alert", "article_id", "silent", "breaking", "digest", "late"),
            *("thread", "state", "not_before", "planned", "created"),
        )
    },
    where=and_(outbox.c.late, outbox.c.state == "pending", not_(_NEW.excluded.late)),
)


def _find_alerts(connection: Connection, story: str) -> Sequence[Row[*tuple[Any, ...]]]:
    """Return the alerts of a story in open chats, with when each chat last saw anything of the
    story (`shown`), and when it last saw an update (`updated`)."""
    updates = case((outbox.c.kind == "update", outbox.c.sent))
    last = (
        select(
            outbox.c.chat_id,
            func.max(outbox.c.sent).label("shown"),
            func.max(updates).label("updated"),
        )
        .where(outbox.c.story_id == story)
        .group_by(outbox.c.chat_id)
        .subquery()
    )
    return connection.execute(
        select(
            outbox.c.chat_id,
            outbox.c.state,
            outbox.c.message_id,
            outbox.c.choice,
            outbox.c.leader,
            outbox.c.thread,
            chats.c.kind,
            last.c.shown,
            last.c.updated,
        )
        .join(chats, chats.c.id == outbox.c.chat_id)
        .join(last, last.c.chat_id == outbox.c.chat_id)
        .where(outbox.c.story_id == story, outbox.c.kind == "alert", chats.c.open)
    ).all()
