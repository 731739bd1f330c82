"""One term for a word in all its forms and spellings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.terms import list_terms


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Kharkiv", "Charkiw"),
        ("Charków", "Харків"),
        ("Zelenskyy", "Zełenski"),
        ("Zelenskiy", "Зеленський"),
        ("Pokrovsk", "Pokrowsk"),
        ("bombings", "bombed"),
    ],
)
def test_spellings_and_forms_of_a_word_are_one_term(first, second):
    assert list_terms(first, "") == list_terms(second, "")


def test_terms_of_the_summary_are_those_that_the_headline_has_not():
    headline, summary = list_terms("Bridge in Brodno falls", "The bridge in Brodno fell, 2 dead")
    assert headline == ("brid", "in", "brod", "fals")
    assert summary == ("the", "fel", "2", "dead")


def test_a_headline_without_words_is_its_own_term():
    assert list_terms("🌊🌊", "")[0] == ("🌊🌊",)


@given(st.text(), st.text())
def test_any_text_gives_terms_each_once_and_none_of_them_empty(headline, summary):
    first, second = list_terms(headline, summary)
    assert len({*first, *second}) == len(first) + len(second)
    assert all(first + second) or not headline
