"""Which delivery is due next: alerts, updates, edits, digests, and what of each chat first."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Row,
    and_,
    bindparam,
    case,
    exists,
    func,
    literal_column,
    or_,
    select,
)

from bot.store.schema import SPOKEN, UtcTime, chats, outbox

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


def find_due(
    connection: Connection,
    *,
    now: datetime,
    busy: Collection[int],
    terminal: bool,
    patience: timedelta,
) -> Row[Any] | None:
    """Return the outbox row that is due next, with its chat's columns; None: nothing is due.

    What is due later holds up nothing; what is in doubt holds up all later messages of its
    chat. Breaking alerts are due before others, each oldest first; updates when no alert is due
    for their chat, each when its alert and the update before it are out; edits when no update
    is due, and no flood; digests, and alerts older than `patience`, at the end.
    """
    known = {"now": now, "busy": [*busy], "terminal": terminal, "late": now - patience}
    for turn in _TURNS:
        found = connection.execute(turn, known).scalar()
        if found is not None:
            return connection.execute(_WITH_CHAT, {"found": found}).one()
    return None


# ---------------------------------------------------------------- what holds up what

_NOW = bindparam("now", type_=UtcTime())
_others = outbox.alias("others")


def _others_wait(which: ColumnElement[bool]) -> ColumnElement[bool]:
    """Say that something of this kind waits for the same chat."""
    return exists().where(_others.c.chat_id == outbox.c.chat_id, waits(_others), which)


# Chats with a message under way, or an alert in doubt: asked once, not for each row.
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
_ALERT_IS_DUE = or_(
    _others.c.state == "sending",
    and_(_others.c.kind == "alert", _others.c.state == "uncertain"),
    _ON_ITS_WAY,
)
_SAME_STORY = _others.c.story_id == outbox.c.story_id
_BEFORE_UPDATES = or_(
    _ALERT_IS_DUE,
    and_(_others.c.kind == "alert", _SAME_STORY),
    and_(
        _others.c.kind == "update",
        _SAME_STORY,
        _others.c.breaking == outbox.c.breaking,  # a second ring does not wait for others
        _others.c.id < outbox.c.id,
    ),
)
_BEFORE_DOUBT = or_(
    _others.c.state == "sending",
    and_(_others.c.kind == "alert", _others.c.state == "uncertain", _others.c.id < outbox.c.id),
)
_FLOOD = (
    select(func.count())
    .select_from(_others)
    .where(
        _others.c.chat_id == outbox.c.chat_id,
        waits(_others),
        or_(_others.c.kind == "update", _ON_ITS_WAY),
    )
    .scalar_subquery()
)

# ---------------------------------------------------------------- whose turn it is

_READY = and_(
    waits(),
    outbox.c.state != "sending",
    outbox.c.not_before <= _NOW,
    outbox.c.chat_id.not_in(bindparam("busy", expanding=True)),
    or_(chats.c.parked_until.is_(None), chats.c.parked_until <= _NOW),
    or_(chats.c.muted_until.is_(None), chats.c.muted_until <= _NOW),
    (chats.c.kind == "terminal") == bindparam("terminal"),
)
_ALERT = outbox.c.kind == "alert"
_IN_DOUBT = outbox.c.state == "uncertain"
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
        select(outbox.c.id)
        .join(chats, chats.c.id == outbox.c.chat_id)
        .where(_READY, which)
        # Plain `id` would make SQLite walk the table in that order, history first.
        .order_by(*first, outbox.c.id + 0)
        .limit(1)
    )


_TURNS = (
    _turn(
        and_(
            _ALERT,
            or_(
                and_(_IN_DOUBT, ~_others_wait(_BEFORE_DOUBT)),
                and_(
                    _PENDING,
                    ~_TOGETHER,
                    or_(outbox.c.breaking, outbox.c.chat_id.not_in(_TRIED_AGAIN)),
                ),
            ),
        ),
        case((_IN_DOUBT, 0), (outbox.c.breaking, 1), else_=2),
    ),
    _turn(
        and_(outbox.c.kind == "update", ~_others_wait(_BEFORE_UPDATES)), outbox.c.breaking.desc()
    ),
    _turn(and_(outbox.c.kind == "edit", ~_others_wait(_ALERT_IS_DUE), _FLOOD <= FLOODED)),
    _turn(and_(_ALERT, _PENDING, _TOGETHER)),
)
_WITH_CHAT = (
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
    )
    .join(chats, chats.c.id == outbox.c.chat_id)
    .where(outbox.c.id == bindparam("found"))
)
