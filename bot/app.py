"""The composition root: opens everything in order, closes it in reverse; bot/running.py runs it.

All parts are made in every process; its roles say which of them run.
"""

from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import structlog
from rich.console import Console

from bot import __version__
from bot.inforce.loading import Loaded, load_elsewhere
from bot.inforce.reload import LOOK
from bot.loop import Loop
from bot.measures.observing import Observer
from bot.parts.deciding import Deciding, open_deciding
from bot.parts.ground import Ground, open_ground
from bot.parts.polling import Polling, open_polling
from bot.parts.speaking import Speaking, open_speaking
from bot.polling.feedwatch import WATCH
from bot.polling.pushing import HUBS
from bot.settings import Settings
from bot.upkeep import HeartLoop
from bot.web.desk import Desk
from bot.web.measures import build_measure_routes, build_sign_of_life
from bot.web.server import WebServer
from bot.web.site import open_site
from bot.workers.clock import ClockLoop
from bot.workers.duty import LOOK as LOOK_FOR_DUTIES
from bot.workers.duty import Duties
from bot.workers.roles import Role

log = structlog.get_logger()

Loops = tuple[tuple[Loop, timedelta], ...]  # and how often each is woken

TICK = timedelta(seconds=0.5)  # how often the loops look, if nothing else wakes them
HEARTBEAT = timedelta(seconds=15)
SWEEP = timedelta(hours=6)  # not once a night: bites stay small, and nights differ over the world
NOTICE = timedelta(seconds=15)  # between tries to reach an administrator


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """The parts that run."""

    ground: Ground
    polling: Polling
    speaking: Speaking
    deciding: Deciding
    duties: Duties
    web: WebServer | None  # None: nothing listens
    loops: Loops  # those that run as long as the bot does
    on_duty: Loops  # and those that duties run


@asynccontextmanager
async def open_bot(
    settings: Settings,
    loading: Awaitable[Loaded] | None = None,
    *,
    console: Console,
    dry_run: bool = False,
) -> AsyncIterator[Bot]:
    """Open all parts; nothing moves yet. Raises BotError when the bot cannot start.

    `loading`: the rules, where somebody began to load them. `console` is where alerts go without
    a Telegram token, and in a dry run, which works on a copy of the database and sends nothing.
    """
    loading = loading or load_elsewhere(settings.rules)
    async with (
        open_ground(settings, loading, console=console, dry_run=dry_run) as ground,
        open_polling(ground) as polling,
    ):
        speaking = open_speaking(ground, polling, reload=lambda: deciding.rules.reload())
        deciding = open_deciding(
            ground,
            speaking.watching,
            tell=speaking.notices.tell,
            decides=lambda: duties.holds(Role.DECIDE),
        )
        all_duties = (deciding.duty, *speaking.duties, *polling.duties)
        duties = Duties(
            [duty for duty in all_duties if ground.has(Role(duty.kind))],
            ground.engine,
            ground.store.posts,
            ground.trouble,
            worker=ground.worker.id,
        )
        loops = list_loops(ground, polling, speaking, deciding, duties)
        on_duty: Loops = (
            (deciding.loop, TICK),
            (speaking.courier, TICK),
            (deciding.health, WATCH),
            (deciding.sweeping, SWEEP),
            *([(polling.pushing, HUBS)] if polling.pushing else []),
        )
        # The turns of deciding and sending last as long as there is work: they tell nothing.
        web = open_web(ground, polling, speaking, deciding, (*loops, *on_duty[2:]))
        announce(ground, speaking)
        yield Bot(
            ground=ground,
            polling=polling,
            speaking=speaking,
            deciding=deciding,
            duties=duties,
            web=web,
            loops=loops,
            on_duty=on_duty,
        )


def list_loops(
    ground: Ground, polling: Polling, speaking: Speaking, deciding: Deciding, duties: Duties
) -> Loops:
    """Return what runs in this process whatever its duties are."""
    heart = HeartLoop(ground.store, ground.worker, clock=ground.clock, trouble=ground.trouble)
    return (
        (duties, LOOK_FOR_DUTIES),
        (deciding.rules, LOOK),
        (speaking.watching, LOOK),
        (speaking.notices, NOTICE),
        (heart, HEARTBEAT),
        *([(polling.loop, TICK)] if ground.has(Role.POLL) else []),
        *([(ClockLoop(ground.clock, ground.store), HEARTBEAT)] if ground.shared else []),
    )


def open_web(
    ground: Ground, polling: Polling, speaking: Speaking, deciding: Deciding, watched: Loops
) -> WebServer | None:
    """Return the server of all that is asked over HTTP; None: nothing listens here.

    `watched`: loops that must take their turns for the bot to be well.
    """
    store, in_force, telegram = ground.store, ground.in_force, speaking.telegram
    free = [
        *(telegram.routes if telegram and ground.has(Role.TALK) else ()),
        *(polling.routes if ground.has(Role.WEB) else ()),
    ]
    if ground.dry_run or not (ground.has(Role.WEB) or free):
        return None
    observer = Observer(
        store,
        clock=ground.clock,
        loops=watched,
        connected=lambda: telegram is None or telegram.connected.is_set(),
        telegram=lambda: telegram.trouble if telegram else "",
        rules=lambda: deciding.rules.trouble,
        failing=lambda: ground.trouble.cause,
    )
    desk = Desk(
        overview=store.overview,
        report=store.report,
        feedback=store.feedback,
        book=lambda: in_force.loaded.matcher.book,
        title=in_force.title,
        look=observer.look,
        clock=ground.clock,
    )
    return open_site(
        ground.settings,
        desk,
        free=[*free, *build_sign_of_life()],
        guarded=build_measure_routes(ground.measures, observer),
    )


def announce(ground: Ground, speaking: Speaking) -> None:
    """Say in the log what begins."""
    worker, loaded = ground.worker, ground.in_force.loaded
    log.info(
        "started",
        version=__version__,
        feeds=len(loaded.feeds),
        topics=len(loaded.topics),
        alerts="Telegram" if speaking.telegram else "terminal",
        **({"roles": worker.roles, "worker": worker.id} if ground.shared else {}),
    )
    if not loaded.feeds:
        rules = str(ground.settings.rules)
        log.warning("there is nothing to poll: list feeds in feeds.yaml", rules=rules)
