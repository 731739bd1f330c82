"""What the status page asks: counted right, and through indexes."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, event

from bot.models.health import FeedState
from bot.models.polls import NextPoll
from bot.models.reports import FeedOrder, FeedQuestion, measure_delay
from bot.store.store import Store, open_store
from tests.builders import (
    HOUR,
    NOON,
    add_feeds,
    address,
    build_decision,
    build_poll,
    keep_articles,
    subscribe,
    tell,
)

DAY, MINUTE, SECOND = timedelta(days=1), timedelta(minutes=1), timedelta(seconds=1)


async def tell_story(store: Store, name: str, story: str, *, at=NOON, **given: object) -> int:
    """An article of a story, decided at once; returns its number."""
    (article,) = await keep_articles(store, name, now=at)
    await store.archive.decide([build_decision(article, story, **given)], now=at)  # type: ignore[arg-type]
    return article.id


async def test_delays_are_of_alerts_that_were_to_be_told_at_once(store: Store):
    await add_feeds(store, 1)
    await subscribe(store, 7)
    for number in range(20):
        await tell_story(store, f"a{number}", f"s{number}", alerts=[7])
    await tell_story(store, "b", "t", alerts=[7], digest=True)
    await tell_story(store, "c", "u", alerts=[7])
    # Whoever routes an alert says when: mostly at once, or when quiet hours end.
    await tell(store, "UPDATE outbox SET planned = created WHERE id BETWEEN 5 AND 15")
    await tell(store, "UPDATE outbox SET planned = '2026-03-02 12:00:05' WHERE id = 22")
    await tell(store, "UPDATE outbox SET state = 'sent', sent = '2026-03-02 12:00:10'")
    await tell(store, "UPDATE outbox SET sent = '2026-03-02 12:20:00' WHERE id IN (3, 20)")
    found = await store.report.delays(since=NOON - DAY)
    assert found.alerts == 20
    assert found.seen is not None
    assert (found.seen.median, found.seen.most) == (10 * SECOND, 1200 * SECOND)
    assert found.publication is not None  # five minutes before it was seen
    assert found.publication.median == timedelta(minutes=5, seconds=10)
    none = await store.report.delays(since=NOON + HOUR)
    assert (none.alerts, none.seen, none.publication) == (0, None, None)


@pytest.mark.parametrize(
    ("lengths", "median", "most"),
    [([3], 3, 3), ([4, 1, 3, 2], 2, 4), (list(range(1, 101)), 50, 95)],
)
def test_the_middle_and_the_slow_end(lengths: list[int], median: int, most: int):
    delay = measure_delay([SECOND * length for length in lengths])
    assert delay is not None
    assert (delay.median, delay.most) == (SECOND * median, SECOND * most)


async def test_the_last_mishap_is_the_later_of_feed_and_delivery(store: Store):
    await add_feeds(store, 1, 2)
    await subscribe(store, 7, kind="group")
    await tell_story(store, "a", "s", alerts=[7])
    assert await store.report.last_mishap(since=NOON - DAY) is None
    await tell(
        store,
        "UPDATE feeds SET health = 'failing', error = 'no answer',"
        " failing_since = '2026-03-02 11:00:00' WHERE id = 2",
    )
    mishap = await store.report.last_mishap(since=NOON - DAY)
    assert mishap is not None
    assert (mishap.what, mishap.who, mishap.why) == ("feed", "Feed 2", "no answer")
    plan, late = NextPoll(at=NOON, adapted=HOUR), NOON - MINUTE
    well = build_poll(1, plan=plan, now=NOON)
    await store.feeds.note([build_poll(1, error="answered 500", plan=plan, now=late)])
    await store.feeds.note([replace(well, feed=replace(well.feed, polls=1))])
    mishap = await store.report.last_mishap(since=NOON - DAY)
    assert mishap is not None
    assert (mishap.what, mishap.who, mishap.why) == ("recovered", "Feed 1", "answered 500")
    assert mishap.at == late
    await tell(store, "UPDATE outbox SET state = 'failed', reason = 'too long'")
    mishap = await store.report.last_mishap(since=NOON - DAY)
    assert mishap is not None
    assert (mishap.what, mishap.who, mishap.why) == ("delivery", "group", "too long")
    assert await store.report.last_mishap(since=NOON + HOUR) is None


async def test_the_queue_is_counted_by_state_and_kind(store: Store):
    await add_feeds(store, 1)
    await subscribe(store, 7, 8)
    await subscribe(store, -9, kind="channel")
    await tell_story(store, "a", "s", alerts=[7, 8, -9])
    await tell_story(store, "b", "t", alerts=[7], at=NOON + HOUR)
    await tell(store, "UPDATE outbox SET state = 'uncertain' WHERE chat_id = 8")
    await tell(store, "UPDATE outbox SET state = 'sent' WHERE chat_id = -9")
    found = await store.report.queue()
    assert [(one.state, one.chat_kind, one.count, one.oldest) for one in found] == [
        ("pending", "private", 2, NOON),
        ("uncertain", "private", 1, NOON),
    ]
    waiting = await store.report.waiting(limit=2)
    assert [(one.chat, one.state, one.since) for one in waiting] == [
        (7, "pending", NOON),
        (8, "uncertain", NOON),
    ]


async def test_stories_are_listed_by_topic_the_latest_first(store: Store):
    await add_feeds(store, 1)
    await subscribe(store, 7)
    await tell_story(store, "old", "o", at=NOON - DAY)
    await tell_story(store, "a", "s", alerts=[7], breaking=[7])
    await tell_story(store, "b", "t", topics=("war", "ports"))
    await tell_story(store, "c", "s", new=False, at=NOON + HOUR)
    war, *_ = reversed(await store.report.stories_since(NOON, limit=9))
    assert (war.topic, war.counted) == ("war", 2)
    assert [(one.story, one.articles, one.breaking) for one in war.stories] == [
        ("s", 2, True),
        ("t", 1, False),
    ]
    ports, war = await store.report.stories_since(NOON, limit=1, only="war")
    assert (ports.topic, ports.counted, ports.stories) == ("ports", 1, ())
    assert [one.story for one in war.stories] == ["s"]


async def test_a_story_comes_in_pages_with_all_who_were_told(store: Store):
    await add_feeds(store, 1)
    await subscribe(store, 7)
    await subscribe(store, -9, kind="channel")
    numbers = [await tell_story(store, "a", "s", alerts=[7, -9])]
    numbers += [await tell_story(store, name, "s", new=False) for name in "bc"]
    page = await store.report.story("s", first=0, limit=2)
    assert page is not None
    assert [one.id for one in page.articles] == numbers[:2]
    assert [match.rule for match in page.articles[0].matches] == ["drones"]
    assert [(one.chat, one.chat_kind, one.told.state) for one in page.told] == [
        (7, "private", "pending"),
        (-9, "channel", "pending"),
    ]
    rest = await store.report.story("s", first=2, limit=2)
    assert rest is not None
    assert [one.id for one in rest.articles] == numbers[2:]
    assert rest.line.articles == 3
    assert await store.report.story("none", first=0, limit=2) is None


async def test_hits_are_counted_where_they_fell_and_an_article_once(store: Store):
    await add_feeds(store, 1)
    assert await store.report.first_seen() is None
    for name, at in (("a", NOON - HOUR), ("b", NOON), ("c", NOON), ("d", NOON + HOUR)):
        await tell_story(store, name, name, at=at)
    await tell(store, "INSERT INTO matches SELECT article_id, topic, 'more', hits FROM matches")
    assert await store.report.first_seen() == NOON - HOUR
    (war,) = await store.report.hits([NOON, NOON + HOUR, NOON + 2 * HOUR])
    assert (war.topic, war.counts) == ("war", (2, 1, 0))
    assert [(one.rule, one.counts) for one in war.rules] == [
        ("drones", (2, 1, 0)),
        ("more", (2, 1, 0)),
    ]
    assert await store.report.hits([NOON + 2 * HOUR]) == ()
    # The command that draws a topic's chart counts the same.
    trend = await store.lookup.trend("war", since=NOON, until=NOON + 3 * HOUR, step=HOUR)
    assert tuple(point.articles for point in trend) == war.counts


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        (FeedQuestion(limit=9), [3, 1, 2]),
        (FeedQuestion(order=FeedOrder.TITLE, limit=9), [1, 2, 3]),
        (FeedQuestion(order=FeedOrder.NEWS, limit=9), [2, 3, 1]),
        (FeedQuestion(order=FeedOrder.SLOWEST, limit=9), [1, 2, 3]),
        (FeedQuestion(order=FeedOrder.LAST, limit=9), [1, 2, 3]),
        (FeedQuestion(order=FeedOrder.NEXT, first=1, limit=1), [2]),
        (FeedQuestion(state=FeedState.GONE, limit=9), [3]),
        (FeedQuestion(words="Вісті", limit=9), [2]),
        (FeedQuestion(words="FEED3.example", limit=9), [3]),
        (FeedQuestion(words="%", limit=9), []),
    ],
)
async def test_feeds_are_found_as_asked(store: Store, asked: FeedQuestion, found: list[int]):
    await add_feeds(store, 1, 2, 3)
    await tell(store, "UPDATE feeds SET health = 'ok'")
    await tell(
        store, "UPDATE feeds SET title = 'Gaps вісті', news = 9, watched = 86400 WHERE id = 2"
    )
    await tell(store, "UPDATE feeds SET health = 'gone', failures = 3 WHERE id = 3")
    await tell(store, "UPDATE feeds SET news = 4, watched = 86400, took = 1 WHERE id = 3")
    await tell(store, "UPDATE feeds SET took = 9 - id")
    await tell(store, "UPDATE feeds SET title = 'Feed 2 вісті' WHERE id = 2")
    page = await store.report.list_feeds(asked)
    assert [one.health.id for one in page.feeds] == found
    assert page.counted == (3 if asked.first or len(found) == 3 else len(found))


async def test_a_feed_shows_its_last_polls_and_what_it_brings_a_day(store: Store):
    await add_feeds(store, 1)
    await keep_articles(store, "a", "b")
    (before,) = (await store.report.list_feeds(FeedQuestion(limit=9))).feeds
    assert [(one.at, one.news) for one in before.fetches] == [(NOON, 2)]
    assert before.daily is None
    await tell(store, "UPDATE feeds SET news = 3, watched = 43200")
    (feed,) = (await store.report.list_feeds(FeedQuestion(limit=9))).feeds
    assert feed.daily == 6


async def test_no_question_of_the_page_reads_a_whole_table_that_grows(tmp_path: Path):
    store = open_store(address(tmp_path))
    said: list[tuple[str, object]] = []

    def note(_c, _cursor, statement: str, parameters: object, *_: object) -> None:
        if statement.startswith("SELECT"):
            said.append((statement, parameters))

    await store.database.run(
        lambda connection: event.listen(connection.engine, "before_cursor_execute", note),
        writes=False,
    )
    await add_feeds(store, 1)
    await tell_story(store, "a", "s")
    said.clear()
    await store.report.delays(since=NOON - DAY)
    await store.report.last_mishap(since=NOON - DAY)
    await store.report.queue()
    await store.report.waiting(limit=9)
    await store.report.stories_since(NOON - DAY, limit=9)
    await store.report.story("s", first=0, limit=9)
    await store.report.hits([NOON - DAY, NOON])
    await store.report.first_seen()
    asked = list(said)

    def explain(connection: Connection) -> list[str]:
        return [
            str(row[3])
            for statement, parameters in asked
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)  # type: ignore[arg-type]
        ]

    plans = await store.database.run(explain, writes=False)
    await store.close()
    grows = ("articles", "matches", "stories", "outbox", "fetches")
    whole = [
        plan
        for plan in plans
        if plan.startswith("SCAN") and plan.split()[1] in grows and "INDEX" not in plan
    ]
    assert len(asked) > 8
    assert whole == []
