"""Regular expressions; those that RE2 cannot run are in bad-topics/regular-expressions.yaml."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.patterns import PatternError, compile_pattern, find_places


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        (r"\bF-?16s?\b", "F16, f-16s and F160", ["F16", "f-16s"]),
        (r"\d+ км", "До фронту 15 КМ і 7 км", ["15 КМ", "7 км"]),
        (r"(?-i:NATO)", "nato, NATO", ["NATO"]),
        ("дрон|ship", "🚢 Ship – дрон 🚀 SHIP", ["Ship", "дрон", "SHIP"]),
        ("^ship", "ship ship", ["ship"]),
    ],
)
def test_places_are_those_of_the_text(pattern, text, found):
    places = find_places(compile_pattern(pattern), text)
    assert [text[start:end] for start, end in places] == found


@given(st.text(alphabet="aбé🚀 \ud800\n"), st.sampled_from(["a", "б+", "é ?", "[🚀a]+"]))
def test_places_agree_with_the_standard_library(text, pattern):
    places = list(find_places(compile_pattern(pattern), text))
    assert places == [found.span() for found in re.finditer(pattern, text, re.IGNORECASE)]


@given(st.text(max_size=20))
def test_any_text_is_a_pattern_or_refused_with_a_reason(text):
    pattern, reason = None, ""
    try:
        pattern = compile_pattern(text)
    except PatternError as error:
        reason = str(error)
    assert (pattern is not None) != bool(reason)
