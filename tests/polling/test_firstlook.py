"""What a look at a feed says of it."""

from datetime import timedelta

import pytest

from bot.models import ParsedFeed
from bot.polling.firstlook import count_a_day, look_at
from tests.builders import NOON, build_article, build_matcher

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.mark.parametrize(
    ("ages", "a_day"),
    [
        ([], None),
        ([HOUR], None),
        ([timedelta(), HOUR / 2], None),  # too little time
        ([timedelta(), DAY / 2], 4.0),
        ([number * DAY / 4 for number in range(28)], 28 / 6.75),
        ([HOUR, 2 * DAY, 400 * DAY], 2 / 7),  # what is old says nothing of this week
        ([20 * DAY, 40 * DAY], 2 / 40),  # nothing this week
        ([-DAY, HOUR, 25 * HOUR], 2 / (25 / 24)),  # what is dated tomorrow does not count
    ],
)
def test_items_a_day_are_those_of_the_last_week_as_far_as_dates_tell(ages, a_day):
    assert count_a_day([None, *(NOON - age for age in ages)], now=NOON) == (
        a_day if a_day is None else pytest.approx(a_day)
    )


def test_a_look_shows_the_newest_and_counts_what_matches():
    articles = [
        build_article("a", title="A drone", published=NOON - 2 * HOUR, language="uk"),
        build_article("b", title="A drone, a tide", published=None, language="uk"),
        build_article("c", title="A tide", published=NOON - HOUR, language="en"),
        build_article("d", title="Drones", published=NOON - 3 * HOUR, language="uk"),
    ]
    parsed = ParsedFeed(title="The Wire", language="", articles=tuple(articles), skipped=0)
    matcher = build_matcher(war="drone*", sea="tide")
    look = look_at("https://a.example/", parsed, matcher, now=NOON)
    assert [one.title for one in look.newest] == ["A tide", "A drone", "Drones"]
    assert (look.title, look.language, look.items) == ("The Wire", "uk", 4)
    assert (look.matching, look.topics) == (4, (("war", 3), ("sea", 2)))


def test_a_feed_without_items_is_looked_at_too():
    parsed = ParsedFeed(title="", language="de", articles=(), skipped=0)
    look = look_at("https://a.example/", parsed, build_matcher(war="drone*"), now=NOON)
    assert (look.language, look.items, look.newest, look.a_day) == ("de", 0, (), None)
