"""Which language a text is in, by its letters, its commonest words and how its words end. Pure.

The last resort, for articles of which neither the operator nor the feed says it. English, German,
Polish, Ukrainian and Russian are to be told apart, and none of them is to be said of something
else; the other languages are here as their rivals. A trained detector (py3langid) is no better
on headlines, and costs every parse child 86 MB and half a second.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from heapq import nlargest
from operator import itemgetter

from bot.feeds.language_words import ENDINGS, WORDS
from bot.models import Article

_MOST_LETTERS = 600  # of a text that are looked at
_LEAD = 1.0  # words: so far the first language must be ahead of the second
_CAPITAL = 0.5  # what a word counts that may be part of a name
_ENDING = 0.6  # what an ending counts; a common word, or a letter of its own, counts 1
_TELLING = 24  # letters without one of its own: hardly Ukrainian, where every tenth is

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_INITIALS = re.compile(r"\b(?:[^\W\d_]\.)+")

_CYRILLIC = re.compile("[\u0400-\u052f]")
_LATIN = re.compile("[a-z\u00c0-\u024f\u1e00-\u1eff]")
# Other scripts, by the language that is by far the commonest in each.
_SCRIPTS = {
    "el": re.compile("[\u0370-\u03ff]"),
    "hy": re.compile("[\u0530-\u058f]"),
    "he": re.compile("[\u0590-\u05ff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "hi": re.compile("[\u0900-\u097f]"),
    "th": re.compile("[\u0e00-\u0e7f]"),
    "ka": re.compile("[\u10a0-\u10ff]"),
    "ja": re.compile("[\u3040-\u30ff]"),
    "zh": re.compile("[\u4e00-\u9fff]"),
    "ko": re.compile("[\uac00-\ud7af]"),
}
# Cyrillic letters that settle it, asked in this order. Russian has ъ before е, ё, ю, я only,
# and in old names at the end.
_SETTLED = {
    "be": re.compile("ў"),
    "mk": re.compile("[ѓќѕ]"),
    "sr": re.compile("[ђјљњћџ]"),
    "kk": re.compile("[әғқңөұүһ]"),
    "bg": re.compile(r"ъ[бвгджзклмнпрстфхцчшщ]|(?:ството|ният)\b"),
}
_UKRAINIAN = re.compile("[іїєґ]")
_RUSSIAN = re.compile("[ыэё]")
_LETTERS = {
    "de": "ßäöü",
    "pl": "łąęśźżńćó",
    "fr": "çàâêèéëîïôûùœ",
    "es": "ñáéíóú",
    "pt": "ãõâêçáéíóú",
    "it": "àèìòù",
    "sv": "åäö",
    "da": "åæø",
    "cs": "řěůžščýáíéú",
    "sk": "ľĺŕôžščýáíéúť",
    "hr": "žščćđ",
    "ro": "șțăâîşţ",
    "hu": "őűáéíóúöü",
    "tr": "ğışçöü",
    "lt": "ėįųūžščąę",
    "fi": "äö",
}
_OF_CYRILLIC = ("uk", "ru", "be", "bg", "sr")

_Owners = Mapping[str, tuple[str, ...]]


def _turn(lists: Mapping[str, Iterable[str]]) -> _Owners:
    """Return for each sign of the lists which languages have it."""
    owners: defaultdict[str, tuple[str, ...]] = defaultdict(tuple)
    for code, signs in lists.items():
        for sign in dict.fromkeys(signs):
            owners[sign] += (code,)
    return dict(owners)


_CYRILLIC_WORDS = _turn({code: WORDS[code].split() for code in _OF_CYRILLIC})
_LATIN_WORDS = _turn({code: WORDS[code].split() for code in WORDS if code not in _OF_CYRILLIC})
_LATIN_LETTERS = _turn(_LETTERS)
_LATIN_ENDINGS = _turn({code: endings.split() for code, endings in ENDINGS.items()})
_LONGEST_ENDING = max(map(len, _LATIN_ENDINGS))


def detect_language(text: str) -> str:
    """Return the code of a text's language ("en", "uk"); "" when that is not sure.

    Short headlines often are not: they may hold nothing but names.
    """
    text = text[:_MOST_LETTERS]
    words = _WORD.findall(_INITIALS.sub(" ", text.lower() if text.isupper() else text))
    small = " ".join(words).lower()
    letters = sum(map(len, words))
    cyrillic, latin = len(_CYRILLIC.findall(small)), len(_LATIN.findall(small))
    if 2 * max(cyrillic, latin) <= letters:
        return _name_script(small)
    return _name_cyrillic(small, cyrillic) if cyrillic > latin else _name_latin(words)


def fill_languages(articles: Iterable[Article]) -> tuple[Article, ...]:
    """Return the articles; those that lack a language have what was detected, if anything."""
    return tuple(
        article if article.language else replace(article, language=_detect_article(article))
        for article in articles
    )


def _detect_article(article: Article) -> str:
    # The title first: a summary may be no more than a service's own words.
    return detect_language(article.title) or detect_language(f"{article.title}\n{article.summary}")


def _name_script(small: str) -> str:
    counts = {code: len(sign.findall(small)) for code, sign in _SCRIPTS.items()}
    if counts["ja"]:  # Japanese is full of Chinese signs, Chinese has none of its own
        counts["ja"] += counts["zh"]
    best = max(counts, key=counts.__getitem__)
    return best if counts[best] else ""


def _name_cyrillic(small: str, letters: int) -> str:
    """Tell by letters, which say more than words do here; where there are none, by words."""
    for code, sign in _SETTLED.items():
        if sign.search(small):
            return code
    ukrainian, russian = bool(_UKRAINIAN.search(small)), bool(_RUSSIAN.search(small))
    if ukrainian != russian:
        return "uk" if ukrainian else "ru"
    scores = dict.fromkeys(_OF_CYRILLIC, 0.0)
    if not ukrainian and letters >= _TELLING:
        scores["ru"] = _LEAD
    for word in small.split():
        for code in _CYRILLIC_WORDS.get(word, ()):
            scores[code] += 1.0
    return _choose(scores)


def _name_latin(words: Sequence[str]) -> str:
    scores = dict.fromkeys(WORDS, 0.0)
    for number, word in enumerate(words):
        if word.isupper():  # initials, or an English heading's "A"
            continue
        weight = _CAPITAL if number and not word.islower() else 1.0
        for code, says in _read_latin(word).items():
            scores[code] += weight * says
    return _choose(scores)


def _read_latin(word: str) -> dict[str, float]:
    """Return what a word says for each language: a listed word by that, others by their look."""
    small = word.lower()
    if owners := _LATIN_WORDS.get(small):
        return dict.fromkeys(owners, 1.0)
    said = {
        code: _ENDING
        for length in range(2, min(_LONGEST_ENDING, len(small) - 2) + 1)
        for code in _LATIN_ENDINGS.get(small[-length:], ())
    }
    for letter in small:
        said.update(dict.fromkeys(_LATIN_LETTERS.get(letter, ()), 1.0))
    return said


def _choose(scores: Mapping[str, float]) -> str:
    (best, most), (_, second) = nlargest(2, scores.items(), key=itemgetter(1))
    return best if most - second >= _LEAD else ""
