"""The commands: parse arguments, call, print. Heavy parts are imported where they are used.

Exit codes: 0 all is well; 1 something is wrong, and the output says what; 2 the command line
itself could not be understood.
"""

import asyncio
import signal
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, BinaryIO

import typer
from rich.console import Console
from rich.progress import Progress

from bot.errors import BotError
from bot.flags import with_settings
from bot.log import configure_logging
from bot.settings import Settings

app = typer.Typer(
    name="tocsin",
    help="News feeds in, one alert per story out.",
    epilog="Exit codes: 0 all is well; 1 something is wrong, and the output says what; "
    "2 the command line could not be understood.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
out, err = Console(), Console(stderr=True)


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSONL = "jsonl"


def main() -> None:
    """Run the command line; an error meant for people is printed as such."""
    try:
        app()
    except BotError as error:
        err.print(f"tocsin: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)


@app.command()
@with_settings
def run(
    settings: Settings,
    once: Annotated[
        bool, typer.Option("--once", help="Poll every feed once, send what is due, and end.")
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Print what would be sent; the database stays as it is."),
    ] = False,
) -> None:
    """Run the bot: poll, decide, and alert, on Telegram or in the terminal."""
    from bot.app import open_bot, run_once, run_until

    configure_logging(settings.log)
    if err.is_terminal:  # elsewhere standard error holds nothing but JSON
        if dry_run:
            notice = "Dry run: nothing is sent, and the database stays as it is."
        elif settings.telegram_token is None:
            notice = "No TOCSIN_TELEGRAM_TOKEN is set: alerts are printed here."
        else:
            notice = "Alerts go to Telegram."
        err.print(f"{notice} Ctrl-C stops.", style="yellow")

    async def work() -> None:
        async with open_bot(settings, console=out, dry_run=dry_run) as bot:
            await (run_once if once else run_until)(bot, stop_on_signals())

    asyncio.run(work())


def stop_on_signals() -> asyncio.Event:
    """Return an event that Ctrl-C and SIGTERM set."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


@app.command()
def demo(
    rules: Annotated[Path, typer.Option(help="The folder of the topics.")] = Path("rules"),
    seconds: Annotated[float, typer.Option(min=5, help="How long the news comes in.")] = 60,
) -> None:
    """See it work: sample news over a loopback server, no token, no network."""
    from bot.demo.play import play_demo

    configure_logging("error")

    async def play() -> None:
        await play_demo(out, rules=rules, length=seconds, stop=stop_on_signals())

    asyncio.run(play())


@app.command()
def check(
    rules: Annotated[Path, typer.Argument(help="The folder of rule files.")] = Path("rules"),
) -> None:
    """Say every problem in a rules folder, with file, line and column."""
    from bot.workbench.check import check_rules

    report = check_rules(rules)
    for problem in report.problems:
        out.print(str(problem), style="red", markup=False, highlight=False, soft_wrap=True)
    if report.problems:
        err.print(f"{len(report.problems)} to mend in {rules}", markup=False, soft_wrap=True)
        raise typer.Exit(1)
    out.print(
        f"{rules}: {report.topics} topics, {report.rules} rules, {report.terms} terms, "
        f"{report.examples} examples, {report.feeds} feeds: all well",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )


@app.command()
def backtest(
    files: Annotated[list[Path], typer.Argument(help="JSON lines: feed title link summary ...")],
    rules: Annotated[Path, typer.Option(help="The folder of rule files.")] = Path("rules"),
    format: Annotated[Format, typer.Option(help="How to print.")] = Format.TEXT,
) -> None:
    """Say what recorded articles would have rung, line by line."""
    from bot.rules.load import load_rules
    from bot.workbench.backtest import Backtest, LineError, read_line

    book = load_rules(rules).book
    test = Backtest(book)
    refused = 0
    with Progress(console=err, transient=True, disable=not err.is_terminal) as progress:
        for file in files:
            with open_recording(file, progress) as lines:
                for number, line in enumerate(lines, 1):
                    if not line.strip():
                        continue
                    try:
                        answer = test.answer(read_line(line, number=number))
                    except LineError as error:
                        refused += 1
                        message = f"{file}:{number}: {error}"
                        err.print(message, style="red", markup=False, soft_wrap=True)
                        continue
                    if format is Format.JSONL:
                        sys.stdout.write(answer.to_json() + "\n")
                    elif answer.topics:
                        out.print(answer.to_text(), soft_wrap=True)
    if format is Format.TEXT:
        out.print(test.summary())
    if refused:
        err.print(f"lines refused: {refused}", style="red")
        raise typer.Exit(1)


def open_recording(file: Path, progress: Progress) -> BinaryIO:
    """Open a file whose reading is shown as progress. Raises BotError when that fails."""
    try:
        return progress.open(file, "rb", description=file.name)
    except OSError as error:
        raise BotError(f"cannot read {file}: {error.strerror}") from error


@app.command()
@with_settings
def health(settings: Settings) -> None:
    """Say whether the running bot is well: exit code 0, or 1 and why. For health checks."""
    from bot.workbench.health import check_health

    well, report = asyncio.run(check_health(settings))
    style = "" if well else "red"
    out.print(report, style=style, markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(0 if well else 1)
