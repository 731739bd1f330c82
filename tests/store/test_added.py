"""Feeds that were added in chats, beside those of the list."""

from datetime import timedelta

import pytest

from bot.models.health import FeedState
from bot.models.polls import FeedSpec
from bot.store.store import Store
from tests.builders import NOON, ask, claim_due, tell

CHAT = -7
WIRE, OTHER = "https://wire.example/rss", "https://other.example/rss"


async def claim(store: Store, at=NOON):
    """What is due, by address, with whether it was added."""
    groups = await claim_due(store, now=at, lease=timedelta(minutes=1))
    return {feed.url: feed.added for group in groups for feed in group}


async def reload(store: Store, *urls: str):
    await store.feeds.sync([FeedSpec(url=url) for url in urls], now=NOON)


async def test_an_added_feed_is_due_at_once_and_not_trusted_like_the_list(store):
    await reload(store, OTHER)
    assert await store.added.add(WIRE, by=CHAT, now=NOON)
    assert await claim(store) == {WIRE: True, OTHER: False}
    assert await ask(store, "SELECT added_by, host, domain FROM feeds WHERE id = 2") == [
        (CHAT, "wire.example", "wire.example")
    ]


async def test_reloading_the_list_leaves_added_feeds(store):
    await store.added.add(WIRE, by=CHAT, now=NOON)
    await reload(store, OTHER)
    await reload(store)
    assert await claim(store) == {WIRE: True}


@pytest.mark.parametrize("spelling", [WIRE, "http://wire.example:80/rss/"])
async def test_a_feed_that_the_list_has_too_is_the_lists(store, spelling):
    await store.added.add(WIRE, by=CHAT, now=NOON)
    await reload(store, spelling)
    assert await claim(store) == {spelling: False}
    assert await store.added.added() == ()
    await reload(store)  # and leaves with it
    assert await claim(store, NOON + timedelta(hours=1)) == {}


@pytest.mark.parametrize("spelling", [WIRE, "http://wire.example/rss/"])
@pytest.mark.parametrize("listed", [True, False], ids=["listed", "added"])
async def test_what_is_polled_is_not_added_however_it_is_spelled(store, spelling, listed):
    if listed:
        await reload(store, WIRE)
    else:
        await store.added.add(WIRE, by=CHAT, now=NOON)
    assert not await store.added.add(spelling, by=CHAT, now=NOON)
    found = await store.added.find_polled(spelling)
    assert found is not None
    assert (found.url, found.added) == (WIRE, not listed)
    assert await store.added.find_polled(OTHER) is None
    assert await store.added.find_polled("no address") is None


async def test_where_a_feed_moved_it_is_polled_too(store):
    await reload(store, WIRE)
    await tell(store, f"UPDATE feeds SET address = '{OTHER}'")
    assert not await store.added.add(OTHER, by=CHAT, now=NOON)


async def test_a_removed_feed_rests_and_may_be_added_again(store):
    await store.added.add(WIRE, by=CHAT, now=NOON)
    (feed,) = await store.added.added()
    removed = await store.added.remove(feed.id)
    assert removed is not None
    assert removed.url == WIRE
    assert await store.added.remove(feed.id) is None
    assert await store.added.added() == ()
    assert await claim(store) == {}
    (resting,) = await store.overview.feeds(first=0, limit=9)
    assert (resting.state, resting.added) == (FeedState.RESTING, False)
    assert await store.added.add(WIRE, by=CHAT, now=NOON)
    assert [one.id for one in await store.added.added()] == [feed.id]
    assert await claim(store) == {WIRE: True}


async def test_a_feed_of_the_list_is_not_removed_in_a_chat(store):
    await reload(store, WIRE)
    (feed,) = await store.overview.feeds(first=0, limit=9)
    assert await store.added.remove(feed.id) is None
    assert await claim(store) == {WIRE: False}


async def test_what_left_the_list_is_added_without_what_the_list_said_of_it(store):
    spec = FeedSpec(url=WIRE, title="Ours", language="uk", interval=timedelta(hours=9), fast=True)
    await store.feeds.sync([spec], now=NOON)
    await reload(store)
    assert await store.added.add(WIRE, by=CHAT, now=NOON)
    assert await ask(store, "SELECT title, language, interval, fast FROM feeds") == [
        ("", "", None, 0)
    ]


async def test_added_feeds_are_listed_by_title_and_marked_among_all(store):
    await reload(store, "https://b.example/")
    for host in ("d", "a", "C"):
        await store.added.add(f"https://{host}.example/", by=CHAT, now=NOON)
    assert [feed.url[8] for feed in await store.added.added()] == ["a", "C", "d"]
    shown = await store.overview.feeds(first=0, limit=9)
    assert {feed.url[8]: feed.added for feed in shown} == {
        "a": True,
        "b": False,
        "C": True,
        "d": True,
    }
