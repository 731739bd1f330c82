"""Conditions over the terms that were found: is it true, by which terms, and if not, why."""

from collections.abc import Iterator

from bot.rules.book import Condition
from bot.rules.index import Found
from bot.rules.terms import Term


def is_true(item: Term | Condition, found: Found) -> bool:
    """Return whether the term was found, or the condition holds."""
    if isinstance(item, Term):
        return item.everything or item in found
    return (
        (not item.any or any(is_true(part, found) for part in item.any))
        and all(is_true(part, found) for part in item.all)
        and not any(is_true(part, found) for part in item.none)
    )


def true_terms(item: Term | Condition, found: Found) -> Iterator[Term]:
    """Yield the terms that make a true condition true; parts that are false add nothing."""
    if isinstance(item, Term):
        yield item
        return
    for part in (*item.any, *item.all):
        if is_true(part, found):
            yield from true_terms(part, found)


def needed_terms(item: Term | Condition) -> frozenset[Term] | None:
    """Return terms of which at least one is found whenever the item is true.

    Of the clauses that would do, the one least often seen in news is taken. None: the item
    can be true of an article without any of its words.
    """
    if isinstance(item, Term):
        return None if item.everything else frozenset((item,))
    choices = [choice for part in item.all if (choice := needed_terms(part)) is not None]
    if item.any:
        parts = [needed_terms(part) for part in item.any]
        known = [part for part in parts if part is not None]
        if len(known) == len(parts):
            choices.append(frozenset[Term]().union(*known))
    return min(choices, key=_commonness, default=None)


def _commonness(terms: frozenset[Term]) -> float:
    # Long words and phrases are rare, and a beginning stands for several words. The choice
    # changes only how often a rule is looked at, never what it matches.
    return sum((2 if term.prefix else 1) / sum(map(len, term.words)) ** 2 for term in terms)


def explain_miss(condition: Condition, found: Found) -> str:
    """Return, in words, which clause of a false condition fails."""
    for part in condition.all:
        if not is_true(part, found):
            return _missing(part, found)
    if condition.any and not any(is_true(part, found) for part in condition.any):
        return f'nothing under "any" is there: {_list(condition.any)}'
    for part in condition.none:
        if is_true(part, found):
            words = _list(tuple(true_terms(part, found)))
            return f'"none" forbids it: {words}'
    return "it matches"


def _missing(part: Term | Condition, found: Found) -> str:
    if isinstance(part, Term):
        return f'"all" needs "{part.text}", which is not there'
    return f'a condition under "all" fails: {explain_miss(part, found)}'


def _list(items: tuple[Term | Condition, ...], most: int = 5) -> str:
    named = [f'"{item.text}"' if isinstance(item, Term) else "a condition" for item in items]
    more = f" and {len(named) - most} more" if len(named) > most else ""
    return ", ".join(named[:most]) + more
