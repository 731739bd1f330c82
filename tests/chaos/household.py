"""The bot as a process of its own, with rules, feeds on loopback and chats that subscribed."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from collections.abc import Iterable
from pathlib import Path
from random import Random
from string import ascii_lowercase

from bot.store.store import open_store
from tests.builders import address, subscribe
from tests.fakes.bot_api import TOKEN, FakeBotApi
from tests.fakes.outlet import Outlets

TOPIC = """\
topic: harbour
title: Harbour
rules: [{name: dockers, any: [docker*]}]
"""
POLL = 1  # seconds


async def set_up(
    folder: Path, api: FakeBotApi, outlets: Outlets, chats: Iterable[int], *, database: str = ""
) -> None:
    """Write the rules and have every chat subscribed; groups have negative numbers."""
    (folder / "rules").mkdir()
    (folder / "rules" / "harbour.yaml").write_text(TOPIC)
    (folder / "rules" / "feeds.yaml").write_text(outlets.rules())
    store = open_store(database or address(folder))
    for chat in chats:
        kind = "private" if chat > 0 else "group"
        api.add_chat(chat, kind)
        await subscribe(store, chat, topic="harbour", kind=kind)
    await store.close()


async def start(folder: Path, api: FakeBotApi, *, database: str = "") -> Process:
    """Start the bot as an operator does. Its log goes into the folder.

    `database`: another than the one that `set_up` made.
    """
    settings = {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API": api.url,
        "DATABASE": database or address(folder),
        "RULES": str(folder / "rules"),
        "FEED_NETWORKS": "127.0.0.0/8",
        "HOST_PAUSE": "0",
        "POLL": f"{POLL}s",
        "POLL_FLOOR": f"{POLL}s",
        "POLL_CEILING": f"{POLL}s",
        "STORM": "0",
        "RETRY_UNCERTAIN": "1s",
    }
    with (folder / "log").open("a") as log:
        return await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "run"),
            env={**os.environ, **{f"TOCSIN_{name}": value for name, value in settings.items()}},
            stdout=log,
            stderr=log,
        )


def publish(outlets: Outlets, outlet: str, chance: Random) -> str:
    """Bring out a story like no other; return its headline.

    Its words share no beginning with others, or it would be taken for more of the same.
    """
    words = ["".join(chance.choices(ascii_lowercase, k=9)).title() for _ in range(5)]
    title = f"Dockers {' '.join(words)}"
    outlets.publish(outlet, title)
    return title


def check_log(folder: Path) -> None:
    """Raise AssertionError when the bot broke, or said its token.

    Only its own lines count: a parser whose bot was killed may die with a word of its own.
    """
    log = (folder / "log").read_text()
    assert TOKEN not in log
    broken = [line for line in log.splitlines() if line.startswith("{") and "Traceback" in line]
    assert not broken, broken[0]
