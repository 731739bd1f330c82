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
    beside: (
        float  # so long of these, at most, one worker could have taken it, neither dead nor frozen
    )


@dataclass(slots=True)
class Watch:
    """What was seen of posts and workers."""

    url: str
    holders: dict[str, str] = field(default_factory=dict)  # post → worker
    pids: dict[int, str] = field(default_factory=dict)  # process → worker
    roles: dict[str, list[str]] = field(default_factory=dict)  # of workers
    take_overs: list[TakeOver] = field(default_factory=list)
    _lost: dict[str, tuple[str, str, float]] = field(default_factory=dict)
    _there: dict[str, float] = field(default_factory=dict)  # worker → since when it can work
    _away: set[str] = field(default_factory=set)  # workers killed or frozen
    _beside: dict[str, float] = field(default_factory=dict)  # lost post → what its TakeOver says
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
                found = connection.execute("SELECT pid, id, roles FROM workers ORDER BY started")
                known = found.fetchall()
        except psycopg.Error:
            return  # it is stopped, or this look was cut
        self.holders = holders
        self.pids = {int(pid): str(worker) for pid, worker, _ in known}
        self.roles = {str(worker): roles for _, worker, roles in known}
        for worker in self.roles.keys() - self._away:
            self._there.setdefault(worker, time.monotonic())
        for post, (lost, why, at) in tuple(self._lost.items()):
            if post in holders and holders[post] != lost:
                after = time.monotonic() - at
                for worker in tuple(self._there):
                    self._note_beside(worker)
                beside = self._beside.pop(post, 0.0)
                taken = TakeOver(post=post, why=why, after=after, beside=beside)
                self.take_overs.append(taken)
                del self._lost[post]

    def _note_beside(self, worker: str) -> None:
        """Remember how long a worker could have taken what is lost."""
        now, since = time.monotonic(), self._there[worker]
        for post, (_, _, at) in tuple(self._lost.items()):
            if post.partition(":")[0] in self.roles.get(worker, ()):
                self._beside[post] = max(self._beside.get(post, 0.0), now - max(since, at))

    def lose(self, pid: int, why: str) -> None:
        """Say that a process was killed or frozen just now."""
        worker = self.pids.get(pid, "")
        if worker in self._there:
            self._note_beside(worker)
            del self._there[worker]
        self._away.add(worker)
        for post, holder in self.holders.items():
            if holder == worker:
                self._lost.setdefault(post, (holder, why, time.monotonic()))

    def wake(self, pid: int) -> None:
        """Say that a frozen process goes on."""
        self._away.discard(self.pids.get(pid, ""))

    def excuse(self) -> None:
        """Forget what was lost: the database itself is away."""
        self._lost.clear()
        self._beside.clear()

    def held_by(self, pid: int) -> list[str]:
        """Return the posts of a process."""
        return [post for post, holder in self.holders.items() if holder == self.pids.get(pid)]
