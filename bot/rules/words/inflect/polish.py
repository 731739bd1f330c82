"""Polish forms from Morfeusz; names it does not know decline by their ending."""

from functools import cache
from typing import Any

from bot.rules.words.inflect.reading import Reading, capitalize

_NAMES = frozenset({"imię", "nazwisko", "nazwa_geograficzna", "nazwa_organizacji"})
_CLOSED = frozenset(
    {"conj", "comp", "prep", "qub", "part", "interj", "ppron12", "ppron3", "siebie"}
)
# The locative softens the last consonant; the others take -u.
_SOFTENED = (
    *(("st", "ście"), ("sł", "śle"), ("zd", "ździe"), ("t", "cie"), ("d", "dzie"), ("r", "rze")),
    *(("ł", "le"), ("n", "nie"), ("m", "mie"), ("b", "bie"), ("p", "pie"), ("w", "wie")),
    *(("v", "vie"), ("f", "fie"), ("s", "sie"), ("z", "zie")),
)
_SOFT_ENDINGS = ("l", "j", "c", "cz", "sz", "rz", "ż", "x")
_PLURAL = ("ów", "om", "ami", "ach")


def read_word(word: str) -> Reading | None:
    """Return the forms of a word in the dictionary, or None."""
    tried = (word, capitalize(word)) if word == word.lower() else (word, word.lower())
    if not _analyse(capitalize(word)):  # which is known in small letters too, if any is
        return None
    for written in tried:
        found = _analyse(written)
        if found:
            break
    else:
        return None
    if all(tag in _CLOSED for _, tag, _ in found):
        return Reading(frozenset({word}), base=True)
    lemmas = {lemma for lemma, tag, _ in found if tag not in _CLOSED}
    bases = {lemma for lemma in lemmas if _strip(lemma) == written}
    names = {lemma for lemma, _, kinds in found if kinds & _NAMES}
    if written[0].isupper() and names & (bases or lemmas):
        chosen = names & (bases or lemmas)
    else:
        chosen = bases or lemmas
    forms = {form for lemma in chosen for form in _generate(lemma)}
    if forms == {word} and word[0].isupper():  # listed as a woman's name alone
        forms |= guess_forms(word)
    exact = written == word and (word[0].isupper() or any(lemma[0].islower() for lemma in lemmas))
    return Reading(frozenset(forms), base=bool(bases) and exact, exact=exact)


def guess_forms(word: str) -> frozenset[str]:
    """Return the cases of a name by its ending."""
    return frozenset({word, *_decline(word)}) if len(word) > 2 else frozenset({word})


def is_common(word: str) -> bool:
    """Tell whether the dictionary has the word, without a capital, as more than a name."""
    return any(not kinds & _NAMES for _, _, kinds in _analyse(word.lower()))


def _decline(word: str) -> list[str]:
    if word.endswith(("ski", "cki", "dzki")):
        return [word + ending for ending in ("ego", "emu", "m", "ch", "mi")]
    if word.endswith("a"):
        return _decline_feminine(word[:-1])
    if word.endswith("o"):
        return _decline_in_o(word[:-1])
    if word.endswith(("że", "cze", "sze", "rze", "je", "ie")):
        return [word[:-1] + ending for ending in ("a", "u", "em")]
    if word.endswith("y") and word[-2] not in "aeiouy":  # a plural: "Sumy"
        return [word[:-1] + ending for ending in ("om", "ami", "ach")]
    if word.endswith(("e", "i", "u", "y", "ó", "yj")):
        return []
    return _decline_masculine(word)


def _decline_masculine(word: str) -> list[str]:
    for hard, soft in (("ń", "ni"), ("ś", "si"), ("ć", "ci"), ("ź", "zi")):
        if word.endswith(hard):
            return [word[:-1] + soft + ending for ending in ("a", "owi", "em", "u")]
    if word.endswith("ów"):
        word = word[:-2] + "ow"
        return [word + ending for ending in ("a", "owi", "em", "ie")]
    cases = [word + ending for ending in ("a", "u", "owi", *_PLURAL)]
    if word.endswith(("k", "g")):
        return [*cases, f"{word}iem", f"{word}i"]
    if word.endswith(_SOFT_ENDINGS):
        return [*cases, f"{word}em", f"{word}e"]
    return [*cases, f"{word}em", f"{word}y", *_soften(word)]


def _decline_feminine(stem: str) -> list[str]:
    common = [stem + ending for ending in ("ę", "ą", "o")]
    if stem.endswith("k"):
        return [*common, f"{stem}i", f"{stem[:-1]}ce"]
    if stem.endswith("g"):
        return [*common, f"{stem}i", f"{stem[:-1]}dze"]
    if stem.endswith(("i", "j", "l")):
        return [*common, f"{stem}i"]
    return [*common, f"{stem}y", *_soften(stem)]


def _decline_in_o(stem: str) -> list[str]:
    if stem.endswith("k"):  # a person, or a place
        return [f"{stem}i", f"{stem[:-1]}ce", f"{stem}ę", f"{stem}ą", f"{stem}u", f"{stem}iem"]
    if stem.endswith(("i", "e", "u", "g")):
        return []  # "Rubio", "Tokio" stay as they are
    return [f"{stem}a", f"{stem}u", f"{stem}em", *_soften(stem)]


def _soften(stem: str) -> list[str]:
    for hard, soft in _SOFTENED:
        if stem.endswith(hard):
            return [stem[: -len(hard)] + soft]
    return []


def _analyse(word: str) -> list[tuple[str, str, frozenset[str]]]:
    """Return lemma, part of speech and kinds of name of each reading of the whole word."""
    return [
        (lemma, tag.split(":")[0], frozenset(kinds))
        for _, _, (form, lemma, tag, kinds, _) in _morfeusz().analyse(word)
        if form == word and tag != "ign"
    ]


def _generate(lemma: str) -> list[str]:
    # Morfeusz counts "nie-" to participles and gerunds; "nieuderzenie" is nobody's search, and
    # imperatives look like other words ("płoń", folded, is a harvest).
    return [
        form
        for form, _, tag, _, _ in _morfeusz().generate(lemma)
        if not tag.endswith(":neg") and not tag.startswith("impt") and form.isalpha()
    ]


def _strip(lemma: str) -> str:
    return lemma.split(":")[0]


@cache
def _morfeusz() -> Any:
    import morfeusz2  # type: ignore[import-untyped,unused-ignore]  # ships no types

    return morfeusz2.Morfeusz(expand_tags=False)
