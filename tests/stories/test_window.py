"""Which articles are one story, and that a window stays in order whatever comes in."""

import pickle
from datetime import UTC, datetime, timedelta

import pytest

from bot.feeds.links import canonical_link
from bot.models import Article, Placement
from bot.stories.window import LONGEST, SPAN, StoryWindow

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)


def article(title: str, summary: str = "", *, link: str = "", guid: str = "") -> Article:
    return Article(
        guid=guid,
        link=link,
        title=title,
        summary=summary,
        published=None,
        link_key=canonical_link(link),
    )


def place_and_add(
    window: StoryWindow, item: Article, *, source: str = "Evening Post", now: datetime = NOON
) -> Placement:
    placement = window.place(item, source=source, now=now)
    window.add(placement, item, source=source, now=now)
    return placement


def fill(window: StoryWindow) -> None:
    """News of other things, so that the window knows which words are common."""
    letters = "klmnoprstu"
    for number in range(30):
        name = letters[number // 10] + letters[number % 10] * 2
        item = article(f"Minister {name}a on the budget of Ruritania", f"On Monday, {name}o.")
        place_and_add(window, item)


SAME = [
    (
        ("Bridge over the Lomna collapses in Brodno, two dead", "A road bridge fell on Monday."),
        ("Two killed as Lomna bridge collapses in Brodno", "The bridge fell at noon, police say."),
    ),
    (
        ("Bridge over the Lomna collapses in Brodno, two dead", "A road bridge fell on Monday."),
        ("Brodno: three now dead after collapse of Lomna bridge", ""),
    ),
    (
        ("Karpov ends hunger strike in Velmar prison", "The singer had refused food for 31 days."),
        ("Sängerin Karpov beendet Hungerstreik in Velmar", "Nach 31 Tagen im Gefängnis Velmar."),
    ),
    (
        ("Харченко очолила банк Синегора", "Наглядова рада банку Синегора призначила Харченко."),
        ("Kharchenko to head Synehora bank", "Supervisory board of the bank Synehora decided."),
    ),
]
APART = [
    (
        ("Bridge over the Lomna collapses in Brodno, two dead", ""),
        ("Heatwave closes schools in southern Grenmark", ""),
    ),
    (
        ("Karpov will run for mayor of Velmar", "He told reporters."),
        ("Karpov will not run for mayor of Velmar", "He told reporters."),
    ),
    (
        ("Quake of magnitude 5.2 shakes Velmar", ""),
        ("Quake of magnitude 6.4 shakes Velmar", ""),
    ),
    (
        ("Bridge over the Lomna collapses in Brodno", "Two people are dead."),
        ("Ruritania briefing: bridge over the Lomna collapses", "And the budget is delayed."),
    ),
    (
        ("War in the Lomna valley: day 1,204", "What happened on Monday."),
        ("War in the Lomna valley: day 1,205", "What happened on Tuesday."),
    ),
    (
        ("Pizza time", ""),
        ("Pizza", ""),
    ),
    (
        ("Trade talks between Ruritania and Grenmark open in Velmar", ""),
        ("Grenmark wins handball final against Ruritania", ""),
    ),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_two_reports_of_one_event_are_one_story(first, second):
    window = StoryWindow()
    fill(window)
    told = place_and_add(window, article(*first))
    again = window.place(article(*second), source="Valley Times", now=NOON + HOUR)
    assert (told.new, again.new, again.story) == (True, False, told.story)
    assert again.score > 0


@pytest.mark.parametrize(("first", "second"), APART)
def test_two_events_are_two_stories(first, second):
    window = StoryWindow()
    fill(window)
    told = place_and_add(window, article(*first))
    other = window.place(article(*second), source="Valley Times", now=NOON + HOUR)
    assert (other.new, other.reason) == (True, "new")
    assert other.story != told.story


def test_copies_of_a_round_up_are_one_story():
    window = StoryWindow()
    fill(window)
    told = place_and_add(window, article("Lomna floods: what we know so far"))
    copy = article(
        "Lomna floods: what we know so far | Evening Post", link="https://example.com/9"
    )
    assert window.place(copy, source="Valley Times", now=NOON + HOUR).story == told.story


def test_an_article_that_needs_a_likeness_needs_more_of_it_after_a_silence():
    window = StoryWindow()
    fill(window)
    place_and_add(window, article(*SAME[0][0]))
    scores = [
        window.place(article(*SAME[0][1]), source="", now=NOON + hours * HOUR).score
        for hours in (1, 25)
    ]
    assert scores[0] == pytest.approx(2 * scores[1])


def test_a_story_further_along_says_what_it_adds_and_a_copy_adds_nothing():
    window = StoryWindow()
    fill(window)
    place_and_add(window, article(*SAME[0][0]))
    assert window.place(article(*SAME[1][1]), source="Valley Times", now=NOON).adds == "3 dead"
    assert window.place(article(*SAME[0][1]), source="Valley Times", now=NOON).adds == ""
    assert window.place(article("Heatwave"), source="Valley Times", now=NOON).adds == ""


def test_articles_are_weighed_by_those_near_whatever_else_was_in_the_news():
    alone, among = StoryWindow(), StoryWindow()
    for number in range(300):
        other = "".join("klmnoprstu"[int(digit)] for digit in f"{number:03}")
        place_and_add(among, article(f"{other}a {other}e", link=f"https://example.com/{number}"))
    scores = []
    for window in (alone, among):
        fill(window)
        place_and_add(window, article(*SAME[0][0]))
        scores.append(window.place(article(*SAME[0][1]), source="", now=NOON).score)
    assert scores[0] == pytest.approx(scores[1], rel=0.05)


def test_a_page_seen_again_is_the_same_story_whatever_its_headline_says_now():
    window = StoryWindow()
    told = place_and_add(window, article("Dam in Velmar holds", link="https://example.com/dam"))
    edited = article("Thousands flee Velmar", link="http://www.example.com/dam?utm_source=x")
    again = window.place(edited, source="Valley Times", now=NOON + HOUR)
    same = Placement(
        story=told.story, new=False, reason="same link", score=100, again=True, key=told.story
    )
    assert again == same


def test_the_front_page_of_a_site_is_no_link_to_know_an_article_by():
    window = StoryWindow()
    place_and_add(window, article("Dam in Velmar holds", link="https://example.com/"))
    other = article("Grenmark wins handball final", link="https://example.com/")
    assert window.place(other, source="Evening Post", now=NOON).new


def test_a_guid_that_a_feed_gives_to_every_item_swallows_nothing():
    window = StoryWindow()
    place_and_add(window, article("Dam in Velmar holds", guid="1"))
    other = article("Grenmark wins handball final", guid="1")
    assert window.place(other, source="Evening Post", now=NOON).new


def test_sources_stand_in_order_of_arrival_and_once():
    window = StoryWindow()
    title = "Bridge over the Lomna collapses in Brodno"
    told = place_and_add(
        window, article(title, link="https://example.com/0"), source="Valley Times"
    )
    for number, source in enumerate(("Evening Post", "Valley Times"), 1):
        copy = article(title, link=f"https://example.com/{number}")
        place_and_add(window, copy, source=source)
    assert window.sources(told.story) == ("Valley Times", "Evening Post")
    assert window.sources("unheard of") == ()


def test_the_same_page_in_another_feed_is_no_other_source():
    window = StoryWindow()
    item = article("Bridge over the Lomna collapses in Brodno", link="https://example.com/1")
    told = place_and_add(window, item, source="Valley Times: world")
    place_and_add(window, item, source="Valley Times: all")
    assert window.sources(told.story) == ("Valley Times: world",)


def test_a_story_falls_out_when_it_was_silent_for_the_span():
    window = StoryWindow()
    item = article("Bridge over the Lomna collapses in Brodno", link="https://example.com/1")
    copy = article("Bridge over the Lomna collapses in Brodno", link="https://example.com/2")
    place_and_add(window, item)
    assert not window.place(copy, source="Evening Post", now=NOON + HOUR).new
    assert window.place(copy, source="Evening Post", now=NOON + SPAN + HOUR).new
    place_and_add(window, article("Grenmark wins handball final"), now=NOON + SPAN + HOUR)
    assert len(window) == 1


def test_a_story_is_over_after_seven_days_however_much_is_written():
    window = StoryWindow()
    now, stories = NOON, set()
    while now <= NOON + LONGEST + 12 * HOUR:
        link = f"https://example.com/{now:%d-%H}"
        item = article("Bridge over the Lomna collapses in Brodno", link=link)
        stories.add(place_and_add(window, item, now=now).story)
        now += 6 * HOUR
    assert len(stories) == 2


def test_a_clock_that_jumps_back_makes_no_difference():
    window = StoryWindow()
    item = article("Bridge over the Lomna collapses in Brodno", link="https://example.com/1")
    told = place_and_add(window, item)
    past = NOON - timedelta(days=400)
    assert window.place(item, source="Evening Post", now=past).story == told.story
    other = place_and_add(window, article("Grenmark wins handball final"), now=past)
    assert other.new
    assert window.place(item, source="Evening Post", now=NOON + HOUR).story == told.story


def test_a_window_that_is_emptied_is_as_small_as_a_new_one():
    window, empty = StoryWindow(), StoryWindow()
    fill(window)
    for held in (window, empty):
        place_and_add(held, article("Grenmark wins handball final"), now=NOON + 9 * LONGEST)
    assert len(window) == len(empty) == 1
    assert len(pickle.dumps(window)) < len(pickle.dumps(empty)) + 2_000  # words' counts stay


def test_a_window_rebuilt_from_the_archive_goes_on_as_before():
    window, rebuilt = StoryWindow(), StoryWindow()
    for first, second in SAME:
        for told in (first, second):
            placement = place_and_add(window, article(*told))
            rebuilt.add(placement, article(*told), source="Evening Post", now=NOON)
    for first, _ in SAME:
        item = article(first[0] + " again")
        assert rebuilt.place(item, source="", now=NOON) == window.place(item, source="", now=NOON)


def test_a_story_tells_by_which_articles_it_is_known():
    window = StoryWindow()
    told = place_and_add(window, article("LIVE: Dam holds in Velmar | Evening Post", "By night."))
    (reading,) = window.speakers(told.story)
    assert reading.headline == "Dam holds in Velmar"
    assert reading.terms == (("dam", "hold", "in", "velm"), ("bi", "nigh"))
    assert window.speakers("unheard of") == ()


def test_small_words_make_no_story_of_two_in_an_empty_window():
    window = StoryWindow()
    first = article(
        "Rząd nie zgadza się na oddanie portu", "Minister mówi, że to nie wchodzi w grę."
    )
    second = article("Aktorzy spotkają się w piątek na zamku", "W grę wchodzi też sobota.")
    place_and_add(window, first)
    assert window.place(second, source="Kurier", now=NOON).new
