"""The composition root: opens everything in order, closes it in reverse; bot/running.py runs it.

Straight functions on purpose: what depends on what can be read from top to bottom.
"""

import tempfile
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import structlog
from rich.console import Console

from bot import __version__
from bot.alerts.deliver import Courier, DeliveryPlan
from bot.alerts.turns import open_turns
from bot.discovering import Discoverer, Scout
from bot.dryrun import copy_database
from bot.feeds.politeness import Politeness
from bot.feeds.pool import ParsePool
from bot.feeds.schedule import Bounds
from bot.feeds.sessions import Sessions
from bot.feedwatch import WATCH, HealthLoop
from bot.inforce import InForce, adopt_rules, resume
from bot.ledger import Ledger
from bot.loading import Loaded, let_go, load_elsewhere, take_apart
from bot.loop import Loop
from bot.loops import DecideLoop, HeartLoop, PollLoop, SweepLoop
from bot.notices import Notices
from bot.polling import PollTools
from bot.proposing import Proposer
from bot.pushing import HUBS, PATH, PushLoop
from bot.reload import LOOK, ReloadLoop
from bot.room import make_room
from bot.settings import Settings
from bot.store.dialect import lock_database
from bot.store.store import Store, open_store
from bot.talking import open_talk
from bot.telegram.run import TelegramBot
from bot.terminal import TERMINAL_CHAT, TerminalSender
from bot.watching import WatchLoop
from bot.web.pushes import build_push_routes
from bot.web.server import WebServer, open_server

log = structlog.get_logger()

TICK = timedelta(seconds=0.5)  # how often the loops look, if nothing else wakes them
HEARTBEAT = timedelta(seconds=15)
SWEEP = timedelta(hours=6)
NOTICE = timedelta(seconds=15)  # between tries to reach an administrator


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The parts that run."""

    store: Store
    polling: PollLoop
    deciding: DecideLoop
    courier: Courier
    telegram: TelegramBot | None  # None: alerts go to the terminal
    web: WebServer | None  # None: nothing listens
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
    make_room()
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
        sessions = Sessions(
            networks=settings.feed_networks,
            user_agent=user_agent(settings),
            proxy=settings.proxy_address,
        )
        opened.push_async_callback(sessions.close)
        pool = ParsePool()
        opened.push_async_callback(pool.close)
        politeness = Politeness(settings.host_pause)
        scout = Scout(
            Discoverer(sessions, pool, politeness), lambda: in_force.loaded.matcher, clock=clock
        )
        watching = WatchLoop(store, in_force, Proposer(sessions).propose, clock=clock)
        turns = open_turns(settings.rate, clock=clock)
        telegram = None
        if not dry_run:
            telegram = open_talk(
                settings,
                store,
                in_force,
                clock=clock,
                turns=turns,
                reload=lambda: rules.reload(),
                watching=watching,
                look=scout.look,
            )
        await resume(store, in_force.loaded, settings, terminal=token is None, now=clock())
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
        await watching.catch_up()
        deciding = DecideLoop(
            store,
            in_force.loaded.matcher,
            clock=clock,
            alerts=courier.wake,
            watched=in_force.watched,
        )

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
        tools = PollTools(
            store=store,
            ledger=Ledger(store.feeds),
            sessions=sessions,
            pool=pool,
            politeness=politeness,
            bounds=poll_bounds(settings),
            fresh=settings.fresh,
            storm=settings.storm,
            clock=clock,
            options=in_force.options,
            has_pages=in_force.has_pages,
        )
        routes, pushing = list(telegram.routes if telegram else ()), None
        if settings.public_url:
            pushing = PushLoop(tools, settings.public_url, news=deciding.wake)
            routes += build_push_routes(pushing, PATH)
            tools = replace(tools, want_push=pushing.want)
        polling = PollLoop(tools, news=deciding.wake)
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
            web=open_server(None if dry_run else settings.web, routes),
            loops=(
                (polling, TICK),
                (deciding, TICK),
                (courier, TICK),
                (rules, LOOK),
                (watching, LOOK),
                (notices, NOTICE),
                (HeartLoop(store, clock=clock), HEARTBEAT),
                (HealthLoop(store, tell=notices.tell, clock=clock), WATCH),
                (SweepLoop(store, keep=settings.keep, clock=clock), SWEEP),
                *([(pushing, HUBS)] if pushing else []),
            ),
        )


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
