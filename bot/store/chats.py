"""Chats, what they subscribed to, and what they want of what they are told."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import (
    Connection,
    and_,
    delete,
    func,
    literal,
    or_,
    select,
    update,
)

from bot.alerts.route import Audience
from bot.models.wishes import Chat, Choice
from bot.store.database import reads, writes
from bot.store.dialect import insert
from bot.store.feedback import move_feedback
from bot.store.schema import chats, outbox, subscriptions
from bot.store.watches import forget_watches, move_watches
from bot.store.wishes import WishBook, drop_waiting, read_subscriptions, read_unusual_wishes


class Chats(WishBook):
    """Everyone the bot talks to; the conversation's ChatBook."""

    @writes
    def meet(
        self, connection: Connection, chat: int, kind: str, *, now: datetime, client: str = ""
    ) -> Chat:
        """Return the chat, made known (and not yet open) if it was not.

        `client`: the language of the reader's client, which is remembered; empty: not known.
        """
        _meet(connection, chat, kind, now)
        if client:
            connection.execute(
                update(chats)
                .where(chats.c.id == chat, chats.c.client_language != client)
                .values(client_language=client)
            )
        row = connection.execute(select(chats).where(chats.c.id == chat)).one()
        return Chat(id=row.id, kind=row.kind, allowed=row.allowed, open=row.open)

    @writes
    def subscribe(
        self,
        connection: Connection,
        chat: int,
        topic: str,
        *,
        now: datetime,
        thread: int | None = None,
    ) -> bool:
        """Subscribe and open the chat; False when it was subscribed already.

        `thread`: of a forum, where the topic is told from now on; None changes nothing of that.
        """
        made = connection.execute(
            insert(subscriptions)
            .values(chat_id=chat, topic=topic, since=now, thread=thread)
            .on_conflict_do_nothing()
        )
        if thread is not None:
            connection.execute(
                update(subscriptions)
                .where(subscriptions.c.chat_id == chat, subscriptions.c.topic == topic)
                .values(thread=thread)
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
        """End all subscriptions; what waits in the outbox for the chat is dropped as gone.

        Its wishes stay, for the day when it comes back.
        """
        connection.execute(delete(subscriptions).where(subscriptions.c.chat_id == chat))
        connection.execute(
            update(chats).where(chats.c.id == chat).values(open=False, closed_why=reason)
        )
        drop_waiting(connection, outbox.c.chat_id == chat, reason=reason)

    @writes
    def forget(self, connection: Connection, chat: int) -> None:
        """Delete the chat with everything that hangs on it: wishes, subscriptions, messages."""
        forget_watches(connection, chat)
        connection.execute(delete(chats).where(chats.c.id == chat))

    @writes
    def move(self, connection: Connection, chat: int, new_chat: int) -> None:
        """Give the chat a new id, with all that is kept of it; merge if both are known.

        What the new one wants, and what it was told, then goes before the old one's.
        """
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
        for of in (outbox.c.story_id, outbox.c.broadcast_id):
            told = select(of).where(outbox.c.chat_id == new_chat, of.is_not(None))
            connection.execute(
                update(outbox)
                .where(outbox.c.chat_id == chat, of.is_not(None), of.not_in(told))
                .values(chat_id=new_chat)
            )
        move_feedback(connection, chat, new_chat)
        move_watches(connection, chat, new_chat)
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
            kept = [column for column in subscriptions.c if column.name != "topic"]
            theirs = select(literal(new), *kept).where(subscriptions.c.topic == old)
            connection.execute(
                insert(subscriptions)
                .from_select(["topic", *(column.name for column in kept)], theirs)
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
        """Return who subscribed to the topics, with their wishes when these differ from the
        usual, and which chats have been told the stories, with what they chose for them and
        where the alert says that the story is breaking. What came in late and still waits for
        a digest is not told yet: it may ring before."""
        wanted = read_subscriptions(connection, subscriptions.c.topic.in_(topics))
        told = connection.execute(
            select(outbox.c.story_id, outbox.c.chat_id, outbox.c.choice, outbox.c.breaking).where(
                outbox.c.story_id.in_(stories),
                outbox.c.kind == "alert",
                ~and_(outbox.c.late, outbox.c.state == "pending"),
            )
        ).all()
        theirs = select(subscriptions.c.chat_id).where(subscriptions.c.topic.in_(topics))
        return Audience(
            subscriptions=wanted,
            told=tuple((row[0], row[1], Choice(row[2])) for row in told),
            wishes=read_unusual_wishes(connection, chats.c.id.in_(theirs)),
            broken=tuple((row[0], row[1]) for row in told if row[3]),
        )


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
