"""What `backtest` prints: answers, changes or a page, one printer each."""

import json
import sys
from typing import Protocol

from rich.console import Console

from bot.errors import BotError
from bot.models import StoredArticle
from bot.rules.book import RuleBook
from bot.workbench.backtest import Backtest
from bot.workbench.diff import Comparison
from bot.workbench.page import render_page
from bot.workbench.report import Reporter


class Printer(Protocol):
    """Takes articles in order and prints what they mean."""

    def take(self, stored: StoredArticle) -> None:
        """Take the next article."""

    def finish(self, *, interrupted: bool) -> None:
        """Print what can be said only at the end, of what was taken so far."""


def make_printer(
    format: str, book: RuleBook, changed: RuleBook | None, console: Console
) -> Printer:
    """Return the printer for a format: "text", "jsonl" or "html"; `changed` for a comparison.

    Raises BotError for a comparison as a page, which there is none of.
    """
    if changed is not None and format == "html":
        raise BotError("--diff is printed as text or jsonl: leave --format html out")
    if changed is not None:
        return ChangePrinter(Comparison(book, changed), format, console)
    if format == "html":
        return PagePrinter(book)
    return AnswerPrinter(Backtest(book), format, console)


class AnswerPrinter:
    """Prints each answer as it comes."""

    def __init__(self, test: Backtest, format: str, console: Console) -> None:
        self._test, self._format, self._console = test, format, console

    def take(self, stored: StoredArticle) -> None:
        """Print the answer: always as JSON, for people only when something matched."""
        answer = self._test.answer(stored)
        if self._format == "jsonl":
            sys.stdout.write(answer.to_json() + "\n")
        elif answer.topics:
            self._console.print(answer.to_text(), soft_wrap=True)

    def finish(self, *, interrupted: bool) -> None:  # noqa: ARG002
        """Print the counts."""
        if self._format == "text":
            self._console.print(self._test.summary())


class ChangePrinter:
    """Prints each change as it comes."""

    def __init__(self, comparison: Comparison, format: str, console: Console) -> None:
        self._comparison, self._format, self._console = comparison, format, console

    def take(self, stored: StoredArticle) -> None:
        """Print what changes for the article, if anything does."""
        change = self._comparison.compare(stored)
        if change is None:
            return
        if self._format == "text":
            self._console.print(change.to_text(), soft_wrap=True)
            return
        row = {
            "link": change.before.link,
            "title": change.before.title,
            "gained": change.gained,
            "lost": change.lost,
        }
        line = json.dumps(row, ensure_ascii=False)
        sys.stdout.write(line.encode(errors="backslashreplace").decode() + "\n")

    def finish(self, *, interrupted: bool) -> None:  # noqa: ARG002
        """Print the counts, side by side."""
        if self._format == "text":
            self._console.print(self._comparison.summary())


class PagePrinter:
    """Prints one page at the end."""

    def __init__(self, book: RuleBook) -> None:
        self._test, self._reporter = Backtest(book), Reporter(book)

    def take(self, stored: StoredArticle) -> None:
        """Take the article into the page."""
        self._reporter.add(stored, self._test.answer(stored))

    def finish(self, *, interrupted: bool) -> None:
        """Print the page."""
        note = "Interrupted: this is what was read until then." if interrupted else ""
        page = render_page(self._reporter.finish(), title="What would have rung", note=note)
        sys.stdout.write(page.encode(errors="xmlcharrefreplace").decode())
