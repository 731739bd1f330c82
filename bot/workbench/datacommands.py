"""`tocsin doctor`, `workers`, `backup`, `restore`, `export`: parse arguments, call, print."""

import asyncio
import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from bot.flags import with_settings
from bot.settings import Settings
from bot.workbench.commands import CheckFormat, Rules
from bot.workbench.inputs import err, show_progress


class Kind(StrEnum):
    """Which part of what the bot has kept is exported."""

    ARTICLES = "articles"
    STORIES = "stories"
    ALERTS = "alerts"
    ALL = "all"


app = typer.Typer()  # its commands become those of tocsin
out = Console()


@app.command()
@with_settings
def doctor(
    settings: Settings,
    format: Annotated[CheckFormat, typer.Option(help="How to print.")] = CheckFormat.TEXT,
) -> None:
    """Look at all that the bot needs, and say of each thing that it is well, or what to do."""
    from bot.workbench.doctor import examine
    from bot.workbench.doctor.findings import to_json

    findings = asyncio.run(examine(settings))
    if format is CheckFormat.JSON:
        sys.stdout.write(to_json(findings) + "\n")
    else:
        for one in findings:
            _say(str(one), style="" if one.well else "red")
    raise typer.Exit(0 if all(one.well for one in findings) else 1)


@app.command()
@with_settings
def workers(
    settings: Settings,
    format: Annotated[CheckFormat, typer.Option(help="How to print.")] = CheckFormat.TEXT,
) -> None:
    """Say which processes work on the database, and who does what."""
    from bot.workbench.workers import read_workers, tell_work, to_rows

    found = asyncio.run(read_workers(settings.database))
    if format is CheckFormat.JSON:
        sys.stdout.write(json.dumps(to_rows(found), indent=1) + "\n")
        return
    table = Table("worker", "machine:process", "roles", "runs for", "does", box=None)
    for one in found:
        table.add_row(*tell_work(one), style="red" if one.silent else "")
    out.print(table if found else "nobody has worked on this database lately")


@app.command()
@with_settings
def backup(
    settings: Settings,
    file: Annotated[Path, typer.Argument(help="Where to; a file that is not there yet.")],
) -> None:
    """Copy the database to a file, while the bot runs, and check the copy."""
    from bot.store.copying import back_up
    from bot.store.servers import refuse_server

    refuse_server(settings.database, f"pg_dump --format=custom --file={file}")
    copied = back_up(settings.database, file)
    _say(f"{file}: {copied.articles:,} articles, {_size(copied.size)}, checked and whole")


@app.command()
@with_settings
def restore(
    settings: Settings, file: Annotated[Path, typer.Argument(help="What backup has written.")]
) -> None:
    """Put a backup where the bot looks for its database, if there is none."""
    from bot.store.copying import restore as put_back
    from bot.store.servers import refuse_server

    refuse_server(settings.database, "pg_restore --no-owner --dbname", f" {file}")
    copied = put_back(file, settings.database)
    _say(f"{copied.path}: {copied.articles:,} articles, {_size(copied.size)}, checked and whole")
    if not copied.current:
        _say(f"its tables are older ({copied.revision}): the bot brings them up to date at start")
    _say(
        "Start the bot now. What came out since the backup it takes for news of an outage: "
        f"chats may be told again, but of more than {settings.storm} articles of a feed at once "
        "in one silent message only, and of what is old in a digest"
    )


@app.command()
def export(
    topic: Annotated[str, typer.Argument(help="The name of the topic.")] = "",
    rules: Rules = Path("rules"),
    since: Annotated[
        str, typer.Option(metavar="WHEN", help="What the bot has kept: 7d, or 2026-03-01.")
    ] = "",
    kind: Annotated[Kind, typer.Option(help="Which part of that.")] = Kind.ARTICLES,
    to: Annotated[Path | None, typer.Option(help="A new file, rather than the terminal.")] = None,
) -> None:
    """Print a topic as one file that needs no other: its word lists are within it.

    Or, with --since, what the bot has kept, as JSON lines: those of articles alone are a
    recording, those of all name their part.
    """
    from bot.settings import read_settings
    from bot.workbench.exchange import export_topic
    from bot.workbench.export import read_since, write_kept

    if bool(topic) == bool(since):
        raise typer.BadParameter("name a topic; or, for what the bot has kept, --since 7d")
    if topic:
        sys.stdout.write(export_topic(rules, topic))
        return
    begin = read_since(since, now=datetime.now(UTC))
    database = read_settings({}, folder=Path.cwd()).database
    with show_progress() as progress:
        bar = progress.add_task(kind.value, total=None)
        written = write_kept(
            database, kind, begin, to, tell=lambda lines: progress.update(bar, completed=lines)
        )
    err.print(f"{kind.value}: {written}", highlight=False)


def _size(number: int) -> str:
    return f"{number / 1_000_000:,.1f} MB"


def _say(line: str, style: str = "") -> None:
    out.print(line, style=style, markup=False, highlight=False, soft_wrap=True)
