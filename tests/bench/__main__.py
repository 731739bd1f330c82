"""Runs every benchmark: a table on the terminal, all figures in bench.json, and what is worse.

    python -m tests.bench [rules stories polls pipeline delivery journey]
    python -m tests.bench --readme     print the README's table from what is kept

TOCSIN_BENCH=quick or full: smaller, or at length; each is kept and compared for itself. A run
of some benchmarks renews those alone in what is kept.
"""

import os
import platform
import subprocess
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import cache
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.log import configure_logging
from tests.bench.figures import Figure
from tests.bench.kept import (
    NOISE,
    Compared,
    Machine,
    Measured,
    Result,
    compare,
    format_result,
    list_worse,
    merge,
    read_kept,
    write_kept,
)
from tests.bench.measured import write_table

ALL = (
    "rules",
    "stories",
    "polls",
    "pipeline",
    "startup",
    "manyfeeds",
    "faults",
    "delivery",
    "journey",
)
ROOT = Path(__file__).parents[2]
KEPT = ROOT / ".bench"


def main() -> None:
    """Run the benchmarks that are named, or all; or print the README's table."""
    if sys.argv[1:] == ["--readme"]:
        kept = [read_kept(KEPT, mode) for mode in ("full", "usual")]
        print(write_table([one for one in kept if one]))
        return
    configure_logging("error")
    console = Console()
    mode = os.environ.get("TOCSIN_BENCH") or "usual"
    measured = []
    for name in sys.argv[1:] or list_benchmarks(mode):
        with console.status(name):
            measured += [label(name, figure) for figure in measure(name, mode)]
    result = Result(mode=mode, machine=find_machine(), measured=tuple(measured))
    kept_one = read_kept(KEPT, mode)
    compared = compare(result, kept_one)
    show(console, compared)
    whole = merge(result, kept_one)
    (ROOT / "bench.json").write_text(format_result(whole), encoding="utf-8")
    write_kept(KEPT, whole)


def list_benchmarks(mode: str) -> Sequence[str]:
    """Return the names of the benchmarks of a mode."""
    return tuple(import_module("tests.bench.quick").QUICK) if mode == "quick" else ALL


def measure(name: str, mode: str) -> Iterator[Figure]:
    """Yield the figures of one benchmark."""
    if mode == "quick":
        yield from import_module("tests.bench.quick").QUICK[name]()
    else:
        yield from import_module(f"tests.bench.{name}").measure()


def label(name: str, figure: Figure) -> Measured:
    """Say of a figure when and for which commit it was measured."""
    return Measured(
        benchmark=name,
        date=datetime.now(UTC).date().isoformat(),
        commit=find_commit(),
        figure=figure,
    )


def find_machine() -> Machine:
    """Return what this is measured on."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return Machine(
        cpu=models[0] if models else platform.processor() or platform.machine(),
        cores=os.cpu_count() or 1,
        python=platform.python_version(),
    )


@cache
def find_commit() -> str:
    """Return the commit of this folder, with + when files differ from it; "" without git."""
    asked = ["git", "-C", str(ROOT), "describe", "--always", "--dirty=+"]
    return subprocess.run(asked, capture_output=True, text=True, check=False).stdout.strip()


def show(console: Console, compared: Sequence[Compared]) -> None:
    """Print all figures, and which became worse."""
    table = Table("benchmark", "what", "figure", "", "to the kept", "")
    for one in compared:
        figure = one.now.figure
        ratio = "" if one.ratio is None else f"{one.ratio:.2f} ×"
        mark = f"{ratio} worse".strip() if one.worse else ratio
        shown = f"{figure.value:,.4g}"
        table.add_row(one.now.benchmark, figure.name, shown, figure.unit, mark, figure.note)
    console.print(table)
    for name in list_worse(compared):
        console.print(f"worse by more than {NOISE:.0%}: {name}")


if __name__ == "__main__":
    main()
