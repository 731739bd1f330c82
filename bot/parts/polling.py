"""Whatever asks news servers: polls, pushes, and looks at addresses that people name."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

from aiohttp import web

from bot.feeds.politeness import Politeness
from bot.feeds.pool import ParsePool
from bot.feeds.sessions import Sessions
from bot.loops import HOSTS_AT_ONCE, POLL, PollLoop
from bot.parts.ground import Ground
from bot.polling.discovering import Discoverer, Scout
from bot.polling.ledger import Ledger
from bot.polling.manners import poll_bounds, user_agent
from bot.polling.poll import PollTools
from bot.polling.pushing import PATH, PushLoop
from bot.store.leases import Terms
from bot.web.pushes import build_push_routes
from bot.workers.claims import LEASE, Claims
from bot.workers.duty import Duty
from bot.workers.holding import Holding
from bot.workers.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Polling:
    """Who asks."""

    loop: PollLoop
    pushing: PushLoop | None  # None: no hub can reach us
    sessions: Sessions
    scout: Scout
    duties: tuple[Duty, ...]
    routes: tuple[web.RouteDef, ...]  # for hubs


@asynccontextmanager
async def open_polling(ground: Ground) -> AsyncIterator[Polling]:
    """Open what asks news servers."""
    settings, store, in_force = ground.settings, ground.store, ground.in_force
    async with AsyncExitStack() as opened:
        sessions = Sessions(
            networks=settings.feed_networks,
            user_agent=user_agent(settings),
            proxy=settings.proxy_address,
        )
        opened.push_async_callback(sessions.close)
        pool = ParsePool()
        opened.push_async_callback(pool.close)
        politeness = Politeness(settings.host_pause)
        # Within a process politeness has hosts rest; after other processes the database has.
        rest = settings.host_pause if ground.shared else timedelta()
        terms = Terms(worker=ground.worker.id, lease=LEASE, rest=rest)
        tools = PollTools(
            store=store,
            claims=Claims(store.feeds, terms, clock=ground.clock),
            ledger=Ledger(store.feeds, worker=ground.worker.id, trouble=ground.trouble),
            sessions=sessions,
            pool=pool,
            politeness=politeness,
            bounds=poll_bounds(settings),
            fresh=settings.fresh,
            storm=settings.storm,
            clock=ground.clock,
            lists=in_force.lists,
            options=in_force.options,
            has_pages=in_force.has_pages,
            measures=ground.measures,
        )
        pushing = None
        if settings.public_url:
            pushing = PushLoop(tools, settings.public_url, news=ground.tell_of_news)
            tools = replace(tools, want_push=pushing.want)
        loop = PollLoop(tools, ground.engine, news=ground.tell_of_news, trouble=ground.trouble)
        if ground.has(Role.POLL):
            ground.engine.handler(POLL, loop.poll_host, most=HOSTS_AT_ONCE)
        discoverer = Discoverer(sessions, pool, politeness)
        yield Polling(
            loop=loop,
            pushing=pushing,
            sessions=sessions,
            scout=Scout(discoverer, lambda: in_force.loaded.matcher, clock=ground.clock),
            duties=(_ask_hubs(ground, pushing),) if pushing else (),
            routes=tuple(build_push_routes(pushing, PATH)) if pushing else (),
        )


def _ask_hubs(ground: Ground, pushing: PushLoop) -> Duty:
    async def begin(_: Holding | None) -> None:
        if ground.shared:  # else that was done when the database was opened
            await ground.store.pushes.begin(now=ground.clock())

    return Duty(kind=Role.WEB, begin=begin, run=(pushing.run,), wake=pushing.wake)
