"""Values as the rooms exchange them, with everything that does not matter filled in."""

import json
from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Connection, text

from bot.alerts.pace import Limits, Pace
from bot.alerts.timing import PATIENCE
from bot.alerts.turns import Turns
from bot.models import (
    Alert,
    Arrival,
    Article,
    Decision,
    Delivery,
    DeliveryKind,
    Harvest,
    Hit,
    Match,
    Outcome,
    Placement,
    StoredArticle,
    Telling,
)
from bot.models.polls import Feed, FeedSpec, FetchedFeed, NextPoll, QuietPoll
from bot.models.retention import Retention
from bot.models.wishes import Subscription
from bot.models.workers import Worker
from bot.rules.book import build_book
from bot.rules.files.topicfile import parse_topic
from bot.rules.match import Matcher
from bot.store.leases import Terms
from bot.store.outbox import Outbox, Wanted
from bot.store.store import Store
from tests.rules.builders import compile_plainly

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


class ManualClock:
    """A clock that stands still until it is moved."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> datetime:
        self.now += by
        return self.now


def address(folder: Path) -> str:
    return f"sqlite:///{folder / 'tocsin.db'}"


def build_feed(number: int = 1, **given: object) -> Feed:
    usual: dict[str, object] = {
        "id": number,
        "url": f"https://feed{number}.example/rss",
        "title": f"Feed {number}",
        "language": "en",
        "interval": None,
        "fast": False,
        "etag": None,
        "last_modified": None,
        "body_hash": None,
        "last_good": None,
        "adapted": None,
        "failures": 0,
    }
    return Feed(**{**usual, **given})  # type: ignore[arg-type]


def build_article(name: str = "a", **given: object) -> Article:
    usual: dict[str, object] = {
        "guid": f"guid-{name}",
        "link": f"https://news.example/{name}",
        "title": f"Drones reach the harbour {name}",
        "summary": f"What is known of {name}.",
        "published": NOON - timedelta(minutes=5),
        "language": "en",
        "keys": (f"g:{name}", f"l:{name}"),
        "link_key": f"https://news.example/{name}",
    }
    return Article(**{**usual, **given})  # type: ignore[arg-type]


def build_fetched(body: bytes | None = b"body", **given: object) -> FetchedFeed:
    usual: dict[str, object] = {
        "url": "https://feed1.example/rss",
        "status": 200,
        "body": body,
        "body_hash": body,
        "content_type": "text/xml",
        "etag": '"one"',
        "last_modified": "yesterday",
    }
    return FetchedFeed(**{**usual, **given})  # type: ignore[arg-type]


def build_poll(
    feed: int,
    *,
    plan: NextPoll,
    now: datetime = NOON,
    error: str = "",
    validators: tuple[str | None, str | None] | None = None,
) -> QuietPoll:
    """A poll that brought nothing: the known body with these validators, a 304, or an error."""
    etag, last_modified = validators or (None, None)
    status = 200 if validators else 304
    fetched = build_fetched(status=status, body=None, etag=etag, last_modified=last_modified)
    return QuietPoll(
        feed=build_feed(feed),
        fetched=None if error else fetched,
        error=error,
        plan=plan,
        now=now,
    )


def build_harvest(
    feed: Feed,
    articles: Iterable[Article],
    *,
    arrival: Arrival = Arrival.FRESH,
    seen_again: tuple[str, ...] = (),
    now: datetime = NOON,
) -> Harvest:
    return Harvest(
        feed=feed,
        fetched=build_fetched(),
        title="Own title",
        arrivals=tuple((article, arrival) for article in articles),
        seen_again=seen_again,
        plan=NextPoll(at=now + HOUR, adapted=HOUR),
    )


def build_match(topic: str = "war", rule: str = "drones") -> Match:
    hit = Hit(term="drone*", field="title", start=0, end=6, words="Drones")
    return Match(topic=topic, rule=rule, hits=(hit,))


def build_alert(**given: object) -> Alert:
    usual: dict[str, object] = {
        "topics": ("war",),
        "headline": "Drones reach the harbour",
        "link": "https://news.example/a",
        "source": "Feed 1",
        "published": NOON,
        "summary": "Two drones were seen.",
        "hits": (),
    }
    return Alert(**{**usual, **given})  # type: ignore[arg-type]


def build_delivery(**given: object) -> Delivery:
    usual: dict[str, object] = {
        "id": 1,
        "chat": 7,
        "chat_kind": "private",
        "kind": DeliveryKind.ALERT,
        "story": "s",
        "alert": build_alert(),
        "created": NOON,
        "attempts": 1,
        "doubtful": False,
        "message_id": None,
    }
    return Delivery(**{**usual, **given})  # type: ignore[arg-type]


def build_decision(
    stored: StoredArticle,
    story: str = "s",
    *,
    alerts: Iterable[int] = (),
    updates: Iterable[int] = (),
    duplicates: Iterable[int] = (),
    topics: tuple[str, ...] = ("war",),
    new: bool = True,
    breaking: Collection[int] = (),
    ringing: Collection[int] = (),
    adds: str = "",
    key: str = "",
    **timing: object,
) -> Decision:
    """What follows from an article of a story: who gets the alert, who was told before.

    `breaking`: to whom the story breaks with it; `ringing`: whose update rings; `timing`: how
    alerts are told (at, digest, late, silent, thread).
    """
    alert = build_alert(
        topics=topics,
        headline=stored.article.title,
        source=stored.source,
        link="https://x.example/",
    )

    def build_telling(chat: int, outcome: Outcome) -> Telling:
        breaks, update = chat in breaking, outcome is Outcome.UPDATE
        return Telling(
            chat=chat,
            outcome=outcome,
            topics=topics,
            alert=None
            if outcome is Outcome.DUPLICATE
            else replace(alert, breaking=breaks and (chat in ringing or not update)),
            breaking=breaks,
            **{"silent": update and chat not in ringing, **({} if update else timing)},  # type: ignore[arg-type]
        )

    return Decision(
        article=stored,
        matches=tuple(build_match(topic) for topic in topics),
        placement=Placement(
            story=story,
            new=new,
            reason="new" if new else "title 93",
            score=0.0 if new else 93.0,
            adds=adds,
            key=key,
        ),
        tellings=(
            *(build_telling(chat, Outcome.ALERT) for chat in alerts),
            *(build_telling(chat, Outcome.UPDATE) for chat in updates),
            *(build_telling(chat, Outcome.DUPLICATE) for chat in duplicates),
        ),
    )


def subscriptions(*pairs: tuple[str, int], **given: object) -> tuple[Subscription, ...]:
    """Pairs of topic and chat as subscriptions, from before any article."""
    usual: dict[str, object] = {"since": NOON - timedelta(days=1), **given}
    return tuple(
        Subscription(topic=topic, chat=chat, **usual)  # type: ignore[arg-type]
        for topic, chat in pairs
    )


def build_matcher(**terms: str) -> Matcher:
    """A matcher of topics, each with one rule over one term: build_matcher(war="drone*")."""
    book = build_book(
        parse_topic(
            f"topic: {name}\ntitle: {name.title()}\ndescription: about {name}\n"
            f"rules:\n  - name: only\n    any: ['{term}']\n".encode(),
            f"{name}.yaml",
        )
        for name, term in terms.items()
    )
    return Matcher(compile_plainly(book))


async def add_feeds(store: Store, *numbers: int, now: datetime = NOON) -> None:
    """List feeds with the numbers 1, 2, ... so that they get these numbers as ids too."""
    specs = [
        FeedSpec(url=f"https://feed{number}.example/rss", title=f"Feed {number}")
        for number in numbers
    ]
    await store.feeds.sync(specs, now=now)


WORKER = "worker-1"


def build_worker(**given: object) -> Worker:
    usual: dict[str, object] = {
        "id": WORKER,
        "machine": "m",
        "pid": 7,
        "roles": ("poll", "send"),
        "version": "1.0",
        "started": NOON,
        "at": NOON,
    }
    return Worker(**{**usual, **given})  # type: ignore[arg-type]


async def claim_due(
    store: Store,
    *,
    now: datetime,
    lease: timedelta = timedelta(minutes=15),
    hosts: int = 999,
    unless_since: datetime | None = None,
    worker: str = WORKER,
) -> tuple[tuple[Feed, ...], ...]:
    """Claim what is due for a worker, grouped by host."""
    due = await store.feeds.due_hosts(now=now, most=hosts, unless_since=unless_since)
    terms = Terms(worker=worker, lease=lease)
    claimed = await store.feeds.claim(due, terms, now=now, unless_since=unless_since)
    return tuple(feeds for _, feeds in claimed)


async def keep_articles(
    store: Store, *names: str, feed: int = 1, now: datetime = NOON
) -> tuple[StoredArticle, ...]:
    """Store articles as news of a feed that is listed; return all that await a decision."""
    articles = [build_article(name) for name in names]
    await store.archive.keep(build_harvest(build_feed(feed), articles, now=now), now=now)
    return await store.archive.undecided(limit=1_000)


async def subscribe(store: Store, *chats: int, topic: str = "war", kind: str = "private") -> None:
    for chat in chats:
        await store.chats.meet(chat, kind, now=NOON)
        await store.chats.subscribe(chat, topic, now=NOON)


# A test of what only SQLite does.
on_sqlite = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


async def ask(store: Store, sql: str) -> list[tuple[object, ...]]:
    """Rows of a query, to look behind the store's own words."""

    def run(connection: Connection) -> list[tuple[object, ...]]:
        return [tuple(row) for row in connection.execute(text(sql))]

    return await store.database.run(run, writes=False)


