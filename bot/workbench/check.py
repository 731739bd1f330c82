"""Whether a rules folder would do: every file holds, and every example is matched as it says."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from bot.models import Article, Match, Problem
from bot.rules.book import Example, Rule, RuleBook, Topic
from bot.rules.load import read_folder
from bot.rules.match import Matcher


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckReport:
    """What is wrong in a rules folder, and how much there is of what could be read."""

    problems: tuple[Problem, ...]
    topics: int
    rules: int
    terms: int  # as written, double ones counted
    feeds: int
    examples: int


def check_rules(folder: Path) -> CheckReport:
    """Read a rules folder and try its examples. Raises nothing: problems are in the report."""
    read, problems = read_folder(folder)
    rules = tuple(read.book.rules())
    wrong = (*problems, *check_examples(read.book))
    return CheckReport(
        problems=tuple(sorted(wrong, key=lambda found: (found.file, found.line, found.column))),
        topics=len(read.book.topics),
        rules=len(rules),
        terms=sum(1 for _, rule in rules for _ in rule.condition.terms()),
        feeds=len(read.feeds),
        examples=sum(len(rule.match) + len(rule.skip) for _, rule in rules),
    )


def check_examples(book: RuleBook) -> Iterator[Problem]:
    """Yield a problem for each example that its own rule gets wrong."""
    matcher = Matcher(book)
    for topic, rule in book.rules():
        for example in rule.match:
            article = _as_article(example)
            if _own_match(matcher, article, topic, rule) is None:
                message = f'rule "{rule.name}" must match "{example.text}" and does not'
                yield _problem(topic, example, message, matcher.explain(rule, article))
        for example in rule.skip:
            match = _own_match(matcher, _as_article(example), topic, rule)
            if match is not None:
                message = f'rule "{rule.name}" must skip "{example.text}" and matches it'
                yield _problem(topic, example, message, _name_hits(match))


def _own_match(matcher: Matcher, article: Article, topic: Topic, rule: Rule) -> Match | None:
    for match in matcher.match(article):
        if (match.topic, match.rule) == (topic.name, rule.name):
            return match
    return None


def _as_article(example: Example) -> Article:
    return Article(guid="", link="", title=example.text, summary="", published=None)


def _name_hits(match: Match) -> str:
    hits = (
        f'"{hit.words}"' if hit.words == hit.term else f'"{hit.words}" by the term "{hit.term}"'
        for hit in match.hits
    )
    return "it hits " + ", ".join(hits) if match.hits else 'the term "*" matches everything'


def _problem(topic: Topic, example: Example, message: str, reason: str) -> Problem:
    return Problem(
        file=topic.file, line=example.line, column=example.column, message=message, hint=reason
    )
