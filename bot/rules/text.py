"""Text to folded words: the same function reads rules and articles, so both sides agree.

A word is a run of letters, digits and what clings to them. Everything else splits, in terms as
in articles: "Ukraine's" holds the word "Ukraine", "land-swap" the phrase "land swap", and
"U.S." is the phrase "u s".
"""

import re
import unicodedata
from functools import cache, lru_cache
from typing import NamedTuple

# Letters that Unicode does not take apart, though readers type them without their stroke.
_PLAIN_LETTERS = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "ĸ": "k",
        "ŋ": "n",
        "æ": "ae",
        "œ": "oe",
        "þ": "th",
        "ʼ": "",  # within "ŉ"; by itself it is an apostrophe and splits
    }
)


class Token(NamedTuple):
    """A word of a text: text[start:end], folded."""

    folded: str
    start: int
    end: int


@lru_cache(maxsize=65_536)  # news repeats its words: about 1 in 20 is met for the first time
def fold_word(word: str) -> str:
    """Return the word without case, diacritics, ligatures and signs of no width."""
    if word.isascii():
        return word.lower()
    # Twice, because folding case can compose and taking apart can bring capitals ("ℌ").
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    return "".join(letter for letter in apart if not _is_dropped(letter)).translate(_PLAIN_LETTERS)


def tokenize(text: str) -> tuple[Token, ...]:
    """Return the words of a text in order, with their places in the text as given."""
    return tuple(
        Token(folded, found.start(), found.end())
        for found in _word_pattern().finditer(text)
        if (folded := fold_word(found.group()))
    )


def _is_dropped(letter: str) -> bool:
    # The combining class is 0 for the vowel signs of Indian and Thai writing: those are
    # letters to their readers, and stay.
    return (
        unicodedata.combining(letter) != 0
        or letter.isspace()
        or unicodedata.category(letter) in ("Cf", "Me")
        or "\ufe00" <= letter <= "\ufe0f"  # variation selectors
    )


@cache
def _word_pattern() -> re.Pattern[str]:
    # `\w` knows no combining marks and no zero-width signs, and `re` no Unicode categories; so
    # they are listed once, from where the first ones stand to the end of the alphabets.
    clinging = "".join(
        letter
        for letter in map(chr, (0xAD, *range(0x300, 0x1_20_00)))
        if unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf")
    )
    # U+02B9 to U+02BF are apostrophes and primes that Unicode counts among the letters.
    letter = "[^\\W_\u02b9-\u02bf]"
    return re.compile(f"{letter}(?:{letter}|[{re.escape(clinging)}])*")
