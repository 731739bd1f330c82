"""The health of a feed, in a word, and when operators hear of it."""

from datetime import timedelta

import pytest

from bot.errors import FeedGone, FetchError, ParseError
from bot.feeds.refusals import name_body
from bot.feeds.verdict import choose_word, judge_feed, quiet_limit, read_status
from bot.models.health import FeedState
from bot.models.polls import Habit
from tests.builders import HOUR, NOON

DAY = timedelta(days=1)
WALL = b"<html><title>Just a moment...</title>Checking your browser</html>"


@pytest.mark.parametrize(
    ("error", "word"),
    [
        (FeedGone("https://a.example/: answered 404 Not Found"), FeedState.GONE),
        (FeedGone("https://a.example/: answered 410 Gone"), FeedState.GONE),
        (FetchError("https://a.example/: answered 403 Forbidden"), FeedState.BLOCKED),
        (FetchError("https://a.example/: answered 401 Unauthorized"), FeedState.BLOCKED),
        (ParseError(name_body(WALL)), FeedState.BLOCKED),
        (ParseError(name_body(b"<html><title>Welcome</title></html>")), FeedState.FAILING),
        (FetchError("https://a.example/: answered 503 Service Unavailable"), FeedState.FAILING),
        (FetchError("https://a.example/403: no connection within 5 seconds"), FeedState.FAILING),
    ],
)
def test_every_trouble_is_named_as_what_it_is(error, word):
    assert judge_feed(Habit(), NOON, NOON, error) is word


def test_a_feed_that_was_never_read_is_new():
    assert judge_feed(Habit(), None, None) is FeedState.NEW


@pytest.mark.parametrize(
    ("quiet", "longest", "word"),
    [
        (24 * HOUR, HOUR, FeedState.OK),  # not within a day
        (25 * HOUR, HOUR, FeedState.SILENT),
        (71 * HOUR, 18 * HOUR, FeedState.OK),
        (73 * HOUR, 18 * HOUR, FeedState.SILENT),
        (27 * DAY, 7 * DAY, FeedState.OK),
        (29 * DAY, 7 * DAY, FeedState.SILENT),
        (999 * DAY, None, FeedState.OK),  # its habit is not known
    ],
)
def test_a_feed_is_silent_when_it_is_quiet_beyond_its_habit(quiet, longest, word):
    assert judge_feed(Habit(longest=longest), NOON, NOON - quiet) is word


def test_a_feed_without_any_news_ever_is_not_silent():
    assert judge_feed(Habit(longest=HOUR), NOON, None) is FeedState.OK
    assert quiet_limit(Habit()) is None


def test_a_feed_that_takes_long_is_slow():
    assert judge_feed(Habit(took=timedelta(seconds=5)), NOON, NOON) is FeedState.OK
    slow = Habit(took=timedelta(seconds=5.1), longest=HOUR)
    assert judge_feed(slow, NOON, NOON) is FeedState.SLOW
    assert judge_feed(slow, NOON, NOON - 9 * DAY) is FeedState.SILENT


@pytest.mark.parametrize(
    ("health", "told", "failures", "hours", "word"),
    [
        (FeedState.FAILING, "", 3, 9, None),  # a hiccup
        (FeedState.FAILING, "", 4, 0.9, None),
        (FeedState.FAILING, "", 4, 1, FeedState.FAILING),
        (FeedState.GONE, "", 1, 0, None),
        (FeedState.GONE, "", 2, 0, FeedState.GONE),
        (FeedState.BLOCKED, "", 2, 0, FeedState.BLOCKED),
        (FeedState.GONE, "failing", 9, 9, None),  # they know that it cannot be read
        (FeedState.FAILING, "gone", 9, 9, None),
        (FeedState.SILENT, "", 0, 0, FeedState.SILENT),
        (FeedState.SILENT, "silent", 0, 0, None),
        (FeedState.SILENT, "gone", 0, 0, FeedState.SILENT),
        (FeedState.FAILING, "silent", 4, 1, FeedState.FAILING),
        (FeedState.OK, "", 0, 0, None),
        (FeedState.OK, "failing", 0, 0, FeedState.OK),
        (FeedState.SLOW, "silent", 0, 0, FeedState.OK),
        (FeedState.SLOW, "", 0, 0, None),
        (FeedState.NEW, "", 0, 0, None),
    ],
)
def test_operators_hear_of_a_trouble_once_and_of_its_end_once(health, told, failures, hours, word):
    failing = timedelta(hours=hours)
    assert choose_word(health, told, failures=failures, failing=failing) is word


def test_the_status_is_read_from_our_own_words():
    assert read_status("https://a.example/: answered 503 Service Unavailable") == 503
    assert read_status("its host name leads nowhere") == 0
