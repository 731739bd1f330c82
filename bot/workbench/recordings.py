"""Recorded articles, read for a command: from files, or from the bot's own archive."""

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import IO

from rich.progress import Progress

from bot.durations import parse_duration
from bot.errors import BotError
from bot.models import StoredArticle
from bot.settings import read_settings
from bot.workbench.archive import read_archive
from bot.workbench.backtest import RecordingError, read_line

Refuse = Callable[[str], None]  # is told of each line that is no article


def read_recordings(
    files: Iterable[Path], progress: Progress, refuse: Refuse
) -> Iterator[StoredArticle]:
    """Yield the articles of recordings, file by file; their numbers run on.

    Raises BotError when a file cannot be read.
    """
    before = 0
    for file in files:
        number = 0
        with _open(file, progress) as lines:
            for number, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                try:
                    yield read_line(line, number=before + number)
                except RecordingError as error:
                    refuse(f"{file}:{number}: {error}")
        before += number


def _open(file: Path, progress: Progress) -> IO[bytes]:
    try:
        return progress.open(file, "rb", description=file.name)
    except OSError as error:
        raise BotError(f"cannot read {file}: {error.strerror}") from error


def read_own_archive(since: str, progress: Progress) -> Iterator[StoredArticle]:
    """Yield what the bot itself has seen lately, from the database that its settings name.

    Raises BotError when `since` is no length of time or there is no archive.
    """
    try:
        length = parse_duration(since)
    except ValueError as error:
        raise BotError(f"--since: {error}, or 7d") from error
    settings = read_settings({}, folder=Path.cwd())
    count, stored = read_archive(settings.database, _begin(length))
    yield from progress.track(stored, total=count, description="archive")


def _begin(length: timedelta) -> datetime:
    try:
        return datetime.now(UTC) - length
    except OverflowError:
        return datetime.min.replace(tzinfo=UTC)


def read_articles(data: str, name: str, *, now: datetime) -> tuple[StoredArticle, ...]:
    """Return the articles of a JSON file: one, a list of them, or one a line.

    Nothing but a title is needed; an article without a time is of now. Raises BotError.
    """
    try:
        found = json.loads(data)
    except (ValueError, RecursionError):
        lines = [line for line in data.splitlines() if line.strip()]
    else:
        rows = found if isinstance(found, list) else [found]
        lines = [json.dumps(row) for row in rows]
    articles = []
    for number, line in enumerate(lines, 1):
        try:
            articles.append(read_line(_with_time(line, now), number=number))
        except RecordingError as error:
            raise BotError(f"{name}, article {number}: {error}") from error
    if not articles:
        raise BotError(f"{name} holds no article: write one as JSON, with title and summary")
    return tuple(articles)


def _with_time(line: str, now: datetime) -> str:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return line  # read_line says what is wrong
    if isinstance(row, dict) and not row.get("published"):
        row["published"] = now.isoformat()
    return json.dumps(row)
