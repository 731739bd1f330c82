"""The rules in force: one place where everyone looks them up, replaced at once."""

from collections.abc import Collection, Sequence
from datetime import datetime

import structlog

from bot.feeds.fetch import USUAL
from bot.inforce.loading import Loaded
from bot.models.polls import FeedOptions
from bot.models.watches import Watch, is_watch
from bot.rules.engine.compiled import CompiledTopic
from bot.rules.match import Matcher
from bot.store.store import Store
from bot.terminal import TERMINAL_CHAT

log = structlog.get_logger()


class InForce:
    """What everyone asks for the rules. Only `replace` and `watch` change it."""

    def __init__(self, loaded: Loaded) -> None:
        self._titles: dict[str, str] = {}  # of gone topics too: messages may still show them
        self._watches: tuple[Watch, ...] = ()
        self._watched: Matcher | None = None
        self.replace(loaded)

    def replace(self, loaded: Loaded) -> None:
        """Let these rules hold from now on."""
        self.loaded = loaded
        self._options = {feed.url: feed.options for feed in loaded.feeds if feed.options != USUAL}
        self._listed = {feed.url for feed in loaded.feeds}
        self._fulltext = {feed.url for feed in loaded.feeds if feed.fulltext}
        for topic in loaded.topics:
            self._titles |= dict.fromkeys(topic.formerly, topic.title)
        self._titles |= {topic.name: topic.title for topic in loaded.topics}

    def watch(self, watches: tuple[Watch, ...], matcher: Matcher | None) -> None:
        """Let these personal topics hold from now on. None: nobody wants any."""
        self._watches, self._watched = watches, matcher
        self._titles |= {one.name: one.title for one in watches}

    def options(self, url: str) -> FeedOptions:
        """Return how a feed is to be asked."""
        return self._options.get(url, USUAL)

    def lists(self, url: str) -> bool:
        """Whether the list of feeds that was read here has this one."""
        return url in self._listed

    def has_pages(self, url: str) -> bool:
        """Whether the pages of a feed's new articles are read too."""
        return url in self._fulltext

    def topics(self) -> Sequence[CompiledTopic]:
        """Return the topics for everyone, in the order of their files."""
        return self.loaded.topics

    def all_topics(self) -> Sequence[CompiledTopic | Watch]:
        """Return those of single chats too: only to find what a chat is known to have."""
        return (*self.loaded.topics, *self._watches)

    def watched(self) -> Matcher | None:
        """Return what matches personal topics; None: there are none."""
        return self._watched

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
        if is_watch(topic):
            continue  # it is not the rules that it comes from
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


async def resume(store: Store, loaded: Loaded, *, terminal: bool, now: datetime) -> None:
    """Bring the database in line with the rule files, and pick up what a crash left behind.

    The lock on the database says that no other process can be at work on it. What was being
    sent is the courier's.
    """
    await adopt_rules(store, loaded, terminal=terminal, now=now)
    await store.feeds.release()
    await store.posts.vacate()
    await store.pushes.begin(now=now)


async def leave_terminal(store: Store) -> None:
    """Tell nothing more in the terminal: alerts go to Telegram. Raises DatabaseError."""
    await store.chats.close(TERMINAL_CHAT, "alerts go to Telegram")


async def _follow_topics(store: Store, names: set[str], *, now: datetime) -> None:
    await store.chats.meet(TERMINAL_CHAT, "terminal", now=now)
    for gone in {*await store.chats.subscriptions(TERMINAL_CHAT)} - names:
        await store.chats.unsubscribe(TERMINAL_CHAT, gone)
    for name in names:
        await store.chats.subscribe(TERMINAL_CHAT, name, now=now)
