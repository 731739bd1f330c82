"""What goes out with a row that is due: the row alone, or others in one message with it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    and_,
    bindparam,
    delete,
    select,
    update,
)

from bot.alerts.digest import LINES, choose_first
from bot.alerts.timing import FOLD_ABOVE, Bundle, Waiting, fold_waiting, is_late, wait_for_quiet
from bot.models import Alert, Delivery, DeliveryKind
from bot.models.wishes import QuietHours, Wishes
from bot.store.due import waits
from bot.store.messages import build_delivery, compose, read_alone
from bot.store.schema import outbox, stories

LOOKED_AT = 200  # rows of a chat: from so many it is chosen what comes first


def claim_rows(
    connection: Connection, rows: Iterable[Row[Any]], *, now: datetime, patience: timedelta
) -> list[Delivery]:
    """Mark rows that are due `sending`, with all that their messages carry; return the messages.

    Each row is of another chat. One whose chat may hear no sound now is put off instead.
    """
    taken = [_take(connection, row, now, patience) for row in rows]
    claimed = [delivery for delivery in taken if delivery]
    if alone := [one.id for one in claimed if one.kind is not DeliveryKind.DIGEST]:
        connection.execute(_MARK, [{"number": number, "moment": now} for number in alone])
    return claimed


def _take(
    connection: Connection, row: Row[Any], now: datetime, patience: timedelta
) -> Delivery | None:
    if row.kind != DeliveryKind.ALERT:
        breaking = row.breaking and row.kind == DeliveryKind.UPDATE
        quiet = _wait(row, breaking=breaking, now=now) > now
        return read_alone(connection, row, silent=row.silent or quiet)
    bundle = _gather(connection, row, now, patience)
    wake = _wait(row, breaking=row.breaking and not bundle.digest, now=now)
    if not bundle.silent and wake > now:
        if row.state == "pending":
            _change(connection, bundle.ids, not_before=wake, planned=wake)
            return None
        bundle = replace(bundle, silent=True)  # it may have rung, and others wait behind it
    if bundle.digest:
        return _take_digest(connection, row, bundle, now)
    return read_alone(connection, row, silent=bundle.silent)


def _wait(row: Row[Any], *, breaking: bool, now: datetime) -> datetime:
    if row.quiet_start is None or row.quiet_end is None:
        return now
    wishes = Wishes(
        chat=row.chat_id,
        zone=row.zone,
        quiet=QuietHours(start=row.quiet_start, end=row.quiet_end),
        breaking_wakes=row.breaking_wakes,
    )
    return wait_for_quiet(wishes, breaking=breaking, now=now)


def _change(connection: Connection, ids: Collection[int], **values: object) -> None:
    connection.execute(update(outbox).where(outbox.c.id.in_(ids)).values(**values))


def _under_way(now: datetime, leader: int) -> dict[str, Any]:
    return {
        "state": "sending",
        "attempts": outbox.c.attempts + 1,
        "tried": now,
        "leader": leader,
    }


# The same, for what has a message of its own.
_MARK = (
    update(outbox)
    .where(outbox.c.id == bindparam("number"))
    .values(
        state="sending",
        attempts=outbox.c.attempts + 1,
        tried=bindparam("moment"),
        leader=None,
    )
)


# ---------------------------------------------------------------- which rows


def _gather(connection: Connection, row: Row[Any], now: datetime, patience: timedelta) -> Bundle:
    """Return which alerts go out in the message of one that is due."""
    alone = Bundle(ids=(row.id,), silent=row.silent, digest=row.digest or row.leader is not None)
    if row.leader is not None:  # in doubt: the same stories again
        rows = connection.execute(
            select(outbox.c.id, outbox.c.silent).where(outbox.c.leader == row.leader, waits())
        ).all()
        return Bundle(
            ids=tuple(one.id for one in rows),
            silent=all(one.silent for one in rows),
            digest=True,
        )
    if row.state == "uncertain" or (row.chat_kind == "terminal" and not row.digest):
        return alone
    timely = not _is_for_digest(row.planned or row.created, row.digest, patience, now)
    if timely and (row.breaking or row.due_with <= FOLD_ABOVE):
        return alone
    due = connection.execute(
        select(
            outbox.c.id,
            outbox.c.created,
            outbox.c.planned,
            outbox.c.breaking,
            outbox.c.silent,
            outbox.c.digest,
        )
        .where(_due_with(row, now))
        .order_by(outbox.c.breaking.desc(), outbox.c.late, outbox.c.id)
        .limit(LOOKED_AT)
    )
    waiting = [
        Waiting(
            id=one.id,
            created=one.planned or one.created,
            breaking=one.breaking,
            silent=one.silent,
            digest=one.digest,
        )
        for one in due
        if one.digest or row.chat_kind != "terminal"
    ]
    if not timely:
        # Others are due as well, but not in their turn.
        waiting = [w for w in waiting if _is_for_digest(w.created, w.digest, patience, now)]
    bundles = fold_waiting(waiting, patience=patience, now=now)
    return next((one for one in bundles if row.id in one.ids), alone)


def _is_for_digest(since: datetime, digest: bool, patience: timedelta, now: datetime) -> bool:
    return digest or is_late(since, patience, now)


def _due_with(row: Row[Any], now: datetime) -> ColumnElement[bool]:
    """Alerts that may go out in the message of this one."""
    return and_(
        outbox.c.chat_id == row.chat_id,
        waits(),
        outbox.c.state == "pending",
        outbox.c.kind == "alert",
        outbox.c.not_before <= now,
        outbox.c.thread.is_not_distinct_from(row.thread),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Line:
    """An alert of a digest."""

    id: int
    story: str
    late: bool
    alert: Alert


def _take_digest(connection: Connection, row: Row[Any], bundle: Bundle, now: datetime) -> Delivery:
    """Mark as much of a digest as one message holds, and return that message.

    What came in late is in the last one, and counted there where it finds no room.
    """
    lines, again = _read_lines(connection, bundle.ids), row.leader is not None
    shown = _choose_lines(lines, again=again)
    leader = row.leader if again else shown[0].id
    ids = bundle.ids if again else [line.id for line in shown]
    _change(connection, ids, **_under_way(now, leader))
    if bundle.silent:  # and if it has to be repeated, then too
        _change(connection, ids, silent=True)
    if rest := {*bundle.ids}.difference(ids):  # what is left is told together too
        _change(connection, rest, digest=True)
    more = 0
    if again:
        more = len(bundle.ids) - len(shown)
    elif shown[0].late and rest:
        others = and_(_due_with(row, now), outbox.c.late)
        counted = connection.execute(update(outbox).where(others).values(_under_way(now, leader)))
        more = counted.rowcount
    _drop_edits(connection, row.chat_id, [line.story for line in shown])
    return replace(
        build_delivery(row, DeliveryKind.DIGEST, shown[0].alert, silent=bundle.silent),
        id=leader,
        story=shown[0].story,
        bundle=tuple(line.alert for line in shown),
        more=more,
    )


def _choose_lines(lines: Sequence[_Line], *, again: bool) -> list[_Line]:
    """Return the lines that one message shows, of those that are due, timely ones first.

    What came in late takes no room from others. `again`: all is repeated that was told.
    """
    fitting = [lines[place] for place in choose_first([line.alert for line in lines])]
    timely = [line for line in lines if not line.late]
    if again:
        return [*timely, *(line for line in fitting if line.late)]
    if timely and len(fitting) < len(lines):
        return [line for line in fitting if not line.late]
    return fitting


def _read_lines(connection: Connection, ids: Sequence[int]) -> list[_Line]:
    rows = connection.execute(
        select(outbox, stories.c.sources)
        .join(stories, stories.c.id == outbox.c.story_id)
        .where(outbox.c.id.in_(ids))
        .order_by(outbox.c.late, outbox.c.breaking.desc(), outbox.c.id)
        .limit(2 * LINES)
    )
    return [
        _Line(
            id=row.id,
            story=row.story_id,
            late=row.late,
            alert=compose(row.alert, row.topics, row.breaking, row.sources),
        )
        for row in rows
    ]


def _drop_edits(connection: Connection, chat: int, of_stories: Sequence[str]) -> None:
    """Delete edits that wait for alerts in a digest: they would take its place."""
    connection.execute(
        delete(outbox).where(
            outbox.c.chat_id == chat,
            waits(),
            outbox.c.kind == "edit",
            outbox.c.story_id.in_(of_stories),
        )
    )
