"""Under which words the articles of the window stand: short lists of their numbers."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from struct import Struct

_NUMBER = Struct("I")
_EACH = _NUMBER.size


class Places:
    """Lists of ascending numbers, each under a key; of very many only the highest are kept.

    Keys are low numbers. There are very many lists, most of them short: so they are bytes, since
    a list or an array of a few numbers is mostly what it takes to be one.
    """

    def __init__(self, most: int, *, keys: int = 0) -> None:
        """`most`: how many of the highest are kept; `keys`: for so many there is room at once."""
        self._most = most
        self._lists = [b""] * keys

    def add(self, keys: Iterable[int], number: int) -> None:
        """Put a number, higher than all before it, under keys that are given once."""
        lists, full = self._lists, self._most * _EACH
        packed = _NUMBER.pack(number)
        for key in keys:
            if key >= len(lists):
                lists += [b""] * (key + 1 - len(lists))
            held = lists[key]
            lists[key] = (held if len(held) < full else held[_EACH:]) + packed

    def remove(self, keys: Iterable[int], number: int) -> None:
        """Take a number away from where it was put, if it is still there."""
        lists = self._lists
        for key in keys:
            held = lists[key] if key < len(lists) else b""
            numbers = array("I", held)
            place = bisect_left(numbers, number)
            if place < len(numbers) and numbers[place] == number:
                lists[key] = held[: _EACH * place] + held[_EACH * (place + 1) :]

    def list_newest(self, keys: Iterable[int], most: int) -> Sequence[int]:
        """Return the numbers under the keys, one list after the other; of each the highest.

        `most`: how many of each, above 0.
        """
        lists, size, room = self._lists, most * _EACH, len(self._lists)
        return array("I", b"".join([lists[key][-size:] for key in keys if key < room]))
