"""Keep and decide, each one transaction; and what is asked of the past."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.errors import DatabaseError
from bot.models import Arrival, Hit, Match
from bot.store.store import open_store
from tests.builders import (
    HOUR,
    NOON,
    add_feeds,
    address,
    as_json,
    as_time,
    ask,
    break_on,
    build_article,
    build_decision,
    build_feed,
    build_harvest,
    build_match,
    claim_one,
    keep_articles,
    mend,
    subscribe,
    tell,
)

DAY = timedelta(days=1)


async def keep(store, *articles, feed=1, arrival=Arrival.FRESH, seen_again=(), now=NOON):
    harvest = build_harvest(
        build_feed(feed), articles, arrival=arrival, seen_again=seen_again, now=now
    )
    return await store.archive.keep(harvest, now=now)


async def undecided(store):
    return [stored.article.guid for stored in await store.archive.undecided(limit=1_000)]


async def known(store, *keys):
    return {key for key, _ in await store.archive.known_keys(1, keys)}


# ---------------------------------------------------------------- keep


async def test_news_waits_for_a_decision_in_the_order_it_came(store):
    await add_feeds(store, 1, 2)
    assert await keep(store, build_article("b"), build_article("a")) == 2
    assert await keep(store, build_article("c"), feed=2) == 1
    assert await undecided(store) == ["guid-b", "guid-a", "guid-c"]
    (first,) = await store.archive.undecided(limit=1)
    assert first.article == build_article("b", keys=())
    assert (first.source, first.seen) == ("Feed 1", NOON)


@pytest.mark.parametrize("arrival", [Arrival.OLD, Arrival.STORM])
async def test_what_came_in_late_is_decided_as_such(store, arrival):
    await add_feeds(store, 1)
    assert await keep(store, build_article("a"), arrival=arrival) == 1
    assert [one.arrival for one in await store.archive.undecided(limit=9)] == [arrival]


async def test_what_is_history_is_stored_and_never_decided(store):
    await add_feeds(store, 1)
    assert await keep(store, build_article("a"), arrival=Arrival.HISTORY) == 0
    assert await undecided(store) == []
    assert await store.archive.count() == (1, 0)
    assert await known(store, "g:a", "l:a", "g:b") == {"g:a", "l:a"}


async def test_articles_without_a_link_are_all_stored(store):
    await add_feeds(store, 1)
    articles = [build_article(name, link="", link_key="", keys=(f"g:{name}",)) for name in "abc"]
    assert await keep(store, *articles[:2]) == 2
    assert await keep(store, articles[2]) == 1
    assert await undecided(store) == ["guid-a", "guid-b", "guid-c"]


async def test_the_validators_are_those_of_the_body_that_was_kept(store):
    await add_feeds(store, 1)
    await keep(store, build_article("a"))
    assert await ask(
        store, "SELECT etag, last_modified, body_hash, own_title, failures FROM feeds"
    ) == [('"one"', "yesterday", b"body", "Own title", 0)]


async def test_a_feed_without_a_title_of_ours_is_named_by_its_own(store):
    await tell(
        store,
        "INSERT INTO feeds (url, host, title, own_title, language, fast, active, next_poll,"
        " failures) VALUES ('https://h.example/', 'h.example', '', '', '', false,"
        " true, '2026-01-01 00:00:00', 0)",
    )
    await keep(store, build_article("a"))
    (stored,) = await store.archive.undecided(limit=1)
    assert stored.source == "Own title"


async def test_a_harvest_that_is_kept_twice_is_stored_once(store):
    await add_feeds(store, 1)
    assert await keep(store, build_article("a"), build_article("b")) == 2
    assert await keep(store, build_article("a"), build_article("b"), now=NOON + HOUR) == 0
    assert await undecided(store) == ["guid-a", "guid-b"]


async def test_one_known_name_is_enough_to_know_an_article(store):
    await add_feeds(store, 1)
    await keep(store, build_article("a", keys=("g:1", "l:1")), arrival=Arrival.HISTORY)
    assert await keep(store, build_article("a", keys=("g:2", "l:1"))) == 0
    assert await store.archive.count() == (1, 0)


async def test_what_one_feed_has_in_its_history_can_be_news_in_another(store):
    await add_feeds(store, 1, 2)
    assert await keep(store, build_article("a"), arrival=Arrival.HISTORY) == 0
    assert await keep(store, build_article("a"), feed=2) == 1
    assert await keep(store, build_article("a"), feed=2) == 0
    assert await undecided(store) == ["guid-a"]


async def test_a_sign_of_life_is_renewed_once_a_day(store):
    await add_feeds(store, 1)
    await keep(store, build_article("a", keys=("g:a",)))

    async def seen(after):
        await keep(store, seen_again=("g:a",), now=NOON + after)
        ((when,),) = await ask(store, "SELECT seen FROM sightings")
        return str(when)[:13]

    assert await seen(HOUR) == "2026-03-02 12"
    assert await seen(DAY) == "2026-03-02 12"
    assert await seen(DAY + HOUR) == "2026-03-03 13"
    assert await seen(DAY + 2 * HOUR) == "2026-03-03 13"


async def test_a_poll_with_thousands_of_articles_is_kept(store):
    await add_feeds(store, 1)
    articles = [build_article(str(number)) for number in range(4_000)]
    assert await keep(store, *articles) == 4_000
    keys = [key for article in articles for key in article.keys]
    seen = await known(store, *keys)
    assert len(seen) == 8_000
    assert await keep(store, seen_again=tuple(seen), now=NOON + 2 * DAY) == 0


async def test_all_of_a_harvest_is_kept_or_nothing(store):
    await add_feeds(store, 1)
    await break_on(store, "INSERT", "articles", when="new.guid = 'guid-b'")
    with pytest.raises(DatabaseError, match="disk full"):
        await keep(store, build_article("a"), build_article("b"))
    assert await store.archive.count() == (0, 0)
    assert await known(store, "g:a", "l:a") == set()
    assert await ask(store, "SELECT etag, last_good FROM feeds") == [(None, None)]
    await mend(store)
    assert await keep(store, build_article("a"), build_article("b")) == 2


async def test_a_harvest_whose_last_step_fails_is_not_kept(store):
    await add_feeds(store, 1)
    await break_on(store, "UPDATE OF etag", "feeds")
    with pytest.raises(DatabaseError, match="disk full"):
        await keep(store, build_article("a"))
    assert await store.archive.count() == (0, 0)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    polls=st.lists(
        st.tuples(
            st.integers(1, 3), st.lists(st.integers(0, 12), max_size=6), st.sampled_from(Arrival)
        ),
        max_size=8,
    )
)
async def test_no_feed_ever_has_an_article_twice(tmp_path_factory, polls):
    store = open_store(address(tmp_path_factory.mktemp("archive")))
    await add_feeds(store, 1, 2, 3)
    shown = set()
    for feed, numbers, arrival in polls:
        await keep(
            store, *(build_article(str(n)) for n in dict.fromkeys(numbers)), feed=feed,
            arrival=arrival,
        )  # fmt: skip
        shown |= {(feed, f"guid-{n}") for n in numbers}
    stored = await ask(store, "SELECT feed_id, guid FROM articles")
    await store.close()
    assert len(stored) == len(shown)
    assert set(stored) == shown


# ---------------------------------------------------------------- decide


async def decided(store, story, *names, new=True, feed=1, now=NOON, **tellings):
    """Keep articles as news of a feed and decide each for the story."""
    written = 0
    for name in names:
        stored = (await keep_articles(store, name, feed=feed, now=now))[-1]
        decision = build_decision(stored, story, new=new, **tellings)
        written = await store.archive.decide([decision], now=now)
        new = False
    return written


async def test_an_article_that_matches_nothing_is_only_marked(store):
    await add_feeds(store, 1)
    (stored,) = await keep_articles(store, "a")
    nothing = build_decision(stored)
    nothing = type(nothing)(article=stored, matches=(), placement=None, tellings=())
    assert await store.archive.decide([nothing], now=NOON) == 0
    assert await undecided(store) == []
    assert await store.archive.count() == (1, 0)


async def test_a_decision_is_stored_with_all_that_led_to_it(store):
    await add_feeds(store, 1)
    await subscribe(store, 7)
    (stored,) = await keep_articles(store, "a")
    hits = (
        Hit(term="drone*", field="title", start=0, end=6, words="Drones"),
        Hit(term="гавань", field="summary", start=3, end=9, words="гавань"),
    )
    base = build_decision(stored, "s1", alerts=[7])
    decision = type(base)(
        article=stored,
        matches=(
            Match(topic="war", rule="drones", hits=hits),
            Match(topic="war", rule="everything", hits=()),
        ),
        placement=base.placement,
        tellings=base.tellings,
    )
    assert await store.archive.decide([decision], now=NOON) == 1
    assert await undecided(store) == []
    rows = await ask(store, "SELECT rule, hits FROM matches ORDER BY rule")
    assert [(rule, [hit["words"] for hit in as_json(hits)]) for rule, hits in rows] == [
        ("drones", ["Drones", "гавань"]),
        ("everything", []),
    ]
    assert await ask(store, "SELECT story_id, reason, score FROM articles") == [("s1", "new", 0.0)]
    ((headline, count, sources),) = await ask(
        store, "SELECT headline, articles, sources FROM stories"
    )
    assert (headline, count, as_json(sources)) == (stored.article.title, 1, ["Feed 1"])
    delivery = await claim_one(store.outbox, now=NOON, busy=[], terminal=False)
    assert delivery is not None
    assert delivery.alert == base.tellings[0].alert
    assert (delivery.chat, delivery.story, delivery.created) == (7, "s1", NOON)


async def test_a_story_grows_by_its_articles_and_sources(store):
    await add_feeds(store, 1, 2)
    await decided(store, "s", "a", "b", feed=1)
    await decided(store, "s", "c", feed=2, new=False, now=NOON + HOUR)
    await decided(store, "s", "d", feed=1, new=False, now=NOON + HOUR)
    ((count, sources, first, last),) = await ask(
        store, "SELECT articles, sources, first_seen, last_seen FROM stories"
    )
    assert (count, as_json(sources)) == (4, ["Feed 1", "Feed 2"])
    assert (as_time(first), as_time(last)) == (NOON, NOON + HOUR)


async def test_a_chat_is_alerted_once_however_often_it_is_decided(store):
    await add_feeds(store, 1)
    await subscribe(store, 7, 8)
    (stored,) = await keep_articles(store, "a")
    decision = build_decision(stored, "s", alerts=[7, 8])
    assert await store.archive.decide([decision], now=NOON) == 2
    assert await store.archive.decide([decision], now=NOON) == 0
    assert await store.archive.decide([build_decision(stored, "t", alerts=[7])], now=NOON) == 1
    rows = await ask(store, "SELECT story_id, chat_id, kind FROM outbox ORDER BY id")
    assert rows == [("s", 7, "alert"), ("s", 8, "alert"), ("t", 7, "alert")]


async def test_all_decisions_of_a_batch_are_applied_or_none(store):
    await add_feeds(store, 1)
    await subscribe(store, 7)
    first, second = await keep_articles(store, "a", "b")
    unknown_chat = build_decision(second, "t", alerts=[99])
    with pytest.raises(DatabaseError, match=r"(?i)foreign key"):
        await store.archive.decide(
            [build_decision(first, "s", alerts=[7]), unknown_chat], now=NOON
        )
    assert await undecided(store) == ["guid-a", "guid-b"]
    for table in ("stories", "matches", "outbox"):
        assert await ask(store, f"SELECT count(*) FROM {table}") == [(0,)]


async def test_the_window_is_read_in_pages_in_order(store):
    await add_feeds(store, 1)
    await decided(store, "s", *"abcde")
    await decided(store, "t", "f", now=NOON + HOUR)
    await keep_articles(store, "undecided")
    page = await store.archive.placed_since(NOON, after=0, limit=4)
    assert [stored.article.guid for stored, _, _ in page] == [f"guid-{name}" for name in "abcd"]
    assert [placement.new for _, placement, _ in page] == [True, False, False, False]
    rest = await store.archive.placed_since(NOON, after=page[-1][0].id, limit=4)
    assert [placement.story for _, placement, _ in rest] == ["s", "t"]
    late = await store.archive.placed_since(NOON + HOUR, after=0, limit=4)
    assert [stored.article.guid for stored, _, _ in late] == ["guid-f"]


async def test_the_window_knows_each_topic_of_an_article_once_and_in_order(store):
    await add_feeds(store, 1)
    one, two = await keep_articles(store, "a", "b")
    decision = build_decision(one, "s", topics=("war", "art"))
    twice = (*decision.matches, build_match("war", "another rule"))
    decisions = [replace(decision, matches=twice), build_decision(two, "t", topics=("sea",))]
    await store.archive.decide(decisions, now=NOON)
    page = await store.archive.placed_since(NOON, after=0, limit=4)
    assert [topics for _, _, topics in page] == [("art", "war"), ("sea",)]


async def test_an_article_is_known_by_the_story_that_it_had(store):
    remembered = "INSERT INTO identities (key, story_id, seen) VALUES "
    await tell(store, f"{remembered} ('k1', 's', '2026-01-01'), ('k2', 't', '2026-01-01')")
    found = await store.archive.known_stories(("k1", "k2", "k3"))
    assert sorted(found) == [("k1", "s"), ("k2", "t")]
    assert await store.archive.known_stories(()) == ()


# ---------------------------------------------------------------- judge and keep


def judged(known, *articles, feed=1, now=NOON):
    """What a poll makes of a body with these articles."""
    names = {key for key, _ in known}
    unseen = [article for article in articles if names.isdisjoint(article.keys)]
    return build_harvest(build_feed(feed), unseen, seen_again=tuple(names), now=now)


async def judge(store, *articles, feed=1, now=NOON):
    keys = [key for article in articles for key in article.keys]
    return await store.archive.judge_and_keep(
        feed, keys, lambda known: judged(known, *articles, feed=feed, now=now), now=now
    )


async def test_what_is_judged_by_what_is_known_is_kept(store):
    await add_feeds(store, 1)
    a, b = build_article("a"), build_article("b")
    harvest, waiting = await judge(store, a)
    assert (waiting, [one for one, _ in harvest.arrivals]) == (1, [a])
    harvest, waiting = await judge(store, a, b)
    assert (waiting, [one for one, _ in harvest.arrivals]) == (1, [b])
    assert set(harvest.seen_again) == set(a.keys)
    assert await undecided(store) == ["guid-a", "guid-b"]


async def test_two_workers_that_judge_the_same_body_at_once_keep_it_once(store):
    await add_feeds(store, 1)
    waiting = await asyncio.gather(*(judge(store, build_article("a")) for _ in range(3)))
    assert [number for _, number in waiting] == [1, 0, 0]
    assert await undecided(store) == ["guid-a"]


async def test_a_harvest_that_fails_spoils_none_that_comes_with_it(store):
    await add_feeds(store, 1, 2, 3)
    answers = await asyncio.gather(
        judge(store, build_article("a")),
        judge(store, build_article("b"), build_article("c", title=None), feed=2),
        judge(store, build_article("d"), feed=3),
        return_exceptions=True,
    )
    assert [isinstance(answer, Exception) for answer in answers] == [False, True, False]
    assert await undecided(store) == ["guid-a", "guid-d"]
    assert await ask(store, "SELECT polls FROM feeds ORDER BY id") == [(1,), (0,), (1,)]


async def test_an_article_that_is_shown_on_is_renewed_once_a_day(store):
    await add_feeds(store, 1)
    seen = "SELECT DISTINCT seen FROM sightings"
    await judge(store, build_article("a"))
    (first,) = await ask(store, seen)
    await judge(store, build_article("a"), now=NOON + DAY)
    assert await ask(store, seen) == [first]
    await judge(store, build_article("a"), now=NOON + DAY + HOUR)
    (then,) = await ask(store, seen)
    assert then > first
