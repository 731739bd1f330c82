"""One article, searched: where the terms of a compiled book hit."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from itertools import islice
from typing import NamedTuple

from bot.models import Article
from bot.rules.engine.compiled import CompiledTerm
from bot.rules.engine.index import WordIndex
from bot.rules.engine.sentences import find_sentences
from bot.rules.patterns import compile_pattern, find_places
from bot.rules.terms import FIELDS
from bot.rules.text import find_words

# Of one term in one field: no news has so many, and a text made to be slow has no more to offer.
MOST_SPOTS = 1_000


class Spot(NamedTuple):
    """Where something hit: characters start to end of a field, and its words first to last."""

    field: int  # index into FIELDS
    first: int
    last: int
    start: int
    end: int
    parts: tuple["Spot", ...] = ()  # of NEAR and THEN: the two


class FieldText:
    """One field's words."""

    def __init__(self, number: int, text: str, index: WordIndex) -> None:
        self.number = number
        self.text = text
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.numbers: list[tuple[int, ...]] = []
        self.places: dict[int, list[int]] = {}  # the number of a word -> where it stands
        for found in find_words(text):
            numbers = index[found.group()]
            for number in numbers:
                self.places.setdefault(number, []).append(len(self.starts))
            self.starts.append(found.start())
            self.ends.append(found.end())
            self.numbers.append(numbers)

    def make_spot(self, first: int, last: int) -> Spot:
        """Return the spot of some adjacent words."""
        return Spot(self.number, first, last, self.starts[first], self.ends[last])

    @cached_property
    def sentences(self) -> list[int]:
        """The first word of the second and each later sentence."""
        return [bisect_left(self.starts, begin) for begin in find_sentences(self.text)]

    def sentence_of(self, word: int) -> int:
        """Return in which sentence a word stands."""
        return bisect_right(self.sentences, word)


class ArticleText:
    """Finds terms in the fields of an article; what was found is remembered."""

    def __init__(self, article: Article, index: WordIndex, terms: Sequence[CompiledTerm]) -> None:
        self.article = article
        self._index = index
        self._terms = terms
        self._fields: dict[int, FieldText] = {}
        self._found: dict[tuple[int, int], tuple[Spot, ...]] = {}

    def field(self, number: int) -> FieldText:
        """Return a field, by its index in FIELDS."""
        if number not in self._fields:
            text = field_text(self.article, number)
            self._fields[number] = FieldText(number, text, self._index)
        return self._fields[number]

    def find(self, term: int, fields: int) -> tuple[Spot, ...]:
        """Return where a term hits, in the order of the text; `fields` as bits.

        Only the first MOST_SPOTS of each field count.
        """
        key = (term, fields)
        if key not in self._found:
            self._found[key] = tuple(self._search(self._terms[term], fields))
        return self._found[key]

    def _search(self, term: CompiledTerm, fields: int) -> Iterator[Spot]:
        for number in range(len(FIELDS)):
            if (term.fields or fields) & 1 << number:
                field = self.field(number)
                if term.pattern:
                    yield from islice(_find_pattern(term.pattern, field), MOST_SPOTS)
                else:
                    for first, last in sorted(_find_words(term, field))[:MOST_SPOTS]:
                        yield field.make_spot(first, last)


def field_text(article: Article, number: int) -> str:
    """Return the text of a field, by its index in FIELDS."""
    text: str = getattr(article, FIELDS[number])
    return text


def _find_words(term: CompiledTerm, field: FieldText) -> set[tuple[int, int]]:
    found = {(place, place) for place in field.places.get(term.word, ())[:MOST_SPOTS]}
    for phrase in term.phrases:
        places = (
            (place, place + len(phrase) - 1)
            for place in field.places.get(phrase[0], ())
            if _stands_at(phrase, field.numbers, place)
        )
        found.update(islice(places, MOST_SPOTS))
    return found


def _stands_at(phrase: tuple[int, ...], numbers: Sequence[tuple[int, ...]], place: int) -> bool:
    return place + len(phrase) <= len(numbers) and all(
        word in numbers[place + offset] for offset, word in enumerate(phrase)
    )


def _find_pattern(pattern: str, field: FieldText) -> Iterator[Spot]:
    for start, end in find_places(compile_pattern(pattern), field.text):
        # The words it touches; between two words, the one before.
        first = max(0, bisect_right(field.starts, start) - 1)
        last = max(first, bisect_left(field.starts, end) - 1)
        yield Spot(field.number, first, last, start, end)


def join_near(
    left: Iterable[Spot], right: Iterable[Spot], words: int, *, ordered: bool
) -> Iterator[Spot]:
    """Yield for each spot of the left the nearest of the right, before and after it.

    At most so many words stand between the two. With `ordered` only those after it count.
    """
    by_field: dict[int, list[Spot]] = {}
    for spot in right:
        by_field.setdefault(spot.field, []).append(spot)
    firsts = {field: sorted(spots, key=_first) for field, spots in by_field.items()}
    lasts = {field: sorted(spots, key=_last) for field, spots in by_field.items()}
    for spot in left:
        if spot.field not in by_field:
            continue
        after = firsts[spot.field]
        at = bisect_right(after, spot.last, key=_first)
        if at < len(after) and after[at].first - spot.last - 1 <= words:
            yield _join(spot, after[at])
        before = lasts[spot.field]
        at = bisect_left(before, spot.first, key=_last) - 1
        if not ordered and at >= 0 and spot.first - before[at].last - 1 <= words:
            yield _join(before[at], spot)


def _first(spot: Spot) -> int:
    return spot.first


def _last(spot: Spot) -> int:
    return spot.last


def _join(one: Spot, other: Spot) -> Spot:
    return Spot(one.field, one.first, other.last, one.start, other.end, (one, other))
