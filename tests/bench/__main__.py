"""Runs every benchmark: a table on the terminal, and all figures in bench.json.

    python -m tests.bench [rules stories polls pipeline delivery journey]

Compare figures of one run only: machines differ, and so do their moods.
"""

import json
import sys
from dataclasses import asdict
from importlib import import_module
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.log import configure_logging

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


def main() -> None:
    """Run the benchmarks that are named, or all."""
    configure_logging("error")
    console = Console()
    figures = []
    for name in sys.argv[1:] or ALL:
        with console.status(name):
            figures += [
                (name, figure) for figure in import_module(f"tests.bench.{name}").measure()
            ]
    table = Table("benchmark", "what", "figure", "", "")
    for name, figure in figures:
        table.add_row(name, figure.name, f"{figure.value:,.4g}", figure.unit, figure.note)
    console.print(table)
    rows = [{"benchmark": name, **asdict(figure)} for name, figure in figures]
    Path("bench.json").write_text(json.dumps(rows, indent=1, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main()
