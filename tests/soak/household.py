"""Chats that differ: in topics, languages they read, updates, form, and how soon they are told."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from random import Random

from bot.models.wishes import Format, Preview, Updates, Urgency, Wishes
from bot.store.store import open_store
from tests.builders import NOON
from tests.fakes.bot_api import FakeBotApi

TOPICS = 4  # that a chat wants, at most
READS = ((), (), (), ("en",), ("uk", "ru"), ("de", "pl"))
LANGUAGES = ("", "", "de", "uk")


async def fill_house(
    database: str, api: FakeBotApi, topics: Sequence[str], chats: int, chance: Random
) -> None:
    """Have so many chats subscribed, each to some of the topics and in its own way."""
    store = open_store(database)
    for chat in range(1, chats + 1):
        api.add_chat(chat, "private")
        await store.chats.meet(chat, "private", now=NOON)
        chosen = chance.sample(topics, min(len(topics), chance.randint(1, TOPICS)))
        for topic in chosen:
            await store.chats.subscribe(chat, topic, now=NOON)
        if chance.random() < 0.1:
            await store.chats.set_urgency(chat, chosen[:1], Urgency.HOURLY)
        await store.chats.change_wishes(chat, partial(choose_wishes, chance=chance))
    await store.close()


def choose_wishes(usual: Wishes, chance: Random) -> Wishes:
    """Return what a chat wants; nothing that would keep it from being told within the run."""
    return replace(
        usual,
        language=chance.choice(LANGUAGES),
        article_languages=chance.choice(READS),
        updates=chance.choice(list(Updates)),
        breaking=chance.random() < 0.3,
        preview=chance.choice(list(Preview)),
        format=chance.choice(list(Format)),
        silent=chance.random() < 0.2,
    )
