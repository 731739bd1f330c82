"""Chats and what they subscribed to."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import Connection, and_, delete, func, literal, or_, select, update

from bot.alerts.route import Audience
from bot.models import Chat
from bot.store.database import Queries, reads, writes
from bot.store.dialect import insert
from bot.store.schema import chats, outbox, subscriptions
from bot.wishes import Choice


class Chats(Queries):
    """Everyone the bot talks to; the conversation's ChatBook."""

    @writes
    def meet(self, connection: Connection, chat: int, kind: str, *, now: datetime) -> Chat:
        """Return the chat, made known (and not yet open) if it was not."""
        _meet(connection, chat, kind, now)
        row = connection.execute(select(chats).where(chats.c.id == chat)).one()
        return Chat(id=row.id, kind=row.kind, allowed=row.allowed, open=row.open)

    @writes
    def subscribe(self, connection: Connection, chat: int, topic: str, *, now: datetime) -> bool:
        """Subscribe and open the chat; False when it was subscribed already."""
        made = connection.execute(
            insert(subscriptions)
            .values(chat_id=chat, topic=topic, since=now)
            .on_conflict_do_nothing()
        )
        connection.execute(
            update(chats).where(chats.c.id == chat).values(open=True, closed_why=None)
        )
        return made.rowcount > 0

    @writes
    def unsubscribe(self, connection: Connection, chat: int, topic: str) -> bool:
        """End a subscription; False when there was none."""
        ended = connection.execute(
            delete(subscriptions).where(
                and_(subscriptions.c.chat_id == chat, subscriptions.c.topic == topic)
            )
        )
        return ended.rowcount > 0

    @reads
    def subscriptions(self, connection: Connection, chat: int) -> tuple[str, ...]:
        """Return the topics the chat is subscribed to, by name, sorted."""
        return tuple(
            connection.execute(
                select(subscriptions.c.topic)
                .where(subscriptions.c.chat_id == chat)
                .order_by(subscriptions.c.topic)
            ).scalars()
        )

    @writes
    def close(self, connection: Connection, chat: int, reason: str) -> None:
        """End all subscriptions; what waits in the outbox for the chat is dropped as gone."""
        connection.execute(delete(subscriptions).where(subscriptions.c.chat_id == chat))
        connection.execute(
            update(chats).where(chats.c.id == chat).values(open=False, closed_why=reason)
        )
        connection.execute(
            update(outbox)
            .where(
                outbox.c.chat_id == chat, outbox.c.state.in_(("pending", "sending", "uncertain"))
            )
            .values(state="gone", reason=reason)
        )

    @writes
    def move(self, connection: Connection, chat: int, new_chat: int) -> None:
        """Give the chat a new id, with all that is kept of it; merge if both are known."""
        row = connection.execute(select(chats).where(chats.c.id == chat)).one_or_none()
        if row is None or chat == new_chat:
            return
        connection.execute(
            insert(chats).values({**row._mapping, "id": new_chat}).on_conflict_do_nothing()
        )
        connection.execute(
            update(chats)
            .where(chats.c.id == new_chat)
            .values(
                open=or_(chats.c.open, literal(row.open)),
                allowed=or_(chats.c.allowed, literal(row.allowed)),
            )
        )
        both = select(subscriptions.c.topic).where(subscriptions.c.chat_id == new_chat)
        connection.execute(
            update(subscriptions)
            .where(subscriptions.c.chat_id == chat, subscriptions.c.topic.not_in(both))
            .values(chat_id=new_chat)
        )
        told = select(outbox.c.story_id).where(outbox.c.chat_id == new_chat)
        connection.execute(
            update(outbox)
            .where(outbox.c.chat_id == chat, outbox.c.story_id.not_in(told))
            .values(chat_id=new_chat)
        )
        connection.execute(delete(chats).where(chats.c.id == chat))  # and what both had

    @writes
    def allow(self, connection: Connection, chat: int, allowed: bool, *, now: datetime) -> None:
        """Let a chat in, or shut it out, when the bot is not open to everyone."""
        _meet(connection, chat, "private" if chat > 0 else "group", now)
        connection.execute(update(chats).where(chats.c.id == chat).values(allowed=allowed))

    @writes
    def rename_topics(
        self, connection: Connection, names: Collection[tuple[str, str]]
    ) -> tuple[tuple[str, int], ...]:
        """Move subscriptions, by pairs of old and new name; an old name may have several new.

        A chat that has the new one already keeps that. Returns the old names that were
        subscribed to, with how many subscriptions each had.
        """
        old_names = {old for old, _ in names}
        moved = [found for found in _count_by_topic(connection) if found[0] in old_names]
        for old, new in names:
            theirs = select(subscriptions.c.chat_id, literal(new), subscriptions.c.since).where(
                subscriptions.c.topic == old
            )
            connection.execute(
                insert(subscriptions)
                .from_select(["chat_id", "topic", "since"], theirs)
                .on_conflict_do_nothing()
            )
        connection.execute(delete(subscriptions).where(subscriptions.c.topic.in_(old_names)))
        return tuple(moved)

    @reads
    def count_by_topic(self, connection: Connection) -> tuple[tuple[str, int], ...]:
        """Return every topic that has subscriptions, by name, sorted, with how many."""
        return _count_by_topic(connection)

    @reads
    def audience(
        self, connection: Connection, topics: Collection[str], stories: Collection[str]
    ) -> Audience:
        """Return who subscribed to the topics, and which chats have been told the stories."""
        wanted = connection.execute(
            select(subscriptions.c.topic, subscriptions.c.chat_id)
            .where(subscriptions.c.topic.in_(topics))
            .order_by(subscriptions.c.chat_id)
        )
        told = connection.execute(
            select(outbox.c.story_id, outbox.c.chat_id, outbox.c.choice).where(
                outbox.c.story_id.in_(stories), outbox.c.kind == "alert"
            )
        )
        return Audience(
            subscribers=tuple((row[0], row[1]) for row in wanted),
            told=tuple((row[0], row[1], Choice(row[2])) for row in told),
        )

    @reads
    def count_open(self, connection: Connection) -> int:
        """Return how many chats have a subscription."""
        return connection.execute(
            select(func.count(subscriptions.c.chat_id.distinct()))
        ).scalar_one()


def _count_by_topic(connection: Connection) -> tuple[tuple[str, int], ...]:
    rows = connection.execute(
        select(subscriptions.c.topic, func.count())
        .group_by(subscriptions.c.topic)
        .order_by(subscriptions.c.topic)
    )
    return tuple((row[0], row[1]) for row in rows)


def _meet(connection: Connection, chat: int, kind: str, now: datetime) -> None:
    connection.execute(
        insert(chats)
        .values(id=chat, kind=kind, allowed=False, open=False, met=now)
        .on_conflict_do_nothing()
    )
