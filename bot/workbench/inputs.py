"""What commands read: recordings, the bot's own archive, a file or standard input."""

import sys
from collections.abc import Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import Progress

from bot.errors import BotError
from bot.models import StoredArticle

err = Console(stderr=True)


def show_progress() -> Progress:
    """Return progress bars on standard error, if that is a terminal."""
    return Progress(console=err, transient=True, disable=not err.is_terminal)


def read_recorded(
    files: list[Path],
    since: str,
    progress: Progress,
    refused: list[str] | None = None,
) -> Iterator[StoredArticle]:
    """Yield recorded articles; lines that are none are told on standard error."""
    from bot.workbench.recordings import read_own_archive, read_recordings

    def refuse(message: str) -> None:
        if refused is not None:
            refused.append(message)
        err.print(message, style="red", markup=False, soft_wrap=True)

    yield from read_recordings(files, progress, refuse)
    if since:
        yield from read_own_archive(since, progress)


def read_input(name: str) -> str:
    """Return the text of a file, or of standard input for "-". Raises BotError."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        return data.decode("utf-8-sig")
    except OSError as error:
        raise BotError(f"cannot read {name}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise BotError(f"cannot read {name}: it is not UTF-8; save it as such") from error
