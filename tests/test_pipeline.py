"""Polling a real server, and deciding what it brought."""

from datetime import timedelta

import pytest

from bot.errors import DatabaseError
from bot.models import Placement
from bot.pipeline import Memory, decide_undecided, rebuild_memory
from bot.polling.poll import poll_feed
from bot.store.store import open_store
from bot.stories.bursts import Habits
from bot.stories.window import StoryWindow
from tests.builders import (
    NOON,
    ManualClock,
    add_feeds,
    address,
    ask,
    build_matcher,
    claim_one,
    keep_articles,
    subscribe,
    sweep_all,
    tell,
)
from tests.newsroom import open_desk, write_feed

DAY = timedelta(days=1)


@pytest.fixture
async def store(tmp_path):
    store = open_store(address(tmp_path))
    yield store
    await store.close()


@pytest.fixture
async def desk(tmp_path):
    async with open_desk(address(tmp_path)) as desk:
        await desk.list_feeds(desk.url())
        yield desk


async def stored(desk):
    rows = await ask(desk.store, "SELECT guid, arrival FROM articles ORDER BY id")
    return [(str(guid).removeprefix("id-"), arrival) for guid, arrival in rows]


# ---------------------------------------------------------------- poll_feed


async def test_the_first_poll_is_history_and_the_next_item_is_news(desk):
    desk.room.write("b", "a")
    assert await desk.poll() == 0
    desk.room.write("c", "b", "a")
    assert await desk.poll() == 1
    assert await stored(desk) == [("a", "history"), ("b", "history"), ("c", "fresh")]
    assert [status for _, status in desk.room.asked] == [200, 200]
    (waiting,) = await desk.store.archive.undecided(limit=9)
    assert (waiting.article.title, waiting.source) == ("Drones near c", "Own")


@pytest.mark.parametrize("etags", [True, False], ids=["304", "same body"])
async def test_a_second_poll_of_the_same_feed_is_silent(desk, etags):
    desk.room.etags = etags
    desk.room.write("a")
    await desk.poll()
    before = await stored(desk)
    for _ in range(3):
        assert await desk.poll() == 0
    assert await stored(desk) == before
    assert {status for _, status in desk.room.asked[1:]} == {304 if etags else 200}
    (good,) = await ask(desk.store, "SELECT last_good = last_poll, failures FROM feeds")
    assert good == (1, 0)


async def test_a_feed_that_changes_without_news_is_silent(desk):
    desk.room.write("a", "b")
    await desk.poll()
    desk.room.write("b")
    assert await desk.poll() == 0
    desk.room.write("b", "a")
    assert await desk.poll() == 0
    assert len(await stored(desk)) == 2


async def test_ever_changing_guids_are_no_news(desk):
    for round_ in range(4):
        items = [(f"{round_}-{n}", f"https://n.example/{n}", f"Title {n}") for n in range(3)]
        desk.room.bodies["/feed"] = write_feed(items)
        assert await desk.poll() == 0
    assert len(await stored(desk)) == 3


async def test_ever_changing_links_are_no_news(desk):
    for round_ in range(4):
        items = [(f"{n}", f"https://n.example/{n}/{round_}", f"Title {n}") for n in range(3)]
        desk.room.bodies["/feed"] = write_feed(items)
        assert await desk.poll() == 0
    assert len(await stored(desk)) == 3


def show_headlines(desk, *titles, round_=""):
    """Have the feed show items with these headlines; `round_` makes other guids of them."""
    items = [(f"{round_}{n}", f"https://n.example/{n}", title) for n, title in enumerate(titles)]
    desk.room.bodies["/feed"] = write_feed(items)


async def read_headlines(desk):
    return [title for (title,) in await ask(desk.store, "SELECT title FROM articles ORDER BY id")]


async def test_an_edited_headline_is_stored_and_is_no_news(desk):
    show_headlines(desk, "One is hurt", "Rain")
    await desk.poll()
    show_headlines(desk, "Two are hurt", "Rain")
    assert await desk.poll() == 0
    assert await read_headlines(desk) == ["Rain", "Two are hurt"]
    assert await desk.store.archive.undecided(limit=9) == ()


async def test_a_headline_in_other_case_or_spacing_stays_as_it_was(desk):
    show_headlines(desk, "Two are hurt")
    await desk.poll()
    show_headlines(desk, "TWO ARE  hurt")
    await desk.poll()
    assert await read_headlines(desk) == ["Two are hurt"]


