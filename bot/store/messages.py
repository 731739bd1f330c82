"""What a row that is claimed says: the delivery that is made of it."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, Row, bindparam, literal_column, select

from bot.models import Alert, Delivery, DeliveryKind
from bot.models.wishes import Choice, Format, Preview
from bot.store.schema import feedback, outbox

ALERT = TypeAdapter(Alert)


def read_alone(connection: Connection, row: Row[Any], *, silent: bool) -> Delivery:
    """Return what a row alone wants done."""
    kind = DeliveryKind(row.kind)
    if kind is DeliveryKind.BROADCAST:
        return build_delivery(row, kind, _wrap(row.broadcast, row.created), silent=silent)
    told = row
    if kind is not DeliveryKind.ALERT:
        of_alert = {"story": row.story_id, "chat": row.chat_id}
        told = connection.execute(_TOLD, of_alert).one()
    if kind is DeliveryKind.UPDATE:
        alert = compose(row.alert, row.topics, row.breaking, ())
    else:
        alert = compose(told.alert, told.topics, told.breaking, row.sources)
    return replace(
        build_delivery(row, kind, alert, silent=silent),
        message_id=told.message_id,
        choice=Choice(told.choice),
        said=_find_said(connection, row) if kind is DeliveryKind.EDIT else frozenset(),
    )


def _wrap(text: str, written: datetime) -> Alert:
    return Alert(
        topics=(), headline=text, link="", source="", published=written, summary="", hits=()
    )


_TOLD = select(outbox).where(
    outbox.c.story_id == bindparam("story"),
    outbox.c.chat_id == bindparam("chat"),
    outbox.c.kind == literal_column("'alert'"),
)


def _find_said(connection: Connection, row: Row[Any]) -> frozenset[str]:
    """Return the kinds of feedback that the chat gave: an edit draws its buttons anew."""
    of_alert = (feedback.c.chat_id == row.chat_id, feedback.c.story_id == row.story_id)
    return frozenset(connection.scalars(select(feedback.c.kind).where(*of_alert)))


def compose(
    dumped: object, topics: Sequence[str], breaking: bool, sources: Sequence[str]
) -> Alert:
    """Return an alert as its row has it, with the sources that its story has by now."""
    alert = ALERT.validate_python(dumped)
    also = tuple(source for source in sources if source != alert.source)
    return replace(alert, topics=tuple(topics), breaking=breaking, also=also)


def build_delivery(row: Row[Any], kind: DeliveryKind, alert: Alert, *, silent: bool) -> Delivery:
    """Return the delivery of a row as its chat wishes to have it, tried once more."""
    return Delivery(
        id=row.id,
        chat=row.chat_id,
        chat_kind=row.chat_kind,
        kind=kind,
        story=row.story_id or "",
        alert=alert,
        created=row.created,
        planned=row.planned,
        attempts=row.attempts + 1,
        doubtful=row.doubtful,
        message_id=None,
        silent=silent,
        thread=row.thread,
        language=row.language,
        zone=row.zone,
        preview=Preview(row.preview),
        format=Format(row.format),
    )
