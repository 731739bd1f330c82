"""Where sentences begin."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.engine.sentences import find_sentences


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        ("A ship sank. Nobody died.", ["A ship sank. ", "Nobody died."]),
        ("Why? “Fog.” He left", ["Why? ", "“Fog.” ", "He left"]),
        ("The U.S. Navy and St. Petersburg", ["The U.S. Navy and St. Petersburg"]),
        ("about 3.5 km off. then nothing", ["about 3.5 km off. then nothing"]),
        ("Вибух у порту. Є жертви", ["Вибух у порту. ", "Є жертви"]),
        ("headline\nand more", ["headline\n", "and more"]),
        ("", [""]),
    ],
)
def test_a_text_is_cut_into_its_sentences(text, sentences):
    places = [0, *find_sentences(text), len(text)]
    assert [text[a:b] for a, b in pairwise(places)] == sentences


@given(st.text(alphabet='aB. !\n"”é1'))
def test_sentences_begin_in_order_within_the_text(text):
    places = find_sentences(text)
    assert places == sorted(set(places))
    assert all(0 < place < len(text) for place in places)
