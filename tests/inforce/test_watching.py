"""Personal topics in force: compiled when they change, matched beside the rules."""

import asyncio
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

import bot.inforce.watching
from bot.errors import BotError
from bot.inforce.inforce import InForce, adopt_rules
from bot.inforce.loading import Loaded
from bot.inforce.watching import LOOK_BACK, WatchLoop
from bot.loops import DecideLoop
from bot.models import Arrival
from bot.rules.book import build_book
from bot.rules.match import Matcher
from bot.rules.oneline import build_topic
from bot.store.store import open_store
from bot.trouble import Trouble
from tests.builders import (
    NOON,
    ManualClock,
    add_feeds,
    address,
    ask,
    build_article,
    build_feed,
    build_harvest,
    build_matcher,
)
from tests.fakes.watch_book import propose_nothing
from tests.rules.builders import compile_plainly

LATER = NOON + timedelta(minutes=1)


@pytest.fixture
async def store(tmp_path):
    store = open_store(address(tmp_path))
    await add_feeds(store, 1)
    for chat in (1, 2):
        await store.chats.meet(chat, "private", now=NOON)
    yield store
    await store.close()


class Press:
    """Compiles without dictionaries, and remembers what; it breaks as often as it is told to."""

    def __init__(self):
        self.compiled = []
        self.begun = asyncio.Event()
        self.breaks = 0
        self.open = asyncio.Event()
        self.open.set()

    async def __call__(self, watches):
        self.compiled.append([watch.words for watch in watches])
        self.begun.set()
        await self.open.wait()
        if self.breaks:
            self.breaks -= 1
            raise BotError("the child died")
        topics = [build_topic(watch.name, watch.words) for watch in watches]
        return Matcher(compile_plainly(build_book(topics)))


def build_rules(**terms: str) -> InForce:
    matcher = build_matcher(**terms)
    return InForce(Loaded(stamp=(), topics=matcher.book.topics, feeds=(), matcher=matcher))


def open_loop(store, in_force, press, clock=None) -> WatchLoop:
    return WatchLoop(store, in_force, propose_nothing, clock=clock or ManualClock(), compile=press)


async def watch(store, chat, words, now=NOON):
    return await store.watches.watch(chat, words, most=20, now=now)


async def keep(store, *articles, now=NOON, arrival=Arrival.FRESH):
    harvest = build_harvest(build_feed(), articles, now=now, arrival=arrival)
    await store.archive.keep(harvest, now=now)


def matched(in_force, title):
    matcher = in_force.watched()
    found = matcher.match(build_article(title=title, summary="")) if matcher else ()
    return [match.rule for match in found]


async def test_topics_are_compiled_when_they_change_and_only_then(store):
    in_force, press = build_rules(war="drone*"), Press()
    loop = open_loop(store, in_force, press)
    await loop.take_turn()
    assert in_force.watched() is None
    made = await watch(store, 1, "storm")
    await loop.take_turn()
    await loop.take_turn()
    assert matched(in_force, "Storm at sea") == ["storm"]
    await watch(store, 2, "sea", now=LATER)
    await loop.take_turn()
    assert matched(in_force, "Storm at sea") == ["storm", "sea"]
    await store.chats.unsubscribe(1, made.name)
    await loop.take_turn()
    assert matched(in_force, "Storm at sea") == ["sea"]
    await store.chats.close(2, "blocked")
    await loop.take_turn()
    assert in_force.watched() is None
    assert press.compiled == [["storm"], ["storm", "sea"], ["sea"]]


async def test_everyone_is_offered_the_rules_only_and_titles_are_known_of_all(store):
    in_force = build_rules(war="drone*")
    made = await watch(store, 1, "storm, gale")
    await open_loop(store, in_force, Press()).catch_up()
    assert [topic.name for topic in in_force.topics()] == ["war"]
    assert [topic.name for topic in in_force.all_topics()] == ["war", made.name]
    assert in_force.title(made.name) == "storm, gale"
    await store.watches.unwatch(1, made.name)
    await open_loop(store, in_force, Press()).catch_up()
    assert [topic.name for topic in in_force.all_topics()] == ["war"]
    assert in_force.title(made.name) == "storm, gale"  # of alerts that are on their way


async def test_a_child_that_breaks_leaves_what_was_and_it_is_tried_again(store):
    in_force, press = build_rules(war="drone*"), Press()
    loop = open_loop(store, in_force, press)
    await watch(store, 1, "storm")
    await loop.catch_up()
    made = await watch(store, 1, "sea", now=LATER)
    press.breaks = 2
    with capture_logs() as logs:
        await loop.take_turn()
    assert [entry["event"] for entry in logs] == ["personal topics not in force yet"]
    with pytest.raises(BotError):
        await loop.catch_up()
    assert matched(in_force, "Storm at sea") == ["storm"]
    assert in_force.title(made.name) == "sea"
    await loop.take_turn()
    assert matched(in_force, "Storm at sea") == ["storm", "sea"]


