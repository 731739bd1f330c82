"""Which story an article belongs to, among those that are near it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

import pytest

from bot.stories import choice as choices
from bot.stories.choice import Choice, find_least
from bot.stories.likeness import Words, compare_near
from bot.stories.reading import Reading
from bot.stories.roundups import is_roundup
from bot.stories.terms import list_terms

HOUR = timedelta(hours=1)


def read(headline: str, summary: str = "", language: str = "en") -> Reading:
    return Reading(headline, list_terms(headline, summary), language, is_roundup(headline))


class Told(NamedTuple):
    story: str
    reading: Reading
    silence: timedelta


def near(story: str, reading: Reading, silence: timedelta = HOUR) -> Told:
    return Told(story, reading, silence)


def list_words(reading: Reading) -> Words:
    said, told = reading.terms
    return said + told, len(said)


def choose_story(reading: Reading, told: Sequence[Told]) -> Choice | None:
    """Compare an article with all that are told, and choose."""
    held = [
        choices.Near(number, one.story, one.reading.language, one.silence)
        for number, one in enumerate(told)
    ]
    alike = compare_near(
        list_words(reading),
        [list_words(one.reading) for one in told],
        [find_least(reading.language, one) for one in held],
    )
    return choices.choose_story(
        reading,
        [(held[place], likeness) for place, likeness in alike.items()],
        {number: one.reading for number, one in enumerate(told)},
    )


OTHERS = [
    near(f"other {number}", read(f"{name} on the budget of Ruritania", f"{name} spoke."))
    for number, name in enumerate(("Karpov", "Lind", "Harun", "Mosel", "Tarnow"))
]
FALL = read("Bridge over the Lomna collapses in Brodno, two dead", "A road bridge fell on Monday.")
FELL = read("Two killed as Lomna bridge collapses in Brodno", "The bridge fell at noon.")


def test_the_likest_story_is_chosen_with_its_reason():
    choice = choose_story(FELL, [*OTHERS, near("fall", FALL)])
    assert choice is not None
    assert choice.story == "fall"
    assert choice.reason.split()[0] in ("title", "words")
    assert 0 < choice.score <= 100


def test_where_none_is_like_enough_none_is_chosen():
    assert choose_story(FELL, OTHERS) is None
    assert choose_story(FELL, []) is None


def test_a_likeness_counts_half_after_a_day_of_silence():
    scores = []
    for silence in (timedelta(0), timedelta(hours=24), timedelta(hours=-5)):
        choice = choose_story(FELL, [*OTHERS, near("fall", FALL, silence)])
        assert choice is not None
        scores.append(choice.score)
    assert scores[0] == pytest.approx(2 * scores[1]) == pytest.approx(scores[2])


def test_a_likeness_between_languages_counts_for_more_where_both_are_known():
    scores = []
    for language in ("en", "de", ""):
        fall = FALL._replace(language=language)
        choice = choose_story(FELL, [*OTHERS, near("fall", fall, timedelta(hours=24))])
        assert choice is not None
        scores.append(choice.score)
    assert scores[1] > scores[0] == scores[2]


def test_titles_that_contradict_each_other_keep_out_of_all_of_a_story():
    told = [near("run", read("Karpov will run for mayor of Velmar")), near("run", FALL)]
    assert choose_story(read("Karpov will not run for mayor of Velmar"), told) is None


def test_only_a_copy_of_a_round_up_is_the_same():
    told = [*OTHERS, near("day", read("Lomna floods: what we know so far"))]
    copy = choose_story(read("Lomna floods: what we know so far"), told)
    assert copy is not None
    assert copy.story == "day"
    assert choose_story(read("Lomna floods near Brodno"), told) is None


def test_one_word_is_not_enough():
    told = near("one", read("Velmar"))
    assert choose_story(read("Velmar closed"), [*OTHERS, told]) is None
    both = near("two", read("Velmar shut, closed"))
    choice = choose_story(read("Velmar closed"), [*OTHERS, both])
    assert choice is not None
    assert choice.story == "two"


def test_of_two_that_are_equally_alike_the_first_that_came_is_chosen():
    for told in ([near("one", FALL), near("two", FALL)], [near("two", FALL), near("one", FALL)]):
        choice = choose_story(FELL, [*OTHERS, *told])
        assert choice is not None
        assert choice.story == told[0].story
