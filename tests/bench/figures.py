"""What a benchmark says, and how times are taken."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from statistics import median
from typing import Literal

Better = Literal["less", "more", "neither"]
# All other units are of time, memory or trouble: less is better.
_DIRECTIONS: dict[str, Better] = {"articles a second": "more", "%": "more", "words": "neither"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured number."""

    name: str
    value: float
    unit: str
    note: str = ""  # against what, in the same run

    @property
    def better(self) -> Better:
        """Which way is better: the unit says it."""
        return _DIRECTIONS.get(self.unit, "less")


def time_each(work: Callable[[object], object], items: Iterable[object]) -> list[float]:
    """Return the seconds that each piece of work took."""
    spent = []
    for item in items:
        begun = time.perf_counter()
        work(item)
        spent.append(time.perf_counter() - begun)
    return spent


def typical(spent: list[float], *, scale: float) -> float:
    """Return the median, in seconds times `scale`."""
    return median(spent) * scale
