"""The articles that stories are known by, packed: a full window holds a hundred thousand."""

from array import array
from collections.abc import Iterable
from functools import cache
from struct import Struct

from bot.stories.reading import Reading

_HEAD = Struct("<BB?2s")  # how many terms of the headline, of the summary; round-up; language
_EACH = 4  # bytes of a term


class Speakers:
    """Speakers by number, in order of arrival; their terms have numbers too, their ids."""

    def __init__(self, *, kept: Iterable[str] = ()) -> None:
        """`kept`: terms that are never forgotten; their ids are the lowest."""
        self.ids: dict[str, int] = {}  # of the terms that a speaker has, and of the kept
        self._terms: list[str] = []  # by id
        self._holders = array("I")  # by id: how many speakers have the term
        self._free: list[int] = []  # ids that stand for nothing now
        self._begin = 0  # the number of the first in the two lists
        self._gone = 0  # so many at their beginning are forgotten
        self._stories: list[str] = []
        self._packed: list[bytes] = []  # empty: forgotten
        self._hold(kept)

    def add(self, story: str, reading: Reading) -> int:
        """Hold what an article says; returns its number."""
        headline, (said, told), language, roundup = reading
        ids = self._hold(said) + self._hold(told)
        short = language.encode("ascii", "ignore")
        head = _HEAD.pack(len(said), len(told), roundup, short)
        text = headline.encode("utf-8", "surrogatepass")
        self._stories.append(story)
        self._packed.append(head + _layout(len(ids)).pack(*ids) + text)
        return self._begin + len(self._packed) - 1

    def remove(self, number: int) -> None:
        """Forget a speaker."""
        self._release(self.words(number)[0])
        place = number - self._begin
        self._stories[place], self._packed[place] = "", b""
        while self._gone < len(self._packed) and not self._packed[self._gone]:
            self._gone += 1
        if 2 * self._gone > len(self._packed):
            del self._stories[: self._gone], self._packed[: self._gone]
            self._begin += self._gone
            self._gone = 0

    def __getitem__(self, number: int) -> Reading:
        packed = self._packed[number - self._begin]
        said, told, roundup, language = _HEAD.unpack_from(packed)
        begin = _HEAD.size + _EACH * (said + told)
        headline = packed[begin:].decode("utf-8", "surrogatepass")
        terms = tuple(self._terms[term] for term in self.words(number)[0])
        short = language.rstrip(b"\0").decode()
        return Reading(headline, (terms[:said], terms[said:]), short, roundup)

    def story(self, number: int) -> str:
        """Return which story a speaker speaks for."""
        return self._stories[number - self._begin]

    def language(self, number: int) -> str:
        """Return the two letters of a speaker's language; empty: unknown."""
        return self._packed[number - self._begin][3:5].rstrip(b"\0").decode()

    def list_words(self, numbers: Iterable[int]) -> list[tuple[tuple[int, ...], int]]:
        """Return the words of many speakers."""
        packed, begin, size = self._packed, self._begin, _HEAD.size
        return [
            (_layout(held[0] + held[1]).unpack_from(held, size), held[0])
            for held in [packed[number - begin] for number in numbers]
        ]

    def words(self, number: int) -> tuple[tuple[int, ...], int]:
        """Return the ids of a speaker's terms; the first so many are the headline's."""
        packed = self._packed[number - self._begin]
        said = packed[0]
        return _layout(said + packed[1]).unpack_from(packed, _HEAD.size), said

    def _hold(self, terms: Iterable[str]) -> list[int]:
        ids, holders = self.ids, self._holders
        held = []
        for term in terms:
            number = ids.get(term)
            if number is None:
                number = self._name(term)
            holders[number] += 1
            held.append(number)
        return held

    def _name(self, term: str) -> int:
        if self._free:
            number = self._free.pop()
            self._terms[number] = term
        else:
            number = len(self._terms)
            self._terms.append(term)
            self._holders.append(0)
        self.ids[term] = number
        return number

    def _release(self, numbers: Iterable[int]) -> None:
        for number in numbers:
            self._holders[number] -= 1
            if not self._holders[number]:
                del self.ids[self._terms[number]]
                self._terms[number] = ""
                self._free.append(number)


@cache
def _layout(count: int) -> Struct:
    """Return how the ids of so many terms are written."""
    return Struct(f"<{count}I")
