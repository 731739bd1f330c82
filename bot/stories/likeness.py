"""How alike an article is to the articles near it, by the words that are rare among them.

What a word says depends on what else is told of its subject: among articles on one summit
"summit" says nothing, however rare it is in the news of the day. So words are weighed anew in
each article's own neighbourhood. Weighed over all that came in, one threshold cannot do: labelled
news of one subject that rings 49 repeats and hides 12 stories hides 51 once other news was
counted too. Weighed here it rings 58 and hides 10, whatever else was in the news.
"""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from itertools import chain
from math import sqrt
from typing import NamedTuple

from bot.stories.weights import HEADLINE, weigh_small_word, weigh_word

Words = tuple[Sequence[Hashable], int]  # terms, each once; the first so many are the headline's

_MORE, _MORE_SQUARED = HEADLINE - 1, HEADLINE**2 - 1  # what it adds that the headline has a word
# The words that are not shared are many, and counted last. Before that each is taken to be in
# this part of all that are near. Most are in fewer: of 6,400 pairs that were alike in a day of
# news this makes 14 less so, none by more than a thousandth.
_HAVING = 0.2
_MANY = 60  # articles; among fewer that does not hold
# The first guess is made before all that is near is looked at, with what words say in all the
# window. What is not shared is taken to say this part of what the article's own words say, and
# the guess counts so much more. On a recorded day of 5,073 articles that overlooks 1 of 2,335
# pairs that are alike, on labelled days none. In a window of 100,000 stories of made-up news it
# spares three articles of four the look at all that is near.
_SAYING = 0.5
_MARGIN = 1 / 0.6


class Likeness(NamedTuple):
    """How alike two articles are."""

    cosine: float  # 0 to 1
    largest: float  # the part of it that comes from one word, 0 to 1


def guess_likeness(
    article: Words, weights: Sequence[float], others: Sequence[Words]
) -> list[float]:
    """Return what is hardly ever less than the cosines of an article and others, in their order.

    `weights`: what the article's terms, at least one, say in all the window, in their order
    (bot.stories.weights). They say less among the articles near it.
    """
    terms, said = article
    plain = [*(weight / HEADLINE for weight in weights[:said]), *weights[said:]]
    squares = {term: weight * weight for term, weight in zip(terms, plain, strict=True)}
    products = {term: one * two for term, one, two in zip(terms, weights, plain, strict=True)}
    scale = _MARGIN / sqrt(sum(weight * weight for weight in weights))
    unknown = _SAYING * sum(squares.values()) / len(squares)
    shared = map(frozenset(terms).intersection, [words for words, _ in others])
    return [
        _guess(words, both, squares, products, unknown) * scale if both else 0.0
        for words, both in zip(others, shared, strict=True)
    ]


def compare_near(
    article: Words,
    near: Sequence[Words],
    least: Sequence[float],
    *,
    small: AbstractSet[Hashable] = frozenset(),
) -> dict[int, Likeness]:
    """Return how alike an article is to those near it that are alike enough, by their places.

    All that are near must be given: they are what words are weighed by. The first of them are
    compared, as many as there are numbers in `least`: the cosines that are enough, each above 0.
    `small`: the terms of words that a language is full of.
    """
    shared, squares = _weigh_words(frozenset(article[0]), near, small)
    length = _measure(article, squares)
    terms, count = article
    products = squares | {term: HEADLINE * squares[term] for term in terms[:count]}
    likely = [place for place, both in enumerate(shared[: len(least)]) if both]
    if len(near) >= _MANY:
        unknown = _list_squares(len(near))[round(_HAVING * len(near))]
        likely = [
            place
            for place in likely
            if _guess(near[place], shared[place], squares, products, unknown)
            >= length * least[place]
        ]
    if not likely:
        return {}
    wanted = frozenset(chain.from_iterable(near[place][0] for place in likely))
    _, squares = _weigh_words(wanted, near, small)
    alike = {}
    for place in likely:
        terms, count = near[place]
        parts = [HEADLINE * products[term] for term in terms[:count] if term in products]
        parts += [products[term] for term in terms[count:] if term in products]
        total = sum(parts)
        cosine = total / (length * _measure(near[place], squares))
        if cosine >= least[place]:
            alike[place] = Likeness(cosine, max(parts) / total)
    return alike


def _weigh_words(
    wanted: frozenset[Hashable], near: Sequence[Words], small: AbstractSet[Hashable]
) -> tuple[list[frozenset[Hashable]], dict[Hashable, float]]:
    """Return which of the terms each article has, and the squares of what the terms say."""
    shared = [wanted.intersection(terms) for terms, _ in near]
    having = Counter(chain.from_iterable(shared)).get
    by_count = _list_squares(len(near))
    squares = {term: by_count[having(term, 0)] for term in wanted}
    most = weigh_small_word(len(near)) ** 2
    for term in small & wanted:
        squares[term] = min(squares[term], most)
    return shared, squares


@lru_cache(maxsize=256)
def _list_squares(articles: int) -> list[float]:
    """Return the squares of what words say that none, one, two ... of the articles have."""
    return [weigh_word(count, articles) ** 2 for count in range(articles + 1)]


def _measure(words: Words, squares: Mapping[Hashable, float]) -> float:
    terms, said = words
    of = squares.__getitem__
    return sqrt(sum(map(of, terms)) + _MORE_SQUARED * sum(map(of, terms[:said])))


def _guess(
    words: Words,
    both: frozenset[Hashable],
    squares: Mapping[Hashable, float],
    products: Mapping[Hashable, float],
    unknown: float,
) -> float:
    """Return a guess of the cosine, times the length of the article asked."""
    terms, count = words
    said = both.intersection(terms[:count])
    of, by = squares.__getitem__, products.__getitem__
    total, known = sum(map(by, both)), sum(map(of, both))
    if said:
        total += _MORE * sum(map(by, said))
        known += _MORE_SQUARED * sum(map(of, said))
    others = len(terms) - len(both) + _MORE_SQUARED * (count - len(said))
    return total / sqrt(known + unknown * others)
