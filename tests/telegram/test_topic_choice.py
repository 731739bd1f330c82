"""Which topic typed words mean, and the buttons that ask."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.topic_choice import NEAR, build_choice, guess_topic
from tests.fakes.bot_api_params import DATA_LIMIT
from tests.telegram.stage import SampleTopic

TOPICS = (
    SampleTopic(name="harbour-strike", title="Strike in the harbour"),
    SampleTopic(name="storms", title="Storms & floods"),
    SampleTopic(name="rail", title="Railways"),
    SampleTopic(name="war", title="Війна в небі"),
    SampleTopic(name="warsaw", title="Warszawa"),
)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        ("harbour-strike", "harbour-strike"),
        ("harbour strike", "harbour-strike"),
        ("Harbour_Strike", "harbour-strike"),
        ("#storms", "storms"),
        ("STORMS & floods", "storms"),
        ("  strike   in the HARBOUR ", "harbour-strike"),
        ("rai", "rail"),
        ("strike i", "harbour-strike"),
        ("війна", "war"),
        ("ВІЙНА В НЕБІ", "war"),
        ("небі", "war"),
        ("war", "war"),  # a whole name, though another begins so
        ("wars", "warsaw"),
        ("floods", "storms"),
    ],
)
def test_a_topic_is_known_by_its_name_or_title_or_a_beginning(typed, name):
    guess = guess_topic(typed, TOPICS)
    assert guess.topic is not None
    assert (guess.topic.name, guess.near) == (name, ())


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("wa", ["war", "warsaw"]),
        ("st", ["harbour-strike", "storms"]),
        ("strom", ["storms"]),
        ("railwais", ["rail"]),
        ("warshava", ["warsaw"]),
        ("harbor", ["harbour-strike"]),
    ],
)
def test_what_is_not_clear_offers_what_is_near(typed, near):
    guess = guess_topic(typed, TOPICS)
    assert guess.topic is None
    assert [topic.name for topic in guess.near][: len(near)] == near


@pytest.mark.parametrize("typed", ["", "   ", "#", "-_-", "quantum physics", "🐙"])
def test_what_is_like_nothing_offers_nothing(typed):
    guess = guess_topic(typed, TOPICS)
    assert (guess.topic, guess.near) == (None, ())


def test_no_more_than_a_handful_is_near():
    many = [SampleTopic(name=f"topic-{number}", title=f"Topic {number}") for number in range(40)]
    assert len(guess_topic("topic", many).near) == NEAR
    assert len(guess_topic("toopic", many).near) == NEAR


names = st.text(st.sampled_from("abcąж🐙"), min_size=1, max_size=30)


@given(name=names, typed=st.text() | st.just("x" * 10_000))
def test_whatever_is_typed_no_topic_is_invented(name, typed):
    topic = SampleTopic(name=name, title=name)
    guess = guess_topic(typed, [topic])
    assert guess.topic in (topic, None)
    assert {*guess.near} <= {topic}
    assert guess_topic(name, [topic]).topic is topic


@given(st.lists(st.text(min_size=1, max_size=100).map(str.strip).filter(bool), max_size=120))
def test_every_choice_fits_under_a_message(names):
    topics = [SampleTopic(name=name, title=name) for name in names]
    rows = build_choice(topics, "lat:").inline_keyboard
    buttons = [button for row in rows for button in row]
    assert len(buttons) == min(90, len(names))
    assert all(len(row) <= 2 for row in rows)
    for button in buttons:
        assert 5 <= len(str(button.callback_data).encode()) <= DATA_LIMIT
        assert button.text
