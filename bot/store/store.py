"""Opening the store: the engine, its migrations, and the queries by use."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.store.added import AddedFeeds
from bot.store.archive import Archive
from bot.store.broadcasts import Broadcasts
from bot.store.channels import Channels
from bot.store.chats import Chats
from bot.store.condition import FeedCondition
from bot.store.database import Database
from bot.store.dialect import open_engine
from bot.store.feedback import FeedbackNotes
from bot.store.fetches import Fetches
from bot.store.lookup import Lookup
from bot.store.migrate import migrate
from bot.store.moved import check_not_moved
from bot.store.outbox import Outbox
from bot.store.overview import Overview
from bot.store.plans import Plans
from bot.store.polling import FeedQueue
from bot.store.posts import Posts
from bot.store.pushes import Pushes
from bot.store.report import Report
from bot.store.search import Search
from bot.store.sweeping import Sweeping
from bot.store.watches import Watches
from bot.store.workers import Workers


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
    report: Report
    feedback: FeedbackNotes
    broadcasts: Broadcasts
    channels: Channels
    pushes: Pushes
    watches: Watches
    posts: Posts
    workers: Workers
    sweeping: Sweeping

    async def close(self) -> None:
        """Finish what runs and close the database."""
        await self.database.close()


def open_store(
    url: str, *, only_look: bool = False, failed: Callable[[], None] = lambda: None
) -> Store:
    """Open the database, its tables made or brought up to date first.

    With `only_look` nothing in it is changed. `failed` is called, in any thread, for every
    query that the database fails later. Raises DatabaseError when it cannot be opened.
    """
    engine = open_engine(url, only_look=only_look)
    if not only_look:
        check_not_moved(engine)
        migrate(engine)
    database = Database(engine, failed=failed)
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
        report=Report(database),
        feedback=FeedbackNotes(database),
        broadcasts=Broadcasts(database),
        channels=Channels(database),
        pushes=Pushes(database),
        watches=Watches(database),
        posts=Posts(database),
        workers=Workers(database),
        sweeping=Sweeping(database),
    )
