"""Opening the store: the engine, its migrations, and the queries by use."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select

from bot.store.added import AddedFeeds
from bot.store.archive import Archive
from bot.store.broadcasts import Broadcasts
from bot.store.channels import Channels
from bot.store.chats import Chats
from bot.store.condition import FeedCondition
from bot.store.database import Database, Queries, reads, writes
from bot.store.dialect import insert, open_engine
from bot.store.feedback import FeedbackNotes
from bot.store.fetches import Fetches
from bot.store.lookup import Lookup
from bot.store.migrate import migrate
from bot.store.outbox import Outbox
from bot.store.overview import Overview
from bot.store.plans import Plans
from bot.store.polling import FeedQueue
from bot.store.pushes import Pushes
from bot.store.schema import heartbeat
from bot.store.search import Search
from bot.store.watches import Watches


class Heartbeat(Queries):
    """A sign of life in the database, for whoever looks from outside."""

    @writes
    def beat(self, connection: Connection, *, started: datetime, now: datetime) -> None:
        """Say that the bot that started then is well now."""
        said = {"at": now, "started": started}
        connection.execute(
            insert(heartbeat)
            .values(id=1, **said)
            .on_conflict_do_update(index_elements=[heartbeat.c.id], set_=said)
        )

    @reads
    def last(self, connection: Connection) -> datetime | None:
        """Return when the bot last said that it is well."""
        return connection.execute(select(func.max(heartbeat.c.at))).scalar()


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """The one way to what is kept."""

    database: Database
    feeds: FeedQueue
    added: AddedFeeds
    plans: Plans
    fetches: Fetches
    condition: FeedCondition
    archive: Archive
    outbox: Outbox
    chats: Chats
    lookup: Lookup
    search: Search
    overview: Overview
    feedback: FeedbackNotes
    broadcasts: Broadcasts
    channels: Channels
    pushes: Pushes
    watches: Watches
    heartbeat: Heartbeat

    async def close(self) -> None:
        """Finish what runs and close the database."""
        await self.database.close()


def open_store(url: str, *, only_look: bool = False) -> Store:
    """Open the database, its tables made or brought up to date first.

    With `only_look` nothing in it is changed. Raises DatabaseError when that fails.
    """
    engine = open_engine(url, only_look=only_look)
    if not only_look:
        migrate(engine)
    database = Database(engine)
    return Store(
        database=database,
        feeds=FeedQueue(database),
        added=AddedFeeds(database),
        plans=Plans(database),
        fetches=Fetches(database),
        condition=FeedCondition(database),
        archive=Archive(database),
        outbox=Outbox(database),
        chats=Chats(database),
        lookup=Lookup(database),
        search=Search(database),
        overview=Overview(database),
        feedback=FeedbackNotes(database),
        broadcasts=Broadcasts(database),
        channels=Channels(database),
        pushes=Pushes(database),
        watches=Watches(database),
        heartbeat=Heartbeat(database),
    )
