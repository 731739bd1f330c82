"""Puts edited rules in force while the bot runs; what does not hold changes nothing.

The folder is watched, and looked at now and then where watching does not work. After a change
there must be a moment of quiet: editors write in several steps. The whole folder is then read
and compiled elsewhere, and takes the place of the old rules between two decisions.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from datetime import timedelta
from pathlib import Path
from time import monotonic

import structlog
from watchfiles import awatch

from bot.errors import BotError, RuleFileError
from bot.inforce.loading import Loaded, Stamp, load_elsewhere, read_stamp
from bot.loop import Loop
from bot.models import Problem
from bot.models.health import Reloaded

log = structlog.get_logger()

LOOK = timedelta(seconds=10)  # where a change was not noticed by watching
QUIET = timedelta(milliseconds=200)  # without a further change; then a file is taken as written
_GROUPED = 50  # milliseconds in which changes count as one
_MOST_PROBLEMS = 10  # that a notice shows
_LONGEST_LINE = 120  # characters of an offending line

REFUSED = "The rules were edited and do not hold; the bot goes on with those it has."
MENDED = "The rules hold again and are in force."


class ReloadLoop(Loop):
    """Replaces the rules in force when their folder changes."""

    def __init__(
        self,
        folder: Path,
        stamp: Stamp,
        *,
        swap: Callable[[Loaded], Awaitable[None]],
        tell: Callable[[str], None],
        load: Callable[[Path], Awaitable[Loaded]] = load_elsewhere,
        count: Callable[[bool], None] = lambda _: None,
    ) -> None:
        """`stamp`: the folder's state that is in force. `tell` is for the administrators.

        `swap` puts other rules in force; raises DatabaseError. `load` raises BotError.
        `count` is told of every edit whether it holds.
        """
        super().__init__()
        self._folder = folder
        self._swap = swap
        self._tell = tell
        self._load = load
        self._count = count
        self._tried = stamp
        self._trouble: tuple[Problem, ...] = ()
        self._described = ""  # the trouble, as people read it
        self._looking = asyncio.Lock()

    @property
    def trouble(self) -> str:
        """Why the files are not in force, as plain text; empty: they are."""
        return self._described

    async def run(self) -> None:
        """Watch and take turns, for ever."""
        watching = asyncio.create_task(self._watch())
        try:
            await asyncio.sleep(0)  # it watches before we look for the first time
            await super().run()
        finally:
            watching.cancel()
            with suppress(asyncio.CancelledError):
                await watching

    async def take_turn(self) -> None:
        """Put the rules in force as they are on the disk, if they changed and hold."""
        try:
            await self._catch_up()
        except BotError as error:
            log.error("rules not replaced yet", error=str(error))
        except Exception:
            log.exception("replacing the rules broke")

    async def reload(self) -> Reloaded:
        """Do so at once, and return what came of it. Raises BotError: it is tried again later."""
        changed = await self._catch_up()
        return Reloaded(changed=changed, trouble=self._described)

    async def _catch_up(self) -> bool:
        """Try until the folder is as it was tried last; return whether other rules hold now."""
        changed = False
        async with self._looking:
            while (stamp := await self._look()) != self._tried:
                changed = await self._try(stamp) or changed
        return changed

    async def _look(self) -> Stamp:
        return await asyncio.to_thread(read_stamp, self._folder)

    async def _try(self, stamp: Stamp) -> bool:
        seen = monotonic()
        problems: tuple[Problem, ...] = ()
        loaded = None
        try:
            loaded = await self._load(self._folder)
        except RuleFileError as error:
            problems = error.problems
        except BotError as error:
            problems = (_name_folder(self._folder, str(error)),)
        except Exception as error:
            log.exception("reading the rules broke")
            problems = (_name_folder(self._folder, f"reading it broke: {error!r}"),)
        described = await asyncio.to_thread(describe_trouble, problems)
        await asyncio.sleep(max(seen + QUIET.total_seconds() - monotonic(), 0))
        if await self._look() != stamp:
            return False  # it was being written still
        if loaded is None:
            self._refuse(problems, described)
        else:
            await self._swap(loaded)
            self._accept(loaded)
        self._count(loaded is not None)
        self._tried = stamp
        return loaded is not None

    def _accept(self, loaded: Loaded) -> None:
        log.info(
            "rules replaced",
            topics=len(loaded.topics),
            feeds=len(loaded.feeds),
            mended=bool(self._trouble),
            on_every_article=["/".join(rule) for rule in loaded.matcher.unindexed],
        )
        if self._trouble:
            self._trouble, self._described = (), ""
            self._tell(MENDED)

    def _refuse(self, problems: tuple[Problem, ...], described: str) -> None:
        self._described = described
        if problems != self._trouble:
            self._trouble = problems
            log.error(
                "rules kept as they were, the new do not hold", problems=[*map(str, problems)]
            )
            self._tell(f"{REFUSED}\n\n{described}")

    async def _watch(self) -> None:
        """Wake at every change of the folder, for ever."""
        while True:
            try:
                await self._watch_one()
            except (OSError, RuntimeError) as error:
                # Missing, forbidden, or too many watches: what wakes all loops wakes this one too.
                log.debug("rules folder not watched", error=str(error))
                await asyncio.sleep(LOOK.total_seconds())
            self.wake()

    async def _watch_one(self) -> None:
        """Watch the folder until another one has its name."""
        folder = _identify(self._folder)
        changes = awatch(
            self._folder,
            watch_filter=None,
            step=_GROUPED,
            recursive=False,
            rust_timeout=round(LOOK / timedelta(milliseconds=1)),
            yield_on_timeout=True,
        )
        async with aclosing(changes):
            async for _ in changes:
                self.wake()
                if _identify(self._folder) != folder:
                    return


def describe_trouble(problems: Sequence[Problem]) -> str:
    """Return why files do not hold, with the lines in question as they are."""
    shown: list[str] = []
    for problem in problems[:_MOST_PROBLEMS]:
        line = _quote_line(problem)
        shown.append(f"{problem}\n    {line}" if line else str(problem))
    if rest := len(problems) - _MOST_PROBLEMS:
        shown += [f"... and {rest} more: the command check lists them all"] if rest > 0 else []
    return "\n\n".join(shown)


def _quote_line(problem: Problem) -> str:
    """Return the part of its line that a problem is about; empty when there is none."""
    if not problem.line:
        return ""
    try:
        lines = Path(problem.file).read_text("utf-8-sig", "replace").split("\n")
        line = lines[problem.line - 1]
    except (OSError, IndexError):
        return ""
    begin = max(problem.column - 1 - _LONGEST_LINE // 3, 0) if len(line) > _LONGEST_LINE else 0
    return line[begin : begin + _LONGEST_LINE].strip()


def _name_folder(folder: Path, message: str) -> Problem:
    return Problem(file=str(folder), line=0, column=0, message=message, hint="see the log")


def _identify(folder: Path) -> tuple[int, int]:
    status = folder.stat()
    return status.st_dev, status.st_ino
