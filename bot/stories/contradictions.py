"""Headlines that say the same of something else, or the opposite: alike, yet other news.

Only headlines of nearly the same wording are asked. Where the wording differs anyway, a number or
a "not" more says nothing: on labelled news, counting every such difference hid no fewer stories
and rang more repeats.
"""

import re
from collections.abc import Collection, Sequence

from rapidfuzz.distance import Levenshtein

from bot.rules.text import fold_word
from bot.stories.terms import find_term

_WORDS = re.compile(r"\d+(?:[.,:]\d+)*|[^\W\d_]+(?:['’]t\b)?")
_NEGATION = re.compile(
    r"not|no|never|nor|cannot|without|fails?|\w+['’]t|deny|denie[sd]|reject\w*|refut\w*"
    r"|nicht|keine?[rsnm]?|niemals|ohne|bestreit\w*|dementier\w*"
    r"|nie|bez|nigdy|brak|zaprzecz\w*|dementuj\w*"
    r"|не|ні|нема[єе]?|ніколи|без|запереч\w*|спросту\w*|нет|никогда|отрица\w*|опроверг\w*"
)
# A toll runs on within one story; every other number of a headline tells events apart.
TOLL = re.compile(
    r"(?:kill|dead|dies|died|death|fatal|injur|wound|hurt|missing|victim|toll|casualt|survivor"
    r"|tote|getotet|verletz|opfer|vermiss|zgin|zabi|rann|ofiar|zywa|zagin|заги[нб]|вбит|поран|жертв"
    r"|погиб|убит|ранен|постра|пропал|зник)\w*|tot"
)
_NEAR = 3  # words between a toll and what it counts
_LONGEST_NAME = 2  # words that stand for one another
_SHOUTED = 0.6  # from this share of capitals on, they are a style and mark no names


def contradict(
    first: str, second: str, first_terms: Collection[str], second_terms: Collection[str]
) -> bool:
    """Say whether two headlines of nearly the same words cannot be one event.

    The terms are those of the whole articles (bot.stories.terms): a name that the other
    article has in its summary contradicts nothing.
    """
    a, b = _WORDS.findall(first), _WORDS.findall(second)
    if (_count_negations(a) + _count_negations(b)) % 2:
        return True
    names = not (is_shouted(a) or is_shouted(b))
    for one, other in _list_replaced(a, b):
        if _names_number(one, a) and _names_number(other, b):
            return True
        if names and _is_foreign(one, second_terms) and _is_foreign(other, first_terms):
            return True
    return False


def _count_negations(words: Sequence[str]) -> int:
    return sum(
        _NEGATION.fullmatch(fold_word(word.replace("’", "'"))) is not None for word in words
    )


def is_shouted(words: Sequence[str]) -> bool:
    """Say whether a headline's capitals are a style, and mark no names."""
    long = [word for word in words[1:] if len(word) > 3]
    return sum(word[0].isupper() for word in long) > _SHOUTED * len(long)


def _list_replaced(first: Sequence[str], second: Sequence[str]) -> list[tuple[str, str]]:
    """Return the words that stand for one another when the headlines are laid side by side."""
    replaced: list[tuple[str, str]] = []
    for change in Levenshtein.opcodes([*map(find_term, first)], [*map(find_term, second)]):
        one = first[change.src_start : change.src_end]
        other = second[change.dest_start : change.dest_end]
        if change.tag == "replace" and len(one) <= _LONGEST_NAME:
            replaced += zip(one, other, strict=True)
    return replaced


def _names_number(word: str, words: Sequence[str]) -> bool:
    """Say whether a word is a number, and no toll."""
    if not word[0].isdecimal():
        return False
    place = words.index(word)
    around = words[max(0, place - _NEAR) : place + _NEAR + 1]
    return not any(TOLL.fullmatch(fold_word(near)) for near in around)


def _is_foreign(word: str, terms: Collection[str]) -> bool:
    return word[0].isupper() and find_term(word) not in terms
