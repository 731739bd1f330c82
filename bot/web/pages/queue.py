"""Queue: the deliveries that are not finished, by state and kind of chat."""

from dataclasses import dataclass

from bot.models.reports import QueueCount, Waiting
from bot.web.desk import Desk, name_chat

SHOWN = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class WaitingPart:
    """A delivery, and how a page calls its chat."""

    chat: str
    one: Waiting


@dataclass(frozen=True, slots=True, kw_only=True)
class QueueView:
    """What the page shows."""

    total: int
    counts: tuple[QueueCount, ...]
    waiting: tuple[WaitingPart, ...]  # the next ones


async def read_queue(desk: Desk) -> QueueView:
    """Return what the page shows. Raises DatabaseError."""
    counts = await desk.report.queue()
    waiting = await desk.report.waiting(limit=SHOWN)
    return QueueView(
        total=sum(one.count for one in counts),
        counts=counts,
        waiting=tuple(WaitingPart(chat=name_chat(o.chat_kind, o.chat), one=o) for o in waiting),
    )
