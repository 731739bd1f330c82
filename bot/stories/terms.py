"""The words an article is known by, as five languages spell and inflect them."""

import re
from functools import lru_cache

from bot.rules.text import fold_word

_WORDS = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]{2,}")
_CYRILLIC = str.maketrans(
    "абвгґдеєёжзиіїйклмнопрстуфхцчшщыэюя", "abvggdeeezziiiiklmnoprstufhchssieua", "ъь"
)
# One name in five languages: Charkiw, Kharkiv, Charków, Харків; Selenskyj, Zelenskyy.
_SPELLINGS = (
    ("tsch", "h"), ("sch", "s"), ("sh", "s"), ("sz", "s"), ("cz", "h"), ("kh", "h"), ("ch", "h"),
    ("rz", "z"), ("zh", "z"), ("ck", "k"), ("ph", "f"), ("ie", "i"), ("ks", "x"),
)  # fmt: skip
_SOUNDS = str.maketrans("wyjq", "viik")
_DOUBLED = re.compile(r"(.)\1+")
_STEM = 4  # letters: endings differ, and so does most of what languages add to a name
_READ = 300  # characters: what comes later is background that many stories share


def list_terms(headline: str, summary: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the terms of a clean headline, and those that only its summary has; each once.

    A headline without words, such as a row of emoji, is its own only term.
    """
    first = dict.fromkeys(_find_terms(headline) or [headline[:_READ]])
    second = dict.fromkeys(_find_terms(summary))
    return tuple(first), tuple(term for term in second if term not in first)


def list_words(text: str) -> list[str]:
    """Return words of two letters or more, and numbers, in order, of the text's beginning."""
    return _WORDS.findall(text[:_READ])


@lru_cache(maxsize=65_536)  # news repeats its words
def find_term(word: str) -> str:
    """Return what a word, its forms and its spellings in other languages begin with.

    A number is its own term.
    """
    return word if word[0].isdecimal() else spell(word)[:_STEM]


@lru_cache(maxsize=65_536)  # news repeats its words
def spell(word: str) -> str:
    """Return a word as it sounds, about the same from every language it is written in."""
    plain = fold_word(word)
    if not plain.isascii():
        plain = plain.translate(_CYRILLIC)
    for written, sound in _SPELLINGS:
        plain = plain.replace(written, sound)
    return _DOUBLED.sub(r"\1", plain.translate(_SOUNDS))


def _find_terms(text: str) -> list[str]:
    return [*filter(None, map(find_term, list_words(text)))]
