"""How common words are: lists of frequent words of news, one a language.

Before the line "--" stand words that say nothing by themselves, behind it the merely common
ones, the commonest first.

Counted over some thousand headlines and summaries (English, Polish, in part German), written by
hand where there were too few (German, Russian, Ukrainian). They weigh words; no name is listed.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from importlib.resources import files
from math import log2

from bot.rules.text import fold_word

LANGUAGES = ("en", "de", "pl", "uk", "ru")
UNLISTED = 8000  # the rank that a word of no list is given

# Letters that one of two languages with the same script does not have.
_OWN_LETTERS = {"uk": "іїєґ", "ru": "ыэъё", "pl": "ąęłńśźżć", "de": "äöüß"}


@cache
def load_ranks(language: str) -> Mapping[str, int]:
    """Return the rank of each listed word, folded, from 1 on; empty for an unknown language."""
    if language not in LANGUAGES:
        return {}
    text = files(__name__).joinpath(f"{language}.txt").read_text(encoding="utf-8")
    ranks: dict[str, int] = {}
    for rank, word in enumerate(text.replace("--", "").split(), start=1):
        ranks.setdefault(fold_word(word), rank)
    return ranks


@cache
def load_stop_words(language: str) -> frozenset[str]:
    """Return the words, folded, that say nothing by themselves."""
    if language not in LANGUAGES:
        return frozenset()
    text = files(__name__).joinpath(f"{language}.txt").read_text(encoding="utf-8")
    return frozenset(fold_word(word) for word in text.partition("--")[0].split())


def weigh_word(folded: str, language: str) -> float:
    """Return how much a word says, 0 to about 12: the logarithm of its rank."""
    return log2(load_ranks(language).get(folded, UNLISTED))


def guess_language(words: Iterable[str]) -> str:
    """Return which of the listed languages a text is in, by its commonest words and letters."""
    counts = dict.fromkeys(LANGUAGES, 0.0)
    for word in words:
        folded = fold_word(word)
        for language in LANGUAGES:
            if load_ranks(language).get(folded, UNLISTED) <= 60:
                counts[language] += 1
            own = _OWN_LETTERS.get(language, "")
            if own and not set(own).isdisjoint(word.casefold()):
                counts[language] += 1
    return max(counts, key=lambda language: counts[language])
