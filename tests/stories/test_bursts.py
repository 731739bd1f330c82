"""When a story breaks: floors, habits, once, and what is forgotten."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.bursts import LEARNED, Habits
from tests.builders import NOON

MINUTE = timedelta(minutes=1)
NEW = 5  # sources that are needed in a topic of which nothing is known


def learn(habits, *sizes, topic="war", now=NOON):
    """Stories that came to so many sources each, one source after the other."""
    for number, size in enumerate(sizes):
        for sources in range(1, size + 1):
            habits.add((topic,), f"{topic}-{number}", sources, now)


def needed(habits, topic="war"):
    """How many sources make another story break."""
    return next(n for n in range(1, 1_000) if habits.breaks((topic,), "another", n))


@pytest.mark.parametrize(
    ("sizes", "sources"),
    [
        pytest.param([], NEW, id="nothing is known"),
        pytest.param([1] * 10, NEW, id="a few small stories say little"),
        pytest.param([12], NEW, id="nor does one that was large"),
        pytest.param([9] * 3, 19, id="several large ones do"),
        pytest.param([1] * 500, 4, id="never fewer than four"),
        pytest.param([1] * 470 + [30] * 20, 5, id="the last twentieth is no measure"),
        pytest.param([1] * 200 + [3] * 40, 7, id="more than twice what is usual"),
        pytest.param([6] * 300, 13, id="where every story is large"),
    ],
)
def test_a_story_breaks_far_above_the_habit_of_its_topic(sizes, sources):
    habits = Habits()
    learn(habits, *sizes)
    assert needed(habits) == sources


def test_each_topic_has_its_own_habit():
    habits = Habits()
    learn(habits, *[6] * 300, topic="war")
    learn(habits, *[1] * 500, topic="fair")
    assert habits.breaks(("war", "fair", "unknown"), "x", 5) == ("fair", "unknown")


def test_a_story_breaks_once_in_each_topic():
    habits = Habits()
    for sources in range(1, NEW):
        assert habits.breaks(("war",), "s", sources) == ()
        habits.add(("war",), "s", sources, NOON)
    assert habits.breaks(("war", "ports"), "s", NEW) == ("war", "ports")
    habits.add(("war",), "s", NEW, NOON)
    assert habits.breaks(("war", "ports"), "s", NEW + 4) == ("ports",)
    habits.add(("war", "ports"), "s", 2, NOON + timedelta(hours=3))
    assert habits.breaks(("war", "ports"), "s", NEW + 4) == ("ports",)


def test_a_story_that_grew_counts_once_with_its_largest_size():
    grown, full = Habits(), Habits()
    for story in range(30):
        for sources in (1, 2, 3, 4, 2, 1):
            grown.add(("war",), str(story), sources, NOON)
        full.add(("war",), str(story), 4, NOON)
    assert needed(grown) == needed(full) == 9


def test_what_is_two_weeks_silent_no_longer_counts():
    habits = Habits()
    learn(habits, *[6] * 300)
    habits.add(("war",), "later", 1, NOON + LEARNED)
    assert needed(habits) == 13
    habits.add(("war",), "later", 1, NOON + LEARNED + MINUTE)
    assert needed(habits) == NEW


def test_memory_is_bounded_and_the_latest_stories_count():
    habits = Habits()
    learn(habits, *[6] * 3_000)
    for number in range(5_000):
        habits.add(("war",), f"small {number}", 1, NOON)
    assert needed(habits) == 4


def test_a_clock_that_jumps_back_forgets_nothing():
    habits = Habits()
    learn(habits, *[6] * 300)
    habits.add(("war",), "before", 1, NOON - 2 * LEARNED)
    assert needed(habits) == 13


reports = st.lists(
    st.tuples(
        st.sampled_from([("war",), ("ports",), ("war", "ports")]),
        st.sampled_from("abcdef"),
        st.integers(0, 12),
        st.integers(0, 40),
    ),
    max_size=60,
)


@given(reports=reports)
def test_looking_changes_nothing_and_the_same_reports_give_the_same_answers(reports):
    first, second = Habits(), Habits()
    now = NOON
    broke: set[tuple[str, str]] = set()
    for topics, story, sources, days in reports:
        now += timedelta(days=days) / 8
        answer = first.breaks(topics, story, sources)
        assert first.breaks(topics, story, sources) == answer
        assert second.breaks(topics, story, sources) == answer
        assert {*answer} <= {*topics}
        assert sources >= 4 or not answer
        if days == 0:
            assert broke.isdisjoint((topic, story) for topic in answer)
        broke = {(topic, story) for topic in answer} | (broke if days == 0 else set())
        for habits in (first, second):
            habits.add(topics, story, sources, now)
