"""Rows of invented news: feeds, stories with their articles and alerts, what waits."""

import random
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert

from bot.models.watches import PREFIX
from bot.store.schema import (
    articles,
    chats,
    feedback,
    feeds,
    fetches,
    matches,
    outbox,
    stories,
    subscriptions,
)
from tests.builders import NOON
from tests.web.samples import HEADLINES, SOURCES, TOPICS, TROUBLES

NOW = NOON + timedelta(hours=2, minutes=24)
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


def add_feed(connection: Connection, number: int, title: str, **given: object) -> None:
    usual: dict[str, object] = {
        "id": number,
        "url": f"https://feed{number}.example/rss",
        "host": f"feed{number}.example",
        "title": title,
        "language": "en",
        "fast": False,
        "adapted": timedelta(minutes=5 + number % 7 * 4),
        "next_poll": NOW + timedelta(minutes=number % 13 - 1, seconds=20),
        "last_poll": NOW - timedelta(minutes=number % 9),
        "last_good": NOW - timedelta(minutes=number % 9),
        "last_new": NOW - timedelta(minutes=number % 50),
        "health": "ok",
        "news": float(3 + number * 37 % 60),
        "watched": DAY,
        "took": timedelta(seconds=0.3),
        "longest": timedelta(hours=9),
    }
    connection.execute(insert(feeds), usual | given)


def add_chats(connection: Connection) -> None:
    """The three that are told, with all topics."""
    for chat, kind in ((1_204_118, "private"), (77_310_552, "group"), (-1_001_894_400, "channel")):
        connection.execute(
            insert(chats), {"id": chat, "kind": kind, "allowed": True, "open": True, "met": NOW}
        )
        connection.execute(
            insert(subscriptions),
            [{"chat_id": chat, "topic": topic, "since": NOW - 30 * DAY} for topic in TOPICS],
        )


def add_story(
    connection: Connection,
    number: int,
    headline: str,
    *,
    topics: tuple[tuple[str, str], ...],
    seen: tuple[datetime, ...],
    sources: tuple[tuple[int, str], ...],
    link: str = "https://news.example/{}",
) -> str:
    """A story of as many articles as there are moments; returns its id."""
    story = f"{number:032x}"
    names = tuple(dict.fromkeys(sources[place % len(sources)][1] for place in range(len(seen))))
    connection.execute(
        insert(stories),
        {
            "id": story,
            "headline": headline,
            "first_seen": seen[0],
            "last_seen": seen[-1],
            "articles": len(seen),
            "sources": names,
        },
    )
    for place, at in enumerate(seen):
        added = connection.execute(
            insert(articles),
            {
                "feed_id": sources[place % len(sources)][0],
                "link_key": f"https://news.example/{number}/{place}",
                "guid": f"{number}/{place}",
                "link": link.format(f"{number}/{place}"),
                "title": headline if not place else f"{headline}, says the coast guard",
                "summary": "What is known so far.",
                "author": "",
                "language": "en",
                "published": at - timedelta(minutes=2, seconds=number % 50 * 7),
                "seen": at,
                "arrival": "fresh",
                "undecided": False,
                "decided": at + timedelta(seconds=0.4),
                "story_id": story,
                "reason": "title 91" if place else "new",
                "score": 91.0 if place else 0.0,
            },
        )
        key = added.inserted_primary_key
        assert key is not None
        article: int = key[0]
        word = headline.split(maxsplit=1)[0]
        hit = {"term": word, "field": "title", "start": 0, "end": len(word), "words": word}
        connection.execute(
            insert(matches),
            [
                {"article_id": article, "topic": topic, "rule": rule, "hits": [hit]}
                for topic, rule in topics
            ],
        )
        if not place:
            add_alerts(connection, story, article, at, number, topics)
    return story


