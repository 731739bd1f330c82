"""Arrivals: what Telegram counts, whatever happens to requests and answers on their way."""

from datetime import datetime, timedelta
from heapq import heappop, heappush
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.alerts.arrivals import RECENT, Arrivals
from bot.alerts.pace import Limits, Pace
from tests.alerts.test_pace import busiest
from tests.builders import NOON
from tests.fakes.flood import FloodGate

NOW = timedelta()
SECOND = timedelta(seconds=1)
MS = timedelta(milliseconds=1)
HUNG = 3 * SECOND


def open_arrivals(most=3, hung=HUNG):
    return Arrivals(most=most, within=SECOND, hung=hung)


# ---------------------------------------------------------------- over a way with troubles


class Way:
    """A way to Telegram that stands still now and then; what waits then goes on together."""

    def __init__(self, stops, trip=40 * MS):
        """`stops`: from when to when, after noon."""
        self._stops = [(NOON + begin, NOON + end) for begin, end in stops]
        self._half = trip / 2

    def cross(self, now):
        for begin, end in self._stops:
            if begin <= now + self._half < end:
                return end
        return now + self._half


def send_all(pace, chats, way):
    """Write to each chat as soon as its turn comes; return when it left and when it came in."""
    now, left, came = NOON, [], []
    out: list[tuple[datetime, int, int]] = []
    for chat in chats:
        while True:
            while out and out[0][0] <= now:
                at, number, other = heappop(out)
                pace.land(number, other, at)
            wait = max(pace.wait(now), pace.rest(chat, now))
            if not wait and chat not in {other for _, _, other in out}:
                break
            answer = [at for at, *_ in out[:1]]
            now = min([now + wait, *answer]) if wait else answer[0]
        pace.take(chat, now)
        left.append(now)
        came.append((way.cross(now), chat))
        heappush(out, (way.cross(came[-1][0]), pace.leave(now), chat))
    return left, sorted(came)


STALLED = Way([(2 * SECOND, 2 * SECOND + 270 * MS)])


def test_after_a_stall_on_the_way_telegram_does_not_see_too_much_at_once():
    _, came = send_all(Pace(Limits()), range(1, 141), STALLED)
    gate = FloodGate()
    for at, chat in came:
        gate.admit(chat, (at - NOON).total_seconds())


def test_requests_that_leave_evenly_all_the_same_are_refused_after_such_a_stall():
    came = [STALLED.cross(NOON + number * SECOND / 28) for number in range(140)]
    assert busiest(came, SECOND) > 30


# Not before an answer has told how long the way is.
stops = st.lists(
    st.tuples(st.integers(1_000, 4_000), st.integers(1, 1_500)).map(
        lambda one: (one[0] * MS, (one[0] + one[1]) * MS)
    ),
    max_size=4,
)


@given(stops=stops, rate=st.sampled_from([3, 7, 25, 28]), trip=st.integers(0, 500))
def test_no_second_sees_more_than_telegram_allows(stops, rate, trip):
    _, came = send_all(Pace(Limits(rate=rate)), range(1, 6 * rate), Way(stops, trip * MS))
    assert busiest([at for at, _ in came], SECOND) <= round(rate * 15 / 14)


@given(stops=stops, chats=st.lists(st.sampled_from([1, 2, -1]), max_size=12))
def test_a_chat_is_left_alone_from_when_a_request_came_in(stops, chats):
    _, came = send_all(Pace(Limits(rate=1_000)), [3, *chats], Way(stops))
    for chat in {*chats}:
        mine = [at for at, other in came if other == chat]
        least = SECOND if chat > 0 else 3 * SECOND
        assert all(later - sooner >= least for sooner, later in pairwise(mine))


@pytest.mark.parametrize("trip", [0, 40, 400])
def test_a_way_of_any_length_costs_no_rate(trip):
    left, _ = send_all(Pace(Limits()), range(1, 281), Way([], trip * MS))
    # Until the first answer nobody knows how long one takes.
    assert left[-1] - NOON <= 10 * SECOND + trip * MS


# ---------------------------------------------------------------- one by one


def test_what_is_out_counts_until_a_second_after_its_answer():
    arrivals = open_arrivals(most=1)
    first = arrivals.leave(NOON)
    assert arrivals.wait(NOON + 2 * SECOND)
    arrivals.land(first, NOON + 2 * SECOND)
    # It took so long that it may have come in late; only a quicker one can tell.
    quick = arrivals.leave(NOON + 2 * SECOND)
    arrivals.land(quick, NOON + 2 * SECOND)
    assert arrivals.wait(NOON + 2.9 * SECOND) == 0.1 * SECOND
    assert arrivals.wait(NOON + 3 * SECOND) == NOW


def test_a_request_that_hangs_counts_no_longer_than_that():
    arrivals = open_arrivals(most=1)
    number = arrivals.leave(NOON)
    assert arrivals.wait(NOON + HUNG - MS)
    assert arrivals.wait(NOON + HUNG) == NOW
    arrivals.land(number, NOON + 9 * SECOND)
    assert arrivals.wait(NOON + 9 * SECOND) == SECOND


def test_what_came_in_is_known_by_the_shortest_time_an_answer_took_lately():
    arrivals, now = open_arrivals(), NOON
    for took, way in ((300, 300), (100, 100), (500, 100)):
        number = arrivals.leave(now)
        now += took * MS
        assert arrivals.land(number, now) == now - way * MS
    for later in (RECENT, 2 * RECENT, 3 * RECENT):
        number = arrivals.leave(NOON + later)
        now = arrivals.land(number, NOON + later + 400 * MS)
    assert now == NOON + later


def test_what_another_sent_counts_too():
    arrivals = open_arrivals()
    for ago in (0.1, 0.5, 0.9):
        arrivals.note(NOON - ago * SECOND)
    assert arrivals.wait(NOON) == 0.1 * SECOND


def test_a_clock_that_is_set_back_keeps_nothing_back():
    arrivals = open_arrivals(most=1)
    arrivals.land(arrivals.leave(NOON), NOON)
    arrivals.leave(NOON)
    assert arrivals.wait(NOON - timedelta(hours=1)) == NOW
