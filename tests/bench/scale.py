"""What several processes on PostgreSQL cost, beside one on SQLite: a table on the terminal.

    python -m tests.bench.scale [polls decide send]

The database server runs on the same machine; its figures are told apart.
"""

import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from rich.console import Console
from rich.table import Table

from bot.log import configure_logging
from tests.bench import scaledecide, scalepolls, scalesend
from tests.bench.figures import Figure
from tests.postgres import Server, serve_postgres

PARTS: dict[str, Callable[[Server, Path], Iterator[Figure]]] = {
    "polls": scalepolls.measure,
    "decide": scaledecide.measure,
    "send": scalesend.measure,
}


def main() -> None:
    """Measure the parts that are named, or all."""
    configure_logging("error")
    console = Console()
    table = Table("what", "figure", "", "")
    with serve_postgres() as server, tempfile.TemporaryDirectory() as folder:
        for name in sys.argv[1:] or PARTS:
            with console.status(name):
                for figure in PARTS[name](server, Path(folder)):
                    table.add_row(figure.name, f"{figure.value:,.4g}", figure.unit, figure.note)
    console.print(table)


if __name__ == "__main__":
    main()
