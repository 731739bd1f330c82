"""Word forms: a word of a rule to the words of an article that it stands for.

A word's language comes from its script, from letters that only one language has, and from the
languages of its rule. Where several languages know a word all their forms count, except that a
word which one of them lists ("war", "talk") is no odd form of another's ("war" from "sein").
"""

from collections.abc import Collection, Mapping
from functools import lru_cache

from bot.rules.text import fold_word
from bot.rules.words.inflect import english, german, polish, slavic
from bot.rules.words.inflect.reading import Reading

LANGUAGES = ("en", "de", "pl", "uk", "ru")
_LATIN: tuple[str, ...] = ("en", "de", "pl")
_CYRILLIC: tuple[str, ...] = ("uk", "ru")
_TELLING = (
    ("ąćęłńóśźż", "pl"),
    ("äöüß", "de"),
    ("іїєґ'’ʼ", "uk"),
    ("ыэёъ", "ru"),
)
_PLAIN_LETTERS = str.maketrans("ąćęłńóśźżäöü", "acelnoszzaou")  # as fold_word writes them
_ACRONYM = 5  # letters; longer capitals are a headline's shouting
_SHORTEST = 3  # letters; "us", "of", "ПВ" have no forms that a rule means


def expand_word(word: str, languages: Collection[str] = ()) -> frozenset[str]:
    """Return the folded forms of a word, itself included.

    The word comes as written: capitals tell names and German nouns, marks the language.
    `languages` are the rule's, as BCP 47 tags; empty means any. In a language other than
    English, German, Polish, Ukrainian and Russian the word stands for itself.
    """
    primary = frozenset(language.split("-")[0].lower() for language in languages)
    return _expand(word, primary)


def list_forms(word: str, languages: Collection[str]) -> frozenset[str]:
    """Return the forms of a word in these of the five languages, not folded."""
    possible = tuple(language for language in _list_languages(word) if language in languages)
    return _list_forms(word, possible) | {word}


@lru_cache(maxsize=65_536)
def _expand(word: str, languages: frozenset[str]) -> frozenset[str]:
    forms = list_forms(word, languages or LANGUAGES) if len(word) >= _SHORTEST else {word}
    folded = {_fold(form) for form in forms}
    # What an article's words can equal; without "w", which Polish lists for "wieś".
    words = {form for form in folded if len(form) >= _SHORTEST and form.isalpha()}
    words.add(fold_word(word))
    return frozenset(words)


def _fold(form: str) -> str:
    """Return what fold_word does, sooner for what most forms are made of."""
    plain = form.translate(_PLAIN_LETTERS)
    return plain if plain.isascii() and plain.islower() else fold_word(form)


def _list_forms(word: str, languages: tuple[str, ...]) -> frozenset[str]:
    if not languages:
        return frozenset()
    if word.isupper() and len(word) <= _ACRONYM:
        plural = word[0].isascii() and word[-1] not in "AEIOSUXZ"  # UAVs, but NATO
        return frozenset({f"{word}s"}) if plural else frozenset()
    readings = {
        language: reading
        for language in languages
        if (reading := _read_word(word, language)) is not None
    }
    if "en" in readings:
        readings = {key: reading for key, reading in readings.items() if reading.exact}
    if any(reading.base for reading in readings.values()):
        readings = {
            key: reading for key, reading in readings.items() if reading.base or key == "en"
        }
    forms: set[str] = set()
    for language in languages:
        if language in readings:
            found = readings[language].forms
        elif _may_guess(word, language, readings):
            found = _guess_forms(word, language)
        else:
            continue
        if "en" in languages and language != "en":
            fold = fold_word if "en" in readings and language == "pl" else str.lower
            common = english.list_words()
            found = frozenset(form for form in found if fold(form) not in common)
        forms |= found
    return frozenset(forms)


def _may_guess(word: str, language: str, readings: Mapping[str, Reading]) -> bool:
    """Guess what no language knows, and the Polish cases of a name that others do not inflect."""
    if not readings:
        return True
    if language != "pl" or not word[0].isupper() or english.is_common(word):
        return False
    return all(reading.forms <= {word, f"{word}s"} for reading in readings.values())


def _read_word(word: str, language: str) -> Reading | None:
    if language == "en":
        return english.read_word(word)
    if language == "de":
        return german.read_word(word)
    if language == "pl":
        return polish.read_word(word)
    return slavic.read_word(word, language)


def _guess_forms(word: str, language: str) -> frozenset[str]:
    if language == "en":
        return english.guess_forms(word)
    if language == "de":
        return german.guess_forms(word)
    if language == "pl":
        return polish.guess_forms(word)
    return slavic.guess_forms(word, language)


def _list_languages(word: str) -> tuple[str, ...]:
    """Return the languages whose letters the word is written in."""
    lowered = word.lower()
    if lowered.isascii():
        return _LATIN if lowered.isalpha() else ()
    telling = {language for letters, language in _TELLING if set(letters) & set(lowered)}
    letters = lowered.replace("'", "")
    if letters.isalpha() and all("а" <= letter <= "ґ" for letter in letters):
        possible = _CYRILLIC
    elif lowered.isalpha() and all(letter < "\u0250" for letter in lowered):
        possible = _LATIN
    else:
        return ()  # digits, signs, other scripts: no word of a dictionary
    narrowed = tuple(language for language in possible if language in telling)
    return narrowed if len(narrowed) == 1 else possible
