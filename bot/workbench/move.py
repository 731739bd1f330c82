"""`tocsin move`: parse arguments, call, print. The work is in bot/store/moving.py."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import TaskID
from rich.table import Table

from bot.workbench.inputs import err, show_progress

if TYPE_CHECKING:
    from bot.store.moving import Step

app = typer.Typer()  # its command becomes one of tocsin
out = Console()


@app.command()
def move(
    source: Annotated[
        str, typer.Option("--from", metavar="ADDRESS", help="The database that is filled.")
    ],
    target: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="ADDRESS",
            help="The empty one, such as postgresql://tocsin@host/tocsin; "
            "its password is better kept in ~/.pgpass than on the command line.",
        ),
    ] = "",
    back: Annotated[
        bool,
        typer.Option("--take-back", help="Copy nothing: let bots run on the old database again."),
    ] = False,
) -> None:
    """Move all that is kept to another database; bots do not start on the old one any more.

    Stop the bot first. The old database keeps its rows.
    """
    from bot.store.moving import move_database, name_address, take_back

    if bool(target) == back:
        raise typer.BadParameter("say where to with --to, or --take-back to undo a move")
    if back:
        was = take_back(source)
        _say(f"bots may run on {name_address(source)} {'again' if was else 'as before'}")
        return
    with show_progress() as progress:
        bars: dict[str, TaskID] = {}

        def tell(step: "Step") -> None:
            if step.table not in bars:
                bars[step.table] = progress.add_task(step.table, total=step.total)
            progress.update(bars[step.table], completed=step.rows)
            if step.rows == step.total and not err.is_terminal:
                err.print(_describe(step), highlight=False, soft_wrap=True)

        steps = move_database(source, target, now=datetime.now(UTC), tell=tell)
    _print(steps)
    _say(f"{name_address(source)} keeps its rows; bots run on {name_address(target)} from now on")


def _describe(step: "Step") -> str:
    return f"{step.table}: {step.rows:,} rows, {_rate(step)} a second"


def _rate(step: "Step") -> str:
    return f"{step.rows / max(step.took.total_seconds(), 0.001):,.0f}" if step.rows else "-"


def _print(steps: "tuple[Step, ...]") -> None:
    table = Table(box=None, pad_edge=False)
    table.add_column("table")
    for name in ("rows there", "rows here", "a second"):
        table.add_column(name, justify="right")
    for step in steps:
        table.add_row(step.table, f"{step.total:,}", f"{step.rows:,}", _rate(step))
    out.print(table)
    took = sum((step.took for step in steps), timedelta())
    _say(f"{sum(step.rows for step in steps):,} rows in {took.total_seconds():.1f} s, all counted")


def _say(line: str) -> None:
    out.print(line, markup=False, highlight=False, soft_wrap=True)
