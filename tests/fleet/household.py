"""What all processes of a run share: rules, feeds, chats that subscribed, settings."""

import json
import os
import shutil
from collections.abc import Sequence
from pathlib import Path

import bot
from bot.rules.load import load_rules
from bot.store.store import open_store
from tests.builders import NOON
from tests.fakes.bot_api import TOKEN, FakeBotApi

RULES = Path(bot.__file__).parent.parent / "rules"
POLL = "5s"


async def set_up(
    folder: Path,
    database: str,
    api: FakeBotApi,
    urls: Sequence[str],
    topics: dict[str, str] | None,
    chats: int,
) -> None:
    """Write the rules, and have every chat subscribed to every topic."""
    names = write_rules(folder, urls, topics)
    store = open_store(database)
    for chat in range(1, chats + 1):
        api.add_chat(chat, "private")
        await store.chats.meet(chat, "private", now=NOON)
        for name in names:
            await store.chats.subscribe(chat, name, now=NOON)
    await store.close()


def write_rules(folder: Path, urls: Sequence[str], topics: dict[str, str] | None) -> list[str]:
    """Write the rules into the folder; return the names of the topics.

    `topics`: files by name; None: the project's own.
    """
    rules = folder / "rules"
    if topics is None:
        shutil.copytree(RULES, rules)
    else:
        rules.mkdir(parents=True)
        for name, written in topics.items():
            (rules / f"{name}.yaml").write_text(written)
    feeds = "".join(f"  - {{url: {json.dumps(url)}}}\n" for url in urls)
    (rules / "feeds.yaml").write_text(f"feeds:\n{feeds}")
    return [topic.name for topic in load_rules(rules).book.topics]


def environment(folder: Path, database: str, api: FakeBotApi, **more: str) -> dict[str, str]:
    """Return the variables that every process is started with."""
    settings = more | {
        "TELEGRAM_TOKEN": TOKEN,
        "TELEGRAM_API": api.url,
        "DATABASE": database,
        "RULES": str(folder / "rules"),
        "FEED_NETWORKS": "127.0.0.0/8",
        "HOST_PAUSE": "0",
        "POLL": POLL,
        "POLL_FLOOR": POLL,
        "POLL_CEILING": POLL,
        "STORM": "0",
        "RETRY_UNCERTAIN": "1s",
    }
    return {**os.environ, **{f"TOCSIN_{name}": value for name, value in settings.items()}}
