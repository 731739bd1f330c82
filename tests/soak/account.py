"""All that came of a run, as a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from tests.fleet.account import list_counts
from tests.fleet.kept import Kept
from tests.fleet.told import Told
from tests.soak.logs import Said
from tests.soak.readings import Growth

MOST = 12  # kinds of log lines shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """What is known from both ends."""

    kept: Kept
    told: Told
    growth: Growth
    said: Said
    settled: bool  # in time
    left: Sequence[str]  # open after the stop
    faults: Sequence[str]  # found in the log
    kills: int
    stops: Sequence[int | None]  # how it ended each time it was asked to; None: it did not
    ends: int  # by itself
    most_growth: float  # megabytes an hour, allowed

    @property
    def wrong(self) -> list[str]:
        """Return what must not be."""
        found = [*self.kept.wrong, *self.told.wrong, *self.growth.wrong(self.most_growth)]
        found += [f"left open: {one}" for one in self.left]
        found += [f"{self.said.unclosed} things were not closed"] if self.said.unclosed else []
        found += self.faults
        found += [] if self.settled else ["not everything was told in time"]
        found += [f"asked to end, it ended with {one}" for one in self.stops if one != 0]
        found += [f"it ended {self.ends} times by itself"] if self.ends else []
        found += [] if self.told.stories else ["there was nothing to tell: the run shows nothing"]
        return found

    def lines(self) -> list[tuple[str, str]]:
        """Return the table."""
        kept, told, growth = self.kept, self.told, self.growth
        levels = sorted(self.said.levels.items())
        return [
            ("kills / restarts", f"{self.kills} / {len(self.stops) - 1}"),
            *list_counts(kept, told, at="kills"),
            ("memory, all processes, at most", f"{growth.peak:.0f} MB"),
            ("  an hour, process / with children", show_slope(growth)),
            ("open files, first / last", numbers_of(growth.files)),
            ("open sockets, first / last", numbers_of(growth.sockets)),
            ("open after the stop", str(len(self.left))),
            ("lines of log", ", ".join(f"{level} {many}" for level, many in levels)),
            *(
                (f"  {event}"[:72], str(many))
                for event, many in self.said.events.most_common(MOST)
            ),
        ]


def show_slope(growth: Growth) -> str:
    """Return both slopes, and over how long they were seen."""
    minutes = growth.seconds / 60
    return f"{growth.memory:+.1f} / {growth.family:+.1f} MB, over {minutes:.0f} minutes"


def numbers_of(ends: tuple[int, int]) -> str:
    """Return a pair of counts."""
    return f"{ends[0]} / {ends[1]}"
