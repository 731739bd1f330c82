"""The two connections to PostgreSQL of an engine: one asks, one listens.

psycopg lets nobody ask on a connection that listens. PgQueuer's own driver, which has one
connection for both, makes each question wait for up to a second.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Self

from pgqueuer.core.tm import TaskManager
from pgqueuer.ports.driver import Driver, NotifyCallback
from psycopg import AsyncConnection, AsyncRawCursor
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from psycopg.rows import dict_row
from psycopg.sql import SQL, Identifier

# The words of PgQueuer's trigger. It says so of deletions too; nobody waits for these.
DELETED = '"operation" : "delete"'
# Notices within seconds (tcp_user_timeout: milliseconds) that the server or the way to it is gone.
USUAL = (
    "application_name=tocsin_engine connect_timeout=5"
    " keepalives_idle=5 keepalives_interval=2 keepalives_count=3 tcp_user_timeout=10000"
)


class Wire(Driver):
    """What PgQueuer asks its questions through, and hears of new jobs."""

    def __init__(self, asking: AsyncConnection, listening: AsyncConnection) -> None:
        self._asking = asking
        self._listening = listening
        self._callbacks: dict[str, NotifyCallback] = {}
        self._shutdown = asyncio.Event()
        self._tasks = TaskManager()

    @property
    def shutdown(self) -> asyncio.Event:
        """Never set: the connections outlive the one who uses them."""
        return self._shutdown

    @property
    def tm(self) -> TaskManager:
        """Nothing runs here by itself."""
        return self._tasks

    async def fetch(self, query: str, *args: object) -> list[dict[str, object]]:
        """Return the rows of a query, whose places are $1, $2..."""
        cursor = AsyncRawCursor(self._asking, row_factory=dict_row)
        await cursor.execute(query, args or None)
        return await cursor.fetchall()

    async def execute(self, query: str, *args: object) -> str:
        """Do what a query says, and return what the server calls that."""
        cursor = AsyncRawCursor(self._asking)
        await cursor.execute(query, args or None)
        return cursor.statusmessage or ""

    async def notify(self, channel: str, payload: str) -> None:
        """Tell all who listen on a channel."""
        await self.execute("SELECT pg_notify($1, $2)", channel, payload)

    async def add_listener(self, channel: str, callback: NotifyCallback) -> None:
        """Have one function called with what is told on a channel, while `listen` runs."""
        self._callbacks[channel] = callback

    async def listen(self) -> None:
        """Listen for ever. Raises psycopg.OperationalError when the connection is lost."""
        async for note in self._listening.notifies():
            callback = self._callbacks.get(note.channel)
            if callback and DELETED not in note.payload:
                callback(note.payload)

    def say(self, channel: str, payload: str) -> None:
        """Have it heard here as if somebody had told it."""
        if callback := self._callbacks.get(channel):
            callback(payload)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        """Leave the connections open: whoever opened them closes them."""


@asynccontextmanager
async def connect(url: str) -> AsyncIterator[AsyncConnection]:
    """Open a connection where each statement stands for itself. Raises psycopg.Error."""
    scheme, _, rest = url.partition("://")
    url = f"{scheme.partition('+')[0]}://{rest}"
    parameters = conninfo_to_dict(USUAL) | conninfo_to_dict(url)
    connection = await AsyncConnection.connect(make_conninfo("", **parameters), autocommit=True)
    try:
        yield connection
    finally:
        await connection.close()


@asynccontextmanager
async def open_wire(url: str, *channels: str) -> AsyncIterator[Wire]:
    """Connect, and listen on these channels. Raises psycopg.Error."""
    async with AsyncExitStack() as stack:
        asking = await stack.enter_async_context(connect(url))
        listening = await stack.enter_async_context(connect(url))
        for channel in channels:
            await listening.execute(SQL("LISTEN {}").format(Identifier(channel)))
        yield Wire(asking, listening)
