"""Personal topics: each belongs to one chat, which is subscribed to it while its alerts are on."""

from datetime import datetime
from secrets import token_hex

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    exists,
    func,
    select,
    update,
)

from bot.models.watches import PREFIX, Watch
from bot.store.database import Queries, reads, writes
from bot.store.dialect import insert
from bot.store.plaintext import clean_text
from bot.store.schema import articles, chats, matches, subscriptions, watches


class Watches(Queries):
    """What chats watch for; the conversation's WatchBook."""

    subject = "telling"

    @writes
    def watch(
        self,
        connection: Connection,
        chat: int,
        words: str,
        *,
        most: int,
        now: datetime,
        thread: int | None = None,
    ) -> Watch | None:
        """Return the chat's topic of these words, made if there is none, with its alerts on.

        None when the chat has `most` already. `thread`: of a forum, where it is told.
        """
        words = clean_text(words)
        found = _read(connection, watches.c.chat_id == chat)
        known = next((one for one in found if one.words.casefold() == words.casefold()), None)
        if known is None:
            if len(found) >= most:
                return None
            known = Watch(name=f"{PREFIX}{token_hex(8)}", chat=chat, words=words, created=now)
            connection.execute(
                insert(watches).values(name=known.name, chat_id=chat, words=words, created=now)
            )
        connection.execute(
            insert(subscriptions)
            .values(chat_id=chat, topic=known.name, since=now, thread=thread)
            .on_conflict_do_nothing()
        )
        connection.execute(
            update(chats).where(chats.c.id == chat).values(open=True, closed_why=None)
        )
        return known

    @writes
    def unwatch(self, connection: Connection, chat: int, name: str) -> Watch | None:
        """Delete a topic of the chat with its subscription, and return it; None: it has none."""
        found = _read(connection, and_(watches.c.chat_id == chat, watches.c.name == name))
        if not found:
            return None
        connection.execute(delete(watches).where(watches.c.name == name))
        connection.execute(delete(subscriptions).where(subscriptions.c.topic == name))
        return found[0]

    @reads
    def watches_of(self, connection: Connection, chat: int) -> tuple[Watch, ...]:
        """Return the topics of a chat, the oldest first."""
        return _read(connection, watches.c.chat_id == chat)

    @reads
    def all(self, connection: Connection) -> tuple[Watch, ...]:
        """Return the topics of all chats."""
        return _read(connection)

    @reads
    def newest_article(self, connection: Connection) -> int:
        """Return the number of the newest article; 0: there is none."""
        return connection.execute(select(func.max(articles.c.id))).scalar() or 0


def move_watches(connection: Connection, chat: int, new_chat: int) -> None:
    """Give a chat's topics to another chat, which gets the subscriptions too."""
    connection.execute(update(watches).where(watches.c.chat_id == chat).values(chat_id=new_chat))


def forget_watches(connection: Connection, chat: int) -> None:
    """Delete a chat's topics, and what the archive knows of what they matched."""
    names = select(watches.c.name).where(watches.c.chat_id == chat)
    if connection.execute(names.limit(1)).scalar() is not None:  # all matches are gone through
        connection.execute(delete(matches).where(matches.c.topic.in_(names)))
    connection.execute(delete(watches).where(watches.c.chat_id == chat))


def _read(connection: Connection, *meant: ColumnElement[bool]) -> tuple[Watch, ...]:
    wanted = exists().where(
        subscriptions.c.topic == watches.c.name, subscriptions.c.chat_id == watches.c.chat_id
    )
    rows = connection.execute(
        select(watches, wanted.label("wanted"))
        .where(*meant)
        .order_by(watches.c.created, watches.c.name)
    )
    return tuple(
        Watch(
            name=row.name,
            chat=row.chat_id,
            words=row.words,
            created=row.created,
            wanted=bool(row.wanted),
        )
        for row in rows
    )
