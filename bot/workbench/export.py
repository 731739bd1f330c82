"""What the bot has kept, as JSON lines: `tocsin export --since`."""

import asyncio
import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from bot.durations import parse_duration
from bot.errors import BotError
from bot.store.dialect import why_no_database
from bot.store.exporting import Exports
from bot.store.store import open_store

KINDS = ("articles", "stories", "alerts")


def read_since(text: str, *, now: datetime) -> datetime:
    """Return when "7d" before now was, or the day or time of "2026-03-01", in UTC.

    Raises BotError.
    """
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        pass
    else:
        return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
    try:
        return now - parse_duration(text)
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)
    except ValueError:
        raise BotError(f"--since {text}: write 7d, or a day such as 2026-03-01") from None


def write_kept(
    database: str, kind: str, since: datetime, to: Path | None, *, tell: Callable[[int], None]
) -> int:
    """Write a line for each row since then, to a new file or standard output.

    `kind`: "articles", "stories" or "alerts"; or "all", one after another, where each line
    begins with its "part".
    `tell` is called with the number of lines so far. Returns it. Whoever reads may stop before
    the end. Raises BotError when there is no database, or it or the file fails.
    """
    if trouble := why_no_database(database):
        raise BotError(trouble)
    written = 0
    with _open(to) as sink:
        try:
            for one in KINDS if kind == "all" else (kind,):
                named = {"part": one} if kind == "all" else {}
                for page in _read_pages(database, one, since):
                    sink.write(b"".join(write_row({**named, **row}) for row in page))
                    written += len(page)
                    tell(written)
            sink.flush()
        except BrokenPipeError:
            _close_quietly()
    return written


def _read_pages(
    database: str, kind: str, since: datetime
) -> Iterator[tuple[Mapping[str, object], ...]]:
    with asyncio.Runner() as runner:
        store = open_store(database, only_look=True)
        exports = Exports(store.database)
        read = {
            "articles": exports.articles,
            "stories": exports.stories,
            "alerts": exports.alerts,
        }[kind]
        try:
            last = None
            while page := runner.run(read(since, last)):
                yield page
                last = page[-1]
        finally:
            runner.run(store.close())


def write_row(row: Mapping[str, object]) -> bytes:
    """Return a row as a line of JSON; times are ISO 8601 with their zone."""
    line = json.dumps(row, ensure_ascii=False, default=_write_time)
    # Half a character is no UTF-8; what is put for it is JSON's own escape.
    return line.encode(errors="backslashreplace") + b"\n"


def _write_time(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} has no place in a line")


@contextmanager
def _open(to: Path | None) -> Iterator[BinaryIO]:
    if to is None:
        yield sys.stdout.buffer
        return
    try:
        with to.open("xb") as file:
            yield file
    except FileExistsError:
        raise BotError(f"{to} is there already: name another file") from None
    except OSError as error:
        raise BotError(f"cannot write {to}: {error.strerror}") from error


def _close_quietly() -> None:
    """Let nobody complain, when the program ends, of what was not taken."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stdout.fileno())
    os.close(nowhere)
