"""What people type when they search, as terms."""

import re
from dataclasses import dataclass

MOST_TERMS = 20  # more is a pasted text; its beginning says what it is about
LONGEST_WORD = 40

_QUOTES = re.compile('[«»„“”‟"]')  # as keyboards of several languages put them
# Letters and digits; everything else, signs of the query language included, splits.
_WORD = re.compile(r"[^\W_]+")

# Longer words are searched by their beginning, so that "війна" finds "війни" and "missiles"
# finds "missile". Not "e" and "y" of the Latin alphabet: "party" must not find "part".
_INFLECTED = 5
_ENDINGS = tuple("aiousąęаеєиіїоуюяьйыэё")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """Words that must stand in a text side by side; the last may go on when it is open."""

    words: tuple[str, ...]
    open: bool = False


def read_query(typed: str) -> tuple[Term, ...]:
    """Return what is searched when this is typed: each word, and each "quoted phrase" as it is.

    There are no operators; a quote without its partner counts for nothing. Words past the
    twentieth term are left out. Empty when there is no word at all.
    """
    terms: list[Term] = []
    parts = _QUOTES.split(typed)
    for place, part in enumerate(parts):
        words = tuple(found.group()[:LONGEST_WORD] for found in _WORD.finditer(part))
        if place % 2 and place < len(parts) - 1:
            terms += [Term(words=words[:MOST_TERMS])] if words else []
        else:
            terms += map(_open, words[:MOST_TERMS])
    return tuple(dict.fromkeys(terms))[:MOST_TERMS]


def _open(word: str) -> Term:
    if len(word) < _INFLECTED or not word.isalpha():
        return Term(words=(word,))
    return Term(words=(word[:-1] if word.lower().endswith(_ENDINGS) else word,), open=True)
