"""All terms of a rule book, found in one pass over an article's words."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from bot.models import Article
from bot.rules.terms import Term
from bot.rules.text import Token, tokenize

FIELDS = ("title", "summary")


class Place(NamedTuple):
    """Where a term hit: article.<FIELDS[field]>[start:end]."""

    field: int
    start: int
    end: int


Found = Mapping[Term, list[Place]]


class TermIndex:
    """Finds terms by the first word of theirs, whole or by its beginning."""

    def __init__(self, terms: Iterable[Term]) -> None:
        self._words: dict[str, list[Term]] = {}  # by a whole first word
        self._beginnings: dict[str, list[Term]] = {}  # one word with "*"
        for term in dict.fromkeys(terms):
            if not term.everything:
                started = term.prefix and len(term.words) == 1
                table = self._beginnings if started else self._words
                table.setdefault(term.words[0], []).append(term)
        self._lengths = tuple(sorted({len(beginning) for beginning in self._beginnings}))

    def find(self, article: Article) -> Found:
        """Return the terms that hit, each with its places in the order of the text."""
        found: dict[Term, list[Place]] = {}
        for field, name in enumerate(FIELDS):
            tokens = tokenize(getattr(article, name))
            for at, token in enumerate(tokens):
                for term in self._words.get(token.folded, ()):
                    last = _last_token(term, tokens, at)
                    if last is not None:
                        place = Place(field, token.start, last.end)
                        found.setdefault(term, []).append(place)
                for length in self._lengths:
                    if length > len(token.folded):
                        break
                    for term in self._beginnings.get(token.folded[:length], ()):
                        place = Place(field, token.start, token.end)
                        found.setdefault(term, []).append(place)
        return found


def _last_token(term: Term, tokens: tuple[Token, ...], at: int) -> Token | None:
    """Return the last token of the term if it stands at `at`, where its first word is."""
    words = term.words
    if len(words) == 1:
        return tokens[at]
    end = at + len(words) - 1
    if end >= len(tokens):
        return None
    for offset in range(1, len(words) - 1):
        if tokens[at + offset].folded != words[offset]:
            return None
    last = tokens[end]
    hit = last.folded.startswith(words[-1]) if term.prefix else last.folded == words[-1]
    return last if hit else None
