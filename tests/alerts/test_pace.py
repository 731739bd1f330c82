"""The pace: what Telegram would count, over any order of requests."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.pace import REFUSALS, Limits, Pace
from tests.builders import NOON

SECOND = timedelta(seconds=1)
MINUTE = timedelta(minutes=1)
NOW = timedelta()
FAST = Limits(rate=1_000)
EASE, WARY = FAST.ease, FAST.wary


def busiest(starts, span):
    """The most starts that fall into any half-open span of time."""
    return max((sum(a <= b < a + span for b in starts) for a in starts), default=0)


def find_start(pace, chat, now):
    """When a request for the chat may start, the earliest; Telegram's word counts too."""
    hold = pace.held(now).get(chat, now) - now
    while wait := max(pace.wait(now), pace.rest(chat, now), hold):
        now, hold = now + wait, NOW
    return now


def run(pace, requests):
    """Start each request as soon as the pace allows it; returns (start, chat).

    A request may be refused, with a wait; returns these too, as (time, chat, end of the wait).
    """
    now, started, refused = NOON, [], []
    for gap, chat, wait in requests:
        now = find_start(pace, chat, now + gap)
        pace.take(chat, now)
        started.append((now, chat))
        if wait:
            pace.hold(chat, wait, now)
            refused.append((now, chat, now + wait))
    return started, refused


gaps = st.sampled_from([0, 1, 10, 33, 500, 3_000]).map(lambda ms: timedelta(milliseconds=ms))
chats = st.sampled_from([1, 2, -1, -2]) | st.integers(10, 500)
never, sometimes = st.just(NOW), st.sampled_from([NOW, NOW, NOW, SECOND, 30 * SECOND])
calm = st.lists(st.tuples(gaps, chats, never), max_size=120)
rough = st.lists(st.tuples(gaps, chats, sometimes), max_size=120)


@given(requests=rough, rate=st.sampled_from([0.5, 1, 3, 7, 28, 30]))
def test_no_second_sees_more_than_the_rate_and_one(requests, rate):
    started, _ = run(Pace(Limits(rate=rate)), requests)
    assert busiest([at for at, _ in started], SECOND) <= max(int(rate), 1) + 1


@given(requests=rough)
def test_every_chat_is_left_alone_for_its_time(requests):
    started, _ = run(Pace(FAST), requests)
    for chat in {chat for _, chat in started}:
        mine = [at for at, other in started if other == chat]
        least = SECOND if chat > 0 else 3 * SECOND
        assert all(b - a >= least for a, b in pairwise(mine))
        if chat < 0:
            assert busiest(mine, MINUTE) <= 20


@given(requests=rough)
def test_a_refused_chat_waits_and_then_goes_at_half_its_pace_for_a_while(requests):
    started, refused = run(Pace(FAST), requests)
    for at, chat, until in refused:
        after = [start for start, other in started if other == chat and start > at]
        assert all(start >= until for start in after)
        wary = [start for start in after if start < until + WARY]
        least = (2 if chat > 0 else 6) * SECOND
        assert all(b - a >= least for a, b in pairwise(wary))


@given(requests=calm, waits=st.lists(st.sampled_from([1, 5, 60]), max_size=2))
def test_refusals_of_a_chat_hold_up_no_other(requests, waits):
    refusing, calm = Pace(FAST), Pace(FAST)
    for wait in waits:
        refusing.hold(9_999, wait * SECOND, NOON)
    assert run(refusing, requests) == run(calm, requests)


@given(
    refusals=st.lists(
        st.tuples(st.integers(0, 4_000).map(lambda ms: timedelta(milliseconds=ms)), chats),
        max_size=12,
    )
)
def test_so_many_chats_refused_together_and_no_fewer_are_noticed(refusals):
    pace, now, deaf = Pace(FAST), NOON, NOON
    seen: list[tuple[datetime, int]] = []
    for gap, chat in refusals:
        now += gap
        if now >= deaf:
            seen = [(at, one) for at, one in [*seen, (now, chat)] if at > now - FAST.together]
        together = len({one for _, one in seen}) >= REFUSALS
        assert pace.hold(chat, SECOND, now) is together
        if together:
            seen, deaf = [], now + FAST.hung


