"""The rules in force: one place where everyone looks them up, replaced at once."""

from collections.abc import Collection, Sequence
from datetime import datetime

import structlog

from bot.loading import Loaded
from bot.rules.engine.compiled import CompiledTopic
from bot.store.store import Store
from bot.terminal import TERMINAL_CHAT

log = structlog.get_logger()


class InForce:
    """What everyone asks for the rules. Only `replace` changes it."""

    def __init__(self, loaded: Loaded) -> None:
        self._titles: dict[str, str] = {}  # of gone topics too: messages may still show them
        self.replace(loaded)

    def replace(self, loaded: Loaded) -> None:
        """Let these rules hold from now on."""
        self.loaded = loaded
        for topic in loaded.topics:
            self._titles |= dict.fromkeys(topic.formerly, topic.title)
        self._titles |= {topic.name: topic.title for topic in loaded.topics}

    def topics(self) -> Sequence[CompiledTopic]:
        """Return the topics, in the order of their files."""
        return self.loaded.topics

    def title(self, name: str) -> str:
        """Return a topic's title, or the name of one that was never known here."""
        return self._titles.get(name, name)


async def adopt_rules(
    store: Store,
    loaded: Loaded,
    *,
    before: Collection[str] | None = None,
    terminal: bool,
    now: datetime,
) -> None:
    """Bring the database in line with rules: the poll plan, and who subscribed to what.

    Doing it again changes nothing. A topic's subscriptions follow it when it says what it was
    named formerly; those of a topic that is gone stay, and sleep until it is back. Only the
    terminal, which has all topics, lets go of it. `before`: the topics until now; None: the
    start. Raises DatabaseError.
    """
    names = {topic.name for topic in loaded.topics}
    renamed = tuple(
        (former, topic.name)
        for topic in loaded.topics
        for former in topic.formerly
        if former not in names
    )
    await store.feeds.sync(loaded.feeds, now=now)
    for former, count in await store.chats.rename_topics(renamed):
        log.info(
            "topic renamed, its subscriptions follow",
            topic=former,
            to=[new for old, new in renamed if old == former],
            subscriptions=count,
        )
    followed = {new for _, new in renamed}
    for topic, count in await store.chats.count_by_topic():
        if topic not in names and (before is None or topic in before):
            log.info(
                "topic is gone, its subscriptions sleep until it is back",
                topic=topic,
                subscriptions=count,
            )
        elif before is not None and topic in names - {*before} - followed:
            log.info("topic is back, its subscriptions wake", topic=topic, subscriptions=count)
    if terminal:  # last: else what is new, or has a new name, would look as if it were back
        await _follow_topics(store, names, now=now)


async def _follow_topics(store: Store, names: set[str], *, now: datetime) -> None:
    await store.chats.meet(TERMINAL_CHAT, "terminal", now=now)
    for gone in {*await store.chats.subscriptions(TERMINAL_CHAT)} - names:
        await store.chats.unsubscribe(TERMINAL_CHAT, gone)
    for name in names:
        await store.chats.subscribe(TERMINAL_CHAT, name, now=now)
