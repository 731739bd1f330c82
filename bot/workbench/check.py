"""Whether a rules folder would do: every file holds, and every example is matched as it says.

What is allowed and yet hardly meant is a warning.
"""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.models import Article, Outcome, Problem, StoredArticle
from bot.rules.book import Example, RuleBook, Topic
from bot.rules.engine.explain import RuleVerdict, say_miss
from bot.rules.load import read_folder
from bot.workbench.backtest import Backtest
from bot.workbench.lint import lint_topics
from bot.workbench.matching import open_matcher

MOST_A_DAY = 50  # alerts of one topic: more is not read


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What is wrong in a rules folder, and how much there is of what could be read."""

    problems: tuple[Problem, ...]
    topics: int
    rules: int
    terms: int  # as written, double ones counted
    feeds: int
    examples: int
    warnings: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()  # rules that are looked at for every article


def check_rules(
    folder: Path,
    *,
    environment: Mapping[str, str] | None = None,
    recording: Iterable[StoredArticle] = (),
    most_a_day: int = MOST_A_DAY,
) -> CheckReport:
    """Read a rules folder, try its examples, and warn of what is hardly meant.

    With a recording, also of topics that would have rung more often than that on a day of it.
    `environment`: what ${NAME} in the feed list stands for; None: that is not looked up.
    Problems are in the report; raises only what the recording raises.
    """
    read, problems = read_folder(folder, environment)
    rules = tuple(read.book.rules())
    wrong = (*problems, *check_examples(read.book))
    warnings = (*lint_topics(read.book.topics), *find_storms(read.book, recording, most_a_day))
    return CheckReport(
        problems=tuple(sorted(wrong, key=_place)),
        topics=len(read.book.topics),
        rules=len(rules),
        terms=sum(1 for _, rule in rules for _ in rule.condition.terms()),
        feeds=len(read.feeds),
        examples=sum(len(rule.match) + len(rule.skip) for _, rule in rules),
        warnings=tuple(sorted(warnings, key=_place)),
        notes=tuple(sorted(find_unindexed(read.book), key=_place)),
    )


def _place(problem: Problem) -> tuple[str, int, int]:
    return problem.file, problem.line, problem.column


def find_storms(
    book: RuleBook, recording: Iterable[StoredArticle], most: int
) -> Iterator[Problem]:
    """Yield a warning for each topic that would have rung more than `most` times on a day."""
    rings: Counter[tuple[str, date]] = Counter()
    test: Backtest | None = None
    for stored in recording:
        test = test or Backtest(book)  # compiled only when there is something to match
        answer = test.answer(stored)
        if answer.action is Outcome.ALERT:
            rings.update((topic, stored.seen.date()) for topic in answer.topics)
    for topic in book.topics:
        days = sorted((count, day) for (name, day), count in rings.items() if name == topic.name)
        if days and days[-1][0] > most:
            count, day = days[-1]
            more = sum(1 for other, _ in days if other > most) - 1
            also = f", and too often on {more} more days" if more else ""
            yield Problem(
                file=topic.file,
                line=topic.line,
                column=topic.column,
                message=f'"{topic.name}" would have rung {count} times on {day}{also}',
                hint=f"{most} are enough: ask for more, or forbid what is not meant under none",
            )


def find_unindexed(book: RuleBook) -> Iterator[Problem]:
    """Yield a note for each rule that no word of an article can wake, so that all articles do."""
    unindexed = frozenset(open_matcher(book).unindexed)
    for topic, rule in book.rules():
        if (topic.name, rule.name) in unindexed:
            yield Problem(
                file=topic.file,
                line=rule.line,
                column=rule.column,
                message=f'rule "{rule.name}" runs on every article',
                hint="ask for a word beside it, under all, and it runs only where that stands",
            )


def to_json(report: CheckReport) -> str:
    """Return all that was found as JSON for editors: a list, in the order of the files."""
    found = [
        *((one, "error") for one in report.problems),
        *((one, "warning") for one in report.warnings),
        *((one, "information") for one in report.notes),
    ]
    found.sort(key=lambda pair: _place(pair[0]))
    rows = [
        {
            "file": one.file,
            "line": one.line,
            "column": one.column,
            "severity": severity,
            "message": one.message,
            "hint": one.hint,
        }
        for one, severity in found
    ]
    text = json.dumps(rows, ensure_ascii=False, indent=2)
    # A file name may hold bytes that are no UTF-8.
    return text.encode(errors="backslashreplace").decode()


def check_examples(book: RuleBook) -> Iterator[Problem]:
    """Yield a problem for each example that its own rule gets wrong."""
    matcher = open_matcher(book)
    for topic, rule in book.rules():
        for example in rule.match:
            verdict = matcher.explain_rule(topic.name, rule.name, _as_article(example))
            if not verdict.holds:
                message = f'rule "{rule.name}" must match "{example.text}" and does not'
                yield _problem(topic, example, message, say_miss(verdict))
        for example in rule.skip:
            verdict = matcher.explain_rule(topic.name, rule.name, _as_article(example))
            if verdict.holds:
                message = f'rule "{rule.name}" must skip "{example.text}" and matches it'
                yield _problem(topic, example, message, _name_hits(verdict))


def _as_article(example: Example) -> Article:
    return Article(guid="", link="", title=example.text, summary="", published=None)


def _name_hits(match: RuleVerdict) -> str:
    hits = (
        f'"{hit.words}"' if hit.words == hit.term else f'"{hit.words}" by the term "{hit.term}"'
        for hit in match.hits
    )
    return "it hits " + ", ".join(hits) if match.hits else 'the term "*" matches everything'


def _problem(topic: Topic, example: Example, message: str, reason: str) -> Problem:
    return Problem(
        file=topic.file, line=example.line, column=example.column, message=message, hint=reason
    )
