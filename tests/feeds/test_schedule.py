"""When a feed is polled again."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import BotError, FeedGone, FetchError, ParseError
from bot.feeds.schedule import Bounds, next_poll
from bot.polls import Feed

NOW = datetime(2025, 8, 12, 12, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
REPLAY = Bounds(first=5 * SECOND, floor=5 * SECOND, fast_floor=5 * SECOND, ceiling=5 * SECOND)


def feed(
    *,
    interval: timedelta | None = None,
    fast: bool = False,
    adapted: timedelta | None = None,
    failures: int = 0,
    known: bool = True,
    url: str = "https://a.example/feed",
) -> Feed:
    return Feed(
        id=1,
        url=url,
        title="",
        language="",
        interval=interval,
        fast=fast,
        etag=None,
        last_modified=None,
        body_hash=None,
        last_good=NOW - HOUR if known else None,
        adapted=adapted,
        failures=failures,
    )


def wait(polled: Feed, *, news: bool = False, error: BotError | None = None, **more) -> timedelta:
    return next_poll(polled, news=news, error=error, now=NOW, **more).at - NOW


@pytest.mark.parametrize(
    ("polled", "news", "expected"),
    [
        (feed(known=False), True, 15 * MINUTE),  # the first good poll brings history, not news
        (feed(), False, 18 * MINUTE),
        (feed(adapted=20 * MINUTE), True, 10 * MINUTE),
        (feed(adapted=20 * MINUTE), False, 24 * MINUTE),
        (feed(adapted=6 * MINUTE), True, 5 * MINUTE),
        (feed(adapted=6 * MINUTE, fast=True), True, 3 * MINUTE),
        (feed(adapted=3 * MINUTE, fast=True), True, 2 * MINUTE),
        (feed(adapted=58 * MINUTE), False, HOUR),
        (feed(interval=7 * MINUTE), True, 7 * MINUTE),
        (feed(interval=7 * MINUTE, adapted=HOUR), False, 7 * MINUTE),
        (feed(interval=10 * SECOND), False, 10 * SECOND),
    ],
)
def test_the_interval_follows_the_news_between_its_bounds(polled, news, expected):
    assert wait(polled, news=news) == expected


@pytest.mark.parametrize(
    ("error", "failures", "longest"),
    [
        (FetchError("x"), 0, 30 * MINUTE),
        (FetchError("x"), 1, HOUR),
        (ParseError("x"), 2, 2 * HOUR),
        (FetchError("x"), 9, 6 * HOUR),
        (FetchError("x"), 100_000, 6 * HOUR),
        (FeedGone("x"), 0, HOUR),
        (FeedGone("x"), 1, 2 * HOUR),
        (FeedGone("x"), 50, 24 * HOUR),
    ],
)
def test_failures_wait_twice_as_long_each_time(error, failures, longest):
    delay = wait(feed(adapted=15 * MINUTE, failures=failures), error=error)
    assert 0.8 * longest <= delay <= longest


def test_feeds_that_failed_together_do_not_come_back_together():
    waits = {wait(feed(url=f"https://a.example/{n}"), error=FetchError("x")) for n in range(50)}
    assert len(waits) == 50


def test_a_failure_leaves_the_remembered_interval_alone():
    plan = next_poll(feed(adapted=20 * MINUTE), error=FetchError("x"), now=NOW)
    assert plan.adapted == 20 * MINUTE


@pytest.mark.parametrize(
    ("asked", "expected"), [(3 * HOUR, 3 * HOUR), (88 * HOUR, 24 * HOUR), (SECOND, None)]
)
def test_a_server_that_names_a_wait_gets_it(asked, expected):
    polled = feed(adapted=15 * MINUTE)
    delay = wait(polled, error=FetchError("x", wait=asked), bounds=Bounds(ceiling=HOUR))
    assert delay == (expected or wait(polled, error=FetchError("x")))


@pytest.mark.parametrize("error", [None, FetchError("x"), FeedGone("x"), ParseError("x")])
@pytest.mark.parametrize("failures", [0, 1, 7])
@pytest.mark.parametrize("news", [True, False])
def test_equal_bounds_leave_one_interval_only(error, failures, news):
    polled = feed(failures=failures, adapted=HOUR)
    assert wait(polled, news=news, error=error, bounds=REPLAY) == 5 * SECOND


DURATIONS = st.timedeltas(min_value=SECOND, max_value=24 * HOUR)
ERRORS = st.sampled_from([FetchError, FeedGone])


@given(
    interval=st.none() | DURATIONS,
    adapted=st.none() | DURATIONS,
    fast=st.booleans(),
    failures=st.integers(0, 10_000),
    news=st.booleans(),
    error=st.none()
    | st.builds(lambda kind, pause: kind("x", wait=pause), ERRORS, st.none() | st.timedeltas()),
    bounds=st.builds(
        Bounds, first=DURATIONS, floor=DURATIONS, fast_floor=DURATIONS, ceiling=DURATIONS
    ),
)
def test_a_poll_is_never_before_now_and_never_beyond_a_day(
    interval, adapted, fast, failures, news, error, bounds
):
    polled = feed(interval=interval, adapted=adapted, fast=fast, failures=failures)
    delay = wait(polled, news=news, error=error, bounds=bounds)
    assert timedelta(0) < delay <= 24 * HOUR
