"""When a feed is polled again."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.errors import FeedGone, FetchError, ParseError
from bot.feeds.schedule import Bounds, next_poll, retry_poll, spare_site
from bot.models import ParsedFeed
from bot.models.health import FeedState
from bot.models.polls import Feed, Habit, NextPoll
from tests.builders import build_article, build_feed, build_fetched

NOW = datetime(2025, 8, 12, 12, 0, 7, tzinfo=UTC)
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
DAY = 24 * HOUR
REPLAY = Bounds(first=5 * SECOND, floor=5 * SECOND, fast_floor=5 * SECOND, ceiling=5 * SECOND)


def feed(**given: object) -> Feed:
    """A feed that was read a quarter of an hour ago and is asked every so often."""
    usual = {"last_good": NOW - 15 * MINUTE, "adapted": 15 * MINUTE}
    return build_feed(1, **(usual | given))


def every(gap: timedelta, **given: object) -> Habit:
    """The habit of a feed with an article each time that such a gap is over."""
    return Habit(news=3 * DAY / gap, watched=3 * DAY, **given)  # type: ignore[arg-type]


def chosen(polled: Feed, **given: object) -> timedelta:
    return next_poll(polled, now=NOW, **given).adapted  # type: ignore[arg-type]


def asking(*, pause: timedelta | None = None, max_age: timedelta | None = None) -> Any:
    parsed = ParsedFeed(title="", language="", articles=(), skipped=0, pause=pause)
    return {"parsed": parsed, "fetched": replace(build_fetched(), max_age=max_age)}


# ---------------------------------------------------------------- the interval


@pytest.mark.parametrize(
    ("gap", "interval"),
    [
        (MINUTE, 5 * MINUTE),  # the floor
        (10 * MINUTE, 5 * MINUTE),
        (40 * MINUTE, 10 * MINUTE),
        (90 * MINUTE, 15 * MINUTE),
        (6 * HOUR, 30 * MINUTE),
        (DAY, HOUR),
        (7 * DAY, 3 * HOUR),
        (30 * DAY, 6 * HOUR),
        (3_000 * DAY, DAY),
    ],
)
def test_the_interval_grows_with_the_root_of_the_time_between_news(gap, interval):
    assert chosen(feed(habit=every(gap))) == interval


@pytest.mark.parametrize("news", [0, 40])
def test_the_first_good_poll_is_followed_by_the_first_interval(news):
    new = feed(last_good=None, adapted=None)
    assert chosen(new, news=news) == 15 * MINUTE


def test_a_fast_feed_has_a_lower_floor():
    assert chosen(feed(habit=every(SECOND), fast=True)) == 2 * MINUTE
    assert chosen(feed(habit=every(3 * MINUTE), fast=True)) == 3 * MINUTE


@pytest.mark.parametrize(
    ("asked", "interval"),
    [
        (asking(), 5 * MINUTE),
        (asking(pause=HOUR), HOUR),  # ttl, sy:updatePeriod
        (asking(max_age=20 * MINUTE), 20 * MINUTE),  # Cache-Control, Expires
        (asking(max_age=437 * SECOND), 10 * MINUTE),  # what is left of it differs: the next step
        (asking(pause=HOUR, max_age=20 * MINUTE), HOUR),
        (asking(pause=MINUTE, max_age=SECOND), 5 * MINUTE),  # the floor is higher
        (asking(pause=90 * DAY), DAY),  # and the ceiling lower
    ],
)
def test_what_feed_and_server_ask_for_is_respected_within_the_bounds(asked, interval):
    assert chosen(feed(habit=every(10 * MINUTE)), **asked) == interval


@given(
    pause=st.timedeltas(min_value=SECOND, max_value=DAY),
    max_age=st.timedeltas(min_value=SECOND, max_value=DAY),
    url=st.text(max_size=9),
)
def test_no_poll_comes_before_the_time_that_was_asked_for_is_over(pause, max_age, url):
    for polled in (feed(url=url), feed(url=url, last_good=None, adapted=None)):
        plan = next_poll(polled, now=NOW, **asking(pause=pause, max_age=max_age))
        kept = plan.adapted == polled.adapted  # counts from its last turn
        assert plan.at - NOW >= (timedelta(0) if kept else max(pause, max_age))


def test_what_a_feed_asked_for_holds_until_it_says_something_else():
    first = next_poll(feed(habit=every(10 * MINUTE)), now=NOW, **asking(pause=HOUR))
    unchanged = feed(habit=first.habit)
    assert chosen(unchanged, fetched=build_fetched()) == HOUR
    assert chosen(unchanged, **asking()) == 5 * MINUTE


def test_what_is_asked_for_does_not_move_an_exact_interval():
    plan = next_poll(feed(interval=MINUTE, last_good=NOW - MINUTE), now=NOW, **asking(pause=HOUR))
    assert plan.at <= NOW + MINUTE


# ---------------------------------------------------------------- the moment


def follow(polled: Feed, *, polls: int, takes: timedelta, now: datetime = NOW) -> list[datetime]:
    """The moments for which polls are planned when each is done a little later."""
    planned = []
    for _ in range(polls):
        plan = next_poll(polled, now=now, bounds=Bounds(first=HOUR, floor=HOUR, ceiling=HOUR))
        polled = replace(polled, last_good=now, adapted=plan.adapted, habit=plan.habit)
        planned.append(plan.at)
        now = plan.at + takes
    return planned


@given(
    interval=st.timedeltas(min_value=5 * SECOND, max_value=DAY),
    takes=st.timedeltas(min_value=timedelta(0), max_value=4 * SECOND),
)
def test_an_exact_interval_does_not_drift(interval, takes):
    planned = follow(feed(interval=interval, last_good=None), polls=20, takes=takes)
    assert NOW < planned[0] <= NOW + interval
    assert planned == [planned[0] + place * interval for place in range(20)]


def test_an_adapted_interval_that_stays_the_same_does_not_drift_either():
    planned = follow(feed(last_good=None), polls=20, takes=3 * SECOND)
    assert planned == [planned[0] + place * HOUR for place in range(20)]


def test_a_restart_long_after_does_not_shift_it():
    (before,) = follow(feed(last_good=None), polls=1, takes=SECOND)
    (after,) = follow(feed(), polls=1, takes=SECOND, now=NOW + 9 * DAY + 17 * MINUTE)
    assert (after - before) % HOUR == timedelta(0)


@pytest.mark.parametrize("interval", [None, HOUR])
def test_feeds_that_were_polled_together_spread_over_the_interval(interval):
    urls = [f"https://a.example/{number}" for number in range(3_000)]
    plans = [
        follow(feed(url=url, last_good=None, interval=interval), polls=3, takes=SECOND)[2]
        for url in urls
    ]
    in_minute = Counter((at - NOW) % HOUR // MINUTE for at in plans)
    assert len(in_minute) == 60
    assert max(in_minute.values()) < 80  # of 50: four deviations of chance


@given(
    gap=st.timedeltas(min_value=SECOND, max_value=30 * DAY),
    adapted=st.timedeltas(min_value=5 * MINUTE, max_value=DAY),
    ago=st.timedeltas(min_value=SECOND, max_value=9 * DAY),
    failures=st.integers(0, 3),
)
def test_another_interval_begins_neither_early_nor_late(gap, adapted, ago, failures):
    polled = feed(habit=every(gap), adapted=adapted, last_good=NOW - ago, failures=failures)
    plan = next_poll(polled, now=NOW)
    wait = plan.at - NOW
    if plan.adapted == adapted and not failures and ago <= plan.adapted:
        assert wait <= plan.adapted
    elif plan.adapted != adapted:
        least = max(5 * MINUTE, plan.adapted / 2)
        assert least < wait <= least + plan.adapted


def test_a_feed_that_a_hub_pushes_is_polled_once_a_day():
    pushed = feed(pushed_until=NOW + 9 * DAY)
    assert 23 * HOUR < next_poll(pushed, now=NOW).at - NOW <= DAY
    ending = feed(pushed_until=NOW + HOUR)
    assert next_poll(ending, now=NOW).at == NOW + HOUR
    ended = feed(pushed_until=NOW - SECOND)
    assert next_poll(ended, now=NOW) == next_poll(feed(), now=NOW)
    exact = feed(interval=MINUTE, pushed_until=NOW + 9 * DAY)
    assert next_poll(exact, now=NOW).at - NOW <= MINUTE


# ---------------------------------------------------------------- failures


@pytest.mark.parametrize(
    ("error", "failures", "longest"),
    [
        (FetchError("x"), 0, 30 * MINUTE),
        (FetchError("answered 500"), 1, HOUR),
        (ParseError("x"), 2, 2 * HOUR),
        (FetchError("x"), 9, 6 * HOUR),
        (FetchError("x"), 100_000, 6 * HOUR),
        (ParseError("a bot wall instead of a feed"), 0, 30 * MINUTE),
        (FetchError("answered 403"), 2, 2 * HOUR),
        (FetchError("answered 403"), 50, DAY),
        (FeedGone("x"), 0, HOUR),
        (FeedGone("x"), 1, 2 * HOUR),
        (FeedGone("x"), 50, DAY),
    ],
)
def test_failures_wait_twice_as_long_each_time(error, failures, longest):
    delay = retry_poll(feed(failures=failures), error, now=NOW).at - NOW
    assert 0.8 * longest <= delay <= longest


def test_after_three_days_a_failing_feed_is_asked_once_a_day():
    for hours, longest in ((71, 6 * HOUR), (72, DAY), (9_000, DAY)):
        failing = feed(failures=20, failing_since=NOW - hours * HOUR)
        delay = retry_poll(failing, FetchError("x"), now=NOW).at - NOW
        assert 0.8 * longest <= delay <= longest


def test_feeds_that_failed_together_do_not_come_back_together():
    failing = [feed(url=f"https://a.example/{number}") for number in range(50)]
    assert len({retry_poll(one, FetchError("x"), now=NOW).at for one in failing}) == 50


def test_a_failure_leaves_what_is_known_alone():
    known = feed(adapted=20 * MINUTE, habit=every(DAY, longest=2 * DAY))
    plan = retry_poll(known, FetchError("x"), now=NOW)
    assert (plan.adapted, plan.habit) == (20 * MINUTE, known.habit)
    assert plan.health is FeedState.FAILING


@pytest.mark.parametrize(
    ("asked", "expected"), [(3 * HOUR, 3 * HOUR), (88 * HOUR, DAY), (SECOND, None)]
)
def test_a_server_that_names_a_wait_gets_it(asked, expected):
    bounds = Bounds(ceiling=HOUR)
    plan = retry_poll(feed(), FetchError("x", wait=asked), now=NOW, bounds=bounds)
    usual = retry_poll(feed(), FetchError("x"), now=NOW, bounds=bounds)
    assert plan.at == (usual.at if expected is None else NOW + expected)


@pytest.mark.parametrize(
    ("error", "wait"),
    [
        (FetchError("answered 429 Too Many Requests", wait=3 * HOUR), 3 * HOUR),
        (FetchError("answered 429 Too Many Requests", wait=99 * HOUR), DAY),
        (FetchError("answered 503 Service Unavailable"), 5 * MINUTE),
        (FetchError("answered 500 Internal Server Error", wait=HOUR), None),
        (FetchError("no connection within 5 seconds"), None),
        (ParseError("answered 503"), None),
    ],
)
def test_a_site_that_has_too_much_to_do_is_spared(error, wait):
    here = feed()
    assert spare_site(here, error) == (wait and (here.host, wait))


def test_a_site_is_spared_no_longer_than_the_ceiling_unless_it_asks_for_it():
    here = feed()
    for asked, wait in ((None, 5 * SECOND), (HOUR, HOUR)):
        error = FetchError("answered 503", wait=asked)
        assert spare_site(here, error, bounds=REPLAY) == (here.host, wait)


def test_the_host_that_a_redirect_led_to_is_spared_where_it_asks_for_it():
    error = FetchError("answered 503", wait=HOUR, host="other.example")
    assert spare_site(feed(), error) == ("other.example", HOUR)


# ---------------------------------------------------------------- always


@pytest.mark.parametrize("failures", [0, 1, 7])
@pytest.mark.parametrize("gap", [SECOND, DAY])
def test_equal_bounds_leave_one_interval_only(failures, gap):
    polled = feed(failures=failures, habit=every(gap), adapted=5 * SECOND)
    for error in (FetchError("x"), FeedGone("x"), ParseError("x")):
        assert retry_poll(polled, error, now=NOW, bounds=REPLAY).at == NOW + 5 * SECOND
    plan = next_poll(polled, now=NOW, bounds=REPLAY)
    assert plan.adapted == 5 * SECOND
    assert timedelta(0) < plan.at - NOW <= 10 * SECOND


DURATIONS = st.timedeltas(min_value=SECOND, max_value=DAY)
MOMENTS = st.none() | st.builds(lambda ago: NOW - ago, st.timedeltas(-DAY, 9_999 * DAY))
BOUNDS = st.builds(
    Bounds, first=DURATIONS, floor=DURATIONS, fast_floor=DURATIONS, ceiling=DURATIONS
)
FEEDS = st.builds(
    feed,
    interval=st.none() | DURATIONS,
    adapted=st.none() | DURATIONS,
    fast=st.booleans(),
    failures=st.integers(0, 10_000),
    last_good=MOMENTS,
    last_new=MOMENTS,
    failing_since=MOMENTS,
    habit=st.builds(
        Habit,
        news=st.floats(0, 1e9),
        watched=st.timedeltas(min_value=timedelta(0), max_value=999 * DAY),
        pause=st.none() | st.timedeltas(min_value=timedelta(0)),
    ),
)


@given(polled=FEEDS, news=st.integers(0, 2_000), bounds=BOUNDS)
def test_a_good_poll_is_followed_by_one_within_two_intervals(polled, news, bounds):
    plan: NextPoll = next_poll(polled, news=news, now=NOW, bounds=bounds)
    interval = polled.interval or plan.adapted
    assert NOW < plan.at <= NOW + 2 * interval
    floor = bounds.fast_floor if polled.fast else bounds.floor
    assert min(floor, bounds.ceiling) <= plan.adapted <= bounds.ceiling


@given(
    polled=FEEDS,
    error=st.builds(
        lambda kind, pause: kind("x", wait=pause),
        st.sampled_from([FetchError, FeedGone]),
        st.none() | st.timedeltas(),
    ),
    bounds=BOUNDS,
)
def test_a_feed_is_never_given_up(polled, error, bounds):
    plan = retry_poll(polled, error, now=NOW, bounds=bounds)
    assert timedelta(0) < plan.at - NOW <= DAY


def test_history_tells_how_often_news_came():
    dates = [NOW - place * 10 * MINUTE for place in range(1, 20)]
    articles = tuple(build_article(str(at), published=at) for at in dates)
    parsed = ParsedFeed(title="", language="", articles=articles, skipped=0)
    first = next_poll(feed(last_good=None, adapted=None), news=19, parsed=parsed, now=NOW)
    then = feed(habit=first.habit, adapted=first.adapted)
    assert (first.adapted, chosen(then)) == (15 * MINUTE, 5 * MINUTE)
