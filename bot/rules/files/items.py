"""One text in a list of a rule: a term, two of them with NEAR or THEN between, or "$list"."""

import re
from collections.abc import Callable
from typing import NamedTuple

from bot.rules.book import Condition, Item, Near
from bot.rules.terms import Kind, Term, TermError, find_pattern, parse_term

NEAR_WORDS = 5  # between the two, when no number is given
MOST_NEAR_WORDS = 100  # a text of news hardly has more


class ListUse(NamedTuple):
    """A word list or a term, with what NEAR and THEN ask of it."""

    item: Term | Condition
    fields: frozenset[str]  # where its words are looked for; "": where the rule says
    unplaced: str  # an item that stands nowhere; empty: there is none


FindList = Callable[[str], ListUse | None]  # None: it was reported already

_LIST = re.compile(r"\$([A-Za-z][\w-]*)")
_NEAR = re.compile(r"(?<!\S)(NEAR|THEN)(?:/(\S*))?(?=\s|$)")  # no blanks: linear


def parse_item(text: str, find_list: FindList) -> Item | None:
    """Return what `text` means; None when a list it names is unknown. Raises TermError."""
    written = text.strip()
    found = None if written.startswith("/") else _NEAR.search(written)
    if found is None:
        item = _parse_operand(written, find_list)
        return item.item if isinstance(item, ListUse) else item
    sides = [written[: found.start()].strip(), written[found.end() :].strip()]
    if not all(sides):
        hint = "put a word before and after it; as a word itself write it in small letters"
        raise TermError(f'"{found[1]}" needs a term on both sides', hint)
    if _NEAR.search(sides[1]):
        hint = 'put "near:" on the rule, with a clause for each term under "all"'
        raise TermError("only one NEAR or THEN can stand in a term", hint)
    for side in sides:
        if find_pattern(side):
            raise _refuse_unplaced(side, found[1])
    left, right = (_parse_side(side, find_list) for side in sides)
    if left is None or right is None:
        return None
    _check_sides(left, right, found[1])
    words = _read_distance(found[1], found[2])
    ordered = found[1] == "THEN"
    return Near(text=written, left=left.item, right=right.item, words=words, ordered=ordered)


def describe_list(condition: Condition) -> ListUse:
    """Return a word list with what NEAR and THEN ask of it."""
    terms = tuple(condition.terms())
    unplaced = [term.text for term in terms if term.kind in (Kind.EVERYTHING, Kind.PATTERN)]
    pairs = [item.text for item in condition.any if isinstance(item, Near)]
    fields = frozenset(term.field for term in terms)
    return ListUse(condition, fields, next(iter(unplaced + pairs), ""))


def _parse_operand(text: str, find_list: FindList) -> ListUse | Term | None:
    named = _LIST.fullmatch(text)
    return find_list(named[1]) if named else parse_term(text)


def _parse_side(text: str, find_list: FindList) -> ListUse | None:
    side = _parse_operand(text, find_list)
    if not isinstance(side, Term):
        return side
    placed = side.kind not in (Kind.EVERYTHING, Kind.PATTERN)
    return ListUse(side, frozenset((side.field,)), "" if placed else side.text)


def _read_distance(operator: str, number: str | None) -> int:
    if number is None:
        return NEAR_WORDS
    if not re.fullmatch("[0-9]{1,9}", number) or int(number) > MOST_NEAR_WORDS:
        hint = f'a number of words up to {MOST_NEAR_WORDS}, like "{operator}/{NEAR_WORDS}"'
        raise TermError(f'"{operator}/{number}" does not say how near', hint)
    return int(number)


def _check_sides(left: ListUse, right: ListUse, operator: str) -> None:
    for side in (left, right):
        if side.unplaced:
            raise _refuse_unplaced(side.unplaced, operator)
    if "" not in left.fields | right.fields and not left.fields & right.fields:
        hint = "let both be looked for in the same field"
        raise TermError("words of two fields are never near each other", hint)


def _refuse_unplaced(text: str, operator: str) -> TermError:
    hint = "write words there, or a condition of its own"
    return TermError(f'{operator} cannot place "{text}"', hint)
