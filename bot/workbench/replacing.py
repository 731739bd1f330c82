"""How a file that an operator wrote is changed."""

import shutil
from pathlib import Path

from bot.errors import BotError


def replace_file(path: Path, data: bytes) -> None:
    """Put a file in the place of another at once, so that nobody reads half of it.

    Raises BotError when that cannot be.
    """
    path = path.resolve()
    beside = path.with_name(f".{path.name}.new")
    try:
        beside.write_bytes(data)
        if path.exists():
            shutil.copymode(path, beside)
        beside.replace(path)
    except OSError as error:
        beside.unlink(missing_ok=True)
        raise BotError(f"cannot write {path}: {error.strerror}") from error
