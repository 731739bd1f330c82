"""A headline without what the outlet put around it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.headline import clean_headline

PLAIN = "River levels fall after a week of rain"


@pytest.mark.parametrize(
    "title",
    [
        PLAIN,
        "River levels fall  after a week\nof rain",
        "River levels fall after a week of rain - Evening Post",
        "River levels fall after a week of rain | The Valley Times",
        "River levels fall after a week of rain - Gazeta Rzeczna",
        "River levels fall after a week of rain - valley.example.com",
        "River levels fall after a week of rain - Wieści w RZECE.PL",
        "River levels fall after a week of rain – VT – 01/05/2026",
        "River levels fall after a week of rain – live",
        "River levels fall after a week of rain [VIDEO]",
        "River levels fall after a week of rain (zdjęcia)",
        "LIVE: River levels fall after a week of rain",
        "LIVE River levels fall after a week of rain",
        "BREAKING - River levels fall after a week of rain",
        "Update 1: River levels fall after a week of rain",
        "UPDATE 2-River levels fall after a week of rain",
        "Watch: River levels fall after a week of rain",
        "[Watch] River levels fall after a week of rain",
        "Live updates | River levels fall after a week of rain",
        "Eilmeldung: River levels fall after a week of rain",
        "Z ostatniej chwili: River levels fall after a week of rain",
        "ТЕРМІНОВО! River levels fall after a week of rain",
        "Срочно: River levels fall after a week of rain",
        "🔴 LIVE: Update 3: River levels fall after a week of rain - Evening Post",
    ],
)
def test_what_the_outlet_put_around_a_headline_is_cut(title):
    assert clean_headline(title) == PLAIN


@pytest.mark.parametrize(
    ("title", "source", "expected"),
    [
        (f"{PLAIN} – the valley times", "The Valley Times", PLAIN),
        (f"{PLAIN} — Valley Times", "Valley Times: World", PLAIN),
        (f"{PLAIN} - Valley Times World News", "Valley Times", PLAIN),
        ("Rain stops - Valley Times", "Valley Times", "Rain stops"),
    ],
)
def test_the_source_is_cut_by_its_own_name(title, source, expected):
    assert clean_headline(title, source) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Flood: dam holds – at least for now",
        "Flood in the valley: three villages without power - is it over?",
        "Rain stops - Valley Times",  # nothing says that this is a name, and little would remain
        "The dam will hold through spring – Mayor Novak",
        "Live music returns to the valley",
        "Watch out for the river this weekend",
        "Updates to the flood map are late again",
        "Live",
        "BREAKING:",
    ],
)
def test_what_belongs_to_a_headline_stays(title):
    assert clean_headline(title) == title


@given(st.text(), st.text())
def test_any_text_is_survived_and_something_is_left_of_it(title, source):
    assert bool(clean_headline(title, source)) == bool(title.split())


def test_a_very_long_title_is_cleaned_in_bounded_time():
    assert clean_headline("- a " * 2_500 + "- Evening Post").endswith("- a")
