"""What a decision leaves behind beside deliveries: an article that is known again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.builders import (
    HOUR,
    NOON,
    add_feeds,
    as_time,
    ask,
    build_decision,
    keep_articles,
    subscribe,
    tell,
)


@pytest.fixture
async def kept(store):
    """A store with one article that awaits its decision."""
    await add_feeds(store, 1)
    await subscribe(store, 1)
    (stored,) = await keep_articles(store, "a")
    return store, stored


async def identities(store):
    rows = await ask(store, "SELECT key, story_id, seen FROM identities ORDER BY key")
    return [(key, story, as_time(seen)) for key, story, seen in rows]


@pytest.mark.parametrize(("key", "written"), [("k1", [("k1", "s", NOON)]), ("", [])])
async def test_an_article_with_a_key_is_remembered_with_its_story(kept, key, written):
    store, stored = kept
    await store.archive.decide([build_decision(stored, key=key)], now=NOON + HOUR)
    assert await identities(store) == written


@pytest.mark.parametrize(
    ("later", "seen"),
    [(HOUR, NOON + HOUR), (timedelta(), NOON), (-HOUR, NOON)],
    ids=["later", "at once", "with a clock that was set back"],
)
async def test_seen_again_it_stays_with_its_story_and_keeps_the_last_time(kept, later, seen):
    store, stored = kept
    again = replace(stored, seen=NOON + later)
    await store.archive.decide([build_decision(stored, key="k1")], now=NOON)
    await store.archive.decide([build_decision(again, "t", key="k1")], now=NOON)
    assert await identities(store) == [("k1", "s", seen)]


async def test_other_articles_have_memories_of_their_own(kept):
    store, stored = kept
    for story, key in (("s", "k1"), ("s", "k2"), ("t", "k3")):
        await store.archive.decide([build_decision(stored, story, key=key)], now=NOON)
    assert [row[:2] for row in await identities(store)] == [("k1", "s"), ("k2", "s"), ("k3", "t")]


async def test_an_article_of_a_story_that_was_swept_away_tells_and_edits_nobody(kept):
    store, stored = kept
    decision = build_decision(stored, duplicates=[1], topics=("war", "ports"), new=False)
    assert await store.archive.decide([decision], now=NOON) == 0


@pytest.mark.parametrize("matched", [True, False])
async def test_the_moment_of_a_decision_is_kept_whatever_it_was(kept, matched):
    store, stored = kept
    assert await ask(store, "SELECT undecided, decided FROM articles") == [(1, None)]
    decision = build_decision(stored)
    if not matched:
        decision = replace(decision, matches=(), placement=None)
    await store.archive.decide([decision], now=NOON + HOUR)
    ((undecided, decided),) = await ask(store, "SELECT undecided, decided FROM articles")
    assert (undecided, as_time(decided)) == (False, NOON + HOUR)


async def test_what_is_decided_together_is_written_as_if_it_came_one_by_one(store):
    await add_feeds(store, 1, 2)
    await subscribe(store, 1, 2)
    names = [f"n{number}" for number in range(6)]
    stored = await keep_articles(store, *names)
    told = [
        build_decision(stored[0], "s", alerts=[1, 2], late=True, key="k"),
        build_decision(stored[1], "s", alerts=[1], new=False, key="k"),
        build_decision(stored[2], "t", alerts=[1]),
        build_decision(stored[3], "s", updates=[2], duplicates=[1], topics=("war", "sea")),
        replace(build_decision(stored[4]), placement=None, matches=(), tellings=()),
        build_decision(replace(stored[5], source="Other"), "s", duplicates=[2], new=False),
    ]
    written = sum([await store.archive.decide([one], now=NOON) for one in told])
    one_by_one = [await ask(store, f"SELECT * FROM {table} ORDER BY 1, 2") for table in WRITTEN]
    outbox = await ask(store, OUTBOX)
    assert len(outbox) == 4
    for table in ("outbox", "matches", "identities", "stories"):
        if table == "stories":
            await tell(store, "UPDATE articles SET story_id = NULL, undecided = true")
        await tell(store, f"DELETE FROM {table}")
    assert await store.archive.decide(told, now=NOON) == written
    assert [
        await ask(store, f"SELECT * FROM {table} ORDER BY 1, 2") for table in WRITTEN
    ] == one_by_one
    assert await ask(store, OUTBOX) == outbox


WRITTEN = ("stories", "matches", "identities", "articles")
OUTBOX = """
SELECT chat_id, story_id, kind, alert, article_id, topics, late, breaking, state, not_before
FROM outbox ORDER BY chat_id, story_id, kind
"""
