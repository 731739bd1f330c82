"""Rare words weigh more than common ones, and the headline more than the summary."""

from bot.stories.terms import find_term
from bot.stories.weights import WordWeights, weigh_small_word, weigh_word


def test_a_rare_word_weighs_more_than_a_common_one():
    weights = WordWeights()
    for name in ("brod", "velm", "lomn", "karp"):
        weights.count(("minister", name))
    vector = weights.weigh(("minister", "brod"), ())
    assert vector["brod"] > vector["minister"] > 0


def test_a_headline_word_weighs_more_than_a_word_of_the_summary():
    vector = WordWeights().weigh(("bridge",), ("river",))
    assert vector["bridge"] > vector["river"]


def test_terms_are_weighed_in_the_order_given():
    assert [*WordWeights().weigh(("two", "bridge"), ("river", "in"))] == [
        "two",
        "bridge",
        "river",
        "in",
    ]
    assert WordWeights().weigh((), ()) == {}


def test_counts_are_halved_before_they_grow_without_end():
    weights = WordWeights()
    for number in range(30_000):
        weights.count(("minister", f"name{number}"))
    vector = weights.weigh(("minister", "name1"), ())
    assert vector["name1"] > 10 * vector["minister"]


def test_small_words_weigh_little_before_they_were_counted():
    weights = WordWeights()
    for number in range(20):
        weights.count((f"w{number}",))
    brod, na, sie = map(find_term, ("Brodno", "na", "się"))
    vector = weights.weigh((brod, na, sie), ())
    assert vector[brod] > 1.2 * vector[na]
    assert vector[brod] > 1.2 * vector[sie]


def test_a_word_says_less_the_more_articles_have_it_and_always_something():
    said = [weigh_word(having, 80) for having in range(81)]
    assert said == sorted(said, reverse=True)
    assert said[-1] > 0
    assert weigh_word(0, 80) > weigh_small_word(80) > said[-1]
