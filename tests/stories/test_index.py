"""What shares words or pairs of words is found, and what is forgotten leaves nothing behind."""

import pickle

from hypothesis import given
from hypothesis import strategies as st

from bot.stories.index import Found, SpeakerIndex
from bot.stories.reading import Reading
from bot.stories.terms import list_terms
from bot.stories.weights import WordWeights

NOTHING = Found([], [])


def hold(index: SpeakerIndex, headline: str, summary: str = "") -> int:
    return index.add("story", Reading(headline, list_terms(headline, summary)))


def find(index: SpeakerIndex, headline: str, summary: str = "") -> Found:
    terms = list_terms(headline, summary)
    return index.find(WordWeights().weigh(*terms), terms[0])


def test_articles_come_by_what_they_share_the_likest_first_the_rest_as_others():
    index = SpeakerIndex()
    for number in range(30):
        hold(index, f"Lomna k{number}ara l{number}omo")
    same = hold(index, "Bridge over the Lomna collapses", "Two dead in Brodno.")
    part = hold(index, "Heatwave", "In Brodno, a bridge is closed.")
    likely, others = find(index, "Bridge over the Lomna collapses", "Two dead in Brodno.")
    assert likely[:2] == [same, part]
    assert len(likely) < 32
    assert {*likely, *others} == {*range(32)}
    assert not {*likely} & {*others}


def test_an_article_without_a_shared_word_is_not_found():
    index = SpeakerIndex()
    hold(index, "Bridge over the Lomna collapses")
    assert find(index, "Grenmark wins handball final") == NOTHING
    assert find(SpeakerIndex(), "Grenmark wins handball final") == NOTHING


def test_a_headline_of_common_words_is_found_by_its_pairs():
    index = SpeakerIndex()
    words = [f"{first}{second}zu" for first in "klmnrstvb" for second in "aeiou"]
    for number in range(4_000):  # each word stands in hundreds of headlines
        hold(index, " ".join(words[(number * step) % 45] for step in (1, 7, 11, 17, 23)))
    wanted = hold(index, "kazu vuzu mezu nozu bizu")
    for number in range(4_000):
        hold(index, " ".join(words[(number * step) % 45] for step in (2, 7, 13, 19, 29)))
    assert wanted in find(index, "Now kazu vuzu mezu nozu bizu").likely


def test_a_short_headline_is_found_by_the_common_words_of_a_long_one_in_whatever_order():
    index = SpeakerIndex()
    words = [f"{first}{second}zu" for first in "klmnrstvb" for second in "aeiou"]
    wanted = hold(index, "kazu mezu nizu tozu lubrod")
    for number in range(4_000):  # each word stands in hundreds of newer headlines
        hold(index, " ".join(words[(number * step) % 45] for step in (1, 7, 11, 17, 23)))
    longer = "tozu Brodno bridge mezu dam Velmar kazu harbour Grenmark nizu"
    assert wanted in find(index, longer).likely


HEADLINES = st.lists(
    st.sampled_from(["bridge", "dam", "Brodno", "Velmar", "31", "мост"]), max_size=5
).map(" ".join)


@given(st.lists(HEADLINES, max_size=12), st.randoms(use_true_random=False))
def test_an_index_that_is_emptied_is_as_new_whatever_went_first(headlines, chance):
    index = SpeakerIndex()
    numbers = [hold(index, headline) for headline in headlines]
    chance.shuffle(numbers)
    for left, number in enumerate(numbers, 1):
        index.remove(number)
        for other in numbers[left:]:
            assert index.speakers[other].headline == headlines[other]
    assert index.speakers.ids == SpeakerIndex().speakers.ids
    assert find(index, "dam in Brodno") == NOTHING
    assert hold(index, "dam") == len(headlines)  # a number is given once


def test_an_index_through_which_thousands_went_stays_small():
    index, small = SpeakerIndex(), SpeakerIndex()
    for turn in range(3_000):
        number = hold(index, f"k{turn}a l{turn}o brodno velmar")
        if turn >= 10:
            index.remove(number - 10)
    for turn in range(10):
        hold(small, f"k{turn}a l{turn}o brodno velmar")
    new, went, held = (len(pickle.dumps(one)) for one in (SpeakerIndex(), index, small))
    assert went - new < 2 * (held - new)
