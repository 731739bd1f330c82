"""What is too old goes, and what must be remembered stays."""

from datetime import timedelta

import pytest

from bot.models import Arrival
from bot.models.retention import REMEMBERED
from bot.store.sweeping import SWEPT_AT_ONCE
from tests.builders import (
    HOUR,
    NOON,
    add_feeds,
    ask,
    build_article,
    build_decision,
    build_feed,
    build_harvest,
    claim_one,
    keep_articles,
    subscribe,
    sweep_all,
    tell,
)

DAY = timedelta(days=1)


async def keep(store, *articles, feed=1, arrival=Arrival.FRESH, seen_again=(), now=NOON):
    harvest = build_harvest(
        build_feed(feed), articles, arrival=arrival, seen_again=seen_again, now=now
    )
    return await store.archive.keep(harvest, now=now)


async def decided(store, story, *names, new=True, feed=1, now=NOON, **tellings):
    """Keep articles as news of a feed and decide each for the story."""
    for name in names:
        stored = (await keep_articles(store, name, feed=feed, now=now))[-1]
        decision = build_decision(stored, story, new=new, **tellings)
        await store.archive.decide([decision], now=now)
        new = False


async def sweep(store, *, now, keep=30 * DAY, **kinds):
    """What is swept in each bite, the feeds left out that were looked through for old names."""
    await tell(store, "UPDATE feeds SET swept = '9999-01-01 00:00:00'")
    return await sweep_all(store, now=now, keep=keep, **kinds)


async def test_old_articles_and_their_bare_stories_are_swept(store):
    await add_feeds(store, 1)
    await decided(store, "s", "a", "b")
    await keep(store, build_article("h"), arrival=Arrival.HISTORY)
    assert await sweep(store, now=NOON + 30 * DAY) == []
    assert sum(await sweep(store, now=NOON + 31 * DAY)) == 4
    for table in ("articles", "stories", "matches", "outbox"):
        assert await ask(store, f"SELECT count(*) FROM {table}") == [(0,)]


async def test_it_sweeps_in_bites(store):
    await add_feeds(store, 1)
    number = 2 * SWEPT_AT_ONCE + 10
    articles = [build_article(str(n)) for n in range(number)]
    await keep(store, *articles, arrival=Arrival.HISTORY)
    assert await sweep(store, now=NOON + 60 * DAY) == [SWEPT_AT_ONCE, SWEPT_AT_ONCE, 10]


async def test_what_was_seen_is_known_after_it_was_swept(store):
    await add_feeds(store, 1)
    await keep(store, *map(build_article, "abcdefgh"), arrival=Arrival.HISTORY)
    await tell(store, "UPDATE feeds SET most_items = 1")
    later = NOON + 400 * DAY
    await sweep_all(store, now=later, keep=30 * DAY)
    assert await store.archive.count() == (0, 0)
    assert await keep(store, *map(build_article, "cdgh"), now=later) == 2


async def test_an_undecided_article_is_not_swept(store):
    await add_feeds(store, 1)
    await keep(store, build_article("a"))
    await sweep(store, now=NOON + 365 * DAY)
    (waiting,) = await store.archive.undecided(limit=9)
    assert waiting.article.guid == "guid-a"


async def test_a_story_goes_only_when_all_its_articles_have_gone(store):
    await add_feeds(store, 1, 2)
    await decided(store, "s", "a")
    await decided(store, "s", "b", new=False, feed=2, now=NOON + 10 * DAY)
    assert await sweep(store, now=NOON + 31 * DAY) == [1]
    assert await ask(store, "SELECT id FROM stories") == [("s",)]
    assert sum(await sweep(store, now=NOON + 41 * DAY)) == 2


@pytest.mark.parametrize("state", ["pending", "sending", "uncertain"])
async def test_an_alert_that_waits_is_not_swept_away(store, state):
    await add_feeds(store, 1)
    await subscribe(store, 7)
    await decided(store, "s", "a", alerts=[7])
    await tell(store, f"UPDATE outbox SET state = '{state}'")
    later = NOON + 120 * DAY
    await sweep(store, now=later)
    assert await store.outbox.states() == ((state, 1),)
    await store.outbox.recover(now=later, wait=timedelta())
    delivery = await claim_one(store.outbox, now=later, busy=[], terminal=False)
    assert delivery is not None
    await store.outbox.sent(delivery.id, message_id=1, now=later)
    await sweep(store, now=later)
    assert await store.outbox.states() == ()


