"""Numbers in figures and in words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.numerals import read_number, spell_number
from bot.stories.terms import find_term


@pytest.mark.parametrize(
    ("word", "number"),
    [
        ("7", "7"),
        ("1,200", "1200"),
        ("12.500", "12500"),
        ("1.200.000", "1200000"),
        ("5.2", "5.2"),
        ("10,50", "10,50"),
        ("Three", "3"),
        ("zwölf", "12"),
        ("pięcioro", "5"),
        ("п'ятеро", "5"),
        ("Дев’ять", "9"),
        ("трёх", "3"),
        ("several", ""),
        ("at", ""),
        ("", ""),
    ],
)
def test_a_number_is_read_from_figures_and_from_words(word, number):
    assert read_number(word) == number


def test_the_words_for_a_number_are_known_by_their_terms():
    assert {find_term("three"), find_term("drei"), find_term("троє")} <= spell_number("3")
    assert spell_number("13") == frozenset()


@given(st.text())
def test_any_word_is_survived_and_what_was_read_reads_the_same(word):
    number = read_number(word)
    assert read_number(number).replace(",", "").replace(".", "") == number.replace(
        ",", ""
    ).replace(".", "")
