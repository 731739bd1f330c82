"""How alike articles are, by the words that are rare among those near."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.likeness import Likeness, Words, compare_near, guess_likeness
from bot.stories.terms import list_terms
from bot.stories.weights import HEADLINE, weigh_word


def words(headline: str, summary: str = "") -> Words:
    said, told = list_terms(headline, summary)
    return said + told, len(said)


def compare(article: Words, near: list[Words], enough: float = 1e-9) -> list[Likeness]:
    """Compare with all that are near; what is not alike has the likeness 0."""
    alike = compare_near(article, near, [enough] * len(near))
    return [alike.get(place, Likeness(0.0, 1.0)) for place in range(len(near))]


SUBJECT = [
    words(f"Ruritania and Grenmark talks: {said}")
    for said in (
        "Karpov flies out",
        "harbour stays shut",
        "what of timber",
        "farmers protest",
        "new date named",
    )
]


def test_what_all_articles_near_share_says_little():
    article = words("Ruritania and Grenmark talks: Karpov arrives")
    same, *others = [likeness.cosine for likeness in compare(article, SUBJECT)]
    assert same > 2 * max(others)


def test_the_same_two_articles_are_less_alike_among_others_of_their_subject():
    first, second = SUBJECT[1], SUBJECT[2]
    alone = compare(first, [second])[0].cosine
    among = compare(first, [second, *SUBJECT[3:]])[0].cosine
    assert among < alone


def test_a_shared_word_counts_for_more_in_a_headline():
    article = words("Lomna bridge", "closed")
    in_headline, in_summary = compare(article, [words("bridge", "news"), words("news", "bridge")])
    assert in_headline.cosine > in_summary.cosine


@pytest.mark.parametrize(
    ("title", "largest"), [("Velmar harbour", 1.0), ("Lomna bridge", 0.5), ("Heatwave", 1.0)]
)
def test_it_is_known_how_much_of_a_likeness_comes_from_one_word(title, largest):
    article = words("Bridge across Lomna Velmar")
    (likeness,) = compare(article, [words(title)])
    assert likeness.largest == pytest.approx(largest)
    assert (likeness.cosine == 0) == (title == "Heatwave")


WORDS = st.lists(st.sampled_from(["bridge", "dam", "Velmar", "not", "31", "міст"]), max_size=6)
ARTICLES: st.SearchStrategy[Words] = st.builds(
    lambda first, second: words(" ".join(first) or "x", " ".join(second)), WORDS, WORDS
)


@given(ARTICLES, st.lists(ARTICLES, max_size=5))
def test_a_likeness_is_between_0_and_1_and_an_article_is_most_like_itself(article, others):
    likenesses = compare(article, [article, *others])
    assert len(likenesses) == len(others) + 1
    assert likenesses[0].cosine == pytest.approx(1)
    for cosine, largest in likenesses:
        assert -1e-9 <= cosine <= 1 + 1e-9
        assert 0 <= largest <= 1 + 1e-9


def test_terms_may_be_numbers_and_of_those_near_only_the_first_are_compared():
    near = [((7, 8, 9), 2), ((7, 8), 2), ((1, 2), 1)]
    assert [*compare_near((("new", 7, 8), 2), near, [0.1, 1e-9])] == [0, 1]
    assert [*compare_near((("new", 7, 8), 2), near, [0.1])] == [0]
    assert compare_near((("new",), 1), near, [1e-9] * 3) == {}
    assert compare_near((("new",), 1), [], []) == {}


def test_what_is_not_alike_enough_is_left_out():
    near = [words("Lomna bridge closed"), words("Lomna floods Brodno and Velmar"), words("x y")]
    article = words("Lomna bridge closed")
    cosines = [likeness.cosine for likeness in compare(article, near)]
    enough = (cosines[0] + cosines[1]) / 2
    assert [*compare_near(article, near, [enough] * 3)] == [0]


def test_words_that_a_language_is_full_of_say_little_however_rare_they_are_nearby():
    near = [words("bridge Lomna"), *SUBJECT * 4]
    article = words("bridge Velmar")
    (plain,) = compare_near(article, near, [1e-9]).values()
    (small,) = compare_near(article, near, [1e-9], small={"brid"}).values()
    assert small.cosine < plain.cosine


@given(st.integers(0, 1_000_000), st.integers(60, 80))
def test_among_many_articles_none_that_is_alike_is_overlooked(seed, size):
    chance = random.Random(seed)
    near: list[Words] = [(chance.sample(range(300), 30), 8) for _ in range(size)]
    terms = [*near[0][0][:15], *range(1_000, 1_015)]
    chance.shuffle(terms)
    everything = compare_near((terms, 8), near, [1e-9] * size)
    enough = 0.9 * max(likeness.cosine for likeness in everything.values())
    alike = compare_near((terms, 8), near, [enough] * size)
    assert alike == {place: one for place, one in everything.items() if one.cosine >= enough}
    assert alike


@given(st.integers(0, 1_000_000), st.integers(60, 80))
def test_a_guess_overlooks_none_that_is_alike(seed, size):
    chance = random.Random(seed)
    near: list[Words] = [(chance.sample(range(300), 30), 8) for _ in range(size)]
    terms = [*near[0][0][:15], *range(1_000, 1_015)]
    chance.shuffle(terms)
    weights = [weigh_word(size * 30 / 300 if term < 1_000 else 0, size) for term in terms]
    weights = [*(HEADLINE * weight for weight in weights[:8]), *weights[8:]]
    alike = compare_near((terms, 8), near, [1e-9] * size)
    guesses = guess_likeness((terms, 8), weights, near)
    enough = 0.9 * max(likeness.cosine for likeness in alike.values())
    likest = {place: one.cosine for place, one in alike.items() if one.cosine >= enough}
    assert all(guesses[place] > cosine for place, cosine in likest.items())
    assert [place for place, guess in enumerate(guesses) if guess] == [*alike]


def test_who_shares_nothing_is_guessed_to_be_unlike_and_a_copy_to_be_the_likest():
    article, others = words("Lomna bridge closed"), [words("x y"), words("Lomna bridge closed")]
    nothing, copy = guess_likeness(article, [2.0, 3.0, 1.0], others)
    part = guess_likeness(article, [2.0, 3.0, 1.0], [words("Lomna floods Brodno")])[0]
    assert nothing == 0 < part < 1 < copy
