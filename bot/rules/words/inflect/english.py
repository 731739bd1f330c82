"""English forms: plural, third person, past, participles; irregular ones from the table."""

from functools import cache

from bot.rules.words.inflect.lexicon import load_lexicon
from bot.rules.words.inflect.reading import Reading

# Words that have forms in the table but stand for themselves in rules.
_CLOSED_WORDS = """
a an the this that these those i me my mine we us our ours you your yours he him his she her
hers it its they them their theirs who whom whose what which and or not no to of in on at by
for from with as than then there here if so but be am is are was were been being do does did
done have has had can could will would shall should may might must
"""
# Forms in the table that readers take for another word.
_OTHER_WORDS = frozenset({("die", "dice"), ("new", "news"), ("good", "well")})
# Irregular forms that have an entry of their own in the table.
_IRREGULAR = """
bear bore | bend bent | bind bound | bite bit | break broke | drink drunk | feel felt | go gone
grind ground | lay laid | leave left | ring rung | rise rose | shake shook | shoot shot
swear swore | think thought | win won | wind wound | life lives | wife wives | half halves
leaf leaves | thief thieves | shelf shelves | diagnosis diagnoses | basis bases | axis axes
"""
# Those of them that are hardly anything else, and stand for the verb.
_PASTS = frozenset({"broke", "felt", "gone", "laid", "shook", "shot", "swore", "won"})
_SIBILANTS = ("s", "x", "z", "ch", "sh")
_NO_VERBS = frozenset({"bear", "ceil", "even", "morn", "off", "out", "stock", "war", "wed"})
_COMPARED = ("er", "est", "r", "st")


def read_word(word: str) -> Reading | None:
    """Return the forms of a word in the table, or None."""
    known = list_words()
    written = word if word in known else word.lower()
    if written not in known:
        return None
    lexicon = load_lexicon("en")
    lemma = lexicon.lemmas.get(written, written)
    if written in _list_closed():
        return Reading(frozenset({word}), base=True)
    if written in _PASTS:
        lemma = next(verb for verb, form in _list_irregular() if form == written)
    forms = lexicon.forms.get(lemma, "").split()
    forms += [form for base, form in _list_irregular() if base == lemma]
    kept = {form for form in forms if _is_form(lemma, form)} | {lemma, written}
    kept.update(form for form in _list_regular(lemma, kept) if lexicon.lemmas.get(form) == form)
    return Reading(frozenset(kept), base=lemma == written)


def guess_forms(word: str) -> frozenset[str]:
    """Return the word and its plural."""
    if word.endswith(_SIBILANTS):
        return frozenset({word} if word[0].isupper() else {word, f"{word}es"})
    if word.endswith("y") and word.islower() and word[-2:-1] not in "aeiou":
        return frozenset({word, f"{word[:-1]}ies"})
    return frozenset({word, f"{word}s"})


def is_common(word: str) -> bool:
    """Tell whether the word stands in the table without a capital."""
    return word.lower() in list_words()


@cache
def list_words() -> frozenset[str]:
    """Return all words of the table, 15 MB: every form of another language is looked up here."""
    return frozenset(load_lexicon("en").lemmas)


def _list_regular(lemma: str, forms: set[str]) -> list[str]:
    """Return what may have an entry of its own: a verb's "-ing", a degree beside "biggest"."""
    gerunds = [f"{lemma.removesuffix('e')}ing", f"{lemma}{lemma[-1]}ing"]
    compared = [f"{form[:-2]}r" for form in forms if form.endswith("est")]
    return (gerunds if len(lemma) > 2 and lemma not in _NO_VERBS else []) + compared


def _is_form(lemma: str, form: str) -> bool:
    """Tell a form from an abbreviation ("VLG"), a genitive ("city's") and a rarity ("deadest")."""
    if not form.isalpha() or (form.isupper() and not lemma.isupper()):
        return False
    if form.endswith(("more", "most")):
        return False
    if form.startswith(lemma) and form[len(lemma) :] in _COMPARED and _is_doubtful(lemma):
        return False
    return (lemma, form) not in _OTHER_WORDS


def _is_doubtful(lemma: str) -> bool:
    # The table makes adjectives out of nouns and participles and compares them; an adjective's
    # true degrees are short words' ("big", "high"), seldom a rule's.
    return len(lemma) > 4 or lemma.endswith(("ed", "ad"))


@cache
def _list_closed() -> frozenset[str]:
    return frozenset(_CLOSED_WORDS.split())


@cache
def _list_irregular() -> tuple[tuple[str, str], ...]:
    entries = (entry.split() for entry in _IRREGULAR.replace("\n", "|").split("|"))
    return tuple((entry[0], entry[1]) for entry in entries if entry)
