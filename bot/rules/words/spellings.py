"""The base forms of a name's words in each language.

A word is read into Ukrainian and Russian (`transliterate`), the dictionaries choose among the
readings, and from there it is written in each language's manner. What no rule gives stands in
`pairs`.
"""

from collections.abc import Mapping
from functools import lru_cache

from bot.rules.text import fold_word
from bot.rules.words.forms import LANGUAGES
from bot.rules.words.inflect import english, german, polish, slavic
from bot.rules.words.pairs import list_pairs
from bot.rules.words.transliterate import Option, cross_cyrillic, read_latin, write_latin

_LATIN = ("en", "de", "pl")
_CYRILLIC = ("uk", "ru")
_OTHER = {"uk": "ru", "ru": "uk"}
_DEAREST = 1.5  # a reading that strays further from the cheapest is another name
_DEAREST_WORD = {"uk": 0.6, "ru": 0.3}  # where the dictionary does not call it a name
_TIE = 0.05  # readings as cheap as each other: "Сирский", "Сырский"
_LONGEST = 20  # letters of a name worth reading

Stems = Mapping[str, tuple[str, ...]]  # language: base forms, capitalized


@lru_cache(maxsize=4096)
def list_stems(word: str, *, alone: bool) -> Stems:
    """Return the base forms of one word of a name in the five languages.

    A word that is the whole name (`alone`) gets no spelling that is a common word somewhere.
    """
    if not is_readable(word):
        return {
            language: (word,) if language == "en" or not alone else () for language in LANGUAGES
        }
    stems = _find_pairs(word) or _transliterate(word, alone)
    if is_cyrillic(word):
        if word not in (*stems["uk"], *stems["ru"]):
            stems["uk"].insert(0, word)
    elif fold_word(word) not in map(fold_word, stems["en"]):
        for language in _LATIN:
            stems[language].insert(0, word)
    return {language: _drop_alike(found) for language, found in stems.items()}


def is_cyrillic(word: str) -> bool:
    """Tell whether the word has a Cyrillic letter."""
    return any("\u0400" <= letter <= "\u04ff" for letter in word)


def is_readable(word: str) -> bool:
    """Tell a word of Latin or Cyrillic letters from anything else."""
    letters = [letter for letter in word.lower() if letter not in "'’ʼ"]
    if not 1 < len(letters) <= _LONGEST or not all(letter.isalpha() for letter in letters):
        return False
    return all(
        ("\u0400" <= letter <= "\u04ff") == is_cyrillic(word) for letter in letters
    ) and all(letter < "\u0250" or is_cyrillic(word) for letter in letters)


def _drop_alike(stems: list[str]) -> tuple[str, ...]:
    """Drop what folds to the same word: "Zelenski" after "Zełenski"."""
    first: dict[str, str] = {}
    for stem in stems:
        first.setdefault(fold_word(stem), stem)
    return tuple(first.values())


def _find_pairs(word: str) -> dict[str, list[str]]:
    folded = fold_word(word)
    rows = [
        row
        for row in list_pairs()
        if any(folded == fold_word(spelling) for cell in row for spelling in cell)
    ]
    if not rows:
        return {}
    return {
        language: [spelling for row in rows for spelling in row[column]]
        for column, language in enumerate(LANGUAGES)
    }


def _transliterate(word: str, alone: bool) -> dict[str, list[str]]:
    lowered = word.lower().replace("’", "'").replace("ʼ", "'")
    read = _read_cyrillic(lowered, alone) if is_cyrillic(word) else _read_latin(lowered, alone)
    written: dict[str, list[str]] = {language: [] for language in LANGUAGES}
    for source, readings in read.items():
        written[source] = [reading.capitalize() for reading in readings]
        for target in _LATIN:
            for reading in readings:
                written[target] += [s.capitalize() for s in write_latin(reading, source, target)]
    latin = {fold_word(spelling) for target in _LATIN for spelling in written[target]}
    if not is_cyrillic(word) and fold_word(word) not in latin:
        # A name from elsewhere ("Macron"): Latin languages take it over as it is.
        written |= {target: [word] for target in _LATIN}
    elif not is_cyrillic(word) and not _is_slavic(read):  # perhaps from elsewhere: "Witkoff"
        for target in _LATIN:
            written[target].insert(0, word)
    if alone:
        for target in _LATIN:
            written[target] = [s for s in written[target] if s == word or not _is_taken(s)]
    return written


def _is_slavic(read: Mapping[str, list[str]]) -> bool:
    """Tell whether a dictionary knows one of the readings."""
    return any(
        slavic.is_known(reading, source)
        for source, readings in read.items()
        for reading in readings
    )


def _is_taken(spelling: str) -> bool:
    return english.is_common(spelling) or german.is_common(spelling) or polish.is_common(spelling)


def _read_cyrillic(word: str, alone: bool) -> dict[str, list[str]]:
    sources = [
        source
        for source in _CYRILLIC
        if (reading := slavic.read_word(word, source)) is not None and reading.base
    ]
    if len(sources) == len(_CYRILLIC):
        return {source: [word] for source in _CYRILLIC}
    if not sources:
        russian = set(word) & set("ыэёъ") or word.endswith(("ский", "цкий", "ск"))
        sources = ["ru" if russian else "uk"]
    source, other = sources[0], _OTHER[sources[0]]
    return {source: [word], other: _choose(cross_cyrillic(word, source), other, alone)}


def _read_latin(word: str, alone: bool) -> dict[str, list[str]]:
    readings = {source: read_latin(word, source) for source in _CYRILLIC}
    known = {source: _find_known(readings[source], source) for source in _CYRILLIC}
    if all(known.values()):
        return {source: [known[source]] for source in _CYRILLIC}
    for source in _CYRILLIC:
        if known[source]:
            crossed = cross_cyrillic(known[source], source)
            other = _OTHER[source]
            return {source: [known[source]], other: _choose(crossed, other, alone)}
    return {source: _choose(readings[source], source, alone) for source in _CYRILLIC}


def _choose(readings: tuple[Option, ...], language: str, alone: bool) -> list[str]:
    """Return the reading that the dictionary knows, else the cheapest ones."""
    known = _find_known(readings, language)
    if known or not readings:
        return [known] if known else []
    cheap = [reading for reading, price in readings[:6] if price <= readings[0][1] + _TIE]
    if alone:
        cheap = [reading for reading in cheap if not slavic.is_known(reading, language)]
    return cheap[:2]


def _find_known(readings: tuple[Option, ...], language: str) -> str:
    for reading, price in readings:
        dear = price - readings[0][1]
        if dear > _DEAREST:
            break
        if not slavic.is_known(reading, language):
            continue
        if slavic.is_name(reading, language):
            return reading
        found = slavic.read_word(reading, language)
        if dear <= _DEAREST_WORD[language] and found is not None and found.base:
            return reading
    return ""
