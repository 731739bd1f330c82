"""A rule book made ready to match: plain, compact values, so that they can cross to a process.

Everything that articles are searched for has a number: a word with all its forms, a beginning of
words, a word exactly as written. Terms are numbered too, and conditions speak of those numbers.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import NamedTuple, Union

from bot.rules.book import Filters, MinSources, Nearness

ANYTHING = 0  # the number that stands in every article

TITLE, SUMMARY, BODY, AUTHOR, LINK = 1, 2, 4, 8, 16  # fields, as bits, in the order of FIELDS


class CompiledTerm(NamedTuple):
    """What one term is found by."""

    text: str  # as written
    word: int = ANYTHING  # this one; ANYTHING: there is none
    phrases: tuple[tuple[int, ...], ...] = ()  # or any of these, word after word
    pattern: str = ""
    everything: bool = False
    fields: int = 0  # where it is looked for; 0: where its rule says


class Clause(NamedTuple):
    """A condition: any, all, none, as in the book."""

    any: tuple["Node", ...] = ()
    all: tuple["Node", ...] = ()
    none: tuple["Node", ...] = ()
    label: str = ""  # "$sites"


class Nearby(NamedTuple):
    """Two terms, or lists, with at most so many words between them."""

    text: str
    left: "Node"
    right: "Node"
    words: int
    ordered: bool


# Some other words, and rules that wait for the same word: they are looked at when one of the
# others is there too. A plain tuple is taken apart faster than one with names.
Bundle = tuple[Collection[int], tuple[int, ...]]

Node = Union[int, Clause, Nearby]  # noqa: UP007  # int: a term


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledRule:
    """A rule; its topic by number."""

    topic: int
    name: str
    condition: Clause
    fields: int  # bits
    near: Nearness | None
    filters: Filters | None  # None: there are none
    min_sources: MinSources | None
    score: float
    suppress: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledTopic:
    """A topic."""

    name: str
    title: str
    description: str
    formerly: tuple[str, ...]
    min_score: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CompiledBook:
    """All that a matcher needs."""

    fingerprint: str  # of the book it was made from
    topics: tuple[CompiledTopic, ...]
    rules: tuple[CompiledRule, ...]
    terms: tuple[CompiledTerm, ...]
    fields: int  # bits of all fields that are looked at
    words: Mapping[str, tuple[int, ...]]  # by a folded form: the words it is a form of
    beginnings: Mapping[str, int]  # folded
    exact: Mapping[str, int]  # as written
    # By the number of a word: rules that need it or one of a few others, each rule once under
    # each of those. Under ANYTHING stand the rules that can match without a word of theirs.
    waiting: tuple[tuple[Bundle, ...], ...]
    # By the number of a rule: of each of these one must be there too.
    also_needed: tuple[tuple[Collection[int], ...], ...]
