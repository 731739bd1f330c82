"""What rule files say: topics with rules, rules with conditions over terms."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import time, timedelta

from bot.errors import RuleFileError
from bot.models import Problem
from bot.rules.terms import Term


@dataclass(frozen=True, slots=True, kw_only=True)
class Near:
    """Two terms or word lists in one field, with at most so many words between them."""

    text: str  # as written
    left: "Term | Condition"
    right: "Term | Condition"
    words: int  # at most between the two
    ordered: bool  # the left one comes first


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Condition:
    """True when any (if given) holds a true item, all hold only true ones, none holds none.

    `any` or `all` is never empty together with the other: a condition is never satisfied by
    absence alone. A word list is a condition too: any of its terms.
    """

    any: tuple["Item", ...] = ()
    all: tuple["Item", ...] = ()
    none: tuple["Item", ...] = ()
    label: str = ""  # "$sites", when it is a word list

    def terms(self) -> Iterator[Term]:
        """Yield every term at any depth, negative ones too, as often as it is written."""
        for item in (*self.any, *self.all, *self.none):
            yield from item_terms(item)

    def __repr__(self) -> str:
        # A list is used often and may be long: its topic says once what is in it.
        if self.label:
            return f"Condition({self.label})"
        return f"Condition(any={self.any!r}, all={self.all!r}, none={self.none!r})"


Item = Term | Near | Condition


def item_terms(item: Item) -> Iterator[Term]:
    """Yield the terms of an item at any depth, the two of NEAR and THEN too."""
    if isinstance(item, Term):
        yield item
    elif isinstance(item, Near):
        yield from item_terms(item.left)
        yield from item_terms(item.right)
    else:
        yield from item.terms()


@dataclass(frozen=True, slots=True, kw_only=True)
class WordList:
    """A list of terms with a name, for use as "$name"."""

    name: str
    items: tuple[Item, ...]  # terms and NEAR; the lists it names are taken apart

    def as_condition(self) -> Condition:
        """Return what "$name" means: any of the items."""
        return Condition(any=self.items, label=f"${self.name}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Nearness:
    """How close the clauses of a rule must stand, in one field."""

    words: int | None = None  # at most from the first word to the last
    sentence: bool = False  # within one sentence
    ordered: bool = False  # in the order in which they are written


@dataclass(frozen=True, slots=True, kw_only=True)
class Hours:
    """A part of the day; it may run over midnight."""

    begin: time
    end: time  # not included; equal to begin: the whole day
    zone: str = "UTC"  # IANA name


@dataclass(frozen=True, slots=True, kw_only=True)
class MinSources:
    """A story rings only when so many sources reported it within a time."""

    count: int
    within: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What else must be true of an article; what is not known of it passes."""

    languages: tuple[str, ...] = ()  # primary subtags: "en", "uk"
    sources: tuple[str, ...] = ()  # titles of feeds, or hosts: "news.example"
    hours: Hours | None = None
    max_age: timedelta | None = None  # from publication to now


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
    near: Nearness | None = None
    fields: tuple[str, ...] = ("title", "summary")  # where its words are looked for
    filters: Filters = Filters()
    min_sources: MinSources | None = None
    score: float = 1.0
    suppress: bool = False  # what it matches, the topic leaves out
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
    min_score: float | None = None  # its rules that match must reach it together
    formerly: tuple[str, ...] = ()  # names whose subscriptions it takes over
    lists: tuple[WordList, ...] = ()  # those its rules use, wherever they are written
    file: str = field(default="", repr=False)
    line: int = field(default=0, repr=False)  # of the name
    column: int = field(default=0, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class NameVariants:
    """More spellings of a name, as rules/names.yaml lists them."""

    name: str
    spellings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleBook:
    """All topics, in the order of their files."""

    topics: tuple[Topic, ...]
    fingerprint: str  # the same as long as the topics say the same, wherever they stand
    names: tuple[NameVariants, ...] = ()

    def rules(self) -> Iterator[tuple[Topic, Rule]]:
        """Yield every rule with its topic."""
        for topic in self.topics:
            for rule in topic.rules:
                yield topic, rule


def build_book(topics: Iterable[Topic], names: Iterable[NameVariants] = ()) -> RuleBook:
    """Bind topics into a book. Raises RuleFileError when two have the same name."""
    bound, variants = tuple(topics), tuple(names)
    if problems := find_double_topics(bound):
        raise RuleFileError(problems)
    # Places are left out of the repr, so a comment or an empty line changes nothing.
    said = repr((bound, variants)).encode()
    fingerprint = hashlib.sha256(said).hexdigest()[:16]
    return RuleBook(topics=bound, fingerprint=fingerprint, names=variants)


def find_double_topics(topics: Iterable[Topic]) -> tuple[Problem, ...]:
    """Return a problem for each topic whose name, present or former, an earlier one has."""
    problems: list[Problem] = []
    first: dict[str, Topic] = {}
    bound = tuple(topics)
    for topic in bound:
        earlier = first.setdefault(topic.name, topic)
        if earlier is not topic:
            message = f'the topic "{topic.name}" is already in {earlier.file}'
            hint = "give one of them another name, or put their rules into one file"
            problems.append(_at(topic, message, hint))
    heirs: dict[str, Topic] = {}
    for topic in bound:
        for name in topic.formerly:
            if name in first:
                message = f'"{topic.name}" was formerly "{name}", which is a topic still'
                hint = f"see {first[name].file}: delete it, or the former name"
                problems.append(_at(topic, message, hint))
            elif (earlier := heirs.setdefault(name, topic)) is not topic:
                message = f'"{name}" is the former name of "{earlier.name}" already'
                problems.append(_at(topic, message, f"see {earlier.file}: one can take it over"))
    return tuple(problems)


def _at(topic: Topic, message: str, hint: str) -> Problem:
    return Problem(
        file=topic.file, line=topic.line, column=topic.column, message=message, hint=hint
    )
