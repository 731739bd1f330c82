"""`tocsin feeds`: parse arguments, call, print. Heavy parts are imported where needed."""

import asyncio
import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.errors import BotError
from bot.workbench.inputs import err

app = typer.Typer(name="feeds", help="The feeds that are polled.", no_args_is_help=True)
out = Console()


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSON = "json"


Rules = Annotated[Path, typer.Option(help="The folder of rule files.")]
Formats = Annotated[Format, typer.Option(help="How to print.")]


def say(line: str, style: str = "") -> None:
    """Print a line as it is."""
    out.print(line, style=style, markup=False, highlight=False, soft_wrap=True)


def complain(line: str) -> None:
    """Print a line to standard error."""
    err.print(line, style="yellow", markup=False, highlight=False, soft_wrap=True)


@app.command("list")
def list_(rules: Rules = Path("rules"), format: Formats = Format.TEXT) -> None:
    """List the feeds of the rules folder, and those added in chats, with their health."""
    from bot.settings import read_settings
    from bot.workbench.feededit import list_feeds
    from bot.workbench.feedstates import read_states, tell_state, write_json

    settings, now = read_settings({}, folder=Path.cwd()), datetime.now(UTC)
    feeds, trouble = asyncio.run(read_states(settings.database, list_feeds(rules), now=now))
    if trouble:
        complain(trouble)
    if format is Format.JSON:
        sys.stdout.write(write_json(feeds) + "\n")
        return
    for feed in feeds:
        say(tell_state(feed, now=now))


@app.command()
def add(
    url: Annotated[str, typer.Argument(help="A feed, or a page that leads to one.")],
    rules: Rules = Path("rules"),
    title: Annotated[str, typer.Option(help="What readers see; the feed's own else.")] = "",
    language: Annotated[str, typer.Option(help="A code such as uk; the feed's own else.")] = "",
    tag: Annotated[list[str] | None, typer.Option(help="May be given several times.")] = None,
    unseen: Annotated[bool, typer.Option("--unseen", help="List it without asking it.")] = False,
) -> None:
    """Find the feed of an address, and put it into the feed list, which else stays as it is."""
    from bot.feeds.discovery import tidy_address
    from bot.models.polls import FeedSpec
    from bot.workbench.feededit import edit_feeds
    from bot.workbench.feedfile import add_feeds
    from bot.workbench.lookaround import look_around

    address = tidy_address(url)
    if not unseen:
        look = asyncio.run(look_around(url, rules))
        address = look.url
        for line in look.lines:
            say(line)
    spec = FeedSpec(url=address, title=title, language=language, tags=tuple(tag or ()))
    path = edit_feeds(rules, lambda text: add_feeds(text, [spec]))
    say(f"{address} is in {path} now", style="green")


@app.command()
def remove(
    url: Annotated[str, typer.Argument(help="As it is listed.")], rules: Rules = Path("rules")
) -> None:
    """Take a feed out of the feed list, which else stays as it is."""
    from bot.feeds.discovery import tidy_address
    from bot.workbench.feededit import edit_feeds
    from bot.workbench.feedfile import remove_feed

    try:
        path = edit_feeds(rules, lambda text: remove_feed(text, tidy_address(url)))
    except BotError as error:
        raise BotError(f"{error} (what was added in a chat is removed there: /remove)") from error
    say(f"{url} is in {path} no more")


@app.command("test")
def see_feed(
    source: Annotated[str, typer.Argument(help='An address, a file, or "-".')],
    rules: Rules = Path("rules"),
    format: Formats = Format.TEXT,
) -> None:
    """Say what the bot would see: the answer, every item with identity and date, what matches."""
    from bot.workbench.feedtest import read_rules, see_body
    from bot.workbench.feedtestprint import tell_tested, write_json

    now = datetime.now(UTC)
    known, all_hold = read_rules(rules)
    if known is None:
        complain(f"there is no folder {rules}: what would match is not said")
    elif not all_hold:
        complain(f"not all of {rules} holds (tocsin check says why): the rest is tried")
    path = Path(source)
    if source == "-" or path.is_file():
        try:
            body = sys.stdin.buffer.read() if source == "-" else path.read_bytes()
        except OSError as error:
            raise BotError(f"cannot read {source}: {error.strerror}") from error
        tested = see_body(source, body, known, now=now)
    elif "://" in source or source.startswith("feed:"):
        from bot.workbench.feedask import see

        tested = asyncio.run(see(source, rules, known, now=now))
    else:
        raise BotError(f"there is no file {source}; an address begins with https://")
    if format is Format.JSON:
        sys.stdout.write(write_json(tested) + "\n")
    else:
        for line in tell_tested(tested, now=now):
            say(line)
    raise typer.Exit(1 if tested.error else 0)


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="An OPML file.")], rules: Rules = Path("rules")
) -> None:
    """Put the feeds of an OPML file into the feed list; folders become tags."""
    from bot.feeds.opml import OpmlError, read_opml
    from bot.workbench.feededit import import_feeds

    try:
        found = read_opml(file.read_bytes())
    except OSError as error:
        raise BotError(f"cannot read {file}: {error.strerror}") from error
    except OpmlError as error:
        raise BotError(f"{file}: {error}") from error
    imported = import_feeds(rules, found)
    for url in imported.doubles:
        complain(f"listed already: {url}")
    for refused in imported.refused:
        err.print(f"refused: {refused}", style="red", markup=False, soft_wrap=True)
    counts = f"{len(imported.doubles)} were there already, {len(imported.refused)} refused"
    say(f"feeds added: {len(imported.added)}; {counts}")
    raise typer.Exit(1 if imported.refused else 0)


@app.command()
def export(rules: Rules = Path("rules")) -> None:
    """Print the feed list as OPML, for other readers; secrets stay names."""
    from bot.feeds.opml import write_opml
    from bot.workbench.feededit import list_feeds

    sys.stdout.write(write_opml(list_feeds(rules), title="Tocsin"))
