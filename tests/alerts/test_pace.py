"""The pace: what Telegram would count, over any order of requests."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.pace import Pace
from tests.builders import NOON

SECOND = timedelta(seconds=1)
NOW = timedelta()


def busiest(starts, span):
    """The most starts that fall into any half-open span of time."""
    return max((sum(a <= b < a + span for b in starts) for a in starts), default=0)


def run(pace, requests):
    """Start each request as soon as the pace allows it; returns (start, chat, kind)."""
    now, started = NOON, []
    for gap, (chat, kind) in requests:
        now += gap
        now += pace.wait(now)
        until = pace.resting(now).get(chat)
        if until:
            now = until + pace.wait(until)
        pace.take(chat, kind, now)
        started.append((now, chat, kind))
    return started


requests = st.lists(
    st.tuples(
        st.sampled_from([0, 1, 10, 33, 500, 3_000]).map(lambda ms: timedelta(milliseconds=ms)),
        st.sampled_from([(1, "private"), (2, "private"), (-1, "group"), (-2, "channel")])
        | st.integers(10, 500).map(lambda chat: (chat, "private")),
    ),
    max_size=120,
)


@given(requests=requests, rate=st.sampled_from([0.5, 1, 3, 7, 28, 30]))
def test_no_second_sees_more_than_the_rate_and_one(requests, rate):
    started = run(Pace(rate), requests)
    assert busiest([at for at, _, _ in started], SECOND) <= max(int(rate), 1) + 1


@given(requests=requests)
def test_every_chat_is_left_alone_for_its_time(requests):
    started = run(Pace(1_000), requests)
    for chat, kind in {(chat, kind) for _, chat, kind in started}:
        mine = [at for at, other, _ in started if other == chat]
        least = SECOND if kind == "private" else 3 * SECOND
        assert all(b - a >= least for a, b in pairwise(mine))
        if kind != "private":
            assert busiest(mine, timedelta(minutes=1)) <= 20


@pytest.mark.parametrize("rate", [1, 7, 28, 30])
def test_a_long_queue_goes_out_at_the_rate(rate):
    started = run(Pace(rate), [(NOW, (chat, "private")) for chat in range(10 * rate)])
    took = started[-1][0] - NOON
    assert 8 * SECOND <= took <= 10 * SECOND
    assert busiest([at for at, _, _ in started], SECOND) <= rate + 1


def test_a_late_timer_costs_no_rate():
    pace, now = Pace(10), NOON
    for chat in range(100):  # each timer wakes 30 ms late
        wait = pace.wait(now)
        now += wait + (timedelta(milliseconds=30) if wait else NOW)
        pace.take(chat, "private", now)
    assert now - NOON < 10 * SECOND


def test_the_terminal_never_rests():
    pace = Pace(1_000)
    pace.take(0, "terminal", NOON)
    assert pace.resting(NOON) == {}


def test_rests_that_are_over_are_forgotten():
    pace = Pace(1_000)
    pace.take(1, "private", NOON)
    pace.take(-1, "group", NOON)
    assert sorted(pace.resting(NOON)) == [-1, 1]
    assert sorted(pace.resting(NOON + SECOND)) == [-1]
    assert pace.resting(NOON + timedelta(seconds=3.05)) == {}


def test_a_clock_that_is_set_back_stops_nothing():
    pace = Pace(rate=10)
    pace.take(1, "private", NOON)
    earlier = NOON - timedelta(hours=1)
    assert pace.wait(earlier) == NOW
    assert not pace.resting(earlier)