def add_alerts(
    connection: Connection,
    story: str,
    article: int,
    at: datetime,
    number: int,
    topics: tuple[tuple[str, str], ...],
) -> None:
    rows = []
    for chat in (1_204_118, 77_310_552, -1_001_894_400):
        recent = NOW - at < 5 * MINUTE and chat == 77_310_552
        rows.append(
            {
                "chat_id": chat,
                "story_id": story,
                "kind": "alert",
                "alert": None,
                "article_id": article,
                "silent": False,
                "breaking": number % 11 == 3,
                "digest": False,
                "late": False,
                "topics": [topic for topic, _ in topics],
                "state": "pending" if recent else "sent",
                "reason": None,
                "attempts": 0 if recent else 1,
                "doubtful": False,
                "not_before": at,
                "created": at,
                "sent": None if recent else at + timedelta(seconds=1 + number % 8),
            }
        )
    connection.execute(insert(outbox), rows)


def add_waiting(connection: Connection) -> None:
    """Deliveries of every state: on their way, asked for later, and tried before."""
    usual = {"kind": "update", "alert": None, "topics": ["energy"], "silent": True}
    connection.execute(
        insert(outbox),
        [
            usual
            | {
                "chat_id": chat,
                "story_id": f"{number:032x}",
                "state": state,
                "reason": reason,
                "attempts": attempts,
                "not_before": NOW + later,
                "created": NOW - number * MINUTE,
            }
            for number, (chat, state, reason, attempts, later) in enumerate(
                (
                    (1_204_118, "sending", None, 1, -MINUTE),
                    (77_310_552, "uncertain", "Telegram did not answer in 20 s", 1, 2 * MINUTE),
                    (77_310_552, "pending", "Too Many Requests: retry after 38", 2, MINUTE / 2),
                    (-1_001_894_400, "pending", None, 0, 5 * HOUR),
                    (-1_001_894_400, "pending", None, 0, 5 * HOUR),
                ),
                start=1,
            )
        ],
    )


def fill(connection: Connection) -> None:
    """Twelve feeds, three chats, and two weeks of stories."""
    chance = random.Random(7)
    for number, title in enumerate(SOURCES, 1):
        state, error, failures = TROUBLES.get(number, ("ok", None, 0))
        given: dict[str, object] = {"health": state, "error": error, "failures": failures}
        if failures:
            given |= {"failing_since": NOW - HOUR * failures, "last_good": NOW - HOUR * failures}
        if state == "silent":
            given |= {"last_new": NOW - 5 * DAY}
        if state == "slow":
            given |= {"took": timedelta(seconds=8)}
        add_feed(connection, number, title, **given)
        connection.execute(
            insert(fetches),
            [
                {
                    "feed_id": number,
                    "slot": slot,
                    "at": NOW - (30 - slot) * 10 * MINUTE,
                    "status": 200,
                    "size": 20_000,
                    "took": timedelta(seconds=0.3),
                    "news": chance.choice((0, 0, 1, 2, 5)) if state != "silent" and not bad else 0,
                    "error": error or "" if bad else "",
                }
                for slot in range(30)
                for bad in [slot >= 30 - failures]
            ],
        )
    add_chats(connection)
    sources = tuple(enumerate(SOURCES, 1))
    moments = sorted(
        NOW - timedelta(days=14 * chance.random() ** 1.6, minutes=1) for _ in range(240)
    )
    for number, at in enumerate(moments):
        topic, rule, headline = HEADLINES[number % len(HEADLINES)]
        later = sorted(at + (NOW - at) * min(1.0, chance.random() / 4) for _ in range(number % 6))
        start = chance.randrange(len(sources))
        watched = ((f"{PREFIX}1", "secret words"),) if number % 9 == 0 else ()
        add_story(
            connection,
            number,
            headline,
            topics=((topic, rule), *watched),
            seen=(at, *later),
            sources=sources[start:] + sources[:start],
        )
    add_waiting(connection)
    connection.execute(
        insert(feedback),
        [
            {
                "chat_id": 1_204_118,
                "story_id": f"{number:032x}",
                "kind": kind,
                "at": NOW - number * HOUR,
                "headline": "x",
                "summary": "x",
                "link": "",
                "source": "x",
                "matches": [{"topic": "ports", "rule": "strikes", "hits": []}],
                "twins": [],
            }
            for number, kind in ((1, "irrelevant"), (2, "irrelevant"), (3, "duplicate"))
        ],
    )
