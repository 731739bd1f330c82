"""How alike two headlines are."""

from collections.abc import Iterable

from rapidfuzz import fuzz

from bot.stories.contradictions import contradict
from bot.stories.headline import clean_headline
from bot.stories.terms import list_terms, list_words, spell

_LETTERS = (1, 2, 3, 4)  # what a term of so many letters weighs: short ones join, long ones name
_NUMBER = 5
_WORDING = 0.7  # shared terms against the order and the spelling of all words
_OTHER_NUMBERS = 0.6  # both have numbers, and none is the same
_SOME_NUMBERS = 0.85  # not all are the same
_CONTRADICTED = 0.92  # other names in the same places, or a "not" more


def headline_similarity(first: str, second: str) -> float:
    """Return how alike two headlines are, 0 to 100: words, their order, numbers and names."""
    a, b = sorted((clean_headline(first), clean_headline(second)))  # the same from both sides
    likeness = compare_wording(a, b) * _compare_numbers(_list_numbers(a), _list_numbers(b))
    if contradict(a, b, list_terms(a, "")[0], list_terms(b, "")[0]):
        likeness *= _CONTRADICTED
    return likeness


def compare_wording(first: str, second: str) -> float:
    """Return how alike two clean headlines are, 0 to 100, whatever their numbers say."""
    a, b = (frozenset(list_terms(title, "")[0]) for title in (first, second))
    spelled = [" ".join(map(spell, list_words(title))) for title in (first, second)]
    if not all(spelled):
        return 100.0 if first == second else 0.0
    shared = 200.0 * _weigh(a & b) / (_weigh(a) + _weigh(b))
    return _WORDING * shared + (1 - _WORDING) * fuzz.token_sort_ratio(*spelled)


def _weigh(terms: Iterable[str]) -> float:
    return sum(
        _NUMBER if term[0].isdecimal() else _LETTERS[min(len(term), len(_LETTERS)) - 1]
        for term in terms
    )


def _list_numbers(title: str) -> set[str]:
    return {word for word in list_words(title) if word[0].isdecimal()}


def _compare_numbers(first: set[str], second: set[str]) -> float:
    if not first or not second or first == second:
        return 1.0
    return _SOME_NUMBERS if first & second else _OTHER_NUMBERS
