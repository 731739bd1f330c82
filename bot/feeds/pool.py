"""Reads bodies in child processes, so that no feed can hold up the loop or fill its memory."""

import asyncio
import contextlib
import os
import pickle
import struct
import sys
from asyncio.subprocess import PIPE, Process
from collections import OrderedDict
from datetime import datetime, timedelta
from pathlib import Path
from time import monotonic

import bot
from bot.errors import ParseError
from bot.feeds.jobs import FeedJob, PageJob
from bot.feeds.reading import read_light
from bot.models import ParsedFeed

TIME_LIMIT = timedelta(seconds=15)
# What takes longer is begun anew beside the others, one such body at a time, and so is what the
# same feed brings next: a few feeds that are dear to read would hold up all others for minutes.
# A usual body takes 6 milliseconds, and one of a megabyte this long.
QUICK = timedelta(seconds=0.3)
_LARGE = 500_000  # bytes; of such a body it is not tried first whether it is quick to read
_REMEMBERED = 1_000  # feeds of which it is known whether they are dear, the latest ones
_BEGIN = timedelta(minutes=1)  # for a child to begin; a third of a second is usual
MEMORY_LIMIT = 1 << 30  # bytes of address space; a child at rest uses some 30 MB of memory
_Answer = ParsedFeed | str | ParseError
_LENGTH = struct.Struct(">Q")
_HEAVY = (
    2_000_000  # bytes; after such a body a child does not give back its memory: it is replaced
)
# Bytes; to look for what is new takes half a millisecond then, and 25 in what is made for it.
_LIGHT = 120_000
_PIPE_BUFFER = 1 << 20  # bytes that may wait in a pipe before the child is held back


class _TooLong(ParseError):
    """A body was not read in the time that there was for it."""


