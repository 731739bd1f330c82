"""Charts as numbers: what is drawn is what was measured, within the chart."""

from datetime import timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.web.drawing import (
    HEIGHT,
    LEAST_BAD,
    LEAST_SPAN,
    WIDTH,
    draw_bars,
    draw_span,
    place_moments,
)
from tests.builders import HOUR, NOON

COUNTS = st.lists(st.integers(0, 10**9), max_size=40)
MOMENTS = st.integers(-(10**6), 10**6).map(lambda seconds: NOON + timedelta(seconds=seconds))


@given(COUNTS, st.integers(0, 60))
def test_bars_stand_side_by_side_within_the_chart_and_the_greatest_fills_it(counts, room):
    bars = draw_bars(counts, room=room)
    assert len(bars) == len(counts)
    for bar in bars:
        assert 0 <= bar.x <= bar.x + bar.width <= WIDTH + 0.02
        assert 0 <= bar.y <= bar.y + bar.height <= HEIGHT + 0.02
    assert all(one.x + one.width <= other.x for one, other in pairwise(bars))
    if any(counts):
        assert bars[counts.index(max(counts))].height == HEIGHT


def test_each_kind_of_bar_has_its_mark():
    bars = draw_bars((4, 0, 0, 2), bad=(False, False, True))
    assert [bar.mark for bar in bars] == ["bar", "bar none", "bar bad", "bar now"]
    assert bars[2].height == LEAST_BAD
    assert [bar.mark for bar in draw_bars((1, 2), last=False)] == ["bar", "bar"]


@given(st.tuples(MOMENTS, MOMENTS).map(sorted), st.tuples(MOMENTS, MOMENTS).map(sorted))
def test_a_stretch_stays_on_its_line_and_is_never_too_short_to_be_seen(stretch, line):
    (begin, end), (since, until) = stretch, line
    span = draw_span(begin, end, since=since, until=until + HOUR)
    assert 0 <= span.x <= WIDTH - LEAST_SPAN
    assert LEAST_SPAN - 0.02 <= span.width <= WIDTH - span.x + 0.02


def test_a_stretch_stands_where_it_was():
    span = draw_span(NOON - 6 * HOUR, NOON, since=NOON - 24 * HOUR, until=NOON)
    assert (span.x, span.width) == (75, 25)


@pytest.mark.parametrize(
    ("hours", "places"), [((), ()), ((3,), (2,)), ((0, 1, 4), (2, 26, 98)), ((5, 5), (2, 2))]
)
def test_moments_stand_in_proportion(hours, places):
    assert place_moments([NOON + HOUR * hour for hour in hours]) == places
