"""Nearly the same words, and yet other news."""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.contradictions import contradict
from bot.stories.terms import list_terms


def ask(first: str, second: str, *, first_summary: str = "", second_summary: str = "") -> bool:
    terms = [
        frozenset(chain(*list_terms(title, summary)))
        for title, summary in ((first, first_summary), (second, second_summary))
    ]
    return contradict(first, second, *terms)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Karpov will run for mayor of Velmar", "Karpov will not run for mayor of Velmar"),
        ("Karpov will run for mayor of Velmar", "Karpov won't run for mayor of Velmar"),
        ("Dam can be repaired by summer", "Dam can’t be repaired by summer"),
        ("Mayor confirms talks with Grenmark", "Mayor denies talks with Grenmark"),
        ("Karpow tritt in Velmar an", "Karpow tritt in Velmar nicht an"),
        ("Karpow wystartuje w Velmarze", "Karpow nie wystartuje w Velmarze"),
        ("Карпов піде на вибори", "Карпов не піде на вибори"),
        ("Quake of magnitude 5.2 shakes Velmar", "Quake of magnitude 6.4 shakes Velmar"),
        ("Velmar gets 12 tanks from Grenmark", "Velmar gets 40 tanks from Grenmark"),
        ("Fire in a school in Velmar kills two", "Fire in a school in Brodno kills two"),
        ("Grenmark pledges help after the flood", "Ruritania pledges help after the flood"),
        ("Wybuch w szkole w Velmarze. Są ofiary", "Wybuch w szkole w Brodnie. Są ofiary"),
        ("Пожежа в школі у Велмарі", "Пожежа в школі у Бродно"),
    ],
)
def test_a_negation_or_another_number_or_name_makes_it_other_news(first, second):
    assert ask(first, second)
    assert ask(second, first)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("Bridge collapse in Brodno", "Bridge collapse in Brodno"),
        ("Bridge collapse in Brodno kills 2", "Bridge collapse in Brodno kills 5"),
        ("Bridge collapse: 2 dead, 14 injured", "Bridge collapse: 3 dead, 20 injured"),
        ("Zawalenie mostu: 2 ofiary", "Zawalenie mostu: 5 ofiar"),
        ("Обвал моста: погибли 2 человека", "Обвал моста: погибли 5 человек"),
        ("Quake of magnitude 5.2 kills 2", "Quake of magnitude 5.2 kills 9"),
        ("Quake of magnitude 5.2 shakes Velmar", "Strong quake shakes Velmar"),
        ("Karpov will not run for mayor", "Karpov not to run for mayor"),
        ("Velmar gets T-72 tanks from Grenmark", "Velmar gets tanks from Grenmark"),
        ("Fire in Charkiw", "Fire in Kharkiv"),
        ("Bridge Falls In Brodno After Storm", "Bridge Collapses In Brodno After Storm"),
        ("", ""),
    ],
)
def test_a_running_toll_a_spelling_and_a_word_left_out_do_not(first, second):
    assert not ask(first, second)


def test_a_name_that_the_other_article_knows_contradicts_nothing():
    first, second = "Ferry sinks off Velmar, police say", "Ferry sinks off Ruritania, police say"
    assert ask(first, second)
    assert not ask(first, second, first_summary="The coast of Ruritania is searched.")


@given(st.text(), st.text())
def test_any_headlines_are_survived_and_none_contradicts_itself(first, second):
    ask(first, second)
    assert not ask(first, first)
