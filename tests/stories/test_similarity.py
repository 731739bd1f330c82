"""Headlines of the same event are more alike than headlines of two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.stories.similarity import compare_wording, headline_similarity

SAME = [
    ("Two dead as bridge over the Lomna collapses", "Lomna bridge collapse leaves two dead"),
    ("Velmar elects Karpov as mayor", "Karpov elected mayor of Velmar - Evening Post"),
    ("BREAKING: Ferry sinks off Brodno", "Ferry sinks off the coast of Brodno | Valley Times"),
    ("Karpow gewinnt die Wahl in Velmar", "Karpow gewinnt Wahl in Velmar klar"),
    ("Most na Łomnie runął, dwie ofiary", "Runął most na Łomnie. Są dwie ofiary"),
    ("У Бродно обвалився міст через Ломну", "Обвалився міст у Бродно"),
]
OTHER = [
    ("Two dead as bridge over the Lomna collapses", "Bridge over the Lomna gets new paint"),
    ("Velmar elects Karpov as mayor", "Brodno elects Sidorova as mayor"),
    ("Quake of magnitude 5.2 shakes Velmar", "Quake of magnitude 6.4 shakes Velmar"),
    ("Unemployment in Ruritania at 4 percent", "Unemployment in Grenmark at 7 percent"),
    ("У Бродно обвалився міст через Ломну", "У Бродно відкрили школу"),
]


@pytest.mark.parametrize("same", SAME)
@pytest.mark.parametrize("other", OTHER)
def test_rewordings_are_more_alike_than_headlines_of_other_events(same, other):
    assert headline_similarity(*same) > headline_similarity(*other)


@given(st.text(), st.text())
def test_likeness_is_between_0_and_100_and_the_same_from_both_sides(first, second):
    likeness = headline_similarity(first, second)
    assert 0 <= likeness <= 100
    assert likeness == pytest.approx(headline_similarity(second, first))
    assert compare_wording(first, first) == pytest.approx(100)
