"""How alike two headlines are, and which words an article is known by."""

import re
from collections.abc import Iterable
from functools import lru_cache

from rapidfuzz import fuzz

from bot.rules.text import fold_word
from bot.stories.headline import clean_headline

_WORDS = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+")
_CYRILLIC = str.maketrans(
    "абвгґдеєёжзиіїйклмнопрстуфхцчшщыэюя", "abvggdeeezziiiiklmnoprstufhchssieua", "ъь"
)
# One name as five languages spell it: Charkiw, Kharkiv, Charków, Харків; Selenskyj, Zelenskyy.
_SPELLINGS = (
    ("tsch", "h"), ("sch", "s"), ("sh", "s"), ("sz", "s"), ("cz", "h"), ("kh", "h"), ("ch", "h"),
    ("rz", "z"), ("zh", "z"), ("ck", "k"), ("ph", "f"), ("ie", "i"), ("ks", "x"),
)  # fmt: skip
_SOUNDS = str.maketrans("wyjq", "viik")
_DOUBLED = re.compile(r"(.)\1+")
_STEM = 4  # letters: endings differ, and so does most of what languages add to a name
_READ = 300  # characters: what comes later is background that many stories share

_LETTERS = (1, 2, 3, 4)  # what a word of so many letters weighs: short ones join, long ones name
_NUMBER = 5
_WORDING = 0.7  # shared words against the order and the spelling of all of them
_OTHER_NUMBERS = 0.6  # both name numbers, and none is the same
_SOME_NUMBERS = 0.85  # not all are the same


@lru_cache(maxsize=65_536)  # news repeats its words
def _spell(word: str) -> str:
    """Return a word as it sounds, about the same from every language it is written in."""
    plain = fold_word(word).translate(_CYRILLIC)
    for written, sound in _SPELLINGS:
        plain = plain.replace(written, sound)
    return _DOUBLED.sub(r"\1", plain.translate(_SOUNDS))


def find_term(word: str) -> str:
    """Return what a word, its forms and its spellings in other languages begin with.

    A number is its own term.
    """
    return word if word[0].isdecimal() else _spell(word)[:_STEM]


def _list_words(text: str) -> list[str]:
    """Return words of two letters or more, and numbers, in order."""
    return [word for word in _WORDS.findall(text) if len(word) > 1 or word.isdecimal()]


def _list_stems(text: str) -> list[str]:
    return [term for term in map(find_term, _list_words(text)) if term]


def list_terms(headline: str, summary: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the stems of a clean headline, and those that only its summary has; each once.

    A headline without words, such as a row of emoji, is its own only term.
    """
    first = dict.fromkeys(_list_stems(headline[:_READ]) or [headline[:_READ]])
    second = dict.fromkeys(_list_stems(summary[:_READ]))
    return tuple(first), tuple(term for term in second if term not in first)


def headline_similarity(first: str, second: str) -> float:
    """Return how alike two headlines are, 0 to 100: their words, the order, the numbers."""
    titles = clean_headline(first), clean_headline(second)
    return compare_wording(*titles) * _compare_numbers(*map(_list_numbers, titles))


def compare_wording(first: str, second: str) -> float:
    """Return how alike two clean headlines are, 0 to 100, whatever their numbers say."""
    titles = first[:_READ], second[:_READ]
    a, b = (frozenset(_list_stems(title)) for title in titles)
    if not a or not b:
        return 100.0 if first == second else 0.0
    shared = 200.0 * _weigh(a & b) / (_weigh(a) + _weigh(b))
    spelled = (" ".join(map(_spell, _list_words(title))) for title in titles)
    return _WORDING * shared + (1 - _WORDING) * fuzz.token_sort_ratio(*spelled)


def _weigh(terms: Iterable[str]) -> float:
    return sum(
        _NUMBER if term[0].isdecimal() else _LETTERS[min(len(term), _STEM) - 1] for term in terms
    )


def _list_numbers(title: str) -> set[str]:
    return {word for word in _list_words(title[:_READ]) if word[0].isdecimal()}


def _compare_numbers(first: set[str], second: set[str]) -> float:
    if not first or not second or first == second:
        return 1.0
    return _SOME_NUMBERS if first & second else _OTHER_NUMBERS
