"""What goes wrong: kills, a database that stops, cut connections, frozen processes."""

import asyncio
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from random import Random

import psycopg

from tests.fleet.options import Options
from tests.fleet.watch import Watch
from tests.fleet.workers import Worker
from tests.postgres import Server

DOWN = 20  # seconds without a database
RACE = 20  # seconds between two races
RACED = 30  # seconds at most until another took over


@dataclass(slots=True, kw_only=True)
class Trouble:
    """Something that went wrong, and when, by the monotonic clock."""

    kind: str
    sender: bool  # whether it could hit messages on their way
    begin: float
    end: float


@dataclass(slots=True, kw_only=True)
class Stage:
    """Those to whom it happens."""

    options: Options
    chance: Random
    server: Server
    workers: Sequence[Worker]
    environment: dict[str, str]
    watch: Watch
    tell: Callable[[str], None]
    troubles: list[Trouble] = field(default_factory=list)

    def note(self, kind: str, *, sender: bool) -> Trouble:
        """Remember a trouble that begins now; whoever causes it says when it ends."""
        now = time.monotonic()
        trouble = Trouble(kind=kind, sender=sender, begin=now, end=now)
        self.troubles.append(trouble)
        self.tell(kind)
        return trouble


def plan_troubles(stage: Stage) -> list[asyncio.Task[None]]:
    """Start everything that the options ask for; it goes on until cancelled."""
    options, acts = stage.options, [keep_up(stage)]
    if options.kill_every:
        acts.append(kill(stage))
    if options.database_stop:
        acts.append(stop_database(stage))
    if options.cut_connections:
        acts.append(cut_connections(stage))
    if options.freeze:
        acts.append(freeze(stage))
    if options.race:
        acts.append(race(stage))
    return [asyncio.create_task(act) for act in acts]


async def keep_up(stage: Stage) -> None:
    """Start again whoever ended by itself."""
    while True:
        for worker in stage.workers:
            await worker.restart_if_ended(stage.environment)
        await asyncio.sleep(1)


async def kill(stage: Stage) -> None:
    """Kill anybody, again and again."""
    while True:
        await asyncio.sleep(stage.options.kill_every)
        worker = stage.chance.choice([one for one in stage.workers if not one.frozen])
        stage.note(f"kill {worker.name}", sender="send" in worker.roles)
        stage.watch.lose(worker.pid, "kill")
        await worker.kill()
        await worker.start(stage.environment)


async def stop_database(stage: Stage) -> None:
    """Once, in the middle."""
    await asyncio.sleep(max(stage.options.minutes * 20, 15))
    how = stage.options.database_stop
    trouble = stage.note(f"database stop {how}", sender=True)
    trouble.end = trouble.begin + 10 * DOWN  # until it is known better
    stage.watch.excuse()
    await asyncio.to_thread(stage.server.stop, how)
    try:
        await asyncio.sleep(DOWN)
    finally:
        await asyncio.to_thread(stage.server.start)
        trouble.end = time.monotonic()
        stage.watch.excuse()
        stage.tell("the database is back")


async def cut_connections(stage: Stage) -> None:
    """Cut all of them, again and again."""
    while True:
        await asyncio.sleep(stage.options.cut_connections)
        trouble = stage.note("cut connections", sender=True)
        with suppress(psycopg.Error):  # the database is stopped: there are none
            await asyncio.to_thread(stage.server.cut_connections)
        trouble.end = time.monotonic()


def find_holder(stage: Stage, role: str) -> Worker | None:
    """Return who does that work now."""
    for worker in stage.workers:
        held = stage.watch.held_by(worker.pid)
        if not worker.frozen and any(post.partition(":")[0] == role for post in held):
            return worker
    return None


async def freeze(stage: Stage) -> None:
    """Freeze the one that sends, that decides, that polls, in turn, and wake it."""
    while True:
        for role in ("send", "decide", "poll"):
            await asyncio.sleep(8)
            others = [one for one in stage.workers if role in one.roles and not one.frozen]
            worker = find_holder(stage, role) or stage.chance.choice(others)
            trouble = stage.note(f"freeze {worker.name}", sender=role == "send")
            trouble.end = trouble.begin + stage.options.freeze
            stage.watch.lose(worker.pid, "freeze")
            worker.freeze()
            try:
                await asyncio.sleep(stage.options.freeze)
            finally:
                worker.wake()
                stage.watch.wake(worker.pid)
                trouble.end = time.monotonic()
                stage.tell(f"wake {worker.name}")


async def race(stage: Stage) -> None:
    """Freeze the one that decides just until another does, so that both believe it is theirs."""
    while True:
        await asyncio.sleep(RACE)
        worker = find_holder(stage, "decide")
        if worker is None or any(one.frozen for one in stage.workers if "decide" in one.roles):
            continue  # somebody has to be there who can take over
        trouble = stage.note(f"race of {worker.name}", sender=False)
        stage.watch.lose(worker.pid, "race")
        worker.freeze()
        try:
            async with asyncio.timeout(RACED):
                while stage.watch.held_by(worker.pid) or not find_holder(stage, "decide"):
                    await stage.watch.looked()
        except TimeoutError:
            stage.tell("nobody else took over")
        finally:
            worker.wake()
            stage.watch.wake(worker.pid)
            trouble.end = time.monotonic()
