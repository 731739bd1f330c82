"""Two processes at work on one PostgreSQL: each a store, with connections of its own."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import event, text

from bot.errors import DatabaseError
from bot.models import Outcome
from bot.store.leases import Terms
from bot.store.outbox import Arrived, Wanted
from bot.store.store import open_store
from tests.builders import (
    HOUR,
    NOON,
    WORKER,
    add_feeds,
    as_json,
    ask,
    build_article,
    build_decision,
    build_feed,
    build_harvest,
    claim_due,
    keep_articles,
    subscribe,
    tell,
)

CHATS = tuple(range(1, 9))
MINUTE = timedelta(minutes=1)


@pytest.fixture
async def pair(postgres_emptied):
    """Two stores over one database."""
    stores = open_store(postgres_emptied), open_store(postgres_emptied)
    yield stores
    for store in stores:
        await store.close()


async def test_what_two_workers_keep_of_one_feed_is_stored_once(pair):
    await add_feeds(pair[0], 1)
    names = [f"n{number}" for number in range(30)]
    harvest = build_harvest(build_feed(1), map(build_article, names))
    kept = await asyncio.gather(
        *(pair[turn % 2].archive.keep(harvest, now=NOON) for turn in range(8))
    )
    assert sorted(kept) == [0] * 7 + [30]
    assert await ask(pair[0], "SELECT count(*), count(DISTINCT guid) FROM articles") == [(30, 30)]


async def test_renewing_leases_and_keeping_harvests_never_wait_for_each_other_in_a_circle(pair):
    store, numbers = pair[0], range(1, 16)
    await add_feeds(store, *numbers)
    await claim_due(store, now=NOON)
    terms = Terms(worker=WORKER, lease=MINUTE)
    failures: list[object] = []
    event.listen(store.database._engine, "handle_error", failures.append)

    async def keep(feed):
        for turn in range(5):
            harvest = build_harvest(build_feed(feed), [build_article(f"{feed} {turn}")])
            await store.archive.judge_and_keep(feed, [], lambda _: harvest, now=NOON)  # noqa: B023

    async def renew():
        for _ in range(40):
            await store.feeds.renew([*numbers], terms, now=NOON)

    await asyncio.gather(*(keep(feed) for feed in reversed(numbers)), renew(), renew())
    assert not failures


async def test_no_wish_is_lost_when_many_change_at_once(pair):
    await subscribe(pair[0], 1)

    def add(language):
        return lambda wishes: replace(
            wishes, article_languages=(*wishes.article_languages, language)
        )

    wanted = {f"l{number}" for number in range(20)}
    await asyncio.gather(
        *(
            pair[turn % 2].chats.change_wishes(1, add(language))
            for turn, language in enumerate(sorted(wanted))
        )
    )
    assert set((await pair[0].chats.wishes(1)).article_languages) == wanted


async def test_a_chat_has_no_more_watches_than_it_may(pair):
    await pair[0].chats.meet(1, "private", now=NOON)
    made = await asyncio.gather(
        *(pair[n % 2].watches.watch(1, f"words {n}", most=3, now=NOON) for n in range(12))
    )
    assert sum(one is not None for one in made) == 3
    assert len(await pair[0].watches.watches_of(1)) == 3


async def test_nothing_is_written_for_a_chat_that_closes_meanwhile(pair):
    one, two = pair
    await add_feeds(one, 1)
    await subscribe(one, *CHATS)
    stored = await keep_articles(one, *(f"n{number}" for number in range(len(CHATS))))
    decisions = [build_decision(kept, f"s{kept.id}", alerts=CHATS) for kept in stored]
    await asyncio.gather(
        *(one.archive.decide([decision], now=NOON) for decision in decisions),
        *(two.chats.close(chat, "left") for chat in CHATS),
    )
    assert await ask(one, "SELECT count(*) FROM outbox WHERE state = 'pending'") == [(0,)]


async def test_no_topic_is_lost_between_deciding_and_sending(pair):
    one, two = pair
    await add_feeds(one, 1)
    await subscribe(one, *CHATS)
    (first,) = await keep_articles(one, "first")
    await one.archive.decide([build_decision(first, "s", alerts=CHATS)], now=NOON)
    later = (await keep_articles(one, *(f"n{number}" for number in range(12))))[:12]
    topics = [f"topic{number}" for number in range(len(later))]
    shown = {}

    async def send(until):
        """Send whatever is due, as a courier does, and note the topics that each chat sees."""
        now = NOON
        while True:
            over, arrived = until.done(), list[Arrived]()
            while claimed := await two.outbox.exchange(
                arrived, Wanted(most=3, busy=[], terminal=False), now=now
            ):
                shown.update({sent.chat: set(sent.alert.topics) for sent in claimed})
                arrived = [
                    Arrived(delivery=sent, message_id=sent.message_id or sent.id, at=now)
                    for sent in claimed
                ]
            if over:
                return
            now += HOUR  # an edit waits for its turn

    async def decide():
        for kept, topic in zip(later, topics, strict=True):
            again = build_decision(kept, "s", duplicates=CHATS, topics=(topic,), new=False)
            assert {telling.outcome for telling in again.tellings} == {Outcome.DUPLICATE}
            await one.archive.decide([again], now=NOON)

    await send(asyncio.gather(decide()))
    rows = await ask(one, "SELECT topics FROM outbox WHERE kind = 'alert'")
    assert [set(as_json(row[0])) for row in rows] == [{"war", *topics}] * len(CHATS)
    assert shown == {chat: {"war", *topics} for chat in CHATS}


async def test_who_stood_in_the_way_of_another_tries_again(pair):
    await subscribe(pair[0], 1, 2)
    met = asyncio.Barrier(2)
    loop = asyncio.get_running_loop()
    runs = []

    def change(first, second):
        def run(connection):
            said = text("UPDATE chats SET kind = kind || :mark WHERE id = :chat")
            runs.append(first)
            connection.execute(said, {"chat": first, "mark": str(first)})
            if runs.count(first) == 1:  # both hold what the other wants
                asyncio.run_coroutine_threadsafe(met.wait(), loop).result()
            connection.execute(said, {"chat": second, "mark": str(first)})

        return run

    await asyncio.gather(
        pair[0].database.run(change(1, 2), writes=True),
        pair[1].database.run(change(2, 1), writes=True),
    )
    assert len(runs) > 2  # who begins anew at once may stand in the way once more
    rows = await ask(pair[0], "SELECT kind FROM chats")
    assert ["".join(sorted(str(row[0]))) for row in rows] == ["".join(sorted("private12"))] * 2


@pytest.mark.parametrize("how", ["cut", "fast", "immediate"])
async def test_a_lost_connection_is_one_error_and_the_next_query_works(postgres, pair, how):
    store = pair[0]
    await subscribe(store, *CHATS)
    # All its connections are open.
    await asyncio.gather(*(ask(store, "SELECT pg_sleep(0.05)") for _ in range(4)))
    if how == "cut":
        postgres.cut_connections()
    else:
        postgres.restart(how)
    with pytest.raises(DatabaseError, match="the database failed"):
        await tell(store, "UPDATE chats SET open = false")
    assert await ask(store, "SELECT count(*) FROM chats WHERE open") == [(len(CHATS),)]
    await asyncio.gather(*(store.chats.close(chat, "left") for chat in CHATS))
    assert await ask(store, "SELECT count(*) FROM chats WHERE open") == [(0,)]
