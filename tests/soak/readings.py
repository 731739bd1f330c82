"""What a process and its children hold, read again and again, and whether it grows."""

import statistics
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

WARM_UP = 180  # seconds of a life in which memory may still grow
JUDGED = 300  # seconds after it without which a slope says nothing
BRIEF = 0.3  # or this part of a life, when that is less
LOOKS = 6  # readings, half a minute, whose middle counts: polls open and close connections
MORE_OPEN = 24  # so many more open files or sockets are a leak
MEGABYTE = 1e6
HOUR = 3600  # seconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """One look at a process that runs, and all its children."""

    at: float  # seconds, monotonic
    life: int  # which process it is, counted by starts
    memory: float  # resident bytes of the process itself
    family: float  # of it and all its children
    files: int  # open, without sockets; of the whole family
    sockets: int


def read_family(pid: int, *, life: int, at: float) -> Reading | None:
    """Look at a process; None when it is not there."""
    try:
        parent = psutil.Process(pid)
        own = parent.memory_info().rss
        children = parent.children(recursive=True)
    except psutil.NoSuchProcess:
        return None
    family, files, sockets = own, *count_open(pid)
    for child in children:
        try:
            family += child.memory_info().rss
        except psutil.NoSuchProcess:
            continue
        more = count_open(child.pid)
        files, sockets = files + more[0], sockets + more[1]
    return Reading(at=at, life=life, memory=own, family=family, files=files, sockets=sockets)


def count_open(pid: int) -> tuple[int, int]:
    """Return how many files and how many sockets a process has open."""
    files = sockets = 0
    with suppress(OSError):  # it has just ended
        for name in tuple(Path(f"/proc/{pid}/fd").iterdir()):
            with suppress(FileNotFoundError):  # it has just been closed
                is_socket = str(name.readlink()).startswith("socket:")
                sockets += is_socket
                files += not is_socket
    return files, sockets


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """What the longest life says, after its warm-up."""

    seconds: float
    memory: float  # megabytes an hour, of the process itself
    family: float  # with its children
    peak: float  # megabytes, of the family, in any life
    files: tuple[int, int]  # at first, and in the end
    sockets: tuple[int, int]

    def wrong(self, most: float) -> list[str]:
        """Return what must not be; `most`: megabytes an hour, if seen long enough."""
        found = []
        if self.family > most and self.seconds >= JUDGED:
            found.append(f"memory grows by {self.family:.1f} MB an hour, over {most:g}")
        for what, (first, last) in (("files", self.files), ("sockets", self.sockets)):
            if last - first > MORE_OPEN:
                found.append(f"open {what} grew from {first} to {last}")
        return found


def measure_growth(readings: Sequence[Reading]) -> Growth:
    """Return the growth in the longest life. Raises ValueError without three readings of one."""
    lives: dict[int, list[Reading]] = {}
    for one in readings:
        lives.setdefault(one.life, []).append(one)
    longest = max(lives.values(), key=lambda life: life[-1].at - life[0].at, default=[])
    span = longest[-1].at - longest[0].at if longest else 0
    warm = [one for one in longest if one.at - longest[0].at >= min(WARM_UP, span * BRIEF)]
    if len(warm) < 3:
        raise ValueError("no process lived long enough to see whether it grows")
    times = [one.at for one in warm]

    def slope(values: Sequence[float]) -> float:
        return statistics.linear_regression(times, values).slope / MEGABYTE * HOUR

    def ends(values: Sequence[int]) -> tuple[int, int]:
        return int(statistics.median(values[:LOOKS])), int(statistics.median(values[-LOOKS:]))

    return Growth(
        seconds=times[-1] - times[0],
        memory=slope([one.memory for one in warm]),
        family=slope([one.family for one in warm]),
        peak=max(one.family for one in readings) / MEGABYTE,
        files=ends([one.files for one in warm]),
        sockets=ends([one.sockets for one in warm]),
    )
