"""What is kept, page by page: each row once, oldest first, on both databases."""

from collections.abc import AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from bot.models import Alert, Article, Decision, Match, Outcome, Placement, Telling
from bot.models.polls import FeedSpec
from bot.store import exporting
from bot.store.exporting import Exports
from bot.store.store import Store, open_store
from tests.builders import (
    HOUR,
    NOON,
    address,
    build_alert,
    build_article,
    build_feed,
    build_harvest,
    build_match,
)

CHAT = 7


@pytest.fixture(params=["a file", "a server"])
async def store(request: pytest.FixtureRequest, tmp_path) -> AsyncIterator[Store]:
    server = request.param == "a server"
    store = open_store(request.getfixturevalue("postgres_url") if server else address(tmp_path))
    await store.feeds.sync([FeedSpec(url="https://feed1.example/rss", title="Desk")], now=NOON)
    await store.chats.meet(CHAT, "private", now=NOON)
    await store.chats.subscribe(CHAT, "war", now=NOON)
    yield store
    await store.close()


async def keep(store: Store, *articles: Article, now: datetime = NOON) -> None:
    await store.archive.keep(build_harvest(build_feed(1), articles), now=now)


async def decide(
    store: Store, *, matches: tuple[Match, ...] = (build_match(),), now: datetime = NOON
) -> None:
    """Make a story of its own of each article that awaits a decision, and tell the chat."""
    undecided = await store.archive.undecided(limit=1_000)
    alert: Alert = build_alert()
    await store.archive.decide(
        [
            Decision(
                article=one,
                matches=matches,
                placement=Placement(story=f"s{one.id:04}", new=True, reason="new", score=100.0),
                tellings=(
                    Telling(chat=CHAT, outcome=Outcome.ALERT, topics=("war",), alert=alert),
                ),
            )
            for one in undecided
        ],
        now=now,
    )


async def read_all(read: Callable[..., Any], since: datetime) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    while page := await read(since, rows[-1] if rows else None):
        rows += page
    return rows


async def test_an_article_comes_with_its_story_and_why_it_matched(store: Store):
    await keep(store, build_article("a", body="All of it.", author="Ann"))
    await decide(store)
    (row,) = await read_all(Exports(store.database).articles, NOON)
    assert row == {
        "id": row["id"],
        "feed": "Desk",
        "title": "Drones reach the harbour a",
        "link": "https://news.example/a",
        "summary": "What is known of a.",
        "body": "All of it.",
        "published": NOON - timedelta(minutes=5),
        "lang": "en",
        "author": "Ann",
        "guid": "guid-a",
        "feed_url": "https://feed1.example/rss",
        "seen": NOON,
        "arrival": "fresh",
        "story": f"s{row['id']:04}",
        "reason": "new",
        "score": 100.0,
        "matches": [{"topic": "war", "rule": "drones", "words": ["Drones"]}],
    }


async def test_an_article_without_a_date_is_dated_by_when_it_came(store: Store):
    await keep(store, build_article("a", published=None), now=NOON + HOUR)
    (row,) = await read_all(Exports(store.database).articles, NOON)
    assert row["published"] == row["seen"] == NOON + HOUR


async def test_every_row_comes_once_and_in_order_over_many_pages(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(exporting, "PAGE", 3)
    for number in range(10):
        await keep(store, build_article(f"n{number}"), now=NOON + number * HOUR / 4)
    await decide(store)
    exports = Exports(store.database)
    for read in (exports.articles, exports.stories, exports.alerts):
        rows = await read_all(read, NOON)
        assert len({row["id"] for row in rows}) == len(rows) == 10
        assert [row["id"] for row in rows] == sorted(row["id"] for row in rows)


async def test_stories_of_one_moment_are_told_apart_at_the_border_of_a_page(
    store: Store, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(exporting, "PAGE", 2)
    await keep(store, *(build_article(f"n{number}") for number in range(5)))
    await decide(store)
    rows = await read_all(Exports(store.database).stories, NOON)
    assert [row["last_seen"] for row in rows] == [NOON] * 5
    assert len({row["id"] for row in rows}) == 5


async def test_what_is_older_is_left_out(store: Store):
    await keep(store, build_article("a"))
    await decide(store)
    await keep(store, build_article("b"), now=NOON + HOUR)
    await decide(store, now=NOON + HOUR)
    exports = Exports(store.database)
    later = NOON + timedelta(minutes=1)
    for read in (exports.articles, exports.stories, exports.alerts):
        assert len(await read_all(read, later)) == 1
        assert await read_all(read, NOON + 2 * HOUR) == []


async def test_an_alert_says_to_whom_what_and_what_became_of_it(store: Store):
    await keep(store, build_article("a"))
    await decide(store)
    (row,) = await read_all(Exports(store.database).alerts, NOON)
    told = {name: row[name] for name in ("chat", "kind", "topics", "headline", "state", "sent")}
    assert told == {
        "chat": CHAT,
        "kind": "alert",
        "topics": ["war"],
        "headline": build_alert().headline,
        "state": "pending",
        "sent": None,
    }
