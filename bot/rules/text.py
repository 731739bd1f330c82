"""Text to folded words: the same function reads rules and articles, so both sides agree.

A word is a run of letters, digits and what clings to them. Everything else splits, in terms as
in articles: "Ukraine's" holds the word "Ukraine", "land-swap" the phrase "land swap", and
"U.S." is the phrase "u s".
"""

import re
import unicodedata
from collections.abc import Iterator
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

_LONGEST_KNOWN = 64  # letters
_LONGEST_FOLDED = 1_000  # letters: what is longer is known by its beginning

# Written between two letters of a Cyrillic word: what stands for the apostrophe there.
_APOSTROPHES = "'`\u00b4\u02b9\u02bb\u02bc\u02bd\u02c8\u2018\u2019\u201b\u2032\uff07"
_DROP_APOSTROPHES = dict.fromkeys(map(ord, _APOSTROPHES))

# Letters of the two alphabets that look alike in small or in capitals: which of the two was
# typed cannot be seen.
_CYRILLIC_LIKE, _LATIN_LIKE = "авеікмнорстухјѕһ", "abeikmhopctyxjsh"
_TO_LATIN = str.maketrans(_CYRILLIC_LIKE, _LATIN_LIKE)
_TO_CYRILLIC = str.maketrans(_LATIN_LIKE[:-1], _CYRILLIC_LIKE[:-1])


class Token(NamedTuple):
    """A word of a text: text[start:end], folded."""

    folded: str
    start: int
    end: int


def fold_word(word: str) -> str:
    """Return the word without case, diacritics, ligatures and signs of no width.

    An apostrophe in a word that is not all ASCII is dropped; letters of the wrong alphabet that
    cannot be told from the right ones ("Dоnbas" with a Cyrillic о) are put right.
    """
    if word.isascii():
        return word.lower()
    # Longer ones are no words: they must not fill the memory, nor take a second.
    return _fold_known(word) if len(word) <= _LONGEST_KNOWN else _fold(word[:_LONGEST_FOLDED])


def split_words(text: str) -> list[str]:
    """Return the words of a text in order, as written."""
    if text.isascii():
        return text.translate(_ASCII_BLANKS).split()  # the same words in a third of the time
    return _any_word().findall(text)


def find_words(text: str) -> Iterator[re.Match[str]]:
    """Yield the places of the words of a text in order."""
    return _word_pattern(text).finditer(text)


def tokenize(text: str) -> tuple[Token, ...]:
    """Return the words of a text in order, with their places in the text as given."""
    return tuple(
        Token(folded, found.start(), found.end())
        for found in find_words(text)
        if (folded := fold_word(found.group()))
    )


def _fold(word: str) -> str:
    # Twice, because folding case can compose and taking apart can bring capitals ("ℌ").
    apart = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    plain = "".join(letter for letter in apart if not _is_dropped(letter))
    return _unmix(plain.translate(_PLAIN_LETTERS).translate(_DROP_APOSTROPHES))


_fold_known = lru_cache(maxsize=65_536)(_fold)  # news repeats its words: 1 in 20 is new


def _unmix(word: str) -> str:
    """Return a word of both alphabets in the one that most of its letters are of, if it can be."""
    cyrillic = sum("\u0400" <= letter <= "\u052f" for letter in word)
    latin = sum("a" <= letter <= "z" for letter in word)
    if not cyrillic or not latin:
        return word
    in_latin, in_cyrillic = word.translate(_TO_LATIN), word.translate(_TO_CYRILLIC)
    choices = [
        in_latin if not re.search("[\u0400-\u052f]", in_latin) else "",
        in_cyrillic if not re.search("[a-z]", in_cyrillic) else "",
    ]
    if cyrillic > latin:
        choices.reverse()
    return choices[0] or choices[1] or word


def _is_dropped(letter: str) -> bool:
    # The combining class is 0 for the vowel signs of Indian and Thai writing: those are
    # letters to their readers, and stay.
    return (
        unicodedata.combining(letter) != 0
        or letter.isspace()
        or unicodedata.category(letter) in ("Cf", "Me")
        or "\ufe00" <= letter <= "\ufe0f"  # variation selectors
    )


_ASCII_WORD = re.compile(r"[a-zA-Z0-9]+")
_ASCII_BLANKS = {code: " " for code in range(128) if not chr(code).isalnum()}


def _word_pattern(text: str) -> re.Pattern[str]:
    return _ASCII_WORD if text.isascii() else _any_word()


@cache
def _any_word() -> re.Pattern[str]:
    # `\w` knows no combining marks and no zero-width signs, and `re` no Unicode categories; so
    # they are listed once, from where the first ones stand to the end of the alphabets.
    clinging = [
        letter
        for letter in map(chr, (0xAD, *range(0x300, 0x1_20_00)))
        if unicodedata.category(letter) in ("Mn", "Mc", "Me", "Cf")
    ]
    near = re.escape("".join(letter for letter in clinging if letter <= "\uffff"))
    far = re.escape("".join(letter for letter in clinging if letter > "\uffff"))
    # U+02B9 to U+02BF are apostrophes and primes that Unicode counts among the letters.
    letter = "[^\\W_\u02b9-\u02bf]"
    cyrillic = "[\u0400-\u052f]"
    joined = (
        f"[{near}]",
        f"(?=[\U00010000-\U0010ffff])[{far}]",  # looked through one by one: kept from the others
        f"[{_APOSTROPHES}](?<={cyrillic}.)(?={cyrillic})",
    )
    return re.compile(f"{letter}+(?:(?:{'|'.join(joined)}){letter}*)*")
