"""Which channels and groups people manage from their private chats."""

from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, delete, select, update

from bot.models import Channel
from bot.store.database import Queries, reads, writes
from bot.store.dialect import insert
from bot.store.plaintext import clean_text
from bot.store.schema import channels


class Channels(Queries):
    """Who made the bot an administrator of what; the conversation's ChannelBook."""

    subject = "telling"

    @writes
    def note(
        self, connection: Connection, channel: int, title: str, *, admin: int, told: bool
    ) -> Channel:
        """Remember that somebody may manage a channel, and its title; return what is known.

        Both are chats that were met. `told` counts when this was not known.
        """
        title = clean_text(title)
        connection.execute(
            insert(channels)
            .values(chat_id=channel, admin=admin, title=title, told=told)
            .on_conflict_do_nothing()
        )
        connection.execute(
            update(channels).where(channels.c.chat_id == channel).values(title=title)
        )
        return _read(connection.execute(select(channels).where(_is(channel, admin))).one())

    @writes
    def tell(self, connection: Connection, channel: int, admin: int) -> None:
        """Remember that somebody was told of a channel."""
        connection.execute(update(channels).where(_is(channel, admin)).values(told=True))

    @reads
    def channels_of(self, connection: Connection, admin: int) -> tuple[Channel, ...]:
        """Return what somebody may manage, by title."""
        rows = connection.execute(
            select(channels)
            .where(channels.c.admin == admin)
            .order_by(channels.c.title, channels.c.chat_id)
        )
        return tuple(map(_read, rows))

    @reads
    def others(self, connection: Connection, admin: int, *, limit: int) -> tuple[Channel, ...]:
        """Return some of what others may manage, and perhaps this somebody too."""
        mine = select(channels.c.chat_id).where(channels.c.admin == admin)
        rows = connection.execute(
            select(channels)
            .where(channels.c.chat_id.not_in(mine))
            .order_by(channels.c.chat_id)
            .limit(limit)
        )
        return tuple({one.id: one for one in map(_read, rows)}.values())

    @writes
    def drop(self, connection: Connection, channel: int) -> None:
        """Forget a channel where the bot may not post any more, whoever managed it."""
        connection.execute(delete(channels).where(channels.c.chat_id == channel))


def _is(channel: int, admin: int) -> ColumnElement[bool]:
    return and_(channels.c.chat_id == channel, channels.c.admin == admin)


def _read(row: Row[Any]) -> Channel:
    return Channel(id=row.chat_id, title=row.title, told=row.told)
