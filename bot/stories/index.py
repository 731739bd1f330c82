"""Articles by their words: which of very many are near one.

An article stands under its words, and under the pairs of words that are neighbours in
its headline. So the lists that are read stay short in a window of any size: rare words find who
has them, and the pairs of those that too many have find a headline of nothing but common words.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

from bot.stories.places import Places
from bot.stories.reading import Reading
from bot.stories.speakers import Speakers
from bot.stories.weights import small_terms

_READ = 300  # places looked at for one article, under its heaviest words first
_BUCKETS = 1 << 18  # for pairs, 2 MB; a pair shares its bucket with others
_SHORT = 6  # words of a headline that is found by all its pairs
_UNREAD = 8  # words of a longer one, too common to be read, that are looked for in all pairs
_NEWEST = 128  # places of one bucket looked at
_BY_WORDS = 70  # articles found that share the heaviest words: of 60, too few to tell
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
        self._by_pair = Places(_NEWEST, keys=_BUCKETS)

    def add(self, story: str, reading: Reading) -> int:
        """Hold what an article says; returns its number."""
        number = self.speakers.add(story, reading)
        terms, said = self.speakers.words(number)
        self._by_word.add(terms, number)
        self._by_pair.add(_list_held(terms[:said]), number)
        return number

    def remove(self, number: int) -> None:
        """Forget a speaker."""
        terms, said = self.speakers.words(number)
        self._by_word.remove(terms, number)
        self._by_pair.remove(_list_held(terms[:said]), number)
        self.speakers.remove(number)

    def find(self, weights: Mapping[str, float], headline: Sequence[str]) -> Found:
        """Return the numbers of the speakers near an article.

        `weights`: those of its terms; `headline`: the terms that its headline has.
        """
        ids = self.speakers.ids
        known = {ids[term]: weight for term, weight in weights.items() if term in ids}
        by_words, read = self._find_by_words(known)
        said = [ids[term] for term in headline if term in ids]
        unread = [word for word in said if word not in read]
        by_pairs = self._find_by_pairs(_list_asked(said, unread))
        likely = dict.fromkeys(by_words[:_LIKELY] + by_pairs)
        return Found([*likely], [number for number in by_words if number not in likely])

    def _find_by_words(self, weights: Mapping[int, float]) -> tuple[list[int], set[int]]:
        """Return who shares the heaviest words, and those whose places were all looked at."""
        shared: dict[int, float] = {}
        known = shared.get
        read = set()
        left = _READ
        for word in sorted(weights, key=weights.__getitem__, reverse=True):
            places = self._by_word.list_newest((word,), left)
            share = weights[word] * weights[word]
            for number in places:
                shared[number] = known(number, 0.0) + share
            left -= len(places)
            if left <= 0:
                break
            read.add(word)
        return sorted(shared, key=shared.__getitem__, reverse=True)[:_BY_WORDS], read

    def _find_by_pairs(self, pairs: Collection[int]) -> list[int]:
        shared = Counter(self._by_pair.list_newest(pairs, _NEWEST))
        least = 2 if len(pairs) >= _FEW_PAIRS else 1
        found = [number for number, count in shared.items() if count >= least]
        return sorted(found, key=shared.__getitem__, reverse=True)[:_BY_PAIRS]


def _list_held(words: Sequence[int]) -> list[int]:
    """Return the pairs that a headline is held under: neighbours and next but one, of few all."""
    if len(words) == 1:
        return _list_buckets([(words[0], words[0])])
    if len(words) <= _SHORT:
        return _list_buckets(combinations(words, 2))
    return _list_buckets([*pairwise(words), *zip(words, words[2:], strict=False)])


def _list_asked(words: Sequence[int], unread: Sequence[int]) -> list[int]:
    """Return the pairs by which others like a headline are looked for.

    `unread`: its words that too many have: only in pairs do they tell who is alike.
    """
    if len(words) <= _SHORT:
        return _list_held(words)
    return _list_buckets([*pairwise(words), *combinations(unread[:_UNREAD], 2)])


def _list_buckets(pairs: Iterable[tuple[int, int]]) -> list[int]:
    ordered = [(one, other) if one < other else (other, one) for one, other in pairs]
    buckets = [(low * 40_503 + high * 2_654_435_761 >> 7) % _BUCKETS for low, high in ordered]
    return [*dict.fromkeys(buckets)]
