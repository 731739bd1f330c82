"""The commands of editors: parse arguments, call, print. Heavy parts are imported where needed.

What is data goes to standard output, and nothing else does; progress and what was refused go to
standard error.
"""

import sys
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.errors import BotError
from bot.workbench.inputs import err, read_input, read_recorded, show_progress

app = typer.Typer()  # its commands become those of tocsin
out = Console()
_WIDEST = 10_000  # characters of a line that nobody reads on a screen


class Format(StrEnum):
    """How results are printed."""

    TEXT = "text"
    JSONL = "jsonl"
    HTML = "html"


class CheckFormat(StrEnum):
    """How problems are printed."""

    TEXT = "text"
    JSON = "json"


Rules = Annotated[Path, typer.Option(help="The folder of rule files.")]
Archive = Annotated[
    list[Path] | None,
    typer.Option(help="A recording, as backtest reads it; may be given several times."),
]
Since = Annotated[
    str, typer.Option(metavar="LENGTH", help="Read the bot's own archive, so far back: 7d.")
]


@app.command()
def check(
    rules: Annotated[Path, typer.Argument(help="The folder of rule files.")] = Path("rules"),
    format: Annotated[CheckFormat, typer.Option(help="How to print.")] = CheckFormat.TEXT,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as problems.")] = False,
    archive: Archive = None,
    since: Since = "",
    most: Annotated[int, typer.Option(min=1, help="Alerts of a topic a day, at most.")] = 50,
) -> None:
    """Say every problem in a rules folder, with file, line and column, and what is hardly meant.

    With a recording or the archive also which topics would ring too often.
    """
    from bot.environment import read_environment
    from bot.workbench.check import check_rules, to_json

    environment = read_environment(Path.cwd())
    with show_progress() as progress:
        recording = read_recorded(archive or [], since, progress)
        report = check_rules(rules, environment=environment, recording=recording, most_a_day=most)
    failed = bool(report.problems) or (strict and bool(report.warnings))
    if format is CheckFormat.JSON:
        sys.stdout.write(to_json(report) + "\n")
        raise typer.Exit(failed)
    for problem in report.problems:
        out.print(str(problem), style="red", markup=False, highlight=False, soft_wrap=True)
    for warning in report.warnings:
        said = f"{warning} [warning]"
        out.print(said, style="yellow", markup=False, highlight=False, soft_wrap=True)
    for note in report.notes:
        out.print(f"{note} [note]", markup=False, highlight=False, soft_wrap=True)
    if report.problems:
        err.print(f"{len(report.problems)} to mend in {rules}", markup=False, soft_wrap=True)
    else:
        all_well = f"{len(report.warnings)} warnings" if report.warnings else "all well"
        out.print(
            f"{rules}: {report.topics} topics, {report.rules} rules, {report.terms} terms, "
            f"{report.examples} examples, {report.feeds} feeds: {all_well}",
            highlight=False,
            soft_wrap=True,
        )
    raise typer.Exit(failed)


@app.command()
def backtest(
    files: Annotated[
        list[Path] | None, typer.Argument(help="JSON lines: feed title link summary ...")
    ] = None,
    rules: Rules = Path("rules"),
    format: Annotated[Format, typer.Option(help="How to print.")] = Format.TEXT,
    topic: Annotated[
        list[str] | None, typer.Option(help="Only this topic; may be given several times.")
    ] = None,
    since: Since = "",
    diff: Annotated[
        Path | None, typer.Option(help="Changed rules: what they gain and lose instead.")
    ] = None,
) -> None:
    """Say what recorded articles, or those of the archive, would have rung, line by line.

    Ctrl-C ends it with what is known so far, and exit code 130.
    """
    from bot.rules.load import load_rules
    from bot.workbench.matching import choose_topics
    from bot.workbench.printing import make_printer

    if not files and not since:
        raise typer.BadParameter("name a recording, or --since 7d for the bot's own archive")
    book = choose_topics(load_rules(rules).book, topic or ())
    changed = None
    if diff is not None:
        changed = load_rules(diff).book
        known = {one.name for one in changed.topics}
        changed = choose_topics(changed, [name for name in topic or () if name in known])
    refused: list[str] = []
    interrupted = False
    with show_progress() as progress:
        printer = make_printer(format.value, book, changed, out)
        try:
            for stored in read_recorded(files or [], since, progress, refused):
                printer.take(stored)
        except KeyboardInterrupt:
            interrupted = True
    printer.finish(interrupted=interrupted)
    if interrupted:
        err.print("interrupted: this is what was read so far", style="yellow")
        raise typer.Exit(130)
    if refused:
        err.print(f"lines refused: {len(refused)}", style="red")
        raise typer.Exit(1)


