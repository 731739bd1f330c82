"""Edits of rules while the bot runs: good ones, and broken ones that are mended soon after."""

import asyncio
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

HELD = 12  # seconds that a broken file stays
NAME = "drills"  # the topic that every good edit changes
SHARED = ("feeds", "names", "words")  # files that are no topics
WORDS = ("ferry", "harbour", "budget", "festival", "bridge", "museum", "storm", "railway", "film")
BREAKS: Sequence[Callable[[str], str]] = (
    lambda written: written[: len(written) // 2] + "\n  - [",
    lambda written: written.replace("rules:", "ruels:", 1),
    lambda written: written + "\nrules: [{name: twice, any: [$nobody-wrote-this]}]\n",
    lambda written: "",
)


def write_drill(number: int, chance: Random) -> str:
    """Return a topic file that finds other articles each time."""
    words = ", ".join(chance.sample(WORDS, 2))
    return (
        f"topic: {NAME}\ntitle: Drills {number}\n"
        f"rules: [{{name: words, in: [title], any: [{words}]}}]\n"
    )


def list_topics(folder: Path) -> list[Path]:
    """Return the files of topics."""
    return sorted(one for one in folder.glob("*.yaml") if one.stem not in SHARED)


async def edit(folder: Path, number: int, chance: Random, tell: Callable[[str], None]) -> None:
    """Edit the rules once; when this returns, no file is broken."""
    if number % 2:
        (folder / f"{NAME}.yaml").write_text(write_drill(number, chance), encoding="utf-8")
        tell("a good edit")
        return
    file = chance.choice(list_topics(folder))
    written = file.read_text(encoding="utf-8")
    file.write_text(chance.choice(BREAKS)(written), encoding="utf-8")
    tell(f"{file.name} is broken")
    try:
        await asyncio.sleep(HELD)
    finally:
        file.write_text(written, encoding="utf-8")
        tell(f"{file.name} is mended")