async def find_broken_references(store: Store) -> list[tuple[object, ...]]:
    """Rows that name others which are not there; PostgreSQL has none ever."""
    on_sqlite = store.database.dialect == "sqlite"
    return await ask(store, "PRAGMA foreign_key_check") if on_sqlite else []


async def break_on(store: Store, event: str, table: str, *, when: str = "true") -> None:
    """Let every change of this kind fail from now on: "INSERT", or "UPDATE OF column".

    `when`: a condition over the new row. The database says "disk full".
    """
    trigger = f"CREATE TRIGGER broken BEFORE {event} ON {table} FOR EACH ROW WHEN ({when})"
    if store.database.dialect == "sqlite":
        await tell(store, f"{trigger} BEGIN SELECT raise(ABORT, 'disk full'); END")
        return
    fail = "BEGIN RAISE EXCEPTION 'disk full'; END"
    await tell(store, f"CREATE FUNCTION break() RETURNS trigger LANGUAGE plpgsql AS $$ {fail} $$")
    await tell(store, f"{trigger} EXECUTE FUNCTION break()")


async def mend(store: Store) -> None:
    """Let nothing fail any more, if anything did."""
    on_sqlite = store.database.dialect == "sqlite"
    what = "TRIGGER IF EXISTS broken" if on_sqlite else "FUNCTION IF EXISTS break() CASCADE"
    await tell(store, f"DROP {what}")


