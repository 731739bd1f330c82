"""Which hubs are asked, when, and until when they push."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.models.polls import FeedSpec, Push
from tests.builders import NOON, add_feeds, as_time, ask, tell

HOUR = timedelta(hours=1)
PUSH = Push(
    feed=1,
    url="",
    hub="https://hub.example/",
    topic="https://news.example/feed",
    token="t1",
    secret="s1",
)


@pytest.fixture
async def pushed(store):
    """A store in which a hub is to be asked for the first of two feeds."""
    await add_feeds(store, 1, 2)
    await store.pushes.want(PUSH, now=NOON)
    return store


async def tokens_due(store, now=NOON):
    return [push.token for push in await store.pushes.due(now=now, limit=10)]


async def test_a_wanted_push_is_due_at_once_and_again_when_nothing_came_of_it(pushed):
    assert await tokens_due(pushed) == ["t1"]
    await pushed.pushes.asked(1, again=NOON + HOUR)
    assert await tokens_due(pushed) == []
    (again,) = await pushed.pushes.due(now=NOON + HOUR, limit=10)
    assert again.tries == 1


async def test_wanting_the_same_again_changes_nothing(pushed):
    await pushed.pushes.asked(1, again=NOON + HOUR)
    await pushed.pushes.want(replace(PUSH, token="t2", secret="s2"), now=NOON)
    assert await pushed.pushes.find("t2") is None
    assert await pushed.pushes.find("t1")
    assert await tokens_due(pushed) == []


@pytest.mark.parametrize("change", [{"hub": "https://other.example/"}, {"topic": "https://b/"}])
async def test_another_hub_or_address_is_asked_anew(pushed, change):
    await pushed.pushes.asked(1, again=NOON + HOUR)
    await pushed.pushes.want(replace(PUSH, token="t2", secret="s2", **change), now=NOON)
    assert await pushed.pushes.find("t1") is None
    assert await tokens_due(pushed) == ["t2"]


async def test_a_confirmed_push_is_renewed_before_it_ends(pushed):
    await pushed.pushes.confirmed(1, until=NOON + 4 * HOUR, renew=NOON + 3 * HOUR)
    assert await tokens_due(pushed, NOON + 2 * HOUR) == []
    assert await tokens_due(pushed, NOON + 3 * HOUR) == ["t1"]
    feed = await pushed.pushes.feed_of(PUSH)
    assert feed
    assert feed.pushed_until == NOON + 4 * HOUR


async def test_a_refused_push_leaves_the_feed_to_be_polled(pushed):
    await pushed.pushes.confirmed(1, until=NOON + 4 * HOUR, renew=NOON + 3 * HOUR)
    await pushed.pushes.refused(1, reason="denied", now=NOON, again=NOON + 24 * HOUR)
    feed = await pushed.pushes.feed_of(PUSH)
    assert feed
    assert feed.pushed_until is None
    assert await tokens_due(pushed, NOON + 3 * HOUR) == []


async def test_a_feed_that_left_the_list_is_pushed_no_more(pushed):
    ((url,),) = await ask(pushed, "SELECT url FROM feeds WHERE id = 2")
    await pushed.feeds.sync([FeedSpec(url=str(url))], now=NOON)
    assert await tokens_due(pushed) == []
    assert await pushed.pushes.find("t1") is None


async def test_a_feed_that_names_no_hub_any_more_is_dropped(pushed):
    await pushed.pushes.drop(1, now=NOON)
    assert await pushed.pushes.find("t1") is None
    assert await tokens_due(pushed) == []


async def _push_for_days(store):
    """Have the hub push the first feed for ten days: it is polled tomorrow."""
    await store.pushes.confirmed(1, until=NOON + 240 * HOUR, renew=NOON + 180 * HOUR)
    late = f"{NOON + 24 * HOUR:%Y-%m-%d %H:%M:%S.%f}"
    await tell(store, f"UPDATE feeds SET next_poll = '{late}'")


async def _rest_and_return(store):
    ((url, other),) = await ask(store, "SELECT min(url), max(url) FROM feeds")
    await store.feeds.sync([FeedSpec(url=str(other))], now=NOON)
    await store.feeds.sync([FeedSpec(url=str(url))], now=NOON + HOUR)


async def _remove_and_add(store):
    await store.feeds.sync([], now=NOON)
    assert await store.added.add("https://feed1.example/rss", by=7, now=NOON)
    assert await store.added.remove(1)
    assert await store.added.add("https://feed1.example/rss", by=7, now=NOON + HOUR)


ENDS = {
    "it names no hub": lambda store: store.pushes.drop(1, now=NOON + HOUR),
    "it names another hub": lambda store: store.pushes.want(
        replace(PUSH, hub="https://other.example/", token="t2"), now=NOON + HOUR
    ),
    "its hub denies": lambda store: store.pushes.refused(
        1, reason="denied", now=NOON + HOUR, again=NOON + 24 * HOUR
    ),
    "the bot starts": lambda store: store.pushes.begin(now=NOON + HOUR),
    "it rested": _rest_and_return,
    "it was removed and added": _remove_and_add,
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
async def test_a_feed_is_polled_at_once_when_its_hub_is_not_to_be_relied_on(pushed, end):
    await _push_for_days(pushed)
    await end(pushed)
    feed = await pushed.pushes.feed_of(PUSH)
    assert feed
    assert feed.pushed_until is None
    ((due,),) = await ask(pushed, "SELECT next_poll FROM feeds WHERE id = 1")
    assert as_time(due) <= NOON + HOUR


@pytest.mark.parametrize("end", ["the bot starts", "it rested", "it was removed and added"])
async def test_a_hub_is_asked_again_at_once_when_it_may_have_forgotten(pushed, end):
    await _push_for_days(pushed)
    await ENDS[end](pushed)
    assert await tokens_due(pushed, NOON + HOUR) == ["t1"]


async def test_wanting_the_same_again_leaves_a_feed_pushed(pushed):
    await _push_for_days(pushed)
    await pushed.pushes.want(replace(PUSH, token="t2"), now=NOON)
    feed = await pushed.pushes.feed_of(PUSH)
    assert feed
    assert feed.pushed_until == NOON + 240 * HOUR


async def test_a_new_list_leaves_pushed_feeds_alone(pushed):
    await _push_for_days(pushed)
    await add_feeds(pushed, 1, 2)
    feed = await pushed.pushes.feed_of(PUSH)
    assert feed
    assert feed.pushed_until == NOON + 240 * HOUR
    assert await tokens_due(pushed) == []
