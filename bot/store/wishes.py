"""What chats want: of all their stories, of a topic, of one story."""

from collections.abc import Callable, Collection
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, or_, select, update

from bot.models.wishes import (
    Choice,
    Format,
    Preview,
    QuietHours,
    Subscription,
    Updates,
    Urgency,
    Wishes,
)
from bot.store.database import Queries, reads, writes
from bot.store.outbox import WAITING_STATES
from bot.store.schema import chats, outbox, subscriptions


class WishBook(Queries):
    """The part of the chats' queries that is about wishes."""

    subject = "telling"

    @reads
    def wishes(self, connection: Connection, chat: int) -> Wishes:
        """Return what the chat chose for all its stories; the usual for one that nobody met."""
        return _wishes_of(connection, chat)

    @writes
    def change_wishes(
        self, connection: Connection, chat: int, change: Callable[[Wishes], Wishes]
    ) -> Wishes:
        """Let `change` say from what the chat wanted what it wants now; return that.

        `change` is pure and runs inside the transaction, so that no other change gets lost.
        """
        wanted = change(_wishes_of(connection, chat))
        connection.execute(update(chats).where(chats.c.id == chat).values(_wish_values(wanted)))
        return wanted

    @reads
    def topics_of(self, connection: Connection, chat: int) -> tuple[Subscription, ...]:
        """Return the subscriptions of a chat, by topic."""
        return read_subscriptions(connection, subscriptions.c.chat_id == chat)

    @writes
    def set_urgency(
        self, connection: Connection, chat: int, topics: Collection[str], urgency: Urgency
    ) -> None:
        """Change how soon the chat is told of topics that it is subscribed to."""
        connection.execute(
            update(subscriptions).where(_its(chat, topics)).values(urgency=urgency.value)
        )

    @writes
    def mute_topic(
        self, connection: Connection, chat: int, topic: str, until: datetime | None
    ) -> bool:
        """Tell the chat nothing of a topic before then, None: tell it again; False when it is
        not subscribed to it."""
        muted = connection.execute(
            update(subscriptions).where(_its(chat, [topic])).values(muted_until=until)
        )
        return muted.rowcount > 0

    @writes
    def choose(self, connection: Connection, chat: int, story: str, choice: Choice) -> bool:
        """Change what the chat wants of a story; False when there is no alert of it.

        Of a muted story not even the updates go out that wait already.
        """
        its = and_(outbox.c.chat_id == chat, outbox.c.story_id == story)
        changed = connection.execute(
            update(outbox).where(its, outbox.c.kind == "alert").values(choice=choice)
        )
        if choice is Choice.MUTE:
            drop_waiting(connection, and_(its, outbox.c.kind == "update"), reason="story muted")
        return changed.rowcount > 0

    @reads
    def choice(self, connection: Connection, chat: int, story: str) -> Choice | None:
        """Return what the chat wants of a story; None when there is no alert of it."""
        chosen = connection.execute(
            select(outbox.c.choice).where(
                outbox.c.chat_id == chat, outbox.c.story_id == story, outbox.c.kind == "alert"
            )
        ).scalar()
        return None if chosen is None else Choice(chosen)


def read_unusual_wishes(
    connection: Connection, chats_meant: ColumnElement[bool]
) -> tuple[Wishes, ...]:
    """Return the wishes of those of the chats that want other than the usual."""
    rows = connection.execute(select(chats).where(_UNUSUAL, chats_meant))
    return tuple(_read_wishes(row) for row in rows)


def read_subscriptions(
    connection: Connection, meant: ColumnElement[bool]
) -> tuple[Subscription, ...]:
    """Return subscriptions, by chat and topic."""
    rows = connection.execute(
        select(subscriptions).where(meant).order_by(subscriptions.c.chat_id, subscriptions.c.topic)
    )
    return tuple(
        Subscription(
            topic=row.topic,
            chat=row.chat_id,
            since=row.since,
            urgency=Urgency(row.urgency),
            muted_until=row.muted_until,
            thread=row.thread,
        )
        for row in rows
    )


def drop_waiting(connection: Connection, rows: ColumnElement[bool], *, reason: str) -> None:
    """Mark those of the rows that are not finished as gone, also one that is under way."""
    connection.execute(
        update(outbox)
        .where(rows, outbox.c.state.in_(WAITING_STATES))
        .values(state="gone", reason=reason)
    )


def _its(chat: int, topics: Collection[str]) -> ColumnElement[bool]:
    return and_(subscriptions.c.chat_id == chat, subscriptions.c.topic.in_(topics))


def _wishes_of(connection: Connection, chat: int) -> Wishes:
    row = connection.execute(select(chats).where(chats.c.id == chat)).one_or_none()
    return _read_wishes(row) if row else Wishes(chat=chat)


def _read_wishes(row: Row[Any]) -> Wishes:
    quiet = None
    if row.quiet_start is not None and row.quiet_end is not None:
        quiet = QuietHours(start=row.quiet_start, end=row.quiet_end)
    return Wishes(
        chat=row.id,
        language=row.language,
        article_languages=tuple(row.article_languages or ()),
        updates=Updates(row.updates),
        breaking=row.breaking,
        preview=Preview(row.preview),
        format=Format(row.format),
        silent=row.silent,
        zone=row.zone,
        quiet=quiet,
        breaking_wakes=row.breaking_wakes,
        digest_at=row.digest_at,
        muted_until=row.muted_until,
    )


def _wish_values(wishes: Wishes) -> dict[str, Any]:
    return {
        "language": wishes.language,
        "article_languages": list(wishes.article_languages) or None,
        "updates": wishes.updates.value,
        "breaking": wishes.breaking,
        "preview": wishes.preview.value,
        "format": wishes.format.value,
        "silent": wishes.silent,
        "zone": wishes.zone,
        "quiet_start": wishes.quiet and wishes.quiet.start,
        "quiet_end": wishes.quiet and wishes.quiet.end,
        "breaking_wakes": wishes.breaking_wakes,
        "digest_at": wishes.digest_at,
        "muted_until": wishes.muted_until,
    }


_UNUSUAL = or_(
    *(
        chats.c[name].is_not(None) if usual is None else chats.c[name].is_distinct_from(usual)
        for name, usual in _wish_values(Wishes(chat=0)).items()
    )
)
