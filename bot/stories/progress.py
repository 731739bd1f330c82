"""What an article adds to its story: the same event further along, or only told again.

Further along: another toll; a denial, a confirmation or a reaction where there was none; a name
or a number that no article of the story had. A headline that is mostly made of words new to the
story counts too, but only beside articles in its own language: in another every word is new.
"""

import re
from collections.abc import Mapping, Sequence
from heapq import nlargest
from typing import NamedTuple

from bot.rules.text import fold_word
from bot.stories.contradictions import TOLL, is_shouted
from bot.stories.numerals import read_number, spell_number
from bot.stories.reading import Reading
from bot.stories.terms import find_term, list_words

_WORDS = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’ʼ][^\W\d_]+)?")
_NEAR = 3  # words between a number and what it counts
_SHOWN = 2  # words that say what is new
_NEW_NAME = 0.5  # of the weight of the headline's heaviest word: lighter ones are known to all
_NEW_WORDS = 0.55  # of the headline's weight
# How news of an event goes on: said to be untrue, said to be true, answered. By beginnings.
_TURNS = tuple(
    re.compile(rf"(?:{beginnings})\w*")
    for beginnings in (
        "deny|denie|denial|refut|dementi|bestreit|zaprzecz|dementuj|запереч|спросту|отрица|опров",
        "confirm|bestatig|potwierdz|підтверд|подтверд",
        "condemn|react|respon[ds]|verurteil|reagier|potepi|reaguj|zareag|засуд|реаг|відреаг"
        "|осуд|осужд|отреаг",
    )
)
# The first word of a sentence or a quotation has a capital whatever it is.
_INSIDE = re.compile(r"(?<=[\w,;)] )[^\W\d_]{3,}")
_NOUNS_IN_CAPITALS = "de"
_DATE = re.compile(  # English alone writes them like names
    r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
    r"|January|February|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber"
)


class _Told(NamedTuple):
    """All that a story has had."""

    terms: frozenset[str]  # of its headlines and summaries
    numbers: frozenset[str]  # in figures
    words: frozenset[str]  # of its headlines, folded

    def has_number(self, number: str) -> bool:
        return number in self.numbers or not self.terms.isdisjoint(spell_number(number))


def find_news(reading: Reading, told: Sequence[Reading], weights: Mapping[str, float]) -> str:
    """Return in a few words what an article adds to those that told its story; "": nothing.

    The weights are those of the article's terms (bot.stories.weights).
    """
    had = _sum_up(told)
    return (
        _find_toll(reading.headline, had)
        or _find_turn(reading.headline, had)
        or ", ".join(_find_names(reading, had, weights)[:_SHOWN])
        or ", ".join(_find_new_words(reading, told, weights))
    )


def _sum_up(told: Sequence[Reading]) -> _Told:
    terms = frozenset(term for reading in told for term in reading.list_all_terms())
    words = frozenset(fold_word(word) for reading in told for word in list_words(reading.headline))
    return _Told(terms, frozenset(map(read_number, terms)), words)


def _find_toll(headline: str, had: _Told) -> str:
    words = [fold_word(word) for word in _WORDS.findall(headline)]
    for place, word in enumerate(words):
        number = read_number(word)
        if not number or had.has_number(number):
            continue
        behind, before = words[place + 1 : place + 1 + _NEAR], words[max(0, place - _NEAR) : place]
        for near in (*behind, *reversed(before)):
            if TOLL.fullmatch(near):
                return f"{number} {near}"
    return ""


def _find_turn(headline: str, had: _Told) -> str:
    for turn in _TURNS:
        if any(map(turn.fullmatch, had.words)):
            continue
        for word in list_words(headline):
            if turn.fullmatch(fold_word(word)) and find_term(word) not in had.terms:
                return word.lower()
    return ""


def _find_names(reading: Reading, had: _Told, weights: Mapping[str, float]) -> list[str]:
    """Return the names and numbers that nobody told of."""
    words = list_words(reading.headline)
    new = [word for word in words if word[0].isdecimal() and not had.has_number(read_number(word))]
    if reading.language == _NOUNS_IN_CAPITALS or is_shouted(words):
        return new
    least = _NEW_NAME * max((weights.get(find_term(word), 0.0) for word in words), default=0.0)
    for found in _INSIDE.finditer(reading.headline):
        name, term = found[0], find_term(found[0])
        if not name[0].isupper() or _DATE.fullmatch(name):
            continue
        if term not in had.terms and weights.get(term, 0.0) >= least:
            new.append(name)
    return list(dict.fromkeys(new))


def _find_new_words(
    reading: Reading, told: Sequence[Reading], weights: Mapping[str, float]
) -> list[str]:
    """Return the heaviest new words where new ones are most of the headline."""
    known = {
        term
        for other in told
        if other.language == reading.language != ""
        for term in other.list_all_terms()
    }
    if not known:
        return []
    words = {find_term(word): word for word in list_words(reading.headline)}
    new = {term: weights.get(term, 0.0) for term in words if term not in known}
    if sum(new.values()) <= _NEW_WORDS * sum(weights.get(term, 0.0) for term in words):
        return []
    shown = nlargest(_SHOWN, new, key=new.__getitem__)
    return [word for term, word in words.items() if term in shown]
