"""Articles by their words: which of very many are near one.

An article stands under its words, and under the pairs of words that are neighbours in
its headline. So the lists that are read stay short in a window of any size, and a headline of
nothing but common words is found as surely as a rare word.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, combinations, pairwise
from typing import NamedTuple

from bot.stories.places import Places
from bot.stories.reading import Reading
from bot.stories.speakers import Speakers
from bot.stories.weights import small_terms

_READ = 250  # places looked at for one article, rarest words first
_BUCKETS = 1 << 16  # for pairs; a pair shares its bucket with others
_SHORT = 6  # words of a headline that is found by all its pairs
_NEWEST = 128  # places of one bucket looked at
_BY_WORDS = 70  # articles found that share the rarest words: of 60, too few to tell
_LIKELY = 15  # of those, articles that may be alike,
_BY_PAIRS = 8  # as may those that share the most pairs
_FEW_PAIRS = 4  # of so many an article must share two: buckets are full of strangers


class Found(NamedTuple):
    """The numbers of articles that are near one, the nearest first."""

    likely: list[int]  # may be alike
    others: list[int]


class SpeakerIndex:
    """The articles that stories are known by; they are numbered as they come in."""

    def __init__(self) -> None:
        self.speakers = Speakers(kept=sorted(small_terms()))
        self.small = frozenset(self.speakers.ids.values())
        self._by_word = Places(_READ)
        self._by_pair = Places(_NEWEST)

    def add(self, story: str, reading: Reading) -> int:
        """Hold what an article says; returns its number."""
        number = self.speakers.add(story, reading)
        terms, said = self.speakers.words(number)
        self._by_word.add(terms, number)
        self._by_pair.add(_list_pairs(terms[:said]), number)
        return number

    def remove(self, number: int) -> None:
        """Forget a speaker."""
        terms, said = self.speakers.words(number)
        self._by_word.remove(terms, number)
        self._by_pair.remove(_list_pairs(terms[:said]), number)
        self.speakers.remove(number)

    def find(self, weights: Mapping[str, float], headline: Sequence[str]) -> Found:
        """Return the numbers of the speakers near an article.

        `weights`: those of its terms; `headline`: the terms that its headline has.
        """
        ids = self.speakers.ids
        known = {ids[term]: weight for term, weight in weights.items() if term in ids}
        pairs = _list_pairs([ids[term] for term in headline if term in ids])
        by_words, by_pairs = self._find_by_words(known), self._find_by_pairs(pairs)
        likely = dict.fromkeys(by_words[:_LIKELY] + by_pairs)
        return Found([*likely], [number for number in by_words if number not in likely])

    def _find_by_words(self, weights: Mapping[int, float]) -> list[int]:
        shared: dict[int, float] = {}
        known = shared.get
        left = _READ
        for word in self._by_word.rank(weights):
            if left <= 0:
                break
            places = self._by_word.newest(word)
            left -= len(places)
            share = weights[word] * weights[word]
            for number in places:
                shared[number] = known(number, 0.0) + share
        return sorted(shared, key=shared.__getitem__, reverse=True)[:_BY_WORDS]

    def _find_by_pairs(self, pairs: Sequence[int]) -> list[int]:
        lists = [self._by_pair.newest(pair) for pair in pairs]
        shared = Counter(chain.from_iterable(lists))
        least = 2 if len(pairs) >= _FEW_PAIRS else 1
        found = [number for number, count in shared.items() if count >= least]
        return sorted(found, key=shared.__getitem__, reverse=True)[:_BY_PAIRS]


def _list_pairs(words: Sequence[int]) -> list[int]:
    """Return the buckets of the words' pairs: neighbours and next but one, of few words all."""
    if len(words) == 1:
        pairs = [(words[0], words[0])]
    elif len(words) <= _SHORT:
        pairs = [*combinations(words, 2)]
    else:
        pairs = [*pairwise(words), *zip(words, words[2:], strict=False)]
    buckets = [(min(pair) * 40_503 + max(pair) * 2_654_435_761 >> 7) % _BUCKETS for pair in pairs]
    return [*dict.fromkeys(buckets)]
