"""Numbers as headlines write them: "1,200", "three", "пʼятеро"."""

import re
from functools import cache

from bot.rules.text import fold_word
from bot.stories.terms import list_terms

_THOUSANDS = re.compile(r"[.,](?=\d{3}(?!\d))")
# One, two, three ... twelve, as the dead are counted in English, German, Polish, Ukrainian and
# Russian.
_WORDS = (
    "one ein eine einen einer jeden jedna jedno jednej одна один одно одного одной",
    "two zwei dwa dwie dwoje dwóch два дві двоє двох две двое двух",
    "three drei trzy troje trzech три троє трьох трое трех трёх",
    "four vier cztery czworo czterech чотири четверо чотирьох четыре четырех четырёх",
    "five fünf pięć pięcioro pięciu п'ять п'ятеро п'яти п'ятьох пять пятеро пяти",
    "six sechs sześć sześcioro sześciu шість шестеро шести шістьох шесть",
    "seven sieben siedem siedmioro siedmiu сім семеро семи сімох семь",
    "eight acht osiem ośmioro ośmiu вісім восьмеро восьми вісьмох восемь",
    "nine neun dziewięć dziewięcioro dziewięciu дев'ять дев'ятеро дев'яти девять девятеро девяти",
    "ten zehn dziesięć dziesięcioro dziesięciu десять десятеро десяти десятьох",
    "eleven elf jedenaście jedenaścioro jedenastu одинадцять одинадцяти одиннадцать одиннадцати",
    "twelve zwölf dwanaście dwanaścioro dwunastu дванадцять дванадцяти двенадцать двенадцати",
)


def read_number(word: str) -> str:
    """Return a number in digits, without marks of thousands; "" when the word is none."""
    if word[:1].isdecimal():
        return _THOUSANDS.sub("", word)
    return _list_words().get(fold_word(word), "")


@cache
def spell_number(number: str) -> frozenset[str]:
    """Return the terms (bot.stories.terms) of the words for a number in digits, up to twelve."""
    words = [word for word, digits in _list_words().items() if digits == number]
    return frozenset(term for word in words for term in list_terms(word, "")[0])


@cache
def _list_words() -> dict[str, str]:
    return {
        fold_word(word): str(number)
        for number, words in enumerate(_WORDS, 1)
        for word in words.split()
    }
