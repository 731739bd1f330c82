"""What was measured last on this machine, and what became of it since.

Kept in .bench/ at the root, a file for each mode: figures belong to a machine and to the state
of this very folder, so they stand beside it, are not committed, and outlive `make clean`.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.bench.figures import Figure

NOISE = 0.15  # of a figure; shared machines differ by that from one run to the next


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """Where it was measured."""

    cpu: str
    cores: int
    python: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """A figure, and which benchmark gave it when and for which commit."""

    benchmark: str
    date: str  # YYYY-MM-DD
    commit: str
    figure: Figure


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """All figures of one mode on one machine."""

    mode: str  # quick, usual or full
    machine: Machine
    measured: tuple[Measured, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """A figure beside the kept one."""

    now: Measured
    ratio: float | None  # to the kept one; None without one, or when that is no divisor
    worse: bool  # beyond the noise


def compare(now: Result, kept: Result | None) -> list[Compared]:
    """Return every figure beside the kept one of the same mode, machine, name and unit."""
    before: dict[tuple[str, str, str], float] = {}
    if kept and (kept.mode, kept.machine) == (now.mode, now.machine):
        before = {_identify(one): one.figure.value for one in kept.measured}
    return [_compare_one(one, before.get(_identify(one))) for one in now.measured]


def merge(now: Result, kept: Result | None) -> Result:
    """Return the result to keep: the kept one, with the benchmarks that ran again renewed."""
    if not kept or (kept.mode, kept.machine) != (now.mode, now.machine):
        return now
    ran = {one.benchmark for one in now.measured}
    left = tuple(one for one in kept.measured if one.benchmark not in ran)
    return Result(mode=now.mode, machine=now.machine, measured=left + now.measured)


def format_result(result: Result) -> str:
    """Return a result as JSON, each figure with the direction that is better."""
    written = asdict(result)
    for row, one in zip(written["measured"], result.measured, strict=True):
        row["figure"]["better"] = one.figure.better
    return json.dumps(written, indent=1, ensure_ascii=False) + "\n"


def parse_result(text: str) -> Result:
    """Return the result that was formatted so. Raises ValueError, KeyError or TypeError."""
    given = json.loads(text)
    return Result(
        mode=given["mode"],
        machine=Machine(**given["machine"]),
        measured=tuple(_parse_measured(row) for row in given["measured"]),
    )


def read_kept(folder: Path, mode: str) -> Result | None:
    """Return what is kept of a mode; None when nothing is."""
    file = folder / f"{mode}.json"
    return parse_result(file.read_text(encoding="utf-8")) if file.exists() else None


def write_kept(folder: Path, result: Result) -> None:
    """Keep a result."""
    folder.mkdir(exist_ok=True)
    (folder / f"{result.mode}.json").write_text(format_result(result), encoding="utf-8")


def list_worse(compared: Iterable[Compared]) -> Sequence[str]:
    """Return the names of what became worse."""
    return [f"{one.now.benchmark}: {one.now.figure.name}" for one in compared if one.worse]


def _compare_one(one: Measured, before: float | None) -> Compared:
    value, better = one.figure.value, one.figure.better
    if before is None or before < 0:
        return Compared(now=one, ratio=None, worse=False)
    if before == 0:  # nothing lost before: anything lost now is worse
        return Compared(now=one, ratio=None, worse=better == "less" and value > 0)
    ratio = value / before
    worse = (better == "less" and ratio > 1 + NOISE) or (better == "more" and ratio < 1 - NOISE)
    return Compared(now=one, ratio=ratio, worse=worse)


def _identify(one: Measured) -> tuple[str, str, str]:
    return one.benchmark, one.figure.name, one.figure.unit


def _parse_measured(row: dict[str, object]) -> Measured:
    figure = row["figure"]
    if not isinstance(figure, dict):
        raise TypeError("a figure is a table of its parts")
    return Measured(
        benchmark=str(row["benchmark"]),
        date=str(row["date"]),
        commit=str(row["commit"]),
        figure=Figure(
            name=str(figure["name"]),
            value=float(figure["value"]),
            unit=str(figure["unit"]),
            note=str(figure["note"]),
        ),
    )
