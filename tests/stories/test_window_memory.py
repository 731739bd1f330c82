"""What is remembered of articles when their stories are over, and what is not."""

from bot.models import Placement
from bot.stories.window import SPAN, StoryWindow
from tests.stories.test_window import HOUR, NOON, SAME, article, fill, place_and_add


def test_an_article_is_known_again_when_its_story_fell_out_if_the_caller_remembers_it():
    window = StoryWindow()
    item = article("Ferry runs aground", link="https://a.example/1")
    told = place_and_add(window, item)
    later = NOON + 10 * SPAN
    place_and_add(window, article("Choir wins a prize"), now=later)
    again = window.place(item, source="Valley Times", now=later, known=told.story)
    assert (again.story, again.new, again.again) == (told.story, False, True)
    assert (again.reason, again.score, again.key) == ("same link", 100, told.key)


def test_what_the_window_holds_goes_before_what_the_caller_remembers():
    window = StoryWindow()
    item = article("Ferry runs aground", link="https://a.example/1")
    told = place_and_add(window, item)
    again = window.place(item, source="Valley Times", now=NOON, known="0123456789abcdef")
    assert again.story == told.story


def test_every_placement_says_under_which_key_its_article_is_known_again():
    window = StoryWindow()
    fill(window)
    first, second = (article(*told, link=f"https://a.example/{told[0]}") for told in SAME[0])
    told = place_and_add(window, first)
    joined = place_and_add(window, second)
    assert told.key == told.story
    assert (joined.story, joined.key != told.key) == (told.story, True)
    assert window.place(second, source="", now=NOON).key == joined.key


def test_a_story_that_is_over_does_not_come_alive_again():
    window = StoryWindow()
    item = article("Ferry runs aground", link="https://a.example/1")
    told = place_and_add(window, item)
    later = NOON + 2 * SPAN
    again = window.place(item, source="Evening Post", now=later, known=told.story)
    window.add(again, item, source="Evening Post", now=later)
    assert (len(window), window.sources(told.story)) == (0, ())


def test_a_story_that_is_over_does_not_come_alive_when_the_window_is_rebuilt():
    placed = [
        ("Ferry runs aground", "https://a.example/1", "new", NOON),
        ("Ferry runs aground", "https://b.example/1", "title 100", NOON + HOUR),
        ("Choir wins a prize", "https://a.example/2", "new", NOON + 2 * SPAN),
        ("Ferry runs aground", "https://b.example/1", "same link", NOON + 2 * SPAN),
    ]
    stories = ("ferry", "ferry", "choir", "ferry")
    window = StoryWindow()
    for story, (title, link, reason, seen) in zip(stories, placed, strict=True):
        row = Placement(story=story, new=reason == "new", reason=reason, score=0)
        window.add(row, article(title, link=link), source="Evening Post", now=seen)
    assert [*window] == ["choir"]
