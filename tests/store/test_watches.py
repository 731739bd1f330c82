"""Personal topics: whose they are, how many, and what becomes of them with their chat."""

from datetime import timedelta

import pytest

from bot.models import Arrival
from bot.models.watches import Watch, is_watch
from tests.builders import NOON, add_feeds, ask, build_decision, keep_articles, tell

LATER = NOON + timedelta(hours=1)


@pytest.fixture
async def met(store):
    """A store that knows the chats 1, 2 and -5."""
    for chat, kind in ((1, "private"), (2, "private"), (-5, "group")):
        await store.chats.meet(chat, kind, now=NOON)
    return store


async def watch(store, chat, words, *, most=20, now=NOON, thread=None) -> Watch:
    made: Watch | None = await store.watches.watch(chat, words, most=most, now=now, thread=thread)
    assert made is not None
    return made


async def words_of(store, chat):
    return [one.words for one in await store.watches.watches_of(chat)]


@pytest.mark.parametrize("odd", ["\0", "\ud800"], ids=["zero", "half a pair"])
async def test_signs_that_no_database_keeps_are_replaced_in_words(store, odd):
    await store.chats.meet(1, "private", now=NOON)
    made = await store.watches.watch(1, f"grain{odd}ships", most=2, now=NOON)
    again = await store.watches.watch(1, f"grain{odd}ships", most=2, now=NOON)
    assert made == again
    assert made.words == "grain\ufffdships"
    assert [one.words for one in await store.watches.watches_of(1)] == [made.words]


async def test_a_topic_belongs_to_its_chat_which_is_subscribed_to_it(met):
    made = await watch(met, 1, "storm, gale", now=LATER)
    assert made == Watch(name=made.name, chat=1, words="storm, gale", created=LATER)
    assert is_watch(made.name)
    assert await met.watches.watches_of(1) == (made,)
    assert await met.watches.watches_of(2) == ()
    (subscription,) = await met.chats.topics_of(1)
    assert (subscription.topic, subscription.since) == (made.name, LATER)
    assert (await met.chats.meet(1, "private", now=NOON)).open


async def test_the_same_words_in_two_chats_are_two_topics(met):
    assert (await watch(met, 1, "storm")).name != (await watch(met, 2, "storm")).name


async def test_the_same_words_again_are_the_same_topic_with_its_alerts_on(met):
    made = await watch(met, 1, "Storm")
    await met.chats.unsubscribe(1, made.name)
    (off,) = await met.watches.all()
    assert not off.wanted
    assert (await watch(met, 1, "storm", now=LATER)).name == made.name
    (subscription,) = await met.chats.topics_of(1)
    assert subscription.since == LATER
    (on,) = await met.watches.all()
    assert (on.words, on.wanted) == ("Storm", True)


async def test_a_thread_of_a_forum_is_told_its_own_topics(met):
    await watch(met, -5, "storm", thread=7)
    (subscription,) = await met.chats.topics_of(-5)
    assert subscription.thread == 7


async def test_a_chat_has_only_so_many(met):
    for hours, words in enumerate(("one", "two")):
        await watch(met, 1, words, most=2, now=NOON + timedelta(hours=hours))
    assert await met.watches.watch(1, "three", most=2, now=NOON) is None
    assert await words_of(met, 1) == ["one", "two"]
    assert (await watch(met, 1, "two", most=2)).words == "two"
    assert (await watch(met, 2, "three", most=2)).words == "three"


async def test_only_its_own_chat_ends_a_topic(met):
    made = await watch(met, 1, "storm")
    assert await met.watches.unwatch(2, made.name) is None
    assert await words_of(met, 1) == ["storm"]
    ended = await met.watches.unwatch(1, made.name)
    assert ended
    assert ended.words == "storm"
    assert await met.watches.unwatch(1, made.name) is None
    assert await words_of(met, 1) == []
    assert await met.chats.topics_of(1) == ()


async def test_a_chat_that_ends_all_alerts_keeps_its_topics_turned_off(met):
    await watch(met, 1, "storm")
    await met.chats.close(1, "stopped")
    assert [(one.words, one.wanted) for one in await met.watches.all()] == [("storm", False)]


async def test_of_a_forgotten_chat_nothing_is_left_not_even_what_its_topics_matched(met):
    made, other = await watch(met, 1, "storm"), await watch(met, 2, "storm")
    await add_feeds(met, 1)
    (stored,) = await keep_articles(met, "a")
    decision = build_decision(stored, topics=("war", made.name, other.name))
    await met.archive.decide([decision], now=NOON)
    await met.chats.forget(1)
    assert await ask(met, "SELECT chat_id FROM watches") == [(2,)]
    left = {topic for (topic,) in await ask(met, "SELECT topic FROM matches")}
    assert left == {"war", other.name}


async def test_a_chat_that_is_deleted_otherwise_takes_its_topics_along(met):
    await watch(met, 1, "storm")
    await tell(met, "DELETE FROM chats WHERE id = 1")
    assert await met.watches.all() == ()


@pytest.mark.parametrize("known", [False, True])
async def test_a_chat_that_moves_keeps_its_topics_and_their_alerts(met, known):
    made = await watch(met, -5, "storm", thread=7)
    if known:
        await met.chats.meet(-1005, "group", now=NOON)
        await watch(met, -1005, "gale")
    await met.chats.move(-5, -1005)
    moved = await met.watches.watches_of(-1005)
    assert {one.words for one in moved} == ({"gale", "storm"} if known else {"storm"})
    assert all(one.wanted for one in moved)
    assert made.name in await met.chats.subscriptions(-1005)
    assert await met.watches.watches_of(-5) == ()


async def test_the_newest_article_is_known(met):
    assert await met.watches.newest_article() == 0
    await add_feeds(met, 1)
    kept = await keep_articles(met, "a", "b")
    assert kept[-1].arrival is Arrival.FRESH
    assert await met.watches.newest_article() == kept[-1].id
