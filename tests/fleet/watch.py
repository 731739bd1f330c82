"""Looks at the posts all the time, from outside: who holds them, and how long nobody did."""

import asyncio
import time
from dataclasses import dataclass, field

import psycopg

LOOK = 0.25  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeOver:
    """A post whose holder was lost went to another."""

    post: str
    why: str  # what happened to the holder
    after: float  # seconds


@dataclass(slots=True)
class Watch:
    """What was seen of posts and workers."""

    url: str
    holders: dict[str, str] = field(default_factory=dict)  # post → worker
    pids: dict[int, str] = field(default_factory=dict)  # process → worker
    take_overs: list[TakeOver] = field(default_factory=list)
    _lost: dict[str, tuple[str, str, float]] = field(default_factory=dict)
    _looked: asyncio.Event = field(default_factory=asyncio.Event)

    async def run(self) -> None:
        """Look until cancelled."""
        while True:
            await asyncio.to_thread(self._look)
            looked, self._looked = self._looked, asyncio.Event()
            looked.set()
            await asyncio.sleep(LOOK)

    async def looked(self) -> None:
        """Wait for the next look."""
        await self._looked.wait()

    def _look(self) -> None:
        try:
            with psycopg.connect(self.url, connect_timeout=2) as connection:
                posts = connection.execute("SELECT name, holder FROM posts WHERE until > now()")
                holders = {str(name): str(holder) for name, holder in posts}
                ids = connection.execute("SELECT pid, id FROM workers ORDER BY started")
                self.pids = {int(pid): str(worker) for pid, worker in ids}
        except psycopg.Error:
            return  # it is stopped, or this look was cut
        self.holders = holders
        for post, (lost, why, at) in tuple(self._lost.items()):
            if post in holders and holders[post] != lost:
                after = time.monotonic() - at
                self.take_overs.append(TakeOver(post=post, why=why, after=after))
                del self._lost[post]

    def lose(self, pid: int, why: str) -> None:
        """Say that a process was killed or frozen just now."""
        worker = self.pids.get(pid)
        for post, holder in self.holders.items():
            if holder == worker:
                self._lost.setdefault(post, (holder, why, time.monotonic()))

    def excuse(self) -> None:
        """Forget what was lost: the database itself is away."""
        self._lost.clear()

    def held_by(self, pid: int) -> list[str]:
        """Return the posts of a process."""
        return [post for post, holder in self.holders.items() if holder == self.pids.get(pid)]
