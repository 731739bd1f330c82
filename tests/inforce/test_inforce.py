"""What other rules mean for those who subscribed, for the poll plan, and for what is decided."""

import asyncio

import pytest
from structlog.testing import capture_logs

from bot.errors import DatabaseError
from bot.inforce.inforce import InForce, adopt_rules
from bot.inforce.loading import Loaded
from bot.loops import DecideLoop
from bot.models.polls import FeedSpec
from bot.rules.engine.compiled import CompiledTopic
from bot.store.store import open_store
from bot.terminal import TERMINAL_CHAT
from bot.trouble import Trouble
from tests.builders import (
    NOON,
    ManualClock,
    add_feeds,
    address,
    ask,
    build_match,
    build_matcher,
    keep_articles,
    subscribe,
)


@pytest.fixture
async def store(tmp_path):
    store = open_store(address(tmp_path))
    yield store
    await store.close()


class Everything:
    """A matcher that finds one topic in every article."""

    def __init__(self, topic):
        self.topic = topic

    def match(self, article, *, source="", now=None):
        return (build_match(self.topic),)

    def threshold(self, topic, rule):
        return None


def build_rules(*feeds, **topics):
    """Rules of topics: build_rules(harbour=""), or renamed: build_rules(ports="harbour")."""
    return Loaded(
        stamp=(),
        topics=tuple(
            CompiledTopic(
                name=name,
                title=name.title(),
                description="",
                formerly=tuple(formerly.split()),
                min_score=None,
            )
            for name, formerly in topics.items()
        ),
        feeds=tuple(FeedSpec(url=f"https://feed{number}.example/rss") for number in feeds),
        matcher=build_matcher(),
    )


async def adopt(store, rules, *, before=None, terminal=False):
    """Adopt rules; return what was logged."""
    with capture_logs() as logs:
        await adopt_rules(store, rules, before=before, terminal=terminal, now=NOON)
    return [(line["event"], line["topic"], line["subscriptions"]) for line in logs]


SLEEPS = "topic is gone, its subscriptions sleep until it is back"
WAKES = "topic is back, its subscriptions wake"
FOLLOWS = "topic renamed, its subscriptions follow"


async def test_subscriptions_follow_a_topic_to_its_new_name(store):
    await subscribe(store, 1, 2, topic="harbour")
    rules = build_rules(ports="harbour")
    assert await adopt(store, rules, before=["harbour"]) == [(FOLLOWS, "harbour", 2)]
    assert await store.chats.subscriptions(1) == ("ports",)
    assert await adopt(store, rules, before=["ports"]) == []


async def test_they_follow_it_when_it_was_renamed_while_the_bot_was_away(store):
    await subscribe(store, 1, topic="harbour")
    assert await adopt(store, build_rules(ports="harbour")) == [(FOLLOWS, "harbour", 1)]


async def test_subscriptions_of_a_deleted_topic_sleep_until_it_is_back(store):
    await subscribe(store, 1, topic="harbour")
    await subscribe(store, 1, 2, topic="tides")
    only_tides, both = build_rules(tides=""), build_rules(harbour="", tides="")
    names = ["harbour", "tides"]
    assert await adopt(store, only_tides, before=names) == [(SLEEPS, "harbour", 1)]
    assert await store.chats.subscriptions(1) == ("harbour", "tides")
    assert await adopt(store, only_tides, before=["tides"]) == []
    assert await adopt(store, only_tides) == [(SLEEPS, "harbour", 1)]  # said at each start
    assert await adopt(store, both, before=["tides"]) == [(WAKES, "harbour", 1)]
    assert await store.chats.subscriptions(1) == ("harbour", "tides")


async def test_the_terminal_has_all_topics_and_no_others(store):
    await adopt(store, build_rules(harbour="", tides=""), terminal=True)
    assert await store.chats.subscriptions(TERMINAL_CHAT) == ("harbour", "tides")
    logs = await adopt(
        store, build_rules(ports="harbour"), before=["harbour", "tides"], terminal=True
    )
    assert logs == [(FOLLOWS, "harbour", 1), (SLEEPS, "tides", 1)]
    assert await store.chats.subscriptions(TERMINAL_CHAT) == ("ports",)
    logs = await adopt(store, build_rules(ports="", cranes=""), before=["ports"], terminal=True)
    assert logs == []  # what is new is not back
    assert await store.chats.subscriptions(TERMINAL_CHAT) == ("cranes", "ports")


async def test_the_poll_plan_becomes_the_list(store):
    await adopt(store, build_rules(1, 2, tides=""))
    await adopt(store, build_rules(2, 3, tides=""), before=["tides"])
    assert await ask(store, "SELECT id, active FROM feeds ORDER BY id") == [(1, 0), (2, 1), (3, 1)]


def test_everyone_sees_the_rules_in_force_and_titles_outlive_their_topics():
    in_force = InForce(build_rules(harbour="", tides=""))
    topics, title = in_force.topics, in_force.title
    assert [topic.name for topic in topics()] == ["harbour", "tides"]
    in_force.replace(build_rules(ports="harbour"))
    assert [topic.name for topic in topics()] == ["ports"]
    assert [title(name) for name in ("ports", "harbour", "tides", "other")] == [
        *("Ports", "Ports", "Tides", "other")
    ]


# ---------------------------------------------------------------- between two decisions


async def undecided(store):
    return len(await store.archive.undecided(limit=10))


async def test_nothing_is_decided_between_the_old_rules_and_the_new(store):
    """An article that comes in while a topic is renamed reaches who wanted it."""
    await add_feeds(store, 1)
    await subscribe(store, 7, topic="harbour")
    deciding = DecideLoop(
        store, Everything("harbour"), clock=ManualClock(), alerts=lambda: None, trouble=Trouble()
    )
    await deciding.take_turn()
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def rename():
        await adopt_rules(
            store, build_rules(1, ports="harbour"), before=["harbour"], terminal=False, now=NOON
        )
        begun.set()
        await go_on.wait()

    changing = asyncio.create_task(deciding.change_rules(Everything("ports"), rename))
    await begun.wait()
    await keep_articles(store, "a")
    turn = asyncio.create_task(deciding.take_turn())
    await store.archive.undecided(limit=10)  # a round through the database, as the turn makes
    assert await undecided(store) == 1
    go_on.set()
    await asyncio.gather(changing, turn)
    assert await undecided(store) == 0
    assert await ask(store, "SELECT chat_id, topics FROM outbox") == [(7, '["ports"]')]


async def test_rules_stay_when_the_database_cannot_follow(store):
    await add_feeds(store, 1)
    await subscribe(store, 7, topic="harbour")
    deciding = DecideLoop(
        store, Everything("harbour"), clock=ManualClock(), alerts=lambda: None, trouble=Trouble()
    )

    async def fail():
        raise DatabaseError("the database failed: disk full")

    with pytest.raises(DatabaseError):
        await deciding.change_rules(Everything("ports"), fail)
    await keep_articles(store, "a")
    await deciding.take_turn()
    assert await ask(store, "SELECT topic FROM matches") == [("harbour",)]