def slow_down(pace, now):
    for chat in range(1, REFUSALS + 1):
        pace.hold(chat, SECOND, now)


def count_a_second(pace, now):
    """How many start in one second, when all that can starts."""
    started: list[datetime] = []
    while now < NOON + timedelta(days=1) and (not started or now < started[0] + SECOND):
        now = find_start(pace, 10_000 + len(started), now)
        pace.take(10_000 + len(started), now)
        started.append(now)
    return busiest(started, SECOND)


def test_the_rate_halves_when_all_is_refused_and_comes_back_step_by_step():
    pace = Pace(Limits(rate=80))
    slow_down(pace, NOON)
    rates = [count_a_second(pace, NOON + step * EASE) for step in range(6)]
    assert [round(rate, -1) for rate in rates] == [40, 50, 60, 70, 80, 80]


def test_the_rate_never_falls_below_an_eighth():
    pace, now = Pace(Limits(rate=80)), NOON
    for _ in range(9):
        now += FAST.hung
        slow_down(pace, now)
    assert count_a_second(pace, now) == 11


def test_a_chat_has_its_usual_pace_again_in_the_end():
    pace = Pace(FAST)
    pace.hold(1, SECOND, NOON)
    for later, rest in ((SECOND, 2 * SECOND), (SECOND + WARY, SECOND)):
        pace.take(1, NOON + later)
        assert pace.rest(1, NOON + later) == rest


def test_a_longer_wait_is_not_cut_short_by_a_shorter_one():
    pace = Pace(FAST)
    pace.hold(1, 9 * SECOND, NOON)
    pace.hold(1, SECOND, NOON)
    assert pace.held(NOON + 8 * SECOND) == {1: NOON + 9 * SECOND}
    assert pace.held(NOON + 9 * SECOND) == {}


@pytest.mark.parametrize("rate", [1, 7, 28, 30])
def test_a_long_queue_goes_out_at_the_rate(rate):
    queue = [(NOW, chat, NOW) for chat in range(1, 10 * rate + 1)]
    started, _ = run(Pace(Limits(rate=rate)), queue)
    took = started[-1][0] - NOON
    assert 8 * SECOND <= took <= 10 * SECOND
    assert busiest([at for at, _ in started], SECOND) <= rate + 1


def test_a_late_timer_costs_no_rate():
    pace, now = Pace(Limits(rate=10)), NOON
    for chat in range(1, 101):  # each timer wakes 30 ms late
        wait = pace.wait(now)
        now += wait + (timedelta(milliseconds=30) if wait else NOW)
        pace.take(chat, now)
    assert now - NOON < 10 * SECOND


def test_the_terminal_never_rests():
    pace = Pace(FAST)
    pace.take(0, NOON)
    assert pace.resting(NOON) == {}


def test_rests_that_are_over_are_forgotten():
    pace = Pace(FAST)
    pace.take(1, NOON)
    pace.take(-1, NOON)
    assert sorted(pace.resting(NOON)) == [-1, 1]
    assert sorted(pace.resting(NOON + SECOND)) == [-1]
    assert pace.resting(NOON + timedelta(seconds=3.05)) == {}


def test_a_clock_that_is_set_back_stops_nothing():
    pace = Pace(Limits(rate=10))
    slow_down(pace, NOON)
    pace.take(99, NOON)
    earlier = NOON - timedelta(hours=1)
    assert pace.wait(earlier) == NOW
    assert not pace.resting(earlier)
    assert count_a_second(pace, earlier) < count_a_second(pace, earlier + 9 * EASE)


def test_a_pace_goes_on_where_another_ended():
    pace = Pace(Limits(rate=10))
    pace.resume(-1, NOON - SECOND)
    pace.resume(1, NOON)
    assert pace.wait(NOON) == SECOND / 10
    assert (pace.rest(1, NOON), pace.rest(-1, NOON)) == (SECOND, timedelta(seconds=2.05))
