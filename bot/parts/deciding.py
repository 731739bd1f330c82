"""Whatever goes by the rules, and keeps house: one process does that for all."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.inforce.inforce import adopt_rules
from bot.inforce.loading import Loaded, let_go, take_apart
from bot.inforce.reload import ReloadLoop
from bot.inforce.watching import WatchLoop
from bot.loops import DecideLoop
from bot.notices import Tell
from bot.parts.ground import Ground
from bot.polling.feedwatch import HealthLoop
from bot.upkeep import SweepLoop
from bot.workers.duty import Duty
from bot.workers.holding import Holding
from bot.workers.roles import Role


@dataclass(frozen=True, slots=True, kw_only=True)
class Deciding:
    """Who decides."""

    loop: DecideLoop
    rules: ReloadLoop
    health: HealthLoop
    sweeping: SweepLoop
    duty: Duty


def open_deciding(
    ground: Ground,
    watching: WatchLoop,
    *,
    tell: Tell,
    decides: Callable[[], bool],
) -> Deciding:
    """Put together what decides. `tell`: the administrators. `decides`: whether we do that now."""
    store, in_force, clock = ground.store, ground.in_force, ground.clock
    loop = DecideLoop(
        store,
        in_force.loaded.matcher,
        clock=clock,
        alerts=ground.tell_of_alerts,
        watched=in_force.watched,
        measures=ground.measures,
        trouble=ground.trouble,
    )
    health = HealthLoop(store, tell=tell, clock=clock)
    sweeping = SweepLoop(
        store, keep=ground.settings.retention, clock=clock, trouble=ground.trouble
    )

    async def adopt(loaded: Loaded, *, before: list[str] | None) -> None:
        await adopt_rules(store, loaded, before=before, terminal=ground.terminal, now=clock())

    async def begin(holding: Holding | None) -> None:
        if ground.shared:  # else that was done when the database was opened
            await adopt(in_force.loaded, before=None)
        await watching.catch_up()
        await loop.take_over(holding.tenure if holding else None)

    async def swap(loaded: Loaded) -> None:
        before = [topic.name for topic in in_force.topics()]

        async def prepare() -> None:
            # Whoever decides has the word on what is in the database.
            if decides() or not ground.shared:
                await adopt(loaded, before=before)

        await loop.change_rules(loaded.matcher, prepare)
        old = take_apart(in_force.loaded)
        in_force.replace(loaded)
        await let_go(old)

    def tell_of_rules(text: str) -> None:
        # All processes read these files, and one is enough to say what is wrong with them.
        if decides() or not ground.shared:
            tell(text)

    rules = ReloadLoop(
        ground.settings.rules,
        in_force.loaded.stamp,
        swap=swap,
        tell=tell_of_rules,
        count=lambda held: ground.measures.note_reload(held=held),
    )
    run = (loop.run, health.run, sweeping.run)
    duty = Duty(kind=Role.DECIDE, begin=begin, run=run, wake=loop.wake)
    return Deciding(loop=loop, rules=rules, health=health, sweeping=sweeping, duty=duty)
