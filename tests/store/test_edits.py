"""A feed shows a known article under another headline: what it changes, and what it never does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.errors import DatabaseError
from bot.feeds.arrival import find_edited
from bot.models import Arrival, DeliveryKind, Hit
from bot.store.edits import YOUNG
from bot.store.outbox import PAUSE
from tests.builders import (
    HOUR,
    NOON,
    add_feeds,
    as_json,
    ask,
    break_on,
    build_article,
    build_decision,
    build_feed,
    build_harvest,
    claim_one,
    keep_articles,
    mend,
    subscribe,
    tell,
)

MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)
NEW = {"title": "Drones leave the harbour", "summary": "They left.", "body": "All of it."}


@pytest.fixture
async def told(store):
    """A store with a feed and two chats, one of them the terminal, that are told the story s."""
    await add_feeds(store, 1, 2)
    await subscribe(store, 7)
    await subscribe(store, 0, kind="terminal")
    (stored,) = await keep_articles(store, "a")
    await decide(store, stored, "s", alerts=[7, 0])
    return store


async def decide(store, stored, story, *, hits=(), **given):
    decision = build_decision(stored, story, **given)
    summary = stored.article.summary
    tellings = tuple(
        replace(
            telling, alert=telling.alert and replace(telling.alert, summary=summary, hits=hits)
        )
        for telling in decision.tellings
    )
    await store.archive.decide([replace(decision, tellings=tellings)], now=NOON)
    await tell(
        store,
        f"UPDATE outbox SET article_id = {stored.id} WHERE kind = 'alert' AND article_id IS NULL",
    )


async def show(store, *articles, feed=1, now=NOON + HOUR):
    """Poll a feed that shows these known articles; returns how many await a decision."""
    keys = [key for article in articles for key in article.keys]
    known = await store.archive.known_keys(feed, keys)
    harvest = build_harvest(build_feed(feed), [], now=now)
    harvest = replace(harvest, edited=find_edited(articles, known))
    return await store.archive.keep(harvest, now=now)


def edited(name="a", **given):
    return build_article(name, **{**NEW, **given})


async def send_all(store, *, now=NOON):
    """Send what is due; returns the kind, chat and headline of each delivery."""
    found = []
    for terminal in (False, True):
        while one := await claim_one(store.outbox, now=now, busy=[], terminal=terminal):
            await store.outbox.sent(one.id, message_id=one.message_id or 40 + one.id, now=now)
            found.append((one.kind, one.chat, one.alert.headline))
    return found


async def shown_hits(store):
    ((alert,),) = await ask(store, "SELECT alert FROM outbox")
    return [Hit(**hit) for hit in as_json(alert)["hits"]]


async def headlines(store, table="articles", column="title"):
    return [row[0] for row in await ask(store, f"SELECT {column} FROM {table} ORDER BY id")]


# ---------------------------------------------------------------- what it changes


async def test_the_article_its_story_and_its_alerts_are_edited_and_nothing_rings(told):
    await send_all(told)
    assert await show(told, edited()) == 0
    assert await ask(told, "SELECT title, summary, body, undecided FROM articles") == [
        (*NEW.values(), 0)
    ]
    assert await headlines(told, "stories", "headline") == [NEW["title"]]
    later = NOON + HOUR + PAUSE
    assert await send_all(told, now=later) == [
        (DeliveryKind.EDIT, 7, NEW["title"]),
        (DeliveryKind.EDIT, 0, NEW["title"]),
    ]
    assert await ask(told, "SELECT count(*) FROM outbox WHERE kind = 'alert'") == [(2,)]


async def test_an_edit_is_made_once(told):
    await send_all(told)
    await show(told, edited())
    await send_all(told, now=NOON + 2 * HOUR)
    await show(told, edited(), now=NOON + 3 * HOUR)
    assert await send_all(told, now=NOON + DAY) == []


async def test_a_headline_that_comes_in_a_wrong_encoding_now_and_then_changes_nothing(store):
    right, wrong = (build_article("a", title=f"Kyiv{sign}s harbour") for sign in "’?")
    await add_feeds(store, 1)
    await subscribe(store, 7)
    (stored,) = await keep_articles(store, "a")
    await decide(store, stored, "s", alerts=[7])
    await send_all(store)
    await show(store, right)
    assert len(await send_all(store, now=NOON + 2 * HOUR)) == 1
    for hour in (3, 5):
        await show(store, wrong, now=NOON + hour * HOUR)
        await show(store, right, now=NOON + (hour + 1) * HOUR)
    assert await headlines(store) == [right.title]
    assert await send_all(store, now=NOON + DAY) == []


async def test_an_alert_that_still_waits_shows_the_new_headline_and_needs_no_edit(told):
    await show(told, edited(), now=NOON)
    assert await send_all(told) == [
        (DeliveryKind.ALERT, 7, NEW["title"]),
        (DeliveryKind.ALERT, 0, NEW["title"]),
    ]
    assert await send_all(told, now=NOON + DAY) == []


@pytest.mark.parametrize("state", ["sending", "uncertain"])
async def test_an_alert_that_may_be_out_already_is_edited(told, state):
    await tell(told, f"UPDATE outbox SET state = '{state}'")
    await show(told, edited())
    assert await ask(told, "SELECT count(*) FROM outbox WHERE kind = 'edit'") == [(2,)]


async def test_a_chat_that_was_closed_gets_no_edit(told):
    await send_all(told)
    await told.chats.close(7, "blocked")
    await show(told, edited())
    assert await ask(told, "SELECT chat_id FROM outbox WHERE kind = 'edit'") == [(0,)]


async def test_hits_stay_where_their_words_still_stand(store):
    await add_feeds(store, 1)
    await subscribe(store, 7)
    (stored,) = await keep_articles(store, "a")  # "Drones reach the harbour a"
    hits = [
        Hit(term="drone*", field="title", start=0, end=6, words="Drones"),
        Hit(term="harbour", field="title", start=17, end=24, words="harbour"),
        Hit(term="known", field="summary", start=8, end=13, words="known"),
        Hit(term="known", field="body", start=0, end=5, words="Known"),
    ]
    await decide(store, stored, "s", alerts=[7], hits=tuple(hits))
    await show(store, edited(title="Drones leave our harbour", summary="Known.", body=""))
    assert await shown_hits(store) == hits[:2]
    await show(store, edited(title="Drones have left the harbour"))
    assert await shown_hits(store) == hits[:1]


async def test_a_later_article_changes_neither_the_headline_nor_what_others_say(told):
    await send_all(told)
    later = (await keep_articles(told, "b", feed=2))[-1]
    await subscribe(told, 8)
    await decide(told, later, "s", alerts=[8], new=False)
    await send_all(told)
    (headline,) = await headlines(told, "stories", "headline")
    await show(told, edited("b"), feed=2)
    assert await headlines(told, "stories", "headline") == [headline]
    assert await send_all(told, now=NOON + DAY) == [
        (DeliveryKind.EDIT, 7, headline),  # for the new source, written before
        (DeliveryKind.EDIT, 8, NEW["title"]),
    ]


# ---------------------------------------------------------------- how often


async def test_a_feed_that_changes_its_headlines_all_the_time_is_no_storm(told):
    await send_all(told)
    seen = []
    for minute in range(30):
        now = NOON + HOUR + minute * MINUTE
        assert await show(told, edited(title=f"Drones {minute}"), now=now) == 0
        assert await ask(
            told, "SELECT max(n) FROM (SELECT count(*) n FROM outbox"
            " WHERE kind = 'edit' AND state = 'pending' GROUP BY chat_id) AS waiting",
        ) in ([(1,)], [(None,)])  # fmt: skip
        seen += [chat for _, chat, _ in await send_all(told, now=now)]
    assert seen.count(7) <= 30 * MINUTE / PAUSE
    assert seen.count(0) == 30  # the terminal is in no hurry


# ---------------------------------------------------------------- what is no edit


async def test_a_headline_that_was_never_noted_is_noted_and_nothing_else(told):
    await send_all(told)
    await tell(told, "UPDATE sightings SET shown = NULL")
    (before,) = await headlines(told)
    await show(told, edited())
    assert await headlines(told) == [before]
    assert await send_all(told, now=NOON + DAY) == []
    await show(told, edited(title="Drones come back"))
    assert await headlines(told) == ["Drones come back"]


async def test_two_names_of_an_article_bring_one_edit(told):
    await send_all(told)
    await show(told, edited())
    await send_all(told, now=NOON + 2 * HOUR)
    other_guid = edited(guid="other", keys=("g:other", "l:a"))
    await show(told, other_guid, now=NOON + 3 * HOUR)
    assert await send_all(told, now=NOON + DAY) == []
    assert await show(told, other_guid) == 0


async def test_an_article_that_was_swept_is_edited_no_more(told):
    await tell(told, "DELETE FROM articles")
    assert await show(told, edited()) == 0
    assert await told.archive.count() == (0, 1)
    known = await told.archive.known_keys(1, ["g:a"])
    assert find_edited([edited()], known) == ()


async def test_an_edit_is_of_the_feed_that_made_it(told):
    (before,) = await headlines(told)
    other = (await keep_articles(told, "a", feed=2))[-1]
    assert other.article.title == before
    await show(told, edited(), feed=2)
    assert await headlines(told) == [before, NEW["title"]]
    assert await headlines(told, "stories", "headline") == [before]


async def test_all_edits_of_a_poll_are_made_or_none(told):
    await send_all(told)
    await break_on(told, "UPDATE OF etag", "feeds")
    with pytest.raises(DatabaseError, match="disk full"):
        await show(told, edited())
    assert NEW["title"] not in await headlines(told)
    await mend(told)
    await show(told, edited())
    assert await headlines(told) == [NEW["title"]]


# ---------------------------------------------------------------- decided again


async def decided_as_nothing(store, *, arrival=Arrival.FRESH):
    """An article that matched nothing."""
    await add_feeds(store, 1)
    harvest = build_harvest(build_feed(1), [build_article("a")], arrival=arrival)
    await store.archive.keep(harvest, now=NOON)
    for stored in await store.archive.undecided(limit=9):
        nothing = replace(build_decision(stored), matches=(), placement=None, tellings=())
        await store.archive.decide([nothing], now=NOON)


@pytest.mark.parametrize(
    ("arrival", "age", "again"),
    [
        (Arrival.FRESH, HOUR, 1),
        (Arrival.FRESH, YOUNG, 1),
        (Arrival.FRESH, YOUNG + MINUTE, 0),
        (Arrival.FRESH, -HOUR, 1),  # the clock was set back
        (Arrival.HISTORY, HOUR, 0),
        (Arrival.OLD, HOUR, 0),
        (Arrival.STORM, HOUR, 0),
    ],
)
async def test_what_matched_nothing_is_decided_again_while_it_is_news(store, arrival, age, again):
    await decided_as_nothing(store, arrival=arrival)
    assert await show(store, edited(), now=NOON + age) == again
    waiting = await store.archive.undecided(limit=9)
    assert [stored.article.title for stored in waiting] == [NEW["title"]] * again
    assert await headlines(store) == [NEW["title"]]


async def test_what_waits_for_its_decision_is_decided_once_with_its_new_headline(store):
    await add_feeds(store, 1)
    await keep_articles(store, "a")
    assert await show(store, edited()) == 0
    (stored,) = await store.archive.undecided(limit=9)
    assert stored.article.title == NEW["title"]
