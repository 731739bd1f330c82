"""A run: the bot lives with everything that goes on around it, comes to rest, and is counted."""

import asyncio
import sqlite3
import time
from collections.abc import Callable
from contextlib import AsyncExitStack, closing
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

from tests.builders import address
from tests.chaos.play import SlowBotApi
from tests.fleet.household import environment, write_rules
from tests.fleet.kept import compare_kept
from tests.fleet.news import Item, News, Played, Stand
from tests.fleet.play import make_teller
from tests.fleet.told import ROWS, compare_owed
from tests.fleet.troubles import Trouble
from tests.fleet.workers import Worker
from tests.soak.account import Account
from tests.soak.edits import NAME, edit, write_drill
from tests.soak.household import fill_house
from tests.soak.left import find_left, read_children
from tests.soak.logs import read_log
from tests.soak.options import Options
from tests.soak.owed import find_owed
from tests.soak.readings import Reading, measure_growth, read_family

LOOK = 5  # seconds between readings
EDIT = 60  # seconds between edits of rules
# When the bot is killed, and when it is asked to end, in parts of the run: early, so that the
# last life is long enough to show whether it grows.
KILLS, STOPS = (0.08, 0.24), (0.16, 0.32)
RATE = 0.002  # own items a second and feed: as many as 200 chats can be told
UP = 180  # seconds
REST = 3
UNREAD = "SELECT count(*) FROM feeds WHERE active AND last_good IS NULL"
DUE = """
    SELECT count(*) FROM outbox
    WHERE state IN ('sending', 'uncertain') OR state = 'pending' AND NOT digest"""


@dataclass(slots=True, kw_only=True)
class Stage:
    """The bot, and what happens to it."""

    options: Options
    folder: Path
    news: News
    worker: Worker
    environment: dict[str, str]
    tell: Callable[[str], None]
    chance: Random
    life: int = 1
    edits: int = 0
    troubles: list[Trouble] = field(default_factory=list)
    stops: list[int | None] = field(default_factory=list)
    readings: list[Reading] = field(default_factory=list)

    def open_database(self) -> sqlite3.Connection:
        """Open it to look into it, beside the bot."""
        path = self.folder / "tocsin.db"
        return sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=20)


async def play(options: Options, folder: Path) -> Account:
    """Play it, and return the account."""
    async with AsyncExitStack() as opened:
        chance = Random(options.seed)
        news = open_news(options, chance)
        opened.push_async_callback(news.close)
        await news.open()
        topics = news.topics()
        drill = {NAME: write_drill(0, chance)}
        names = write_rules(folder, await news.urls(), topics and topics | drill)
        if topics is None:
            (folder / "rules" / f"{NAME}.yaml").write_text(drill[NAME])
            names.append(NAME)
        api = await opened.enter_async_context(SlowBotApi(Random(options.seed)))
        await fill_house(address(folder), api, names, options.chats, chance)
        stage = Stage(
            options=options,
            folder=folder,
            news=news,
            worker=Worker("bot", (), folder),
            environment=environment(folder, address(folder), api)
            | {"PYTHONWARNINGS": "always::ResourceWarning"},
            tell=make_teller(time.monotonic()),
            chance=chance,
        )
        opened.push_async_callback(stage.worker.kill)
        await stage.worker.start(stage.environment)
        await wait_until_read(stage)
        await news.begin()
        looking = asyncio.create_task(look_again_and_again(stage))
        opened.callback(looking.cancel)
        await live(stage)
        settled, seen = await come_to_rest(stage)
        looking.cancel()
        children = read_children(stage.worker.pid)
        stage.stops.append(await stage.worker.end())
        left = find_left(folder, children, api.url)
        with closing(stage.open_database()) as connection:
            kept = compare_kept(connection, seen)
            rows = connection.execute(ROWS).fetchall()
            told = compare_owed(rows, api, find_owed(connection), stage.troubles)
        return Account(
            kept=kept,
            told=told,
            growth=measure_growth(stage.readings),
            said=read_log((folder / "bot.log").read_text().splitlines()),
            settled=settled,
            left=left,
            faults=[*stage.worker.faults(), *api.complaints],
            kills=len(stage.troubles),
            stops=stage.stops,
            ends=len(stage.worker.ends),
            most_growth=options.growth,
        )


