"""Under which words the articles of the window stand: short lists of their numbers."""

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Sequence


class Places:
    """Lists of ascending numbers, each under a key; of very many only the highest are kept."""

    def __init__(self, most: int) -> None:
        """`most`: how many of the highest are always kept."""
        self._most = most
        self._lists: dict[int, array[int]] = {}

    def add(self, keys: Iterable[int], number: int) -> None:
        """Put a number, higher than all before it, under keys that are given once."""
        lists, many = self._lists, 2 * self._most
        for key in keys:
            numbers = lists.get(key)
            if numbers is None:
                lists[key] = array("I", (number,))
                continue
            numbers.append(number)
            if len(numbers) > many:  # not each time: the rest is moved
                del numbers[: self._most]

    def remove(self, keys: Iterable[int], number: int) -> None:
        """Take a number away from where it was put, if it is still there."""
        for key in keys:
            numbers = self._lists.get(key, ())
            place = bisect_left(numbers, number)
            if place == len(numbers) or numbers[place] != number:
                continue
            if len(numbers) == 1:
                del self._lists[key]
            else:
                del self._lists[key][place]

    def rank(self, keys: Iterable[int]) -> list[int]:
        """Return keys in order of how many numbers stand under them, the fewest first."""
        of, none = self._lists.get, array("I")
        counts = {key: len(of(key, none)) for key in keys}
        return sorted(counts, key=counts.__getitem__)

    def newest(self, key: int) -> Sequence[int]:
        """Return the numbers under a key; of very many the highest."""
        numbers = self._lists.get(key, ())
        return numbers if len(numbers) <= self._most else numbers[-self._most :]
