"""Whether the clauses of a rule stand near each other."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from bot.rules.book import Nearness
from bot.rules.engine.articletext import ArticleText, FieldText, Spot

Clauses = Sequence[Sequence[Spot]]  # where each clause hits


class Window(NamedTuple):
    """A stretch of a field in which every clause hits."""

    field: int
    first: int  # word
    last: int


def find_windows(clauses: Clauses, near: Nearness, text: ArticleText) -> tuple[Window, ...]:
    """Return the stretches in which the clauses stand as near as is asked for.

    Stretches that overlap are one. Takes time linear to the spots, but for a logarithm.
    """
    windows: list[Window] = []
    for field in sorted({spot.field for spot in clauses[0]}):
        here = [_Spots([spot for spot in spots if spot.field == field]) for spots in clauses]
        if all(spots.firsts for spots in here):
            reach = _reach_ordered if near.ordered else _reach_any
            for first, last in sorted(reach(here)):
                if _is_near(first, last, near, text.field(field)):
                    _append(windows, Window(field, first, last))
    return tuple(windows)


def is_within(spot: Spot, windows: Sequence[Window]) -> bool:
    """Return whether a spot stands in one of the windows that `find_windows` returned."""
    at = bisect_left(windows, (spot.field, spot.first + 1)) - 1
    return at >= 0 and windows[at].field == spot.field and windows[at].last >= spot.last


class _Spots:
    """Where one clause hits in one field."""

    def __init__(self, spots: Sequence[Spot]) -> None:
        ordered = sorted((spot.first, spot.last) for spot in spots)
        self.firsts = [first for first, _ in ordered]
        ends = accumulate((last for _, last in reversed(ordered)), min)
        self._ends = list(ends)[::-1]  # the least end of this spot and all that begin later

    def end_from(self, word: int) -> int | None:
        """Return the least end of those that begin at a word or later."""
        at = bisect_left(self.firsts, word)
        return self._ends[at] if at < len(self._ends) else None


def _reach_any(clauses: Sequence[_Spots]) -> Iterator[tuple[int, int]]:
    """Yield from each spot how far to go until every clause has hit."""
    for first in sorted(set().union(*(spots.firsts for spots in clauses))):
        ends = [spots.end_from(first) for spots in clauses]
        known = [end for end in ends if end is not None]
        if len(known) < len(ends):
            return
        yield first, max(known)


def _reach_ordered(clauses: Sequence[_Spots]) -> Iterator[tuple[int, int]]:
    """Yield from each spot of the first clause how far to go until all have hit in order."""
    for first in clauses[0].firsts:
        end: int | None = clauses[0].end_from(first)
        for spots in clauses[1:]:
            end = None if end is None else spots.end_from(end + 1)
        if end is not None:
            yield first, end


def _is_near(first: int, last: int, near: Nearness, field: FieldText) -> bool:
    if near.words is not None and last - first + 1 > near.words:
        return False
    return not near.sentence or field.sentence_of(first) == field.sentence_of(last)


def _append(windows: list[Window], window: Window) -> None:
    if windows and windows[-1].field == window.field and windows[-1].last >= window.first:
        window = Window(window.field, windows[-1].first, max(windows[-1].last, window.last))
        windows.pop()
    windows.append(window)
