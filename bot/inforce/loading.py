"""Reads and compiles a rules folder in a child: `python -m bot.inforce.loading CWD FOLDER`.

Nothing of the work may hold up the loop, and nothing of the dictionaries and the files as they
are written may stay in memory: both end with the child. It writes pickles to its standard
output: what it found wrong, or the state of the folder, the feeds, and the compiled book.
"""

import asyncio
import gc
import os
import pickle
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import BinaryIO

from bot.environment import read_environment
from bot.errors import RuleFileError
from bot.inforce.elsewhere import ask_child
from bot.models.polls import FeedSpec
from bot.rules.engine.compiled import CompiledTopic
from bot.rules.engine.transfer import read_compiled, write_compiled
from bot.rules.load import load_rules
from bot.rules.match import Matcher
from bot.rules.remember import compile_remembering

TIME_LIMIT = timedelta(minutes=5)  # a child that takes longer hangs

_FREED_AT_ONCE = 2_000  # values
_SUFFIXES = (".yaml", ".yml")

# What tells two states of a rules folder apart: name, time, size and number of each rule file.
Stamp = tuple[tuple[str, int, int, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A rules folder as it was at one moment, ready for use."""

    stamp: Stamp
    topics: tuple[CompiledTopic, ...]  # in the order of their files
    feeds: tuple[FeedSpec, ...]
    matcher: Matcher


async def load_elsewhere(folder: Path) -> Loaded:
    """Read and compile a rules folder without holding up the loop.

    Raises RuleFileError with all its problems, or BotError when the child broke.
    """
    said = await ask_child(
        "bot.inforce.loading",
        *(str(Path.cwd()), str(folder)),
        limit=TIME_LIMIT,
        work="compiling the rules",
    )
    # Not returned: a thread that idles holds on to what it returned last.
    found: list[Loaded] = []
    await asyncio.to_thread(_read_answer, BytesIO(said), found)
    return found.pop()


def _read_answer(said: BinaryIO, found: list[Loaded]) -> None:
    """Read what the child wrote, in its many parts: between them other threads have their turn.

    So many values at once would set off the garbage collector, which lets nobody else run while
    it looks at every one of them; then and ever after. None of them is ever garbage in a circle.
    """
    gc.collect()  # circles that are garbage now would be kept for ever with what is frozen
    collects = gc.isenabled()
    gc.disable()
    try:
        problems, stamp, feeds = pickle.load(said)
        if problems:
            raise RuleFileError(problems)
        matcher = Matcher(read_compiled(said))
        gc.freeze()
    finally:
        if collects:
            gc.enable()
    found.append(Loaded(stamp=stamp, topics=matcher.book.topics, feeds=feeds, matcher=matcher))


def take_apart(loaded: Loaded) -> list[list[object]]:
    """Return what a book consists of, for `let_go`."""
    book = loaded.matcher.book
    parts = (getattr(book, field.name) for field in fields(book))
    return [
        list(values)
        for part in parts
        for values in ((part.keys(), part.values()) if isinstance(part, Mapping) else (part,))
        if isinstance(values, Iterable) and not isinstance(values, str)
    ]


async def let_go(parts: list[list[object]]) -> None:
    """Free a book that nobody else holds bit by bit: at once, a large one takes 0.1 seconds."""
    for part in parts:
        while part:
            del part[-_FREED_AT_ONCE:]
            await asyncio.sleep(0)


def read_stamp(folder: Path) -> Stamp:
    """Return the state of a rules folder; empty when it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return tuple(
                sorted(
                    _stamp_file(entry)
                    for entry in entries
                    if entry.name.lower().endswith(_SUFFIXES) and not entry.name.startswith(".")
                )
            )
    except OSError:
        return ()


def _stamp_file(entry: os.DirEntry[str]) -> tuple[str, int, int, int]:
    try:
        status = entry.stat()
    except OSError:  # gone this moment, or a link that leads nowhere
        return entry.name, 0, 0, 0
    return entry.name, status.st_mtime_ns, status.st_size, status.st_ino


def main() -> None:
    """Write what a rules folder says to standard output."""
    gc.disable()  # nothing here goes in circles, and looking for that takes a third of the time
    os.chdir(sys.argv[1])  # problems name files as the operator does
    folder = Path(sys.argv[2])
    stamp = read_stamp(folder)  # before reading: what changes meanwhile must look new
    sink = sys.stdout.buffer
    try:
        rules = load_rules(folder, read_environment(Path.cwd()))
    except RuleFileError as error:
        pickle.dump((error.problems, stamp, ()), sink)
        return
    pickle.dump(((), stamp, rules.feeds), sink)
    write_compiled(compile_remembering(rules.book), sink)


if __name__ == "__main__":
    main()
