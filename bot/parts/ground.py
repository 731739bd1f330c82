"""What all parts stand on: settings, rules, the database, and who we are."""

import tempfile
from collections.abc import AsyncIterator, Awaitable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from bot import __version__
from bot.dryrun import copy_database
from bot.engine import Engine
from bot.engine.hints import HintEngine
from bot.engine.local import LocalEngine
from bot.inforce.inforce import InForce, resume
from bot.inforce.loading import Loaded
from bot.measures.measures import Measures
from bot.models.workers import Worker
from bot.polling.room import make_room
from bot.settings import Settings
from bot.store.dialect import lock_database, postgres_address
from bot.store.store import Store, open_store
from bot.trouble import Trouble
from bot.workers.clock import Clock, ClockLoop
from bot.workers.roles import Role
from bot.workers.waker import Waker
from bot.workers.worker import begin_worker

clock = Clock()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What every part is given."""

    settings: Settings
    console: Console  # where alerts go that do not go to Telegram
    dry_run: bool
    in_force: InForce
    store: Store
    shared: bool  # the database, with other processes
    engine: Engine
    waker: Waker
    worker: Worker
    measures: Measures
    trouble: Trouble
    clock: Clock

    @property
    def terminal(self) -> bool:
        """Whether alerts go to the terminal, for want of a token."""
        return self.settings.telegram_token is None

    @property
    def bot_id(self) -> str:
        """Which bot sends and talks: the part of its token that is no secret."""
        token = self.settings.telegram_token
        return token.get_secret_value().partition(":")[0] if token else "terminal"

    def has(self, role: Role) -> bool:
        """Whether this process does such work."""
        return role in self.settings.roles

    def tell_of_news(self) -> None:
        """Have decided what came in."""
        self.waker.wake(Role.DECIDE, "")

    def tell_of_alerts(self) -> None:
        """Have sent what is due."""
        self.waker.wake(Role.SEND, self.bot_id)


@asynccontextmanager
async def open_ground(
    settings: Settings, loading: Awaitable[Loaded], *, console: Console, dry_run: bool
) -> AsyncIterator[Ground]:
    """Open what all parts stand on. Raises BotError when the bot cannot start."""
    make_room()
    in_force, measures = InForce(await loading), Measures()
    async with AsyncExitStack() as opened:
        database = settings.database
        if dry_run:
            folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="tocsin-"))
            database = copy_database(database, Path(folder))
        opened.callback(lock_database(database))
        store = open_store(database, failed=measures.note_database_error)
        opened.push_async_callback(store.close)
        engine: Engine = LocalEngine()
        if shared := postgres_address(database) is not None:
            engine = await open_hints(database)
            await ClockLoop(clock, store).take_turn()
        else:
            terminal = settings.telegram_token is None
            await resume(store, in_force.loaded, terminal=terminal, now=clock())
        yield Ground(
            settings=settings,
            console=console,
            dry_run=dry_run,
            in_force=in_force,
            store=store,
            shared=shared,
            engine=engine,
            waker=Waker(engine.enqueue),
            worker=begin_worker(settings.roles, version=__version__, now=clock()),
            measures=measures,
            trouble=Trouble(),
            clock=clock,
        )


async def open_hints(database: str) -> Engine:
    """Return the engine of all processes that share a database. Raises DatabaseError."""
    from bot.engine.tables import install  # imports what SQLite does not need

    await install(database)
    return HintEngine(database)
