"""A topic's latest stories and course, the account of a story, and what became of a link."""

from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.feeds.identity import identify
from bot.models import Arrival
from bot.models.findings import Fate, FoundStory, Told, Trace, TrendPoint
from bot.store.lookup import ARTICLES_SHOWN, Lookup
from tests.builders import (
    NOON,
    add_feeds,
    build_article,
    build_decision,
    build_feed,
    build_harvest,
    build_match,
    claim_one,
    keep_articles,
    subscribe,
    sweep_all,
    tell,
)

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LINK = "https://www.paper.example/story?utm_source=rss"


@pytest.fixture
async def lookup(store):
    await add_feeds(store, 1, 2, 3)
    await subscribe(store, 1, 2)
    return Lookup(store.database)


async def decide(store, name, story, *, now=NOON, feed=1, **given):
    stored = (await keep_articles(store, name, feed=feed, now=now))[-1]
    await store.archive.decide([build_decision(stored, story, **given)], now=now)
    return stored


async def keep_link(store, *, feed=1, arrival=Arrival.FRESH, now=NOON):
    """Store an article of the link as a feed shows it, with the names that such a feed gives."""
    (article,) = identify([build_article("x", guid=f"guid-{feed}", link=LINK, title="Old bridge")])
    harvest = build_harvest(build_feed(feed), [article])
    harvest = replace(harvest, arrivals=((article, arrival),))
    await store.archive.keep(harvest, now=now)


# ---------------------------------------------------------------- latest


async def test_the_latest_stories_of_a_topic_come_newest_first_and_once(store, lookup):
    await decide(store, "a", "s")
    await decide(store, "b", "t", now=NOON + HOUR)
    await decide(store, "c", "u", now=NOON + 2 * HOUR, topics=("ports",))
    await decide(store, "d", "s", feed=2, now=NOON + 3 * HOUR, new=False)
    assert await lookup.latest("war", limit=5) == (
        FoundStory(
            story="t",
            headline="Drones reach the harbour b",
            link="https://news.example/b",
            source="Feed 1",
            seen=NOON + HOUR,
            sources=1,
        ),
        FoundStory(
            story="s",
            headline="Drones reach the harbour a",
            link="https://news.example/a",
            source="Feed 1",
            seen=NOON,
            sources=2,
        ),
    )
    assert [found.story for found in await lookup.latest("war", limit=1)] == ["t"]
    assert await lookup.latest("unknown", limit=5) == ()


async def test_a_story_that_came_to_the_topic_later_is_shown_by_the_article_that_brought_it(
    store, lookup
):
    await decide(store, "a", "s", topics=("ports",))
    await decide(store, "b", "t", now=NOON + HOUR)
    await decide(store, "c", "s", now=NOON + 2 * HOUR, topics=("war",), new=False)
    found = await lookup.latest("war", limit=5)
    assert [(one.story, one.link) for one in found] == [
        ("s", "https://news.example/c"),
        ("t", "https://news.example/b"),
    ]


# ---------------------------------------------------------------- trend


async def test_the_trend_counts_stories_where_they_began_and_articles_where_they_matched(
    store, lookup
):
    await decide(store, "a", "s", now=NOON)
    await decide(store, "b", "t", now=NOON + 10 * HOUR / 60, alerts=[1, 2])
    await decide(store, "c", "s", feed=2, now=NOON + 2 * HOUR, new=False)
    await decide(store, "d", "u", now=NOON + 2 * HOUR, topics=("ports",))
    await decide(store, "e", "v", now=NOON + 3 * HOUR, topics=("war", "ports"))
    await tell(store, "UPDATE outbox SET breaking = true WHERE chat_id = 2")
    assert await lookup.trend("war", since=NOON, until=NOON + 3 * HOUR, step=HOUR) == (
        TrendPoint(at=NOON, stories=2, articles=2, breaking=1),
        TrendPoint(at=NOON + HOUR, stories=0, articles=0),
        TrendPoint(at=NOON + 2 * HOUR, stories=0, articles=1),
    )
    late = await lookup.trend("war", since=NOON + HOUR, until=NOON + 4 * HOUR, step=HOUR)
    assert [(point.stories, point.articles) for point in late] == [(0, 0), (0, 1), (1, 1)]


async def test_an_article_that_matched_two_rules_counts_once(store, lookup):
    stored = (await keep_articles(store, "a"))[-1]
    both = (build_match(rule="drones"), build_match(rule="ports"))
    await store.archive.decide([replace(build_decision(stored), matches=both)], now=NOON)
    (point,) = await lookup.trend("war", since=NOON, until=NOON + HOUR, step=HOUR)
    assert (point.stories, point.articles) == (1, 1)


async def test_days_begin_at_the_midnights_of_the_zone_whatever_summer_time_does(store, lookup):
    kyiv = ZoneInfo("Europe/Kyiv")
    midnight = datetime(2026, 3, 28, tzinfo=kyiv)  # the day after it has 23 hours
    await decide(store, "a", "s", now=datetime(2026, 3, 29, 23, 30, tzinfo=kyiv))
    await decide(store, "b", "t", now=datetime(2026, 3, 30, 0, 30, tzinfo=kyiv))
    points = await lookup.trend("war", since=midnight, until=midnight + 3 * DAY, step=DAY)
    assert [(point.at.day, point.at.hour, point.stories) for point in points] == [
        *((28, 0, 0), (29, 0, 1), (30, 0, 1)),
    ]


