"""The composition root: opens everything in order, runs it, closes it in reverse.

Straight functions on purpose: what depends on what can be read from top to bottom.
"""

import asyncio
import sqlite3
import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler
from rich.console import Console

from bot import __version__
from bot.alerts.deliver import Courier, DeliveryPlan
from bot.alerts.turns import open_turns
from bot.errors import BotError, DatabaseError
from bot.feeds.fetch import open_session
from bot.feeds.guard import AddressGuard
from bot.feeds.politeness import Politeness
from bot.feeds.pool import ParsePool
from bot.feeds.schedule import Bounds
from bot.inforce import InForce, adopt_rules
from bot.loading import Loaded, let_go, load_elsewhere, take_apart
from bot.loop import Loop
from bot.loops import DecideLoop, HeartLoop, LagMeter, PollLoop, SweepLoop
from bot.notices import Notices
from bot.pipeline import PollTools
from bot.reload import LOOK, ReloadLoop
from bot.settings import Settings
from bot.store.dialect import lock_database, sqlite_path
from bot.store.store import Store, open_store
from bot.talking import open_talk
from bot.telegram.run import TelegramBot
from bot.terminal import TERMINAL_CHAT, TerminalSender

log = structlog.get_logger()

TICK = timedelta(seconds=0.5)  # how often the loops look, if nothing else wakes them
HEARTBEAT = timedelta(seconds=15)
SWEEP = timedelta(hours=6)
NOTICE = timedelta(seconds=15)  # between tries to reach an administrator
CONNECT = timedelta(seconds=30)  # for reaching Telegram, where one run is all there is
DRAIN = timedelta(seconds=2.5)  # for requests in flight when the bot is asked to stop


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The parts that run."""

    store: Store
    polling: PollLoop
    deciding: DecideLoop
    courier: Courier
    telegram: TelegramBot | None  # None: alerts go to the terminal
    loops: tuple[tuple[Loop, timedelta], ...]  # all of them, and how often each is woken


def clock() -> datetime:
    """The one clock."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_bot(
    settings: Settings, *, console: Console, dry_run: bool = False
) -> AsyncIterator[Bot]:
    """Open all parts; nothing moves yet. Raises BotError when the bot cannot start.

    `console` is where alerts go without a Telegram token, and in a dry run, which works on a
    copy of the database and sends nothing.
    """
    in_force = InForce(await load_elsewhere(settings.rules))
    async with AsyncExitStack() as opened:
        database = settings.database
        if dry_run:
            folder = opened.enter_context(tempfile.TemporaryDirectory(prefix="tocsin-"))
            database = copy_database(database, Path(folder))
        opened.callback(lock_database(database))
        store = open_store(database)
        opened.push_async_callback(store.close)
        token = settings.telegram_token
        turns = open_turns(settings.rate, clock=clock)
        telegram = None
        if not dry_run:
            telegram = open_talk(
                settings, store, in_force, clock=clock, turns=turns, reload=lambda: rules.reload()
            )
        await resume(store, in_force.loaded, settings, terminal=token is None)
        sender = telegram.sender if telegram else TerminalSender(console, name_chats=dry_run)
        notices = Notices(sender.say, settings.admins if telegram else {TERMINAL_CHAT})
        courier = Courier(
            store,
            sender,
            DeliveryPlan(
                retry_uncertain=settings.retry_uncertain,
                terminal=token is None,
                patience=settings.patience,
                tell=notices.tell,
            ),
            clock=clock,
            title=in_force.title,
            turns=turns,
        )
        deciding = DecideLoop(store, in_force.loaded.matcher, clock=clock, alerts=courier.wake)

        async def swap(loaded: Loaded) -> None:
            await deciding.change_rules(
                loaded.matcher,
                lambda: adopt_rules(
                    store,
                    loaded,
                    before=[topic.name for topic in in_force.topics()],
                    terminal=token is None,
                    now=clock(),
                ),
            )
            old = take_apart(in_force.loaded)
            in_force.replace(loaded)
            await let_go(old)

        rules = ReloadLoop(settings.rules, in_force.loaded.stamp, swap=swap, tell=notices.tell)
        session = open_session(AddressGuard(settings.feed_networks), user_agent(settings))
        opened.push_async_callback(session.close)
        pool = ParsePool()
        opened.push_async_callback(pool.close)
        polling = PollLoop(
            PollTools(
                store=store,
                session=session,
                pool=pool,
                politeness=Politeness(settings.host_pause),
                bounds=poll_bounds(settings),
                fresh=settings.fresh,
                storm=settings.storm,
                clock=clock,
            ),
            news=deciding.wake,
        )
        log.info(
            "started",
            version=__version__,
            feeds=len(in_force.loaded.feeds),
            topics=len(in_force.topics()),
            alerts="Telegram" if telegram else "terminal",
        )
        if not in_force.loaded.feeds:
            log.warning("there is nothing to poll: list feeds in feeds.yaml", rules=settings.rules)
        yield Bot(
            store=store,
            polling=polling,
            deciding=deciding,
            courier=courier,
            telegram=telegram,
            loops=(
                (polling, TICK),
                (deciding, TICK),
                (courier, TICK),
                (rules, LOOK),
                (notices, NOTICE),
                (HeartLoop(store, clock=clock), HEARTBEAT),
                (SweepLoop(store, keep=settings.keep, clock=clock), SWEEP),
            ),
        )


