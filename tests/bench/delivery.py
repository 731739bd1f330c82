"""Deliveries by the thousand against a Bot API that enforces the limits, and one that also breaks.

As it stands: 2,000 deliveries to 400 chats at five times the pace, with all limits and waits of
both sides scaled alike: a request that is late by 14 ms is refused then, in life by 70.
TOCSIN_BENCH=full: 10,000 to 2,000 chats at the real pace, about six minutes with faults and six
without. The Bot API is a process of its own.
"""

import asyncio
import os
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import quantiles

import psutil
from telegram import Bot

from bot.alerts.deliver import Courier
from bot.alerts.deliveryplan import DeliveryPlan
from bot.alerts.pace import Limits, Pace
from bot.alerts.titled import TitledSender
from bot.alerts.turns import Turns
from bot.store.store import Store, open_store
from bot.telegram.request import AiohttpRequest
from bot.telegram.sender import TelegramSender
from bot.trouble import Trouble
from tests.bench.botapi import Load, Tally, serving
from tests.bench.figures import Figure
from tests.builders import add_feeds, address, ask, build_decision, keep_articles, subscribe
from tests.fakes.bot_api import TOKEN

QUICK = Load(chats=400, stories=5, speed=5)
FULL = Load(chats=2_000, stories=5, speed=1)
LOOK = 0.02  # seconds, between two looks at what is due again


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of all deliveries."""

    tally: Tally  # what the Bot API saw
    cpu: float  # ms a message, of our process
    growth: float  # MB, from the first fifth of the time to the end
    states: tuple[tuple[str, int], ...]
    waited: tuple[tuple[int, str, float], ...]  # chat, story, seconds from decision to message


def measure() -> Iterator[Figure]:
    """Yield the figures of a clean run and of one with faults."""
    load = FULL if os.environ.get("TOCSIN_BENCH") == "full" else QUICK
    clean = asyncio.run(deliver(load, faults=False))
    rough = asyncio.run(deliver(load, faults=True))
    yield from describe_clean(load, clean)
    yield from describe_rough(load, clean, rough)


async def deliver(load: Load, *, faults: bool) -> Run:
    """Put all deliveries into an outbox and send them."""
    with tempfile.TemporaryDirectory() as folder, serving(load, faults=faults) as api:
        store = open_store(address(Path(folder)))
        await fill(store, load)
        turns = Turns(Pace(scale(Limits(), load.speed)), clock=clock)
        request = AiohttpRequest(read=timedelta(seconds=20) / load.speed, turns=turns)
        await request.initialize()
        bot = Bot(TOKEN, f"{api.url}/bot", request=request, get_updates_request=request)
        courier = Courier(
            store,
            TitledSender(TelegramSender(bot), str.title),
            DeliveryPlan(
                retry_uncertain=timedelta(minutes=1) / load.speed,
                terminal=False,
                trouble=Trouble(),
            ),
            clock=clock,
            turns=turns,
        )
        memory = asyncio.create_task(watch_memory())
        begun = time.process_time()
        while await store.outbox.oldest_due():
            await courier.drain()
            await asyncio.sleep(LOOK)
        spent = time.process_time() - begun
        memory.cancel()
        held = (await asyncio.gather(memory, return_exceptions=True))[0]
        assert isinstance(held, list)
        run = Run(
            tally=api.tally(),
            cpu=1e3 * spent / (load.chats * load.stories),
            growth=(held[-1] - held[len(held) // 5]) / 1e6,
            states=await store.outbox.states(),
            waited=tuple(
                (int(str(chat)), str(story), float(str(seconds)))
                for chat, story, seconds in await ask(store, WAITED)
            ),
        )
        await request.shutdown()
        await store.close()
        return run


WAITED = """
SELECT chat_id, story_id, 86400 * (julianday(sent) - julianday(created))
FROM outbox WHERE state = 'sent'
"""


async def watch_memory() -> list[int]:
    """Return what the process held, every second until cancelled: more often would cost itself."""
    held, process = [], psutil.Process()
    try:
        while True:
            held.append(process.memory_info().rss)
            await asyncio.sleep(1)
    except asyncio.CancelledError:
        return held


async def fill(store: Store, load: Load) -> None:
    """Have every chat await every story; the headline is the story's name."""
    await add_feeds(store, 1)
    await subscribe(store, *(chat for chat in load.list_chats() if chat > 0))
    await subscribe(store, *(chat for chat in load.list_chats() if chat < 0), kind="group")
    for number in range(load.stories):
        stored = (await keep_articles(store, f"story-{number}"))[-1]
        decision = build_decision(stored, f"story-{number}", alerts=load.list_chats())
        await store.archive.decide([decision], now=clock())


def clock() -> datetime:
    """The time."""
    return datetime.now(UTC)


def scale(limits: Limits, speed: float) -> Limits:
    """Return limits as they are when time passes so much faster."""
    return Limits(
        rate=limits.rate * speed,
        counted=limits.counted / speed,
        private=limits.private / speed,
        group=limits.group / speed,
        hung=limits.hung / speed,
        together=limits.together / speed,
        ease=limits.ease / speed,
        wary=limits.wary / speed,
    )


# ---------------------------------------------------------------- what it says


def describe_clean(load: Load, run: Run) -> Iterator[Figure]:
    """Yield what a run without faults says of pace and cost."""
    times = sorted(message.time for message in run.tally.messages)
    rate = (len(times) - 1) / (times[-1] - times[0])
    used = 100 * rate / (Limits().rate * load.speed)
    note = f"{len(times):,} messages to {load.chats:,} chats, speed × {load.speed:g}"
    yield Figure(name="of our own rate used", value=used, unit="%", note=note)
    yield Figure(name="refused with 429", value=run.tally.floods, unit="requests")
    yield Figure(name="sending a message", value=run.cpu, unit="ms CPU")
    yield Figure(name="memory from the first fifth on", value=run.growth, unit="MB more")


def describe_rough(load: Load, clean: Run, run: Run) -> Iterator[Figure]:
    """Yield what faults did: nothing lost, doubles only of the uncertain, others undelayed."""
    tally = run.tally
    told = Counter((message.chat, message.story) for message in tally.messages)
    unanswered = Counter((m.chat, m.story) for m in tally.messages if not m.answered)
    wanted = {
        (tally.moved.get(chat, chat), f"story-{number}")
        for chat in load.list_chats()
        for number in range(load.stories)
        if chat not in tally.blocked
    }
    doubles = {pair: count - 1 for pair, count in told.items() if count > 1}
    wrong = sum(max(count - unanswered[pair], 0) for pair, count in doubles.items())
    yield Figure(
        name="lost, with faults",
        value=len(wanted - told.keys()),
        unit=f"of {len(wanted):,}",
        note=", ".join(f"{count} {kind}" for kind, count in tally.faults),
    )
    yield Figure(
        name="told twice, with faults",
        value=sum(doubles.values()),
        unit="messages",
        note=f"{wrong} of them had been answered the first time",
    )
    calm, rough = (find_p95(one.waited, tally.troubled) for one in (clean, run))
    yield Figure(
        name="p95 of the other chats, with faults",
        value=rough,
        unit="s",
        note=f"{100 * (rough / calm - 1):+.0f} % against {calm:.3g} s without",
    )


def find_p95(waited: Sequence[tuple[int, str, float]], but: frozenset[int]) -> float:
    """Return in how many seconds 95 of 100 messages are out, without some chats."""
    return quantiles([seconds for chat, _, seconds in waited if chat not in but], n=20)[-1]