async def test_a_trend_of_no_time_has_no_points(lookup):
    assert await lookup.trend("war", since=NOON, until=NOON, step=HOUR) == ()
    assert await lookup.trend("war", since=NOON, until=NOON - DAY, step=HOUR) == ()
    begun = await lookup.trend("war", since=NOON, until=NOON + HOUR / 2, step=HOUR)
    assert [point.at for point in begun] == [NOON]


# ---------------------------------------------------------------- why


async def test_the_account_of_a_story_says_what_matched_and_what_the_chat_was_told(store, lookup):
    first = await decide(store, "a", "s", alerts=[1])
    delivery = await claim_one(store.outbox, now=NOON, busy=[], terminal=False)
    assert delivery is not None
    await store.outbox.sent(delivery.id, message_id=9, now=NOON + HOUR)
    await decide(store, "b", "s", feed=2, now=NOON + HOUR, new=False, topics=("ports",))
    account = await lookup.why("s", chat=1)
    assert account is not None
    assert (account.headline, account.sources) == (
        "Drones reach the harbour a",
        ("Feed 1", "Feed 2"),
    )
    assert (account.first_seen, account.last_seen, account.counted) == (NOON, NOON + HOUR, 2)
    assert [
        (one.id, one.source, one.reason, one.score, one.matches) for one in account.articles
    ] == [
        (first.id, "Feed 1", "new", 0.0, (build_match("war"),)),
        (first.id + 1, "Feed 2", "title 93", 93.0, (build_match("ports"),)),
    ]
    assert account.articles[0].published == NOON - timedelta(minutes=5)
    assert [(one.language, one.decided) for one in account.articles] == [
        ("en", NOON),
        ("en", NOON + HOUR),
    ]
    told = account.told[0]
    assert told == Told(
        kind="alert",
        state="sent",
        reason=None,
        topics=("war",),
        article=told.article,
        attempts=1,
        decided=NOON,
        sent=NOON + HOUR,
        message_id=9,
        silent=False,
        breaking=False,
    )
    assert [one.kind for one in account.told] == ["alert", "edit"]
    other = await lookup.why("s", chat=2)
    assert other is not None
    assert other.told == ()
    assert other.articles == account.articles
    assert await lookup.why("unknown", chat=1) is None


async def test_of_a_very_large_story_the_first_articles_are_there_and_those_that_were_shown(
    store, lookup
):
    names = [f"n{number:03}" for number in range(ARTICLES_SHOWN + 10)]
    kept = await keep_articles(store, *names)
    await store.archive.decide([build_decision(one) for one in kept[:-1]], now=NOON)
    await store.archive.decide([build_decision(kept[-1], alerts=[1])], now=NOON)
    await tell(store, f"UPDATE outbox SET article_id = {kept[-1].id}")
    account = await lookup.why("s", chat=1)
    assert account is not None
    shown = [one.id for one in account.articles]
    assert shown == [*(one.id for one in kept[:ARTICLES_SHOWN]), kept[-1].id]
    assert account.counted == len(names)


async def test_a_message_leads_to_its_story(store, lookup):
    await decide(store, "a", "s", alerts=[1])
    delivery = await claim_one(store.outbox, now=NOON, busy=[], terminal=False)
    assert delivery is not None
    await store.outbox.sent(delivery.id, message_id=9, now=NOON)
    assert await lookup.find_message(1, 9) == "s"
    assert await lookup.find_message(2, 9) is None
    assert await lookup.find_message(1, 10) is None


# ---------------------------------------------------------------- a link


@pytest.mark.parametrize("arrival", [Arrival.HISTORY, Arrival.OLD, Arrival.STORM])
async def test_a_link_that_was_not_news_says_so(store, lookup, arrival):
    await keep_link(store, arrival=arrival)
    for link in (LINK, "http://paper.example/story", "https://paper.example/story#top"):
        assert await lookup.find_link(link) == (
            Trace(
                fate=Fate(arrival), source="Feed 1", headline="Old bridge", seen=NOON, story=None
            ),
        )


async def test_a_link_waits_then_has_a_story_or_none_in_each_feed(store, lookup):
    await keep_link(store, feed=1)
    await keep_link(store, feed=2, now=NOON + HOUR)
    assert [trace.fate for trace in await lookup.find_link(LINK)] == [Fate.WAITING] * 2
    first, second = await store.archive.undecided(limit=5)
    nothing = replace(build_decision(second), matches=(), placement=None)
    await store.archive.decide([build_decision(first), nothing], now=NOON)
    found = await lookup.find_link(LINK)
    assert [(trace.fate, trace.source, trace.story) for trace in found] == [
        (Fate.MATCHED, "Feed 1", "s"),
        (Fate.UNMATCHED, "Feed 2", None),
    ]


async def test_a_swept_link_is_still_known_to_have_been_seen(store, lookup):
    await keep_link(store, arrival=Arrival.HISTORY)
    await sweep_all(store, now=NOON + 30 * DAY, keep=7 * DAY)
    assert await lookup.find_link(LINK) == (
        Trace(fate=Fate.SWEPT, source="Feed 1", headline="", seen=NOON, story=None),
    )


@pytest.mark.parametrize(
    "link",
    [
        "https://paper.example/other",
        "https://paper.example/",
        "",
        "no link",
        "javascript:x",
        "x" * 10_000,
    ],
)
async def test_a_link_that_no_feed_showed_has_no_trace(store, lookup, link):
    await keep_link(store)
    assert await lookup.find_link(link) == ()