class ParsePool:
    """Some child processes, each reading one body at a time.

    Not a ProcessPoolExecutor: that one cannot stop a job, one dead child spoils the jobs of
    all, and its children import the program's main module with everything it needs. These
    import what bot.feeds.worker does, start when first needed, and never see a secret.
    """

    def __init__(
        self,
        workers: int = 1,
        *,
        time_limit: timedelta = TIME_LIMIT,
        quick: timedelta = QUICK,
        memory_limit: int = MEMORY_LIMIT,
    ) -> None:
        self._workers = workers
        self._time_limit = time_limit
        self._quick = quick
        self._dear: OrderedDict[str, bool] = OrderedDict()  # by address, of what was read aside
        self._memory_limit = memory_limit
        self._turns = asyncio.Semaphore(workers)
        self._aside = asyncio.Semaphore(1)
        self._idle: list[Process] = []
        self._busy: set[Process] = set()
        self._closed = False

    async def parse(
        self,
        body: bytes,
        *,
        content_type: str,
        url: str,
        last: bytes = b"",
        now: datetime | None = None,
    ) -> ParsedFeed:
        """Read a body and identify its articles; arguments as for bot.feeds.reading.

        A body that brings next to nothing new is read here: a child costs more than that.
        Raises ParseError when it is no feed, takes longer than the limit, or kills the child.
        """
        if last and now and len(body) <= _LIGHT and not self._closed:
            feed = read_light(body, content_type=content_type, url=url, last=last, now=now)
            if feed is not None:
                return feed
        answer = await self._give(FeedJob(body, content_type, url, last, now), url)
        assert isinstance(answer, ParsedFeed)
        return answer

    async def read_page(self, body: bytes, *, content_type: str) -> str:
        """Return the text of the article on a page; "" when it holds none. Raises as parse."""
        answer = await self._give(PageJob(body, content_type))
        assert isinstance(answer, str)
        return answer

    async def _give(self, job: FeedJob | PageJob, url: str = "") -> ParsedFeed | str:
        request = pickle.dumps(job)
        if url and self._dear.get(url, len(job.body) > _LARGE):
            answer = await self._give_aside(request, url)
        else:
            try:
                answer = await self._give_in(request, min(self._quick, self._time_limit))
            except _TooLong:
                if self._time_limit <= self._quick:
                    raise
                answer = await self._give_aside(request, url)
        if isinstance(answer, ParseError):
            raise answer
        return answer

    async def _give_aside(self, request: bytes, url: str) -> _Answer:
        """Ask one at a time, and remember whether the feed's body was dear to read."""
        self._remember(url, dear=True)
        async with self._aside:
            answer, took = await self._give_child(request, self._time_limit, aside=True)
        self._remember(url, dear=took >= self._quick)
        return answer

    def _remember(self, url: str, *, dear: bool) -> None:
        if url:
            self._dear[url] = dear
            self._dear.move_to_end(url)
            if len(self._dear) > _REMEMBERED:
                self._dear.popitem(last=False)

    async def _give_in(self, request: bytes, limit: timedelta) -> _Answer:
        async with self._turns:
            return (await self._give_child(request, limit))[0]

    async def _give_child(
        self, request: bytes, limit: timedelta, *, aside: bool = False
    ) -> tuple[_Answer, timedelta]:
        """Have a child read: what it answers, and how long it took, its start left out.

        `aside`: one of its own, for this body alone.
        """
        if self._closed:
            raise ParseError("not read: the program is stopping")
        worker = None if aside else await self._take()
        if is_new := worker is None:
            worker = await self._start()
        self._busy.add(worker)
        try:
            if is_new:
                await _wait_until_ready(worker)
            begun = monotonic()
            answer = await self._ask(worker, request, limit)
            took = timedelta(seconds=monotonic() - begun)
        except BaseException:
            # Whatever happened, cancellation too: an answer may still be on its way.
            await _stop(worker)
            raise
        finally:
            self._busy.discard(worker)
        if aside or len(request) > _HEAVY:
            await _stop(worker)
        else:
            self._idle.append(worker)
        return answer, took

    async def close(self) -> None:
        """End all children; calls under way and later ones fail with ParseError."""
        self._closed = True
        for worker in self._busy:
            with contextlib.suppress(ProcessLookupError):
                worker.kill()
        for _ in range(self._workers):  # until every call has had its turn, and failed
            await self._turns.acquire()
        await self._aside.acquire()
        while self._idle:
            await _stop(self._idle.pop())
        for _ in range(self._workers):
            self._turns.release()
        self._aside.release()

    async def _take(self) -> Process | None:
        """An idle child, if there is one; that one died while idle is nobody's fault."""
        while self._idle:
            worker = self._idle.pop()
            assert worker.stdout is not None
            if worker.returncode is None and not worker.stdout.at_eof():
                return worker
            await _stop(worker)
        return None

    async def _ask(self, worker: Process, request: bytes, limit: timedelta) -> _Answer:
        assert worker.stdin is not None
        assert worker.stdout is not None
        try:
            async with asyncio.timeout(limit.total_seconds()):
                worker.stdin.write(_LENGTH.pack(len(request)))
                worker.stdin.write(request)
                await worker.stdin.drain()
                (length,) = _LENGTH.unpack(await worker.stdout.readexactly(_LENGTH.size))
                answer: _Answer = pickle.loads(await worker.stdout.readexactly(length))
                return answer
        except TimeoutError as error:
            seconds = limit.total_seconds()
            raise _TooLong(f"takes longer than {seconds:g} seconds to read") from error
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise ParseError("broke the process that was reading it") from error

    async def _start(self) -> Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "bot.feeds.worker",
            str(int(self._time_limit.total_seconds()) * 2 + 1),
            str(self._memory_limit),
            stdin=PIPE,
            stdout=PIPE,
            limit=_PIPE_BUFFER,
            # Where this very package is found, however it was found here.
            cwd=Path(bot.__file__).parent.parent,
            env={
                name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")
            },
            start_new_session=True,  # Ctrl-C in the terminal is for the parent
        )


async def _wait_until_ready(worker: Process) -> None:
    """Read the sign that a child gives when it has begun. Raises ParseError."""
    assert worker.stdout is not None
    try:
        async with asyncio.timeout(_BEGIN.total_seconds()):
            await worker.stdout.readexactly(_LENGTH.size)
    except (TimeoutError, asyncio.IncompleteReadError, ConnectionError) as error:
        raise ParseError("not read: the process that reads feeds does not start") from error


async def _stop(worker: Process) -> None:
    """Kill a child and wait until its pipes are closed."""
    assert worker.stdin is not None
    assert worker.stdout is not None
    with contextlib.suppress(ProcessLookupError):
        worker.kill()
    worker.stdin.close()
    await worker.wait()
    await worker.stdout.read()
