"""Ukrainian and Russian forms from pymorphy3, which also guesses words it does not know."""

from functools import cache
from typing import Any

from bot.rules.words.inflect.reading import Reading

_NAMES = frozenset({"Geox", "Surn", "Name", "Patr"})
_VERBS = frozenset({"VERB", "INFN"})
_CLOSED = frozenset({"PREP", "CONJ", "PRCL", "INTJ", "NPRO"})
_PICKED = frozenset({"Geox", "Surn", "Name"})  # names with fewer forms than the dictionary lists
# The cases of surnames, by what they end in; the dictionaries' guess makes odd nouns of some.
_SURNAMES = {
    "uk": (
        ("зький цький ський", "ий", "ий ого ому им ім і их ими"),
        ("ов ев єв їв ін їн", "", " а у ові ом им і е и их ими"),
    ),
    "ru": (
        ("зский ский цкий", "ий", "ий ого ому им ом ие их ими"),
        ("ов ев ин ын", "", " а у ом ым е ы ых ыми"),
    ),
}


def read_word(word: str, language: str) -> Reading | None:
    """Return the forms of a word in the "uk" or "ru" dictionary, or None."""
    if not is_known(word, language):  # before parsing, which would guess at length
        return None
    parses = [parse for parse in _morph(language).parse(word) if parse.is_known]
    plain = _plain(word)
    bases = [parse for parse in parses if _plain(parse.normal_form) == plain]
    nouns = [parse for parse in parses if parse.tag.POS == "NOUN"]
    if bases and all(parse.tag.POS in _VERBS for parse in bases):
        # "діти" is the children, seldom the verb "to put".
        bases = [parse for parse in nouns if parse.tag.case == "nomn"] or bases
    if language == "uk" and not bases:  # whose dictionary does not tell the likely from the rare
        parses = nouns or parses
    chosen = bases or [parse for parse in parses if parse.score * 2 >= parses[0].score]
    if all(parse.tag.POS in _CLOSED for parse in chosen):
        return Reading(frozenset({word}), base=True)
    if word[0].isupper():
        chosen = [parse for parse in chosen if _is_name(parse)] or chosen
    return Reading(_list_forms(chosen), base=bool(bases))


def guess_forms(word: str, language: str) -> frozenset[str]:
    """Return the forms of an unknown word, by the endings of words like it."""
    for endings, cut, cases in _SURNAMES[language] if word[0].isupper() else ():
        if _plain(word).endswith(tuple(endings.split())):
            stem = _plain(word).removesuffix(cut)
            return frozenset(stem + case for case in cases.split(" "))
    plain = _plain(word)
    nouns = [
        parse
        for parse in _morph(language).parse(word)
        if parse.tag.POS in ("NOUN", "ADJF", "VERB", "INFN") and _plain(parse.normal_form) == plain
    ]
    best = max((parse.score for parse in nouns), default=0.0)
    return _list_forms([parse for parse in nouns if parse.score >= best]) | {word}


def is_name(word: str, language: str) -> bool:
    """Tell whether the dictionary knows the word, as it stands, as a name."""
    return any(
        parse.is_known and _is_name(parse) and _plain(parse.normal_form) == _plain(word)
        for parse in _morph(language).parse(word)
    )


def is_known(word: str, language: str) -> bool:
    """Tell whether the dictionary has the word, in any form."""
    return bool(_morph(language).word_is_known(word))


def _list_forms(parses: list[Any]) -> frozenset[str]:
    forms: set[str] = set()
    seen: set[object] = set()
    for parse in parses:
        paradigm = (parse.normal_form, str(parse.tag).partition(" ")[0])
        if paradigm not in seen:
            seen.add(paradigm)
            lexeme = parse.lexeme
            if parse.tag.POS in _VERBS:  # imperatives look like other words: "гори"
                lexeme = [form for form in lexeme if "impr" not in form.tag.grammemes]
            elif _PICKED & parse.tag.grammemes:
                lexeme = [form for form in lexeme if _fits(parse.tag, form.tag)]
            forms.update(form.word for form in lexeme)
    return frozenset(forms)


def _fits(tag: Any, form: Any) -> bool:
    """Leave out what a name does not have: the other sex, a town's plural."""
    if (
        tag.POS == "NOUN"
        and "Geox" in tag.grammemes
        and tag.number == "sing"
        and form.number == "plur"
    ):
        return False
    named = bool({"Surn", "Name"} & tag.grammemes)
    return not (named and tag.gender and form.gender and form.gender != tag.gender)


def _is_name(parse: Any) -> bool:
    return bool(_NAMES & parse.tag.grammemes)


def _plain(word: str) -> str:
    return word.lower().replace("ё", "е")


@cache
def _morph(language: str) -> Any:
    import pymorphy3  # type: ignore[import-untyped,unused-ignore]  # ships no types

    return pymorphy3.MorphAnalyzer(lang=language)