async def test_an_edited_headline_can_make_it_news(desk):
    show_headlines(desk, "Noise at night", "a", "b")
    await desk.poll()
    show_headlines(desk, "Noise at night", "a", "b", "Fire in the harbour")
    assert await desk.poll() == 1
    await subscribe(desk.store, 7)
    await decide(desk.store)
    assert await desk.store.outbox.states() == ()
    show_headlines(desk, "Noise at night", "a", "b", "Drones set the harbour on fire")
    assert await desk.poll() == 1
    await decide(desk.store)
    delivery = await claim_one(desk.store.outbox, now=desk.clock.now, busy=[], terminal=False)
    assert delivery is not None
    assert delivery.alert.headline == "Drones set the harbour on fire"


@pytest.mark.parametrize("guids", ["same guids", "other guids"])
async def test_headlines_and_guids_that_change_at_every_poll_ring_once(desk, guids):
    titles = [f"Drones near town {n}" for n in range(5)]
    show_headlines(desk, "History", *titles[:1])
    await desk.poll()
    await subscribe(desk.store, 7)
    memory = remember_nothing()
    for poll in range(8):
        round_ = f"{poll}-" if guids == "other guids" else ""
        changed = [f"{title}, {poll} hours later" for title in titles]
        show_headlines(desk, "History", *changed, round_=round_)
        await desk.poll()
        await decide(desk.store, memory=memory)
    changed = [f"{title}, 7 hours later" for title in titles]
    assert sorted(await read_headlines(desk)) == [*changed, "History"]
    alerts = await ask(
        desk.store, "SELECT json_extract(alert, '$.headline') FROM outbox WHERE kind = 'alert'"
    )
    assert len(alerts) <= 4
    assert all(str(headline).endswith("7 hours later") for (headline,) in alerts)
    ((edits,),) = await ask(desk.store, "SELECT count(*) FROM outbox WHERE kind = 'edit'")
    assert edits == 0  # nothing was sent yet: the alerts are right when they are


async def test_what_came_out_long_before_the_last_poll_is_old(desk):
    desk.room.write("a")
    await desk.poll()
    desk.room.write("b", published=NOON - DAY)
    assert await desk.poll() == 1
    assert await stored(desk) == [("a", "history"), ("b", "old")]


async def test_a_whole_new_archive_is_a_storm(desk):
    desk.room.write("a")
    await desk.poll()
    desk.room.write(*(f"n{number}" for number in range(25)))
    assert await desk.poll() == 25
    assert {arrival for _, arrival in (await stored(desk))[1:]} == {"storm"}


@pytest.mark.parametrize(
    ("broken", "error"),
    [(404, "answered 404"), (500, "answered 500"), (b"", "empty"), (b"<html>sorry</html>", "")],
    ids=["404", "500", "nothing", "a page"],
)
async def test_a_feed_that_fails_is_recorded_and_comes_back_as_it_was(desk, broken, error):
    desk.room.write("a")
    await desk.poll()
    desk.room.bodies["/feed"] = broken
    for failures in (1, 2):
        assert await desk.poll(after=DAY) == 0
        ((count, said, etag),) = await ask(desk.store, "SELECT failures, error, etag FROM feeds")
        assert count == failures
        assert error in str(said)
        assert said
        assert etag
    desk.room.write("b", "a")
    assert await desk.poll(after=DAY) == 1
    assert await stored(desk) == [("a", "history"), ("b", "fresh")]
    assert await ask(desk.store, "SELECT failures, error FROM feeds") == [(0, None)]


async def test_a_poll_that_cannot_be_recorded_is_done_again(desk):
    desk.room.write("a")
    await desk.poll()
    desk.room.write("b", "a")
    await tell(
        desk.store,
        "CREATE TRIGGER full BEFORE UPDATE OF etag ON feeds"
        " BEGIN SELECT raise(ABORT, 'disk full'); END",
    )
    with pytest.raises(DatabaseError, match="disk full"):
        await desk.poll()
    assert await stored(desk) == [("a", "history")]
    await tell(desk.store, "DROP TRIGGER full")
    await desk.store.feeds.release()
    assert await poll_feed(desk.tools, await desk.claim()) == 1
    assert await stored(desk) == [("a", "history"), ("b", "fresh")]


# ---------------------------------------------------------------- decide_undecided


async def decide(store, *, matcher=None, memory=None):
    return await decide_undecided(
        store,
        matcher=matcher or build_matcher(war="drone*"),
        memory=memory or remember_nothing(),
        clock=ManualClock(),
    )


def remember_nothing():
    return Memory(StoryWindow(), Habits())


async def test_what_is_undecided_is_decided_once(store):
    await add_feeds(store, 1)
    await subscribe(store, 7)
    await keep_articles(store, "a")
    assert await decide(store) == 1
    assert await decide(store) == 0
    assert await store.outbox.states() == (("pending", 1),)


