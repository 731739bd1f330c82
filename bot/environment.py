"""The names that rule files may take values from, as ${NAME}."""

import os
from collections.abc import Mapping
from pathlib import Path

from dotenv import dotenv_values

from bot.rules.files.feedoptions import NOT_TO_BE_READ


def read_environment(folder: Path) -> Mapping[str, str]:
    """Return the environment, over the folder's .env file; never the bot's own settings.

    Whoever edits rule files must not get at the bot's token that way.
    """
    try:
        written = dotenv_values(folder / ".env", interpolate=False)
    except (OSError, UnicodeDecodeError):
        written = {}  # read_settings says so, where it matters
    found = {name: value for name, value in written.items() if value is not None}
    return {
        name: value
        for name, value in {**found, **os.environ}.items()
        if not name.upper().startswith(NOT_TO_BE_READ)
    }
