"""What is the matter with a feed, in plain English."""

from datetime import timedelta

import pytest

from bot.causes import format_rough, tell_cause
from bot.models.health import FeedState
from tests.builders import NOON
from tests.fakes.overview import build_feed_health


@pytest.mark.parametrize(
    ("state", "said"),
    [
        (FeedState.GONE, "its server says that it is gone: answered 410 Gone"),
        (FeedState.BLOCKED, "its server turns the bot away: answered 410 Gone"),
        (FeedState.FAILING, "7 polls failed in a row: answered 410 Gone"),
        (
            FeedState.SILENT,
            "no news since 2026-03-02 12:00 UTC; its longest usual time without any is 1d6h",
        ),
        (FeedState.SLOW, "it takes 8s to answer"),
        (FeedState.OK, ""),
        (FeedState.NEW, ""),
        (FeedState.RESTING, ""),
    ],
)
def test_the_cause_is_told_in_plain_words(state, said):
    feed = build_feed_health(
        state=state,
        error="answered 410 Gone",
        failures=7,
        last_new=NOON,
        longest=timedelta(hours=29.6),
        took=timedelta(seconds=8.2),
    )
    assert tell_cause(feed) == said


@pytest.mark.parametrize(
    ("length", "written"),
    [
        (timedelta(days=9, hours=3, minutes=29), "9d3h"),
        (timedelta(hours=2, minutes=31), "3h"),
        (timedelta(minutes=100, seconds=31), "1h41m"),
        (timedelta(seconds=90), "1m30s"),
        (timedelta(seconds=1.26), "1.3s"),
        (timedelta(), "0s"),
    ],
)
def test_lengths_are_written_as_exactly_as_anybody_cares(length, written):
    assert format_rough(length) == written