async def test_the_same_link_from_another_feed_rings_once_and_is_no_source(store):
    await add_feeds(store, 1, 2)
    await subscribe(store, 7)
    await keep_articles(store, "a", feed=1)
    await keep_articles(store, "a", feed=2)
    assert await decide(store) == 2
    delivery = await claim_one(store.outbox, now=NOON, busy=[], terminal=False)
    assert delivery is not None
    assert (delivery.alert.source, delivery.alert.also) == ("Feed 1", ())
    assert await store.outbox.states() == (("sending", 1),)


async def test_a_window_that_is_rebuilt_knows_the_stories(store):
    await add_feeds(store, 1, 2)
    await subscribe(store, 7)
    await keep_articles(store, "a", feed=1)
    await decide(store)
    await keep_articles(store, "a", feed=2)
    memory = await rebuild_memory(store, span=DAY, now=NOON)
    assert len(memory.window) == 1
    await decide(store, memory=memory)
    rows = await ask(store, "SELECT count(DISTINCT story_id), max(reason) FROM articles")
    assert rows == [(1, "same link")]
    assert len((await rebuild_memory(store, span=DAY, now=NOON + 2 * DAY)).window) == 0


async def sweep(store, *, now):
    await sweep_all(store, now=now, keep=7 * DAY)


async def count_alerts(store):
    ((count,),) = await ask(store, "SELECT count(*) FROM outbox WHERE kind = 'alert'")
    return count


async def bring_again(store, memory, *, on, name="a"):
    """The link comes from another feed on a day; returns how many alerts there are then."""
    await keep_articles(store, name, feed=2, now=on)
    await decide(store, memory=memory)
    return await count_alerts(store)


@pytest.mark.parametrize("restarted", [True, False])
async def test_who_was_told_of_a_story_is_not_told_again_by_any_of_its_articles(store, restarted):
    await add_feeds(store, 1, 2)
    await subscribe(store, 7)
    memory = remember_nothing()
    await keep_articles(store, "a", "b")  # one story: their headlines differ by a letter
    await decide(store, memory=memory)
    assert await count_alerts(store) == 1
    await tell(store, "UPDATE outbox SET state = 'sent', message_id = 5")
    await sweep(store, now=NOON + 10 * DAY)
    assert await store.archive.count() == (0, 1)
    if restarted:
        memory = await rebuild_memory(store, span=DAY, now=NOON + 60 * DAY)
        assert len(memory.window) == 0
    assert await bring_again(store, memory, on=NOON + 60 * DAY, name="b") == 1
    assert await bring_again(store, memory, on=NOON + 61 * DAY, name="a") == 1
    assert await ask(store, "SELECT count(*) FROM stories") == [(1,)]


async def test_an_article_may_ring_again_when_it_was_forgotten(store):
    await add_feeds(store, 1, 2)
    await subscribe(store, 7)
    await keep_articles(store, "a")
    await decide(store)
    await tell(store, "UPDATE outbox SET state = 'sent', message_id = 5")
    await sweep(store, now=NOON + 100 * DAY)
    assert await bring_again(store, remember_nothing(), on=NOON + 100 * DAY) == 1
    assert await store.outbox.states() == (("pending", 1),)


async def test_an_article_whose_story_nobody_was_told_rings_when_it_comes_back(store):
    await add_feeds(store, 1, 2)
    await keep_articles(store, "a")
    await decide(store)
    stories = await ask(store, "SELECT id FROM stories")
    await sweep(store, now=NOON + 10 * DAY)
    assert await store.archive.count() == (0, 0)
    await subscribe(store, 7)
    assert await bring_again(store, remember_nothing(), on=NOON + 60 * DAY) == 1
    assert await ask(store, "SELECT id FROM stories") == stories


class PoisonWindow(StoryWindow):
    """Breaks at one article."""

    def place(self, article, **given) -> Placement:
        if article.guid == "guid-poison":
            raise ZeroDivisionError
        return super().place(article, **given)


async def test_an_article_that_breaks_the_rules_does_not_stop_the_others(store):
    await add_feeds(store, 1)
    await subscribe(store, 7)
    await keep_articles(store, "a", "poison")
    await keep_articles(store, "zebra crossing")
    assert await decide(store, memory=Memory(PoisonWindow(), Habits())) == 3
    assert await store.archive.undecided(limit=9) == ()
    rows = await ask(store, "SELECT guid FROM articles WHERE story_id IS NULL")
    assert rows == [("guid-poison",)]