@app.command()
def explain(
    article: Annotated[str, typer.Argument(help='A JSON file with title, summary ...; or "-".')],
    rules: Rules = Path("rules"),
    topic: Annotated[
        list[str] | None, typer.Option(help="Only this topic; may be given several times.")
    ] = None,
) -> None:
    """Say why an article matches, and why not: rule by rule, clause by clause."""
    from bot.rules.load import load_rules
    from bot.workbench.explain import draw_verdicts
    from bot.workbench.matching import choose_topics, open_matcher
    from bot.workbench.recordings import read_articles

    book = choose_topics(load_rules(rules).book, topic or ())
    articles = read_articles(read_input(article), article, now=datetime.now(UTC))
    matcher = open_matcher(book)
    # In a terminal a long line goes on under its branch; elsewhere it is left whole.
    console = out if out.is_terminal else Console(width=_WIDEST)
    for stored in articles:
        verdicts = matcher.explain(stored.article, source=stored.source, now=stored.seen)
        console.print(draw_verdicts(verdicts, stored.article.title))


@app.command()
def derive(
    source: Annotated[str, typer.Argument(help='An article: a text file, "-", or an address.')],
    archive: Archive = None,
    since: Since = "",
) -> None:
    """Propose a topic file from an article: names, places, telling words, for you to prune.

    With a recording or the archive it says beside it what the topic would have brought.
    """
    from bot.workbench.derive import derive_topic

    title, link = "", ""
    if source.startswith(("http://", "https://")):
        from bot.polling.manners import user_agent
        from bot.settings import read_settings
        from bot.workbench.readpage import read_page

        settings = read_settings({}, folder=Path.cwd())
        title, text = read_page(source, settings, user_agent(settings))
        link = source
    else:
        text = read_input(source)
    draft = derive_topic(text, title=title, link=link)
    sys.stdout.write(draft.yaml)
    if archive or since:
        from bot.rules.book import build_book
        from bot.rules.files.topicfile import parse_topic
        from bot.workbench.backtest import Backtest

        test = Backtest(build_book((parse_topic(draft.yaml, draft.name),)))
        with show_progress() as progress:
            for stored in read_recorded(archive or [], since, progress):
                test.answer(stored)
        err.print(test.summary())


@app.command()
def variants(
    name: Annotated[str, typer.Argument(help="A name, such as ~Zelenskyy.")],
    rules: Rules = Path("rules"),
) -> None:
    """List the spellings, scripts and cases that ~Name stands for."""
    from bot.rules.load import read_folder
    from bot.rules.words.names import list_variants

    own: dict[str, tuple[str, ...]] = {}
    if rules.is_dir():
        own = {one.name: one.spellings for one in read_folder(rules)[0].book.names}
    groups = list_variants(name.removeprefix("~"), own)
    if not groups:
        raise BotError(f'"{name}" is no name: it has no letter')
    for language, spellings in groups:
        line = f"{language}: {', '.join(spellings)}"
        out.print(line, markup=False, highlight=False, soft_wrap=True)


@app.command("import")
def import_(
    file: Annotated[str, typer.Argument(help='A topic file, or "-".')],
    rules: Rules = Path("rules"),
) -> None:
    """Put a topic file into the rules folder, if the whole folder holds with it."""
    from bot.workbench.exchange import import_topic

    target = import_topic(read_input(file).encode(), file, rules)
    out.print(f"{target} is there now", markup=False, highlight=False, soft_wrap=True)


@app.command()
def schema(
    folder: Annotated[Path | None, typer.Argument(help="Where to write them.")] = None,
) -> None:
    """Say where the JSON Schemas of rule files are, for editors; or write them to a folder."""
    from bot.workbench.schema import FOLDER, write_schemas

    written = write_schemas(folder) if folder else sorted(FOLDER.glob("*.json"))
    for path in written:
        out.print(str(path), markup=False, highlight=False, soft_wrap=True)


@app.command()
def feedback(
    rules: Rules = Path("rules"),
    since: Annotated[str, typer.Option(metavar="LENGTH", help="So far back.")] = "30d",
    format: Annotated[CheckFormat, typer.Option(help="How to print.")] = CheckFormat.TEXT,
    write: Annotated[
        str, typer.Option(metavar="TOPIC", help="Put what is proposed for it into its file.")
    ] = "",
) -> None:
    """Say which alerts readers found irrelevant or doubled, and what would keep such out."""
    from bot.rules.load import load_rules
    from bot.workbench.feedback import read_own_feedback, report_feedback
    from bot.workbench.feedbackprint import tell_report, write_json
    from bot.workbench.proposals import write_proposals

    book = load_rules(rules).book
    report = report_feedback(*read_own_feedback(since), book)
    if write:
        path, exclusions, examples = write_proposals(report, book, write, rules)
        said = f"{path}: exclusions added: {exclusions}, examples added: {examples}"
        out.print(said, markup=False, highlight=False, soft_wrap=True)
        return
    if format is CheckFormat.JSON:
        sys.stdout.write(write_json(report) + "\n")
        return
    for line in tell_report(report):
        out.print(line, markup=False, highlight=False, soft_wrap=True)
