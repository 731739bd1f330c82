"""What rule files say: topics with rules, rules with conditions over terms."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from bot.errors import RuleFileError
from bot.models import Problem
from bot.rules.terms import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """True when any (if given) holds a true item, all hold only true ones, none holds none.

    `any` or `all` is never empty together with the other: a condition is never satisfied by
    absence alone.
    """

    any: tuple["Term | Condition", ...] = ()
    all: tuple["Term | Condition", ...] = ()
    none: tuple["Term | Condition", ...] = ()

    def terms(self) -> Iterator[Term]:
        """Yield every term at any depth, negative ones too, as often as it is written."""
        for item in (*self.any, *self.all, *self.none):
            if isinstance(item, Term):
                yield item
            else:
                yield from item.terms()


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """A headline that a rule must match, or must not."""

    text: str
    line: int = field(repr=False)
    column: int = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One named condition of a topic; the topic matches when any of its rules does."""

    name: str
    condition: Condition
    match: tuple[Example, ...] = ()
    skip: tuple[Example, ...] = ()
    line: int = field(default=0, repr=False)
    column: int = field(default=0, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """What people subscribe to: one rule file."""

    name: str
    title: str
    description: str
    rules: tuple[Rule, ...]
    file: str = field(default="", repr=False)
    line: int = field(default=0, repr=False)  # of the name
    column: int = field(default=0, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """All topics, in the order of their files."""

    topics: tuple[Topic, ...]
    fingerprint: str  # the same as long as the topics say the same, wherever they stand

    def rules(self) -> Iterator[tuple[Topic, Rule]]:
        """Yield every rule with its topic."""
        for topic in self.topics:
            for rule in topic.rules:
                yield topic, rule


def build_book(topics: Iterable[Topic]) -> RuleBook:
    """Bind topics into a book. Raises RuleFileError when two have the same name."""
    bound = tuple(topics)
    if problems := find_double_topics(bound):
        raise RuleFileError(problems)
    # Places are left out of the repr, so a comment or an empty line changes nothing.
    fingerprint = hashlib.sha256(repr(bound).encode()).hexdigest()[:16]
    return RuleBook(topics=bound, fingerprint=fingerprint)


def find_double_topics(topics: Iterable[Topic]) -> tuple[Problem, ...]:
    """Return a problem for each topic whose name an earlier one has."""
    first: dict[str, Topic] = {}
    return tuple(
        Problem(
            file=topic.file,
            line=topic.line,
            column=topic.column,
            message=f'the topic "{topic.name}" is already in {earlier.file}',
            hint="give one of them another name, or put their rules into one file",
        )
        for topic in topics
        if (earlier := first.setdefault(topic.name, topic)) is not topic
    )
