"""A term as people write it: one word or phrase, a name, a regular expression, everything.

drone           a word in all its forms          drones
oil depot       a phrase, each word in its forms oil depots
cease-fire      a phrase, or the two as one word ceasefire
strik*          words with this beginning        strike, striking
=US             exactly as written               not "us"
~Zelenskyy      a name in all its spellings      Selenskyj, Зеленського
/\\bF-?16s?\\b/   a regular expression (RE2)       F16
"*"             every article
title:drone     any of these in one field only
"""

import re
import unicodedata
from dataclasses import dataclass
from dataclasses import field as described
from enum import StrEnum

from bot.rules.patterns import PatternError, compile_pattern
from bot.rules.text import find_words, fold_word

FIELDS = ("title", "summary", "body", "author", "link")  # of an article, where words may stand

_PREFIX_LETTERS = 3  # shorter ones hit a good part of the dictionary
_SCOPE = re.compile(rf"({'|'.join(FIELDS)}):(.+)", re.DOTALL | re.IGNORECASE)
_HYPHENS = "-\u2010\u2011"
_CONNECTIVE = re.compile(r"\s(AND|OR|NOT)\s")


class Kind(StrEnum):
    """What a term stands for."""

    WORDS = "words"  # in all their forms
    EXACT = "exact"
    NAME = "name"
    PATTERN = "pattern"
    EVERYTHING = "everything"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One word or a phrase: adjacent words, in order, in one field; or a regular expression."""

    text: str  # as written; says all the rest
    words: tuple[str, ...]  # folded; empty only for "*" and a regular expression
    spelled: tuple[str, ...] = described(default=(), compare=False, repr=False)  # as written
    # The same with hyphens left out, as written: some say "F16". Empty: no hyphen joins letters.
    joined: tuple[str, ...] = described(default=(), compare=False, repr=False)
    kind: Kind = Kind.WORDS
    prefix: bool = False  # the last word may go on
    pattern: str = ""  # between the slashes
    field: str = ""  # the one of FIELDS it is looked for in; empty: those of its rule

    @property
    def everything(self) -> bool:
        """The term "*", which is true of every article."""
        return self.kind is Kind.EVERYTHING


@dataclass(eq=False)
class TermError(ValueError):
    """A text that is no term: why, and how to write it."""

    message: str
    hint: str = ""

    def __str__(self) -> str:
        return self.message


def parse_term(text: str) -> Term:
    """Return the term that `text` means. Raises TermError."""
    written = text.strip()
    scope, body = "", written
    if scoped := _SCOPE.fullmatch(written):
        scope, body = scoped[1].lower(), scoped[2].strip()
    if body == "*":
        if scope:
            raise TermError('"*" is true of every article, in any field', 'write only "*"')
        return Term(text=written, words=(), kind=Kind.EVERYTHING)
    if body.startswith("/"):
        pattern = _read_pattern(body)
        return Term(text=written, words=(), kind=Kind.PATTERN, pattern=pattern, field=scope)
    if body.startswith("$") and not body[1:].strip()[:1].isdigit():  # "$1.5 billion"
        hint = "write the name of a list only, like $sites, or leave the sign out"
        raise TermError('"$" begins the name of a word list', hint)
    kind = {"=": Kind.EXACT, "~": Kind.NAME}.get(body[:1], Kind.WORDS)
    body = body if kind is Kind.WORDS else body[1:]
    places, prefix = _read_words(body, kind)
    spelled = tuple(found.group() for found in places)
    return Term(
        text=written,
        words=tuple(map(fold_word, spelled)),
        spelled=spelled,
        joined=_join_hyphened(body, places) if kind is Kind.WORDS else (),
        kind=kind,
        prefix=prefix,
        field=scope,
    )


def find_pattern(text: str) -> str:
    """Return the regular expression of a term, or nothing when it is none."""
    body = text.strip()
    if scoped := _SCOPE.fullmatch(body):
        body = scoped[2].strip()
    return body[1:-1] if body.startswith("/") and body.endswith("/") else ""


def spell_exactly(word: str) -> str:
    """Return the word as "=" compares it: as written, whatever bytes that took."""
    if word.isascii():
        return word
    composed = unicodedata.normalize("NFKC", word)
    return "".join(letter for letter in composed if unicodedata.category(letter) != "Cf")


def _read_words(body: str, kind: Kind) -> tuple[list[re.Match[str]], bool]:
    prefix = body.endswith("*")
    body = body.removesuffix("*")
    if "*" in body:
        hint = 'only a last word may go on, as in "land swap*"'
        raise TermError('"*" stands within the term', hint)
    if prefix and kind is not Kind.WORDS:
        sign, what = ("=", "one exact form") if kind is Kind.EXACT else ("~", "all forms already")
        raise TermError(f'"{sign}" stands for {what}, and "*" for others', "leave one of them out")
    if kind is Kind.WORDS and (found := _CONNECTIVE.search(body)):
        hint = "conditions are written with any, all and none; in small letters it is a word"
        raise TermError(f'"{found[1]}" does nothing in a term', hint)
    places = [found for found in find_words(body) if fold_word(found.group())]
    if not places:
        raise TermError("the term has no letter or digit", "articles are searched for words")
    if prefix and places[-1].end() != len(body):
        raise TermError('"*" must follow a letter directly', 'write it like "swap*"')
    if prefix and len(fold_word(places[-1].group())) < _PREFIX_LETTERS:
        hint = "it would hit far too many words: write more of it, or whole words"
        raise TermError(f'"*" needs at least {_PREFIX_LETTERS} letters before it', hint)
    return places, prefix


def _join_hyphened(body: str, places: list[re.Match[str]]) -> tuple[str, ...]:
    """Return the words with those joined between which only a hyphen stands, if there are any.

    Digits alone are not joined: "9-11" is no 911.
    """
    words: list[str] = []
    end = -1  # of the word before
    for found in places:
        word = found.group()
        if 0 <= end == found.start() - 1 and body[end] in _HYPHENS:
            both = words[-1] + word.lower()
            if not both.isdigit():
                words[-1], end = both, found.end()
                continue
        words.append(word)
        end = found.end()
    return tuple(words) if len(words) < len(places) else ()


def _read_pattern(body: str) -> str:
    if len(body) < 2 or not body.endswith("/"):
        raise TermError("the regular expression has no end", 'write it like "/F-?16s?/"')
    pattern = body[1:-1]
    try:
        compile_pattern(pattern)
    except PatternError as error:
        hint = "see github.com/google/re2/wiki/Syntax"
        raise TermError(f"the regular expression does not run: {error}", hint) from error
    return pattern
