"""Articles near the border of a rule: all of its clauses held but one."""

from collections import defaultdict
from dataclasses import dataclass, replace

from bot.models import Article, Hit, Match
from bot.rules.book import Condition, Filters, Item, Rule, RuleBook
from bot.workbench.matching import open_matcher, with_topics

_NAMED = 4  # words of the clause that failed


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """A rule that an article nearly matched."""

    topic: str
    rule: str
    held: int  # clauses
    reason: str  # what failed
    hits: tuple[Hit, ...]  # of the clauses that held


class Border:
    """Finds misses: every clause is tried as a rule of its own."""

    def __init__(self, book: RuleBook) -> None:
        self._clauses: dict[str, tuple[str, str, Item | None]] = {}  # by the name it is tried as
        self._needed: dict[tuple[str, str], list[str]] = defaultdict(list)
        topics = []
        for topic in book.topics:
            rules: list[Rule] = []
            for rule in topic.rules:
                rules += self._split(topic.name, rule)
            topics.append(replace(topic, rules=tuple(rules), min_score=None, formerly=()))
        self._matcher = open_matcher(with_topics(book, topics))

    def _split(self, topic: str, rule: Rule) -> list[Rule]:
        condition = rule.condition
        clauses: list[Item] = [*condition.all]
        if condition.any:
            clauses.append(Condition(any=condition.any))
        if len(clauses) + bool(condition.none) < 2 or rule.suppress:
            return []  # of one clause all but one is nothing
        tried = []
        forbidden = [Condition(any=condition.none)] if condition.none else []
        for clause in (*clauses, *forbidden):
            name = str(len(self._clauses))
            self._clauses[name] = (topic, rule.name, None if clause in forbidden else clause)
            if clause not in forbidden:
                self._needed[topic, rule.name].append(name)
            tried.append(
                replace(
                    rule,
                    name=name,
                    condition=_as_condition(clause),
                    near=None,
                    filters=Filters(languages=rule.filters.languages),
                    min_sources=None,
                    score=1.0,
                )
            )
        return tried

    def find(self, article: Article, matched: frozenset[str]) -> tuple[Miss, ...]:
        """Return the misses of an article, for topics that it did not match."""
        held: dict[tuple[str, str], dict[str, Match]] = defaultdict(dict)
        for match in self._matcher.match(article):
            topic, rule, _ = self._clauses[match.rule]
            if topic not in matched:
                held[topic, rule][match.rule] = match
        misses = (self._judge(key, found) for key, found in held.items())
        return tuple(miss for miss in misses if miss is not None)

    def _judge(self, key: tuple[str, str], found: dict[str, Match]) -> Miss | None:
        needed = self._needed[key]
        missing = [name for name in needed if name not in found]
        forbidding = [match for name, match in found.items() if name not in needed]
        if len(missing) + len(forbidding) > 1 or len(missing) == len(needed):
            return None
        if missing:
            clause = self._clauses[missing[0]][2]
            reason = f"without {_name(clause)}" if clause is not None else ""
        elif forbidding:
            words = dict.fromkeys(hit.words for hit in forbidding[0].hits)
            reason = f"forbidden by {', '.join(words)}"
        else:
            reason = "all clauses held: too far apart, or held back by a filter"
        hits = tuple(hit for name in needed if name in found for hit in found[name].hits)
        return Miss(
            topic=key[0],
            rule=key[1],
            held=len(needed) - len(missing),
            reason=reason,
            hits=tuple(sorted(hits, key=lambda hit: (hit.field != "title", hit.start))),
        )


def _as_condition(item: Item) -> Condition:
    return item if isinstance(item, Condition) else Condition(any=(item,))


def _name(item: Item) -> str:
    if not isinstance(item, Condition):
        return item.text
    if item.label:
        return item.label
    parts = [*item.all, *item.any]
    named = ", ".join(_name(part) for part in parts[:_NAMED])
    more = f" … ({len(parts)})" if len(parts) > _NAMED else ""
    sign = "any of " if item.any and len(item.any) > 1 else ""
    return f"{sign}{named}{more}"
