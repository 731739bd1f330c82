"""What operators are to be told of the health of feeds, and what they were."""

from dataclasses import replace

import pytest

from bot.models.health import FeedState
from tests.builders import NOON, add_feeds, tell


@pytest.fixture
async def five(store):
    await add_feeds(store, 1, 2, 3, 4, 5)
    await tell(store, "UPDATE feeds SET health = 'ok'")
    return store


async def untold(store):
    return [(one.feed.id, one.feed.state, one.told) for one in await store.condition.untold()]


async def test_of_feeds_that_are_well_there_is_nothing_to_tell(five):
    await tell(five, "UPDATE feeds SET health = 'slow' WHERE id = 1")
    await tell(five, "UPDATE feeds SET health = 'new' WHERE id = 2")
    assert await untold(five) == []


@pytest.mark.parametrize(
    ("health", "told", "found"),
    [
        ("failing", "", True),
        ("gone", "", True),
        ("blocked", "silent", True),
        ("gone", "failing", False),  # they know that it cannot be read
        ("silent", "", True),
        ("silent", "silent", False),
        ("silent", "gone", True),
        ("ok", "gone", True),
        ("slow", "silent", True),
    ],
)
async def test_another_health_than_they_know_of_is_found(five, health, told, found):
    await tell(five, f"UPDATE feeds SET health = '{health}', told = '{told}' WHERE id = 3")
    assert await untold(five) == ([(3, FeedState(health), told)] if found else [])


async def test_what_they_were_told_is_not_found_again(five):
    await tell(five, "UPDATE feeds SET health = 'gone' WHERE id < 3")
    await tell(five, "UPDATE feeds SET address = 'https://b.example/' WHERE id = 5")
    found = await five.condition.untold()
    assert [one.feed.id for one in found] == [1, 2, 5]
    await five.condition.note_told(
        [replace(found[1], told="gone"), replace(found[2], told_address=found[2].feed.address)]
    )
    assert await untold(five) == [(1, FeedState.GONE, "")]
    await five.condition.note_told([])


async def test_feeds_that_are_listed_no_more_are_left_out(five):
    await tell(five, "UPDATE feeds SET health = 'gone'")
    await add_feeds(five, 2, now=NOON)
    assert [feed for feed, _, _ in await untold(five)] == [2]
