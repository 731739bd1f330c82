"""What a word is worth: learned from the articles that came in."""

from collections import Counter
from collections.abc import Iterable
from functools import cache
from heapq import nlargest
from math import log, sqrt
from operator import itemgetter

from bot.feeds.language_words import WORDS
from bot.stories.terms import list_terms

_HEADLINE = 1.5  # a headline's word against one that only the summary has
_UNSEEN = 2  # articles to start with, so that in an empty window words still weigh something
# Small words are in this part of all articles at least, also while the window is too empty to
# know: without that "się" and "na" make one story of two.
_SMALL_WORDS = 0.1
_SMALL = 4  # letters
_HEAVIEST = 40  # terms kept of an article: of 24, rewordings are missed
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
        """Return a vector of length 1 over an article's terms, the article itself counted in."""
        most = log(self._articles + 1 + _UNSEEN)
        vector = {term: most - log(self._expect(term) + 1.5) for term in summary}
        vector |= {term: _HEADLINE * (most - log(self._expect(term) + 1.5)) for term in headline}
        length = sqrt(sum(weight * weight for weight in vector.values()))
        heaviest = nlargest(_HEAVIEST, vector.items(), key=itemgetter(1))
        return {term: weight / length for term, weight in heaviest}

    def _expect(self, term: str) -> float:
        """Return how many articles have a term, as far as we know or may suppose."""
        known = self._having[term]
        if term in _list_small_terms():
            return max(known, _SMALL_WORDS * (self._articles + _UNSEEN))
        return known


@cache
def _list_small_terms() -> frozenset[str]:
    words = " ".join(WORDS[language] for language in ("en", "de", "pl", "uk", "ru")).split()
    small = [list_terms(word, "")[0] for word in words if len(word) <= _SMALL]
    return frozenset(term for terms in small for term in terms)