def open_news(options: Options, chance: Random) -> News:
    """Return the news that the options ask for; nothing is served yet."""
    if options.player and options.recording:
        player, faults = options.player, options.faults
        return Played(player, options.recording, options.speed, faults=faults, seed=options.seed)
    return Stand(options.minutes, chance, rate=RATE * options.speed / 60, faults=options.faults)


async def wait_until_read(stage: Stage) -> None:
    """Wait until every feed was read once: what stands there is history.

    Raises AssertionError when that takes too long.
    """
    end = time.monotonic() + UP
    while time.monotonic() < end:
        await asyncio.sleep(1)
        assert not stage.worker.ends, "it does not start; --keep a folder and read its log"
        if stage.worker.has_started():
            with closing(stage.open_database()) as connection:
                if connection.execute(UNREAD).fetchone() == (0,):
                    stage.tell("it works, and every feed was read")
                    return
    raise AssertionError(f"not every feed was read after {UP} s; --keep a folder, read its log")


async def look_again_and_again(stage: Stage) -> None:
    """Read what the bot holds, until cancelled."""
    while True:
        await asyncio.sleep(LOOK)
        reading = read_family(stage.worker.pid, life=stage.life, at=time.monotonic())
        if reading and stage.worker.pid:
            stage.readings.append(reading)


async def live(stage: Stage) -> None:
    """Edit rules and end the bot now and then, until the time is over."""
    begun, seconds = time.monotonic(), stage.options.minutes * 60
    acts = [(part * seconds, kill) for part in KILLS]
    acts += [(part * seconds, stop) for part in STOPS]
    edits = max(3, round(seconds / EDIT))
    every = seconds / edits
    plan = [*acts, *((every * (number + 0.5), edit_rules) for number in range(edits))]
    for at, act in sorted(plan, key=lambda one: one[0]):
        await asyncio.sleep(max(0, begun + at - time.monotonic()))
        await stage.worker.restart_if_ended(stage.environment)
        await act(stage)
    await asyncio.sleep(max(0, begun + seconds - time.monotonic()))
    stage.tell("the time is over")


async def edit_rules(stage: Stage) -> None:
    """Edit the rules once, well or badly in turn."""
    stage.edits += 1
    await edit(stage.folder / "rules", stage.edits, stage.chance, stage.tell)


async def kill(stage: Stage) -> None:
    """End it with -9 and start it again."""
    now = time.monotonic()
    stage.troubles.append(Trouble(kind="kill", sender=True, begin=now, end=now))
    stage.tell("kill")
    await stage.worker.kill()
    await begin_anew(stage)


async def stop(stage: Stage) -> None:
    """Ask it to end and start it again."""
    stage.tell("restart")
    stage.stops.append(await stage.worker.end())
    await begin_anew(stage)


async def begin_anew(stage: Stage) -> None:
    """Start it once more: another life."""
    stage.life += 1
    await stage.worker.start(stage.environment)


async def come_to_rest(stage: Stage) -> tuple[bool, set[Item]]:
    """Wait until every item is kept and decided and every chat told; return whether in time.

    Also the items that feeds had shown by then: later ones are for the next process.
    """
    end = time.monotonic() + stage.options.settle * 60
    while True:
        await stage.worker.restart_if_ended(stage.environment)
        seen = await stage.news.seen()
        await asyncio.sleep(REST)
        with closing(stage.open_database()) as connection:
            kept = compare_kept(connection, seen)
            due = connection.execute(DUE).fetchone()[0]
        wanted = kept.missing + kept.undecided
        stage.tell(f"{wanted} items are to be kept or decided, {due} messages to be sent")
        if not wanted and not due:
            return True, seen
        if time.monotonic() > end:
            return False, seen