async def test_changes_while_a_child_is_at_work_wait_for_one_more(store):
    press = Press()
    loop = open_loop(store, build_rules(war="drone*"), press)
    await watch(store, 1, "one")
    press.open.clear()
    turns = [asyncio.create_task(loop.catch_up())]
    await press.begun.wait()
    for minute, words in enumerate(("two", "three", "four"), start=1):
        await watch(store, 1, words, now=NOON + timedelta(minutes=minute))
        turns.append(asyncio.create_task(loop.catch_up()))
    press.open.set()
    await asyncio.gather(*turns)
    assert press.compiled == [["one"], ["one", "two", "three", "four"]]


async def test_only_who_watches_is_told_and_only_of_what_comes_in_afterwards(store):
    in_force, clock = build_rules(war="drone*"), ManualClock()
    deciding = DecideLoop(
        store,
        in_force.loaded.matcher,
        clock=clock,
        alerts=lambda: None,
        watched=in_force.watched,
        trouble=Trouble(),
    )
    loop = open_loop(store, in_force, Press(), clock)
    await keep(store, build_article("a", title="Storm in the north"), now=clock.now)
    clock.move(timedelta(minutes=1))
    await watch(store, 1, "storm", now=clock.now)
    await loop.catch_up()
    await deciding.take_turn()
    assert await ask(store, "SELECT count(*) FROM outbox") == [(0,)]
    clock.move(timedelta(minutes=1))
    await keep(store, build_article("b", title="Storm and drones reach Varna"), now=clock.now)
    await deciding.take_turn()
    ((chat, topics),) = await ask(store, "SELECT chat_id, topics FROM outbox")
    (made,) = await store.watches.watches_of(1)
    assert (chat, topics) == (1, f'["{made.name}"]')


async def test_other_rules_leave_personal_topics_as_they_are(store):
    in_force = build_rules(war="drone*")
    await watch(store, 1, "storm")
    await open_loop(store, in_force, Press()).catch_up()
    in_force.replace(build_rules(tides="sea").loaded)
    assert matched(in_force, "Storm at sea") == ["storm"]
    with capture_logs() as logs:
        await adopt_rules(store, in_force.loaded, before=["war"], terminal=False, now=NOON)
    assert logs == []
    assert len(await store.chats.topics_of(1)) == 1


async def test_looking_back_counts_the_last_week_and_shows_the_newest(store, monkeypatch):
    monkeypatch.setattr(bot.inforce.watching, "_PAGE", 2)
    clock = ManualClock()
    await keep(store, build_article("old", title="Storm long ago"), now=NOON - LOOK_BACK * 2)
    for number in range(1, 6):
        seen = NOON - timedelta(hours=10 - number)
        arrival = Arrival.HISTORY if number == 2 else Arrival.FRESH
        await keep(
            store,
            build_article(f"s{number}", title=f"Stormy day {number}"),
            build_article(f"c{number}", title=f"Calm day {number}"),
            now=seen,
            arrival=arrival,
        )
    loop = open_loop(store, build_rules(war="drone*"), Press(), clock)
    look = await loop.look("stormy, storms")
    assert (look.matched, look.since) == (5, NOON - timedelta(hours=9))
    assert [story.headline for story in look.newest] == [
        "Stormy day 5",
        "Stormy day 4",
        "Stormy day 3",
    ]
    assert look.newest[0].source == "Feed 1"


async def test_looking_back_ends_where_the_archive_is_too_large(store, monkeypatch):
    monkeypatch.setattr(bot.inforce.watching, "LOOKED_AT", 3)
    await keep(store, *(build_article(f"s{n}", title=f"Storm {n}") for n in range(5)))
    look = await open_loop(store, build_rules(war="drone*"), Press()).look("storm")
    assert look.matched == 3


async def test_looking_back_at_nothing_finds_nothing(store):
    look = await open_loop(store, build_rules(war="drone*"), Press()).look("storm")
    assert (look.matched, look.newest) == (0, ())
    assert look.since == NOON - LOOK_BACK


async def test_what_was_watched_for_before_is_in_force_when_a_look_is_over(store):
    in_force = build_rules(war="drone*")
    loop = open_loop(store, in_force, Press())
    await watch(store, 1, "storm")
    await loop.look("storm")
    assert matched(in_force, "Storm") == ["storm"]
