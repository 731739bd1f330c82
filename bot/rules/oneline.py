"""One line that a reader types, read as a rule: the terms of rule files, and three signs.

hurricane, typhoon       one of these
hurricane + Florida      each of these; groups of commas between the plus signs
storm -film              and not this one
"storm, 1953"            in quotes signs are text

AND, OR and NOT in capitals stand for the signs. What a term is, bot.rules.terms says.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple, NoReturn

from bot.rules.book import Condition, Item, Rule, Topic
from bot.rules.files.items import ListUse, parse_item
from bot.rules.terms import Kind, TermError, find_pattern

LONGEST = 200  # characters of a line: more is a rule file, and could not be read on a phone

# A comma within a number is none; a hyphen or a plus within or behind a word is a part of it.
_SIGNS = re.compile(
    r'(?P<quoted>(?<!\w)"[^"]*"|“[^“”"]*[”"]|„[^„“”"]*[“”"]|«[^«»]*»|»[^«»]*«)'
    r'|(?P<opened>(?<!\w)["“„«])'  # and never closed; behind a digit it counts inches
    r"|(?P<any>(?<!\d),|,(?!\d)|(?<!\S)OR(?!\S))"
    r"|(?P<all>(?<!\S)\+|(?<!\S)AND(?!\S))"
    r"|(?P<none>(?<![^\s,+])[-−](?=\S)|(?<!\S)NOT(?!\S))"
)


@dataclass(eq=False)
class LineError(ValueError):
    """A line that is no rule: which kind of mistake, in which term, and what to do about it."""

    kind: str  # "empty", "long", "forbids", "everything", "pattern", "list", "quote" or "term"
    term: str = ""  # of the kind "quote": what follows the sign
    message: str = ""  # of the kind "term": what is wrong with it
    hint: str = ""

    def __str__(self) -> str:
        return " – ".join(filter(None, (self.kind, self.term, self.message, self.hint)))


class _Piece(NamedTuple):
    """A term as written, with the sign before it."""

    sign: str  # "any", "all" or "none"
    text: str


def tidy_line(text: str) -> str:
    """Return a line as it is kept and shown: one blank where there are several."""
    return " ".join(text.split())


def parse_line(text: str) -> Condition:
    """Return the condition that a line means. Raises LineError."""
    if len(tidy_line(text)) > LONGEST:
        raise LineError("long")
    groups: list[list[Item]] = []
    forbidden: list[Item] = []
    joined = False  # a plus came since the last term of a group
    for piece in _split(tidy_line(text)):
        joined = joined or piece.sign == "all"
        if not piece.text:
            continue
        if piece.sign == "none":
            forbidden.append(_read_term(piece.text))
            continue
        if joined or not groups:
            groups.append([])
        groups[-1].append(_read_term(piece.text))
        joined = False
    if not groups:
        raise LineError("forbids" if forbidden else "empty")
    none = tuple(forbidden)
    if len(groups) == 1:
        return Condition(any=tuple(groups[0]), none=none)
    return Condition(all=tuple(Condition(any=tuple(group)) for group in groups), none=none)


def build_topic(name: str, line: str) -> Topic:
    """Return the topic that a line makes; its one rule is called what it says.

    Raises LineError.
    """
    rule = Rule(name=tidy_line(line), condition=parse_line(line))
    return Topic(name=name, title=rule.name, description="", rules=(rule,))


def write_line(groups: Iterable[Iterable[str]]) -> str:
    """Return the line that asks for a term of each group."""
    return " + ".join(", ".join(map(_quote, terms)) for terms in groups)


def _split(line: str) -> Iterator[_Piece]:
    """Yield the terms in order, empty ones too, which stand between two signs.

    Raises LineError.
    """
    sign, written, end = "any", "", 0
    for found in _SIGNS.finditer(line):
        written += line[end : found.start()]
        end = found.end()
        if found["quoted"]:
            written += found["quoted"][1:-1]
            continue
        if found["opened"]:
            raise LineError("quote", line[end:].strip())
        yield _Piece(sign, written.strip())
        sign, written = found.lastgroup or "any", ""
    yield _Piece(sign, (written + line[end:]).strip())


def _read_term(text: str) -> Item:
    if text.startswith("/") or find_pattern(text):
        # Each would be tried on every article, for each of thousands of readers.
        raise LineError("pattern", text)
    try:
        item = parse_item(text, _refuse_list(text))
    except TermError as error:
        raise LineError("term", text, error.message, error.hint) from error
    if item is None or getattr(item, "kind", None) is Kind.EVERYTHING:
        raise LineError("everything", text)
    return item


def _refuse_list(text: str) -> Callable[[str], ListUse | None]:
    def refuse(_: str) -> NoReturn:
        raise LineError("list", text)

    return refuse


def _quote(term: str) -> str:
    return f'"{term}"' if _SIGNS.search(term) else term
