"""The fake Bot API as a process of its own, for loads: it enforces the limits, and may break."""

import asyncio
import multiprocessing
import random
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from tests.fakes.bot_api import FakeBotApi, Fault
from tests.fakes.bot_api_methods import Call
from tests.fakes.flood import FloodGate, Limit

BLOCKED, MIGRATED, FLOODED = 10, 5, 20  # chats
FLOOD_WAIT = 30  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """How much is to be delivered, and how much faster than in life time passes."""

    chats: int  # a quarter of them groups
    stories: int
    speed: int

    def list_chats(self) -> list[int]:
        """Return the chats' numbers."""
        return [-number if number % 4 == 0 else number for number in range(1, self.chats + 1)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A message that arrived."""

    chat: int
    story: str
    time: float  # monotonic
    answered: bool  # the bot got to know


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What the Bot API saw."""

    messages: tuple[Told, ...]
    floods: int  # refusals because the limits were not kept
    faults: tuple[tuple[str, int], ...]
    blocked: frozenset[int]
    moved: dict[int, int]
    troubled: frozenset[int]  # chats that had a fault of their own


class RoughBotApi(FakeBotApi):
    """Of 100 messages 2 are refused with 500, 2 taken and never answered, 1 cut off."""

    def __init__(self, load: Load, *, rough: bool) -> None:
        """`rough`: all that, and chats with troubles of their own; if not, all is in order."""
        super().__init__(
            gate=FloodGate(
                overall=Limit(count=30, window=1 / load.speed),
                chat=Limit(count=3, window=1 / load.speed),
                group=Limit(count=20, window=60 / load.speed),
            )
        )
        for chat in load.list_chats():
            self.add_chat(chat, "private" if chat > 0 else "group")
        self._rough = rough
        self._chance = random.Random(7)
        self._broken: Counter[str] = Counter()
        self._troubled: set[int] = set()
        if rough:
            self._trouble_chats(load)

    def _trouble_chats(self, load: Load) -> None:
        chats = load.list_chats()
        groups = [chat for chat in chats if chat < 0][:MIGRATED]
        private = [chat for chat in chats if chat > 0]
        for chat in groups:
            self.world.migrate(chat, chat - 10_000_000)
        for chat in private[:BLOCKED]:
            self.world.block(chat)
        # Apart from each other: several at once would slow the whole bot, and rightly so.
        flooded = private[BLOCKED :: len(private) // FLOODED][:FLOODED]
        for chat in flooded:
            wait = {"retry_after": max(FLOOD_WAIT // load.speed, 1)}
            self.fault("refuse", chat=chat, code=429, description="Too Many", parameters=wait)
        self._troubled |= {*groups, *private[:BLOCKED], *flooded}

    def _take_fault(self, call: Call) -> Fault | None:
        fault = super()._take_fault(call)
        if call.method != "sendMessage" or call.chat is None or not self._rough:
            return fault
        fault = fault or self._draw(self._chance.random())
        if fault:
            self._broken[str(fault.code) if fault.kind == "refuse" else fault.kind] += 1
            self._troubled.add(call.chat)
        return fault

    def _draw(self, chance: float) -> Fault | None:
        if chance < 0.02:
            return Fault(kind="refuse", code=500, description="Internal Server Error")
        if chance < 0.04:
            return Fault(kind="hang")
        return Fault(kind="cut after") if chance < 0.05 else None

    def tally(self) -> Tally:
        """Return what was seen."""
        rooms = self.world.rooms
        return Tally(
            messages=tuple(
                Told(
                    chat=message.chat,
                    story=next(word for word in message.visible.split() if "story-" in word),
                    time=message.time,
                    answered=self.calls[message.call - 1].status is not None,
                )
                for message in self.delivered
            ),
            floods=len(self.gate.floods),
            faults=tuple(sorted(self._broken.items())),
            blocked=frozenset(chat for chat, room in rooms.items() if room.closed),
            moved={chat: room.new_id for chat, room in rooms.items() if room.new_id},
            troubled=frozenset(self._troubled),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """The Bot API, seen from the process of the bot."""

    url: str
    pipe: Connection

    def tally(self) -> Tally:
        """Return what it saw."""
        self.pipe.send("tally")
        seen = self.pipe.recv()
        assert isinstance(seen, Tally)
        return seen


@contextmanager
def serving(load: Load, *, faults: bool) -> Iterator[Served]:
    """Run it for some chats. It counts as Telegram does, time passing at the load's speed."""
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=run, args=(theirs, load, faults))
    server.start()
    theirs.close()  # so that its end is noticed here
    try:
        yield Served(url=ours.recv(), pipe=ours)
    finally:
        server.terminate()
        server.join()


def run(pipe: Connection, load: Load, faults: bool) -> None:
    """Serve until terminated, and give account when asked."""

    async def work() -> None:
        api = RoughBotApi(load, rough=faults)
        async with api:
            pipe.send(api.url)
            while await asyncio.to_thread(pipe.recv):
                pipe.send(api.tally())

    asyncio.run(work())
