"""German forms: cases and plurals, verb forms, endings of adjectives and participles."""

from functools import cache

from bot.rules.words.inflect.lexicon import Lexicon, load_lexicon
from bot.rules.words.inflect.reading import Reading, capitalize

_CLOSED_WORDS = """
der die das den dem des ein eine einer eines einem einen kein keine ich du er sie es wir ihr
mich dich ihn uns euch mir dir ihm ihnen mein dein sein unser euer und oder nicht in im an am
auf aus bei mit nach seit von vom zu zum zur für über unter vor zwischen als wie dass wenn ob
ist sind war waren bin bist seid wird werden wurde wurden hat haben hatte hatten kann können
muss müssen soll sollen will wollen darf dürfen mag mögen dieser diese dieses jener wer was
"""
_CLOSED_LEMMAS = frozenset(
    {"sein", "haben", "werden", "der", "ich", "ein", "mein", "dein", "kein", "dieser", "jener"}
)
_ENDINGS = ("e", "em", "en", "er", "es")
_INSEPARABLE = ("be", "emp", "ent", "er", "miss", "ver", "zer")
_SEPARABLE = (
    *("ab", "an", "auf", "aus", "bei", "ein", "fest", "her", "hin", "los", "mit", "nach", "vor"),
    *("weg", "zu", "zurück", "zusammen"),
)
_NO_GENITIVE = ("s", "ß", "x", "z")
_SHORTEST_PART = 4  # of a compound, in letters: shorter ones stand by chance in foreign names


def read_word(word: str) -> Reading | None:
    """Return the forms of a word in the table, or None. Nouns are found without capital too."""
    lexicon = load_lexicon("de")
    spelled = (word, capitalize(word), word.lower(), capitalize(word.lower()))  # "drohne"
    for written in dict.fromkeys(spelled):
        lemma = lexicon.lemmas.get(written)
        if lemma is not None:
            break
    else:
        return None
    if written.lower() in _list_closed() or lemma in _CLOSED_LEMMAS:
        return Reading(frozenset({word}), base=False)
    if lemma.replace("ß", "ss") == written:  # the table's lemma follows the old spelling
        forms = _list_forms(lexicon, lemma) | _list_forms(lexicon, written)
        return Reading(forms, base=written == word)
    forms = _list_forms(lexicon, lemma) | {written}
    if written[0].isupper() and written.endswith("e"):  # "Drohnen", "Russen"
        forms |= {f"{written}n"}
    return Reading(forms, base=lemma == word, exact=written == word)


def guess_forms(word: str) -> frozenset[str]:
    """Return a compound's forms by its last part, a name's genitive, or the word alone."""
    if not word[0].isupper():
        return frozenset({word})
    lexicon = load_lexicon("de")
    for cut in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
        tail = capitalize(word[cut:])
        if lexicon.lemmas.get(tail) == tail:
            head = word[:cut]
            return frozenset({head + form.lower() for form in _list_forms(lexicon, tail)})
    return frozenset({word} if word.endswith(_NO_GENITIVE) else {word, f"{word}s"})


def is_common(word: str) -> bool:
    """Tell whether the table has the word without a capital: a verb, an adjective."""
    return load_lexicon("de").lemmas.get(word.lower()) is not None


def _list_forms(lexicon: Lexicon, lemma: str) -> frozenset[str]:
    forms = {lemma, *lexicon.forms.get(lemma, "").split()}
    if lemma[0].islower() and lemma.endswith("n"):  # a verb
        forms = {form for form in forms if not _is_conjunctive(lemma, form)}
        participles = [form for form in forms if _is_participle(form) and form[:-2] not in forms]
        forms.update(part + ending for part in participles for ending in _ENDINGS)
    elif f"{lemma}em" in forms:  # an adjective; some of its forms stand under a verb
        forms.update(lemma + ending for ending in _ENDINGS)
    elif lemma[0].isupper() and lemma.endswith("e") and lexicon.lemmas.get(lemma[:-1].lower()):
        forms.update(lemma[:-1] + ending for ending in _ENDINGS)  # "Tote", "Toter"
    return frozenset(form for form in forms if form.isalpha() and not _is_superlative(form))


def _is_participle(form: str) -> bool:
    if form.endswith("end"):
        return True
    if form.startswith(_INSEPARABLE):
        return form.endswith("t") and not form.endswith(("et", "st"))
    if not form.endswith(("t", "en")):
        return False
    return form.startswith("ge") or any(form.startswith(f"{verb}ge") for verb in _SEPARABLE)


def _is_conjunctive(verb: str, form: str) -> bool:
    """Tell "spräche", which folds to the noun "Sprache", and is rare in headlines."""
    bent = set("äöü") & set(form) - set(verb)
    return bool(bent) and form.endswith(("e", "en", "est", "et"))


def _is_superlative(form: str) -> bool:
    # "totestem", "zerstörterem": a table's completeness, nobody's words.
    return form.endswith(("estem", "estes", "ester", "erem", "eres", "erer", "tere", "teren"))


@cache
def _list_closed() -> frozenset[str]:
    return frozenset(_CLOSED_WORDS.split())
