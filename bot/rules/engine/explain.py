"""Why an article matches a rule, or why not: the condition as a tree of steps."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.models import Hit
from bot.rules.book import Nearness
from bot.rules.engine.articletext import ArticleText
from bot.rules.engine.compiled import Clause, CompiledBook, CompiledRule, Nearby, Node
from bot.rules.engine.conditions import Reader, find_hits, make_hits
from bot.rules.engine.filters import find_refusal


class StepKind(StrEnum):
    """What a step of an explanation speaks of."""

    TERM = "term"
    ANY = "any"
    ALL = "all"
    NONE = "none"  # holds when no part of it does
    NEAR = "near"  # of the rule: its clauses stand near each other
    FILTER = "filter"  # languages, sources, hours or max_age


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One clause, term or demand: does it hold, and by which words."""

    kind: StepKind
    text: str  # a term as written, "$list", or what is asked for; empty for plain clauses
    holds: bool
    reason: str = ""  # of a filter or of near that does not hold
    hits: tuple[Hit, ...] = ()  # of terms
    parts: tuple["Step", ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleVerdict:
    """What one rule says of an article."""

    topic: str
    rule: str
    holds: bool
    score: float
    suppress: bool
    steps: tuple[Step, ...]  # all hold, if it does
    hits: tuple[Hit, ...]  # as its match has them; empty when it does not hold


@dataclass(frozen=True, slots=True, kw_only=True)
class TopicVerdict:
    """What one topic says of an article."""

    topic: str
    matches: bool
    score: float  # of the rules that hold
    min_score: float | None
    suppressed_by: tuple[str, ...]  # rules
    rules: tuple[RuleVerdict, ...]


def explain_topics(
    book: CompiledBook, text: ArticleText, *, source: str, now: datetime | None
) -> tuple[TopicVerdict, ...]:
    """Return the verdict of every topic, in the order of the book."""
    by_topic: list[list[RuleVerdict]] = [[] for _ in book.topics]
    for rule in book.rules:
        by_topic[rule.topic].append(explain_rule(book, rule, text, source=source, now=now))
    verdicts = []
    for topic, rules in zip(book.topics, by_topic, strict=True):
        held = [rule for rule in rules if rule.holds]
        suppressed_by = tuple(rule.rule for rule in held if rule.suppress)
        score = sum(rule.score for rule in held)
        enough = topic.min_score is None or score >= topic.min_score
        verdicts.append(
            TopicVerdict(
                topic=topic.name,
                matches=bool(held) and not suppressed_by and enough,
                score=score,
                min_score=topic.min_score,
                suppressed_by=suppressed_by,
                rules=tuple(rules),
            )
        )
    return tuple(verdicts)


def explain_rule(
    book: CompiledBook, rule: CompiledRule, text: ArticleText, *, source: str, now: datetime | None
) -> RuleVerdict:
    """Return the verdict of one rule."""
    explainer = _Explainer(book, rule, text)
    steps = [*explainer.explain_parts(rule.condition)]
    if rule.near is not None:
        steps.append(explainer.explain_near(rule.near))
    if rule.filters is not None:
        refusal = find_refusal(rule.filters, text.article, source=source, now=now)
        steps.append(
            Step(
                kind=StepKind.FILTER,
                text="languages, sources, hours, max_age",
                holds=refusal is None,
                reason=refusal or "",
            )
        )
    holds = all(step.holds for step in steps)
    hits = find_hits(explainer.reader, rule, text.article) if holds else None
    return RuleVerdict(
        topic=book.topics[rule.topic].name,
        rule=rule.name,
        holds=holds,
        score=rule.score,
        suppress=rule.suppress,
        steps=tuple(steps),
        hits=hits or (),
    )


class _Explainer:
    def __init__(self, book: CompiledBook, rule: CompiledRule, text: ArticleText) -> None:
        self._book = book
        self._rule = rule
        self._text = text
        self.reader = Reader(text, book.terms, rule.fields)

    def explain_parts(self, clause: Clause) -> Iterator[Step]:
        """Yield a step for each of any, all and none that the clause has."""
        if clause.any:
            parts = tuple(map(self._explain, clause.any))
            holds = any(part.holds for part in parts)
            yield Step(kind=StepKind.ANY, text=clause.label, holds=holds, parts=parts)
        if clause.all:
            parts = tuple(map(self._explain, clause.all))
            holds = all(part.holds for part in parts)
            yield Step(kind=StepKind.ALL, text="", holds=holds, parts=parts)
        if clause.none:
            parts = tuple(map(self._explain, clause.none))
            holds = not any(part.holds for part in parts)
            yield Step(kind=StepKind.NONE, text="", holds=holds, parts=parts)

    def explain_near(self, near: Nearness) -> Step:
        """Return whether the clauses of the rule are as near as it asks."""
        wanted = self._rule.condition._replace(none=())  # what must not be there is no part of it
        holds = self.reader.is_true(wanted) and bool(self.reader.find_windows(self._rule))
        text = say_near(near)
        reason = "" if holds else f"its clauses do not stand {text} in one field"
        return Step(kind=StepKind.NEAR, text=text, holds=holds, reason=reason)

    def _explain(self, node: Node) -> Step:
        if isinstance(node, Clause):
            steps = tuple(self.explain_parts(node))
            if len(steps) == 1:
                return steps[0]
            holds = all(step.holds for step in steps)
            return Step(kind=StepKind.ALL, text="", holds=holds, parts=steps)
        holds = self.reader.is_true(node)
        hits = make_hits(self.reader.find(node), self._text.article)
        text = node.text if isinstance(node, Nearby) else self._book.terms[node].text
        return Step(kind=StepKind.TERM, text=text, holds=holds, hits=hits)


def say_near(near: Nearness) -> str:
    """Return what `near:` asks for, in words."""
    parts = (
        f"within {near.words} words" if near.words is not None else "",
        "within one sentence" if near.sentence else "",
        "in the order written" if near.ordered else "",
    )
    return " and ".join(part for part in parts if part)


def say_miss(verdict: RuleVerdict) -> str:
    """Return, in words, the first thing for which a rule does not hold."""
    for step in verdict.steps:
        if not step.holds:
            return _say_failure(step)
    return "it matches"


def _say_failure(step: Step) -> str:
    if step.kind is StepKind.NONE:
        hits = [hit for part in step.parts if part.holds for hit in _hits_below(part)]
        words = _list(dict.fromkeys(hit.words for hit in hits))
        return f'"none" forbids it: {words}' if words else '"none" forbids everything'
    if step.kind is StepKind.ANY:
        what = step.text or _list(_name(part) for part in step.parts)
        return f'nothing under "any" is there: {what}'
    if step.kind is StepKind.ALL:
        for part in step.parts:
            if not part.holds and part.kind is StepKind.TERM:
                return f'"all" needs "{part.text}", which is not there'
            if not part.holds:
                return f'a condition under "all" fails: {_say_failure(part)}'
    return step.reason


def _hits_below(step: Step) -> Iterator[Hit]:
    yield from step.hits
    for part in step.parts:
        if part.holds:
            yield from _hits_below(part)


def _name(step: Step) -> str:
    return step.text or "a condition"


def _list(names: Iterator[str] | dict[str, None], most: int = 5) -> str:
    named = [name if name == "a condition" else f'"{name}"' for name in names]
    more = f" and {len(named) - most} more" if len(named) > most else ""
    return ", ".join(named[:most]) + more
