"""The commands: parse arguments, call, print. Heavy parts are imported where they are used.

Exit codes: 0 all is well; 1 something is wrong, and the output says what; 2 the command line
itself could not be understood; 130 interrupted, and the output is what there was.
"""

import asyncio
import signal
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from typer.models import CommandInfo

from bot import __version__
from bot.errors import BotError
from bot.flags import with_settings
from bot.log import configure_logging
from bot.settings import Settings
from bot.workbench import commands, datacommands, feedcommands, move

app = typer.Typer(
    name="tocsin",
    epilog="Exit codes: 0 all is well; 1 something is wrong, and the output says what; "
    "2 the command line could not be understood; 130 interrupted.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
TOPICS = "Topics and feeds"
# How --help groups the commands, and in which order.
PANELS = {
    "Run": ("demo", "init", "run", "unit"),
    "See that it works": ("doctor", "health", "workers", "metrics"),
    TOPICS: (
        *("check", "backtest", "explain", "derive", "variants"),
        *("feedback", "import", "export", "schema"),
    ),
    "Data": ("backup", "restore", "move"),
}
app.registered_commands.extend(commands.app.registered_commands)
app.registered_commands.extend(datacommands.app.registered_commands)
app.registered_commands.extend(move.app.registered_commands)
app.add_typer(feedcommands.app, rich_help_panel=TOPICS)
out, err = Console(), Console(stderr=True)


def main() -> None:
    """Run the command line; an error meant for people is printed as such."""
    try:
        app()
    except BotError as error:
        err.print(f"tocsin: {error}", style="red", markup=False, highlight=False, soft_wrap=True)
        sys.exit(1)


def _say_version(asked: bool) -> None:
    if asked:
        typer.echo(f"tocsin {__version__}")
        raise typer.Exit


@app.callback()
def begin(
    version: Annotated[
        bool, typer.Option("--version", callback=_say_version, is_eager=True, help="Say which.")
    ] = False,
) -> None:
    """News feeds in, one alert per story out."""


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
    from bot.inforce.loading import load_elsewhere

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
        # While a child compiles the rules, there is time to import the bot: each takes a second.
        loading = asyncio.create_task(load_elsewhere(settings.rules))
        app = await asyncio.to_thread(import_module, "bot.app")
        running = await asyncio.to_thread(import_module, "bot.running")
        async with app.open_bot(settings, loading, console=out, dry_run=dry_run) as bot:
            await (running.run_once if once else running.run_until)(bot, stop_on_signals())

    asyncio.run(work())


def stop_on_signals() -> asyncio.Event:
    """Return an event that Ctrl-C and SIGTERM set."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    return stop


@app.command()
def demo(
    rules: Annotated[
        Path | None,
        typer.Option(help="The folder of the topics; else rules/, else those that come along."),
    ] = None,
    seconds: Annotated[float, typer.Option(min=5, help="How long the news comes in.")] = 60,
) -> None:
    """See it work: sample news over a loopback server, no token, no network."""
    from bot.demo.play import play_demo
    from bot.workbench.starter import find_rules

    configure_logging("error")
    topics = rules or (Path("rules") if Path("rules").is_dir() else find_rules())

    async def play() -> None:
        await play_demo(out, rules=topics, length=seconds, stop=stop_on_signals())

    asyncio.run(play())


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="Made if it is not there.")] = Path(),
) -> None:
    """Write rule files and a file of settings to begin with; what is there is left as it is."""
    from bot.workbench.starter import start_folder

    for line in start_folder(folder):
        out.print(line, markup=False, highlight=False, soft_wrap=True)


@app.command()
def unit(
    folder: Annotated[Path, typer.Argument(help="Where rules and .env are.")] = Path(),
) -> None:
    """Print a systemd unit that runs this installation as a service."""
    from bot.workbench.starter import write_unit

    typer.echo(write_unit(folder.absolute()), nl=False)


@app.command()
def metrics(
    dashboard: Annotated[
        bool, typer.Option("--dashboard", help="Print a dashboard for Grafana, as JSON.")
    ] = False,
    alerts: Annotated[
        bool, typer.Option("--alerts", help="Print alert rules for Prometheus, as YAML.")
    ] = False,
) -> None:
    """List what /metrics tells; or print what shows it, and what alerts by it."""
    from bot.measures.files import read_alerts, read_dashboard, write_list

    texts = [read_dashboard()] if dashboard else []
    texts += [read_alerts()] if alerts else []
    for text in texts or [write_list()]:
        typer.echo(text, nl=False)


@app.command()
@with_settings
def health(settings: Settings) -> None:
    """Say whether the running bot is well: exit code 0, or 1 and why. For health checks."""
    from bot.workbench.health import check_health

    well, report = asyncio.run(check_health(settings))
    style = "" if well else "red"
    out.print(report, style=style, markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(0 if well else 1)


def _arrange(found: Iterable[CommandInfo]) -> Iterator[CommandInfo]:
    """Yield the commands panel by panel."""
    named = {one.name or getattr(one.callback, "__name__", ""): one for one in found}
    for panel, names in PANELS.items():
        for name in names:
            named[name].rich_help_panel = panel
            yield named.pop(name)
    yield from named.values()


app.registered_commands = list(_arrange(app.registered_commands))
