"""Runs one of our modules in a child process, for work that must not hold up the loop.

What the work needs in memory ends with the child, and it can be stopped.
"""

import asyncio
import os
import sys
from asyncio.subprocess import PIPE
from datetime import timedelta
from pathlib import Path

import bot
from bot.errors import BotError


async def ask_child(
    module: str, *arguments: str, say: bytes = b"", limit: timedelta, work: str
) -> bytes:
    """Run `python -m module` and return what it writes to its standard output.

    `say` goes to its standard input; `work` is what people call it, "compiling the rules".
    Raises BotError when the child takes longer than the limit, or breaks.
    """
    child = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", module, *arguments),
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        # Where this very package is found, however it was found here.
        cwd=Path(bot.__file__).parent.parent,
        env={name: value for name, value in os.environ.items() if not name.startswith("TOCSIN_")},
        start_new_session=True,  # Ctrl-C in the terminal is for the parent
    )
    try:
        async with asyncio.timeout(limit.total_seconds()):
            said, complaint = await child.communicate(say)
    except TimeoutError as error:
        seconds = limit.total_seconds()
        raise BotError(f"{work} takes longer than {seconds:g} seconds") from error
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    if child.returncode:
        last = complaint.decode(errors="replace").strip().splitlines()[-1:]
        raise BotError(f"{work} failed: {' '.join(last) or 'the child died'}")
    return said