def as_json(value: object) -> Any:
    """A JSON value as a database has it: SQLite as text."""
    return json.loads(value) if isinstance(value, str) else value


def as_time(value: object) -> datetime:
    """A time as a database has it: SQLite as text, without its zone."""
    return (
        value
        if isinstance(value, datetime)
        else datetime.fromisoformat(str(value)).replace(tzinfo=UTC)
    )


async def tell(store: Store, sql: str) -> None:
    """Write to the database behind the store's back."""

    def run(connection: Connection) -> None:
        connection.execute(text(sql))

    await store.database.run(run, writes=True)


async def sweep_all(
    store: Store, *, now: datetime, keep: timedelta, **kinds: timedelta | None
) -> list[int]:
    """Sweep all that is too old; returns what went in each bite."""
    retention, bites = Retention(articles=keep, **kinds), []
    while bite := await store.sweeping.sweep(retention, now=now):
        bites.append(bite)
    return bites


def patient_turns() -> Turns:
    """Turns for which nobody waits."""
    at_once = Limits(rate=1000, private=timedelta(), group=timedelta())
    return Turns(Pace(at_once), clock=lambda: datetime.now(UTC))


async def claim_one(
    outbox: Outbox,
    *,
    now: datetime,
    busy: Collection[int],
    terminal: bool,
    patience: timedelta = PATIENCE,
) -> Delivery | None:
    """Return the next delivery alone, or None when nothing is due."""
    wanted = Wanted(most=1, busy=busy, terminal=terminal, patience=patience)
    claimed = await outbox.exchange((), wanted, now=now)
    return claimed[0] if claimed else None
