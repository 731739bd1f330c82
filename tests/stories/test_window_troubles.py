"""Whatever comes in, the window stays small, quick, and of one mind."""

import pickle
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.models import Article, Placement
from bot.stories.window import StoryWindow
from tests.stories.test_window import HOUR, NOON, article, fill, place_and_add

STRANGE = {
    "empty": "",
    "a sign": "?",
    "a word": "Bridge",
    "emoji": "🌊🌊🌊",
    "right to left": "جسر ينهار فوق النهر",
    "very long": "гребля " * 1_500,
    "one long word": "x" * 10_000,
    "two scripts": "most мост",
    "half a character": "dam \ud83c holds",
    "no width": "\u200b\u200d",
}


@pytest.mark.parametrize("title", STRANGE.values(), ids=STRANGE.keys())
def test_any_headline_is_survived_and_known_again(title):
    window = StoryWindow()
    fill(window)
    told = place_and_add(window, article(title))
    assert window.place(article(title), source="Evening Post", now=NOON).story == told.story


@pytest.mark.parametrize("title", STRANGE.values(), ids=STRANGE.keys())
def test_any_headline_leaves_the_window_as_it_came(title):
    window = StoryWindow()
    place_and_add(window, article(title, title))
    assert [*window] == [place_and_add(window, article(title, title)).story]
    place_and_add(window, article("Ferry runs aground"), now=NOON + timedelta(days=9))
    assert len(window) == 1


def test_strange_headlines_are_not_one_another():
    window = StoryWindow()
    stories = {place_and_add(window, article(title)).story for title in STRANGE.values()}
    assert len(stories) == len(STRANGE)


def test_five_thousand_articles_with_one_title_are_one_small_story():
    window = StoryWindow()
    items = [
        article("Bridge over the Lomna collapses in Brodno", link=f"https://example.com/{number}")
        for number in range(5_000)
    ]
    stories = {
        place_and_add(window, item, source=f"Outlet {number % 500}").story
        for number, item in enumerate(items)
    }
    assert len(stories) == 1
    assert len(window.speakers(stories.pop())) <= 8
    assert len(pickle.dumps(window)) < len(pickle.dumps(StoryWindow())) + 60 * len(items)


def test_guids_that_change_every_time_make_no_second_story():
    window = StoryWindow()
    stories = {
        place_and_add(
            window, article("Dam in Velmar holds", guid=str(number)), now=NOON + number * HOUR
        ).story
        for number in range(60)
    }
    assert len(stories) == 1


def test_a_headline_that_is_edited_at_every_poll_makes_no_second_story():
    window = StoryWindow()
    titles = ("Dam holds", "Thousands flee Velmar", "Grenmark wins", "🌊", "")
    placed = [place_and_add(window, article(t, link="https://a.example/1")) for t in titles]
    assert len({placement.story for placement in placed}) == len(window) == 1


def test_a_clock_that_jumps_back_lets_no_story_stay_for_ever():
    window = StoryWindow()
    ahead = NOON + timedelta(days=400)
    for number in range(20):
        place_and_add(window, article(f"k{number} l{number}", guid=str(number)), now=ahead)
    for day in range(20):
        now = NOON + timedelta(days=day)
        place_and_add(window, article(f"m{day}a n{day}", guid=f"n{day}"), now=now)
    assert len(window) < 20 + 5
    place_and_add(window, article("Ferry runs aground"), now=ahead + timedelta(days=9))
    assert len(window) == 1


WORDS = st.sampled_from(["bridge", "dam", "Brodno", "Velmar", "not", "two", "31", "мост", "🌊"])
TITLES = st.lists(WORDS, max_size=6).map(" ".join)
ARTICLES = st.builds(
    article,
    TITLES,
    TITLES,
    link=st.sampled_from(["", "https://example.com/1", "https://example.com/2", "news"]),
    guid=st.sampled_from(["", "1", "2"]),
)
HOURS = st.integers(-200, 200).map(lambda hours: hours * HOUR)
ARRIVALS = st.lists(st.tuples(ARTICLES, HOURS), max_size=25)


class Newsroom:
    """A window with a caller that remembers every article."""

    def __init__(self) -> None:
        self.window = StoryWindow()
        self.remembered: dict[str, str] = {}
        self.now = NOON

    def place(self, item: Article) -> Placement:
        key = self.window.place(item, source="Evening Post", now=self.now).key
        known = self.remembered.get(key, "")
        return self.window.place(item, source="Evening Post", now=self.now, known=known)

    def take(self, item: Article, passed: timedelta) -> Placement:
        self.now += passed
        placement = self.place(item)
        self.window.add(placement, item, source="Evening Post", now=self.now)
        self.remembered.setdefault(placement.key, placement.story)
        return placement


@settings(deadline=None)
@given(ARRIVALS)
def test_an_article_that_comes_twice_is_never_a_second_story(arrivals):
    room = Newsroom()
    for item, passed in arrivals:
        placement = room.take(item, passed)
        again = room.place(item)
        assert (again.story, again.new, again.again) == (placement.story, False, True)


@settings(deadline=None)
@given(ARRIVALS, ARRIVALS)
def test_what_comes_later_changes_no_placement(arrivals, later):
    first, second = Newsroom(), Newsroom()
    early = [first.take(*arrival) for arrival in arrivals]
    assert [second.take(*arrival) for arrival in [*arrivals, *later]][: len(early)] == early


@settings(deadline=None)
@given(ARRIVALS)
def test_placing_changes_nothing(arrivals):
    room = Newsroom()
    for item, passed in arrivals:
        before = pickle.dumps(room.window)
        room.place(item)
        assert pickle.dumps(room.window) == before
        room.take(item, passed)


@settings(deadline=None)
@given(ARRIVALS)
def test_every_article_of_a_story_is_known_by_the_same_name(arrivals):
    room = Newsroom()
    named: dict[str, str] = {}
    for item, passed in arrivals:
        placement = room.take(item, passed)
        assert named.setdefault(placement.key, placement.story) == placement.story
        assert placement.story in named.values()
