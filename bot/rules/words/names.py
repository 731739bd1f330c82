"""Names in every spelling and script, with their cases: what "~Zelenskyy" stands for."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import product

from bot.rules.text import fold_word, tokenize
from bot.rules.words.agreement import list_cases
from bot.rules.words.forms import LANGUAGES, list_forms
from bot.rules.words.inflect import english, polish, slavic
from bot.rules.words.spellings import is_readable, list_stems

_LABELS = {
    "en": "English",
    "de": "German",
    "pl": "Polish",
    "uk": "Ukrainian",
    "ru": "Russian",
}
_OWN = "Own"
_MOST = 36  # phrases of several words in one language
_MOST_WORDS = 4  # of a name; longer ones are kept as they are
_SHORTEST = 4  # letters of a case: shorter ones ("сум" of "Суми") are other words
_WITHOUT_S = ("s", "ß", "x", "z")

Forms = tuple[tuple[str, tuple[str, ...]], ...]  # per base form: itself and its cases


def expand_name(name: str, own: Mapping[str, tuple[str, ...]]) -> frozenset[tuple[str, ...]]:
    """Return the name in every spelling, script and case, each as its folded words.

    `own` gives further spellings by name, as the operator lists them. Empty when the name has
    neither letter nor digit.
    """
    phrases = (phrase for _, phrases in list_variants(name, own) for phrase in phrases)
    return frozenset(words for phrase in (name, *phrases) if (words := _fold_phrase(phrase)))


def list_variants(
    name: str, own: Mapping[str, tuple[str, ...]]
) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the spellings of a name, to be read by people, grouped under a language's name."""
    words = [word for word in re.split(r"[\s\u2010-\u2015-]+", name) if tokenize(word)]
    groups = []
    if 0 < len(words) <= _MOST_WORDS:
        for language in LANGUAGES:
            spelled = [_spell_word(word, language, len(words) == 1) for word in words]
            groups.append((_LABELS[language], _join_words(spelled, language)))
    added = (form for phrase in _find_own(name, own) for form in _inflect_phrase(phrase))
    groups.append((_OWN, tuple(dict.fromkeys(added))))
    return tuple((label, phrases) for label, phrases in groups if phrases)


def _find_own(name: str, own: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the operator's spellings of a name that is a key or one of the spellings."""
    folded = _fold_phrase(name)
    return tuple(
        spelling
        for key, spellings in own.items()
        if folded in {_fold_phrase(phrase) for phrase in (key, *spellings)}
        for spelling in (key, *spellings)
    )


def _fold_phrase(phrase: str) -> tuple[str, ...]:
    return tuple(token.folded for token in tokenize(phrase))


def _inflect_phrase(phrase: str) -> tuple[str, ...]:
    """Return an own spelling with its last word's forms; the words before stay as given."""
    *before, last = phrase.split() or [""]
    forms = _sort(last, list_forms(last, LANGUAGES)) if last else ()
    return tuple(" ".join((*before, form)) for form in forms)


def _join_words(spelled: list[Forms], language: str) -> tuple[str, ...]:
    """Return the phrases of a name's words; cases agree."""
    if len(spelled) == 1:
        return tuple(dict.fromkeys(form for _, forms in spelled[0] for form in forms))
    phrases: dict[str, None] = {}
    for stems in product(*spelled):
        for phrase in _join_forms(stems, language):
            phrases.setdefault(phrase)
    return tuple(phrases)[:_MOST]


def _join_forms(stems: tuple[tuple[str, tuple[str, ...]], ...], language: str) -> list[str]:
    if language in ("en", "de"):  # only the last word takes an ending
        before = [stem for stem, _ in stems[:-1]]
        return [" ".join((*before, form)) for form in stems[-1][1]]
    cased = [
        [
            (form, list_cases(form, stem, fixed=len(forms) == 1, language=language))
            for form in forms
        ]
        for stem, forms in stems
    ]
    return [
        " ".join(form for form, _ in forms)
        for forms in product(*cased)
        if frozenset.intersection(*(cases for _, cases in forms))
    ]


@lru_cache(maxsize=16_384)
def _spell_word(word: str, language: str, alone: bool) -> Forms:
    stems = list_stems(word, alone=alone)[language]
    return tuple((stem, _inflect(stem, language, alone)) for stem in stems)


def _inflect(stem: str, language: str, alone: bool) -> tuple[str, ...]:
    if language == "en" or not is_readable(stem):
        return (stem,)
    if language == "de":
        return (stem,) if stem.endswith(_WITHOUT_S) else (stem, f"{stem}s")
    forms = _decline(stem, language)
    if alone:
        forms = frozenset(
            form
            for form in forms
            if len(form) >= _SHORTEST and not (language == "pl" and english.is_common(form))
        )
    return _sort(stem, forms)


def _decline(stem: str, language: str) -> frozenset[str]:
    """Return the cases of a base form; what the dictionary takes for another word's is guessed."""
    if language == "pl":
        reading = polish.read_word(stem)
        guessed = polish.guess_forms(stem)
    else:
        reading = slavic.read_word(stem, language)
        guessed = slavic.guess_forms(stem, language)
    return reading.forms if reading is not None and reading.base else guessed


def _sort(stem: str, forms: Iterable[str]) -> tuple[str, ...]:
    """Return the base form and then the others, capitalized as it is, once each."""
    first = {fold_word(stem): stem}
    for form in sorted(forms):
        capital = form[:1].upper() + form[1:] if stem[:1].isupper() else form
        first.setdefault(fold_word(form), capital)
    return tuple(first.values())
