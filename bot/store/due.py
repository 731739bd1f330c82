"""Which delivery is due next: alerts, updates, edits, digests, and what of each chat first."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
)

from bot.alerts.timing import PATIENCE
from bot.store.dialect import listed
from bot.store.schema import SPOKEN, UtcTime, broadcasts, chats, outbox, stories

WAITING_STATES = ("pending", "sending", "uncertain")

FLOODED = 5  # a chat for which more messages are due than this is not edited until they are out


def waits(table: FromClause = outbox, *states: str) -> ColumnElement[bool]:
    """Say that a row is not finished, in the very words of the indexes on such rows.

    With bound values SQLite would not use them, and read all that was ever sent. `states`: only
    those of the waiting ones.
    """
    words: list[ColumnElement[str]] = [
        literal_column(f"'{state}'") for state in states or WAITING_STATES
    ]
    return table.c.state.in_(words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a sender can take now."""

    most: int  # messages
    busy: Collection[int]  # chats that must be left alone
    terminal: bool  # it serves the terminal, or Telegram's chats
    patience: timedelta = PATIENCE  # alerts that are later join a digest instead of ringing


def find_due(connection: Connection, wanted: Wanted, *, now: datetime) -> list[Row[Any]]:
    """Return the outbox rows that are due next, each of another chat, in order.

    With each come its chat's columns, its story's sources, and how many alerts are due with it.
    What is due later holds up nothing; what is in doubt holds up all later messages of its
    chat. Breaking alerts are due before others, each oldest first; updates when no alert is due
    for their chat, each when its alert and the update before it are out; edits when no update
    is due, and no flood; digests, and alerts that are too late, then; broadcasts at the end.
    """
    known = {
        "now": now,
        "busy": [*wanted.busy],
        "terminal": wanted.terminal,
        "late": now - wanted.patience,
        "most": wanted.most,
    }
    found: dict[int, int] = {}  # by chat
    doubts = connection.scalars(_DOUBTS).all()
    turns = (_IN_DOUBT, *_TURNS) if doubts else _TURNS
    for turn in turns:
        for row in connection.execute(turn, known | {"doubts": doubts}):
            found.setdefault(row.chat_id, row.id)
        if len(found) >= wanted.most:
            break
    if not found:
        return []
    chosen = [*found.values()][: wanted.most]
    of_them = {"found": chosen, "chats": [*found][: wanted.most], "now": now}
    rows = connection.execute(_IN_FULL, of_them)
    return sorted(rows, key=lambda row: chosen.index(row.id))


# ---------------------------------------------------------------- what holds up what

_NOW = bindparam("now", type_=UtcTime())
_others = outbox.alias("others")


# Chats with a message under way, or an alert in doubt: asked once, not for each row.
_SENDING = select(_others.c.chat_id).where(
    waits(_others, "sending", "uncertain"), _others.c.state == "sending"
)
_HELD_UP = select(_others.c.chat_id).where(
    waits(_others, "sending", "uncertain"),
    or_(_others.c.state == "sending", _others.c.kind == "alert"),
)
# Chats with an alert that was tried and waits for its next try: later ones come after it.
_TRIED_AGAIN = select(_others.c.chat_id).where(
    waits(_others),
    _others.c.not_before > _NOW,
    _others.c.attempts > 0,
    _others.c.kind == "alert",
    _others.c.state == "pending",
    ~_others.c.digest,
)
# An alert that is due, or was tried: not one that waits for its hour.
_ON_ITS_WAY = and_(
    _others.c.kind == "alert",
    ~_others.c.digest,
    or_(_others.c.not_before <= _NOW, _others.c.attempts > 0),
)
# What holds up updates and edits is looked for once, in all that waits. Asked for each row alone,
# what waits for a chat would be read as often as it has rows: the square of its backlog.
_ALERT_IS_DUE = select(_others.c.chat_id).where(
    waits(_others),
    or_(
        _others.c.state == "sending",
        and_(_others.c.kind == "alert", _others.c.state == "uncertain"),
        _ON_ITS_WAY,
    ),
)
_ALERT_WAITS = select(_others.c.chat_id, _others.c.story_id).where(
    waits(_others), _others.c.kind == "alert"
)
_PLACES = (
    select(
        _others.c.id,
        func.row_number()
        .over(
            # A second ring does not wait for others.
            partition_by=(_others.c.chat_id, _others.c.story_id, _others.c.breaking),
            order_by=_others.c.id,
        )
        .label("place"),
    )
    .where(waits(_others), _others.c.kind == "update")
    .subquery()
)
_UPDATE_IS_BEFORE = select(_PLACES.c.id).where(_PLACES.c.place > 1)
_FLOODED = (
    select(_others.c.chat_id)
    .where(waits(_others), or_(_others.c.kind == "update", _ON_ITS_WAY))
    .group_by(_others.c.chat_id)
    .having(func.count() > FLOODED)
)

# ---------------------------------------------------------------- whose turn it is

