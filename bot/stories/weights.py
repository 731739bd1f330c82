"""What a word is worth: learned from the articles that came in."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from math import log

from bot.feeds.language_words import WORDS
from bot.stories.terms import list_terms

HEADLINE = 1.5  # a headline's word against one that only the summary has
_UNSEEN = 2  # articles to start with, so that in an empty window words still weigh something
# Small words are in this part of all articles at least, also while the window is too empty to
# know: without that "się" and "na" make one story of two.
_SMALL_WORDS = 0.1
_SMALL = 4  # letters
_MEMORY = 20_000  # articles: then all counts are halved, so the weights follow the news slowly


class WordWeights:
    """How many articles have a word, and so how little the word says.

    The counts outlive the stories: after a quiet week the names of the subject are still common.
    """

    def __init__(self) -> None:
        self._articles = 0
        self._having: Counter[str] = Counter()

    def count(self, terms: Iterable[str]) -> None:
        """Learn an article by its terms, each given once."""
        self._articles += 1
        self._having.update(terms)
        if self._articles >= _MEMORY:
            self._articles //= 2
            halved = {term: count // 2 for term, count in self._having.items() if count > 1}
            self._having = Counter(halved)

    def weigh(self, headline: Iterable[str], summary: Iterable[str]) -> dict[str, float]:
        """Return what an article's terms say, in the order given, the article counted in."""
        most, having = log(self._articles + 1 + _UNSEEN), self._having.get
        weights = {term: most - log(having(term, 0) + 1.5) for term in headline}
        weights |= {term: most - log(having(term, 0) + 1.5) for term in summary}
        small = weigh_small_word(self._articles)
        for term in small_terms() & weights.keys():
            weights[term] = min(weights[term], small)
        weights |= {term: HEADLINE * weights[term] for term in headline}
        return weights


def weigh_word(having: float, articles: int) -> float:
    """Return what a word says, above 0, when so many of so many articles have it."""
    return log(articles + 1 + _UNSEEN) - log(having + 1.5)


def weigh_small_word(articles: int) -> float:
    """Return the most that a small word can say among so many articles."""
    return weigh_word(_SMALL_WORDS * (articles + _UNSEEN), articles)


@cache
def small_terms() -> frozenset[str]:
    """Return the terms of the short words that a language is full of."""
    words = " ".join(WORDS[language] for language in ("en", "de", "pl", "uk", "ru")).split()
    small = [list_terms(word, "")[0] for word in words if len(word) <= _SMALL]
    return frozenset(term for terms in small for term in terms)
