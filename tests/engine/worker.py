"""A worker of its own process, which holds a post and says so. `python -m ... URL PATIENCE`"""

import asyncio
import sys
from datetime import timedelta

from bot.engine import Job
from bot.engine.hints import HintEngine


def say(line: str) -> None:
    """Tell whoever started it."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


async def hold_post(job: Job) -> None:
    """Hold it for ever."""
    say(f"held {job.key}")
    try:
        await asyncio.Event().wait()
    finally:
        say(f"left {job.key}")


async def work(url: str, patience: timedelta) -> None:
    """Hold whatever posts there are."""
    engine = HintEngine(url, patience=patience)
    engine.handler("send", hold_post)
    await engine.run()


if __name__ == "__main__":
    asyncio.run(work(sys.argv[1], timedelta(seconds=float(sys.argv[2]))))