_READY = and_(
    waits(),
    outbox.c.state != "sending",
    outbox.c.not_before <= _NOW,
    outbox.c.chat_id.not_in(listed("busy")),
    or_(chats.c.parked_until.is_(None), chats.c.parked_until <= _NOW),
    or_(chats.c.muted_until.is_(None), chats.c.muted_until <= _NOW),
    (chats.c.kind == "terminal") == bindparam("terminal"),
)
_ALERT = outbox.c.kind == "alert"
_PENDING = and_(outbox.c.state == "pending", outbox.c.chat_id.not_in(_HELD_UP))
# The terminal is read like a book: there nothing is too late to be told.
_TOGETHER = or_(
    outbox.c.digest,
    and_(
        func.coalesce(outbox.c.planned, outbox.c.created) < bindparam("late", type_=UtcTime()),
        chats.c.kind != "terminal",
    ),
)


def _turn(which: ColumnElement[bool], *first: ColumnElement[Any]) -> Any:
    return (
        select(outbox.c.id, outbox.c.chat_id)
        .join(chats, chats.c.id == outbox.c.chat_id)
        .where(_READY, which)
        # Plain `id` would make SQLite walk the table in that order, history first.
        .order_by(*first, outbox.c.id + 0)
        .limit(bindparam("most"))
    )


def _ring(breaking: bool, *which: ColumnElement[bool]) -> Any:
    """Alerts by their own index, which has them in this order: only the first ones are read."""
    return (
        select(outbox.c.id, outbox.c.chat_id)
        .join(chats, chats.c.id == outbox.c.chat_id)
        .where(
            _RINGS, outbox.c.breaking == literal_column("true" if breaking else "false"), *which
        )
        .where(_READY, ~_TOGETHER, outbox.c.chat_id.not_in(_HELD_UP))
        .order_by(outbox.c.id)
        .limit(bindparam("most"))
    )


# In the very words of the index on alerts that were not tried, or surely did not arrive.
_RINGS = and_(
    outbox.c.kind == literal_column("'alert'"), outbox.c.state == literal_column("'pending'")
)
# The first doubt of each chat, by the index on what is held up: they are few, mostly none. Looked
# for beforehand, because PostgreSQL joins all that waits with itself to find them when its
# statistics are behind, as whenever much has just come.
_DOUBTS = (
    select(func.min(_others.c.id))
    .where(
        waits(_others, "sending", "uncertain"),
        _others.c.state == "uncertain",
        _others.c.kind == "alert",
    )
    .group_by(_others.c.chat_id)
)
_IN_DOUBT = _turn(
    and_(
        outbox.c.id.in_(bindparam("doubts", expanding=True)),
        outbox.c.chat_id.not_in(_SENDING),
    )
)
_TURNS = (
    _ring(True),
    _ring(False, outbox.c.chat_id.not_in(_TRIED_AGAIN)),
    _turn(
        and_(
            outbox.c.kind == "update",
            outbox.c.chat_id.not_in(_ALERT_IS_DUE),
            tuple_(outbox.c.chat_id, outbox.c.story_id).not_in(_ALERT_WAITS),
            outbox.c.id.not_in(_UPDATE_IS_BEFORE),
        ),
        outbox.c.breaking.desc(),
    ),
    _turn(
        and_(
            outbox.c.kind == "edit",
            outbox.c.chat_id.not_in(_ALERT_IS_DUE),
            outbox.c.chat_id.not_in(_FLOODED),
        )
    ),
    _turn(and_(_ALERT, _PENDING, _TOGETHER)),
    _turn(and_(outbox.c.kind == "broadcast", outbox.c.chat_id.not_in(_HELD_UP))),
)
# Counted once by chat: for each row alone, PostgreSQL might read all that waits.
_DUE_WITH = (
    select(_others.c.chat_id, func.count().label("due_with"))
    .where(
        _others.c.chat_id.in_(bindparam("chats", expanding=True)),
        waits(_others),
        _others.c.state == "pending",
        _others.c.kind == "alert",
        _others.c.not_before <= _NOW,
    )
    .group_by(_others.c.chat_id)
    .subquery()
)
_IN_FULL = (
    select(
        outbox,
        chats.c.kind.label("chat_kind"),
        SPOKEN.label("language"),
        chats.c.preview,
        chats.c.format,
        chats.c.zone,
        chats.c.quiet_start,
        chats.c.quiet_end,
        chats.c.breaking_wakes,
        stories.c.sources,
        broadcasts.c.text.label("broadcast"),
        func.coalesce(_DUE_WITH.c.due_with, 0).label("due_with"),
    )
    .join(chats, chats.c.id == outbox.c.chat_id)
    .outerjoin(stories, stories.c.id == outbox.c.story_id)
    .outerjoin(broadcasts, broadcasts.c.id == outbox.c.broadcast_id)
    .outerjoin(_DUE_WITH, _DUE_WITH.c.chat_id == outbox.c.chat_id)
    .where(outbox.c.id.in_(listed("found")))
)