async def test_who_was_told_of_a_story_is_remembered_when_its_articles_are_gone(store):
    await add_feeds(store, 1)
    await subscribe(store, 7)
    await decided(store, "told", "a", alerts=[7])
    await decided(store, "untold", "b")
    await tell(store, "UPDATE outbox SET state = 'sent'")
    await sweep(store, now=NOON + 10 * DAY, keep=7 * DAY)
    assert await store.archive.count() == (0, 1)
    await sweep(store, now=NOON + REMEMBERED, keep=7 * DAY)
    assert await ask(store, "SELECT story_id FROM outbox") == [("told",)]
    await sweep(store, now=NOON + REMEMBERED + HOUR, keep=7 * DAY)
    assert await store.archive.count() == (0, 0)
    assert await store.outbox.states() == ()


async def test_what_is_kept_for_longer_than_identities_is_kept(store):
    await add_feeds(store, 1)
    await subscribe(store, 7)
    await decided(store, "s", "a", alerts=[7])
    await tell(store, "UPDATE outbox SET state = 'sent'")
    await sweep(store, now=NOON + 300 * DAY, keep=365 * DAY)
    assert await store.archive.count() == (1, 1)
    assert await store.outbox.states() == (("sent", 1),)


async def test_identities_are_forgotten_after_their_time(store):
    rows = ", ".join(f"('k{n}', 's', '2026-03-02 12:00:00.000000')" for n in range(3))
    await tell(store, f"INSERT INTO identities (key, story_id, seen) VALUES {rows}")
    assert await sweep(store, now=NOON + REMEMBERED) == []
    assert await sweep(store, now=NOON + REMEMBERED + HOUR) == [3]


async def test_feedback_is_forgotten_after_its_time(store):
    await store.chats.meet(7, "private", now=NOON)
    await tell(
        store,
        "INSERT INTO feedback (chat_id, story_id, kind, at, headline, summary, link, source,"
        " matches, twins)"
        " VALUES (7, 's', 'wrong', '2026-03-02 12:00:00.000000', 'H', '', '', 'S', '[]', '[]')",
    )
    assert await sweep(store, now=NOON + REMEMBERED) == []
    assert await sweep(store, now=NOON + REMEMBERED + HOUR) == [1]


async def list_articles(store):
    return [guid for (guid,) in await ask(store, "SELECT guid FROM articles ORDER BY guid")]


@pytest.mark.parametrize(
    ("unmatched", "after", "left"),
    [
        (7 * DAY, 7 * DAY, ["guid-matched", "guid-unmatched"]),
        (7 * DAY, 8 * DAY, ["guid-matched"]),
        (7 * DAY, 31 * DAY, []),
        (60 * DAY, 31 * DAY, ["guid-unmatched"]),
        (60 * DAY, 61 * DAY, []),
        (30 * DAY, 31 * DAY, []),
        (None, 30 * DAY, ["guid-matched", "guid-unmatched"]),
        (None, 31 * DAY, []),
    ],
)
async def test_what_no_rule_matched_may_go_earlier_or_later(store, unmatched, after, left):
    await add_feeds(store, 1)
    await keep(store, build_article("unmatched"), arrival=Arrival.HISTORY)
    await decided(store, "s", "matched")
    await sweep(store, now=NOON + after, unmatched=unmatched)
    assert await list_articles(store) == left


async def test_an_undecided_article_is_not_unmatched(store):
    await add_feeds(store, 1)
    await keep(store, build_article("a"))
    await sweep(store, now=NOON + 20 * DAY, unmatched=DAY)
    assert await list_articles(store) == ["guid-a"]


@pytest.mark.parametrize(
    ("told", "after", "left"),
    [
        (None, 90 * DAY, 1),
        (None, 91 * DAY, 0),
        (365 * DAY, 365 * DAY, 1),
        (365 * DAY, 366 * DAY, 0),
        (DAY, 90 * DAY, 1),  # what is forgotten could ring again
    ],
)
async def test_who_was_told_may_be_known_for_longer(store, told, after, left):
    await add_feeds(store, 1)
    await subscribe(store, 7)
    await decided(store, "told", "a", alerts=[7])
    await decided(store, "untold", "b")
    await tell(store, "UPDATE outbox SET state = 'sent'")
    await sweep(store, now=NOON + after, told=told)
    assert await store.archive.count() == (0, left)
    assert await ask(store, "SELECT count(*) FROM outbox") == [(left,)]


@pytest.mark.parametrize(("after", "left"), [(10 * DAY, 1), (11 * DAY, 0)])
async def test_feedback_has_its_own_time(store, after, left):
    await store.chats.meet(7, "private", now=NOON)
    await tell(
        store,
        "INSERT INTO feedback (chat_id, story_id, kind, at, headline, summary, link, source,"
        " matches, twins)"
        " VALUES (7, 's', 'wrong', '2026-03-02 12:00:00.000000', 'H', '', '', 'S', '[]', '[]')",
    )
    await sweep(store, now=NOON + after, feedback=10 * DAY)
    assert await ask(store, "SELECT count(*) FROM feedback") == [(left,)]