async def run_once(bot: Bot, stop: asyncio.Event) -> None:
    """Poll every feed once, decide, send, and return when nothing more is due, or on `stop`.

    Raises BotError when Telegram cannot be reached; what is due waits for the next run.
    """
    work, stopped = asyncio.create_task(take_one_round(bot)), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait((work, stopped), return_when=asyncio.FIRST_COMPLETED)
        if work.done():
            work.result()
    finally:
        work.cancel()
        stopped.cancel()
        await bot.polling.stop()
        await bot.courier.finish(DRAIN)
        if bot.telegram:
            await bot.telegram.stop()
        await asyncio.gather(work, stopped, return_exceptions=True)


async def take_one_round(bot: Bot) -> None:
    """Do once what the loops do for ever. Raises BotError when Telegram is not reached."""
    await bot.polling.poll_all()
    await bot.deciding.take_turn()
    try:
        if bot.telegram:
            async with asyncio.timeout(CONNECT.total_seconds()):
                await bot.telegram.connect()
        await bot.courier.drain()
    except TimeoutError as error:
        raise BotError(
            "Telegram was not reached; what is due stays in the database for the next run"
        ) from error


async def run_until(bot: Bot, stop: asyncio.Event) -> None:
    """Run until `stop` is set, then drain what is in flight. Raises BotError on a bad token."""
    lag = LagMeter()
    work = [stop.wait(), lag.run(), talk_and_send(bot)]
    work += [loop.run() for loop, _ in bot.loops if loop is not bot.courier]
    tasks = [asyncio.create_task(one) for one in work]
    scheduler = start_metronome(bot)
    try:
        # Only `stop`, or a loop that cannot go on, ends this.
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        log.info("stopping", worst_lag=f"{lag.worst * 1000:.0f} ms")
        scheduler.shutdown(wait=False)
        await bot.polling.stop()
        for task in tasks:
            task.cancel()
        await bot.courier.finish(DRAIN)
        if bot.telegram:
            await bot.telegram.stop()
        await asyncio.gather(*tasks, return_exceptions=True)


async def talk_and_send(bot: Bot) -> None:
    """Listen to people, and send; what is due waits until Telegram was reached."""
    if bot.telegram:
        await bot.telegram.start()
    await bot.courier.run()


def start_metronome(bot: Bot) -> AsyncIOScheduler:
    """Start the recurring jobs. What is due lives in the database; these only say "look"."""
    scheduler = AsyncIOScheduler(
        timezone=UTC,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )

    async def wake(loop: Loop) -> None:
        loop.wake()

    for loop, every in bot.loops:
        scheduler.add_job(wake, "interval", args=[loop], seconds=every.total_seconds())
    scheduler.start()
    return scheduler


async def resume(store: Store, loaded: Loaded, settings: Settings, *, terminal: bool) -> None:
    """Bring the database in line with the rule files, and pick up what a crash left behind.

    The lock on the database says that no other process can be at work on it.
    """
    now = clock()
    await adopt_rules(store, loaded, terminal=terminal, now=now)
    await store.feeds.release()
    if found := await store.outbox.recover(now=now, wait=settings.retry_uncertain):
        log.warning("deliveries were cut off by a crash; sent once more", deliveries=found)
    if not terminal:
        await store.chats.close(TERMINAL_CHAT, "alerts go to Telegram")


def copy_database(address: str, folder: Path) -> str:
    """Copy a database, which may be in use, into a folder; return the copy's address.

    Raises DatabaseError when there is one that cannot be read.
    """
    source, copy = sqlite_path(address), folder / "dry-run.db"
    if source.exists():
        try:
            with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(copy)) as new:
                old.backup(new)
        except sqlite3.Error as error:
            raise DatabaseError(f"cannot copy the database {source}: {error}") from error
    return f"sqlite:///{copy}"


def poll_bounds(settings: Settings) -> Bounds:
    """Return between which intervals feeds are polled."""
    usual = Bounds()
    return Bounds(
        first=settings.poll,
        floor=settings.poll_floor or usual.floor,
        fast_floor=settings.poll_floor or usual.fast_floor,
        ceiling=settings.poll_ceiling,
    )


def user_agent(settings: Settings) -> str:
    """Return how the bot introduces itself to publishers."""
    contact = f"; {settings.contact}" if settings.contact else ""
    return f"Tocsin/{__version__} (news alert bot{contact})"
