"""What dictionaries say of a word: its base form, and whether it is a noun or a name.

Only for commands that run once: the dictionaries take a moment and some memory to open.
"""

from functools import cache
from typing import Any, NamedTuple

from bot.rules.words.inflect.lexicon import load_lexicon

_CYRILLIC_NAMES = {"Name": "given", "Surn": "person", "Patr": "person", "Geox": "place"}
_POLISH_NAMES = {"imię": "given", "nazwa_geograficzna": "place", "nazwisko": "person"}


class Entry(NamedTuple):
    """The likeliest reading of a word."""

    base: str
    kind: str  # "noun", "given", "person", "place", "other"; "" when the dictionary does not know
    common: bool = False  # it can be read as a common word


def look_up(word: str, language: str) -> Entry:
    """Return what is known of a word as it is written in a text."""
    if language in ("uk", "ru"):
        return _look_up_cyrillic(word, language)
    if language == "pl":
        return _look_up_polish(word)
    if language == "en":
        return Entry(load_lexicon("en").lemmas.get(word, word), "")
    return Entry(word, "")


def _look_up_cyrillic(word: str, language: str) -> Entry:
    readings = [one for one in _open_cyrillic(language).parse(word) if one.is_known]
    if not readings:
        return Entry(word, "")
    kinds = [_kind(reading) for reading in readings]
    common = kinds[0] in ("noun", "other")
    best = 0
    if word[:1].isupper():
        best = next((at for at, kind in enumerate(kinds) if kind in ("given", "place")), 0)
    return Entry(readings[best].normal_form, kinds[best], common)


def _kind(reading: Any) -> str:
    # A given name is told before a surname that reads the same.
    named = [kind for mark, kind in _CYRILLIC_NAMES.items() if mark in reading.tag.grammemes]
    return named[0] if named else "noun" if reading.tag.POS == "NOUN" else "other"


def _look_up_polish(word: str) -> Entry:
    known = [reading for start, _, reading in _open_polish().analyse(word) if not start]
    known = [reading for reading in known if reading[2] != "ign"]
    common = any(reading[1][:1].islower() for reading in known)
    if word[:1].isupper():
        for mark, kind in _POLISH_NAMES.items():
            for _, base, _, marks, *_ in known:
                if mark in marks:
                    return Entry(base.split(":")[0], kind, common)
    for _, base, tag, *_ in known:
        if base[:1].islower() and tag.split(":")[0] in ("subst", "ger"):
            return Entry(base.split(":")[0], "noun", common)
    return Entry(known[0][1].split(":")[0], "other", common) if known else Entry(word, "")


@cache
def _open_cyrillic(language: str) -> Any:
    import pymorphy3  # type: ignore[import-untyped,unused-ignore]  # ships no types

    return pymorphy3.MorphAnalyzer(lang=language)


@cache
def _open_polish() -> Any:
    import morfeusz2  # type: ignore[import-untyped,unused-ignore]  # ships no types

    return morfeusz2.Morfeusz()
