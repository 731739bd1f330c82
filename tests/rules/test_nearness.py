"""Clauses near each other, and NEAR and THEN, against their plain definitions."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.rules.builders import make_article, make_condition, make_matcher, read_matcher

BOTH = "all: [oak, elm]\n"


@pytest.mark.parametrize(
    ("keys", "title", "hit"),
    [
        (BOTH + "near: 3", "oak and elm", ["oak", "elm"]),
        (BOTH + "near: 3", "oak and an elm", None),
        (BOTH + "near: 3", "oak, oak and elm by an ash", ["oak", "elm"]),
        (BOTH + "near: 3 ordered", "elm, oak", None),
        (BOTH + "near: ordered", "oak, far from here an elm", ["oak", "elm"]),
        (BOTH + "near: ordered", "an elm is no oak", None),
        (BOTH + "near: sentence", "An oak. An elm.", None),
        (BOTH + "near: sentence", "No tree. An oak, an elm.", ["oak", "elm"]),
        (BOTH + "near: sentence ordered", "Elm, oak. Oak, elm", ["Oak", "elm"]),
        ("any: [oak, ash]\nall: [elm]\nnear: 2", "oak ash elm", ["ash", "elm"]),
        ("all: [elm, '*']\nnear: 2", "elm", ["elm"]),
        ("all: [elm, {all: [oak, ash]}]\nnear: 3", "ash elm oak", ["ash", "elm", "oak"]),
        ("all: [elm, {all: [oak, ash]}]\nnear: 3", "ash elm or oak", None),
        ("all: [elm, '/o.k/']\nnear: 2", "elm oak, an elm or ask", ["elm", "oak"]),
        (BOTH + "none: [ash]\nnear: 2", "oak elm far from any ash", None),
    ],
)
def test_clauses_stand_as_near_as_is_asked_for(keys, title, hit):
    matches = read_matcher(keys).match(make_article(title))
    assert [[hit.words for hit in match.hits] for match in matches] == (
        [] if hit is None else [hit]
    )


def test_clauses_in_two_fields_are_never_near():
    assert read_matcher(BOTH + "near: 100").match(make_article("oak", "elm")) == ()


@pytest.mark.parametrize(
    ("term", "title", "hit"),
    [
        ("oak NEAR/1 elm", "elm or oak", ["elm", "oak"]),
        ("oak NEAR/1 elm", "elm or an oak", None),
        ("oak THEN/1 elm", "elm or oak", None),
        ("oak THEN/1 elm", "oak or elm", ["oak", "elm"]),
        ("big oak NEAR/0 elm*", "elms big oak", ["elms", "big oak"]),
        ("oak NEAR/1 oak", "oak or oak", ["oak", "oak"]),
        ("oak NEAR/1 oak", "an oak", None),
    ],
)
def test_two_terms_stand_as_near_as_is_asked_for(term, title, hit):
    matches = make_matcher(make_condition(any=(term,))).match(make_article(title))
    assert [[hit.words for hit in match.hits] for match in matches] == (
        [] if hit is None else [hit]
    )
    assert all(hit.term == term for match in matches for hit in match.hits)


texts = st.lists(st.sampled_from(["oak", "elm", "ash", "fir"]), max_size=12)


@given(texts, st.integers(0, 4), st.booleans())
def test_near_holds_exactly_when_two_are_so_near(words, most, ordered):
    term = f"oak {'THEN' if ordered else 'NEAR'}/{most} elm"
    matches = make_matcher(make_condition(any=(term,))).match(make_article(" ".join(words)))
    oaks, elms = places(words, "oak"), places(words, "elm")
    expected = any(
        abs(elm - oak) - 1 <= most and (elm > oak or not ordered)
        for oak, elm in product(oaks, elms)
    )
    assert bool(matches) == expected


@given(texts, st.integers(2, 6), st.booleans())
def test_clauses_are_near_exactly_when_a_stretch_holds_them(words, most, ordered):
    keys = f"all: [oak, elm, {{any: [ash, fir]}}]\nnear: {most}{' ordered' * ordered}"
    matches = read_matcher(keys).match(make_article(" ".join(words)))
    chosen = product(
        places(words, "oak"), places(words, "elm"), places(words, "ash") + places(words, "fir")
    )
    expected = any(
        max(each) - min(each) < most and (not ordered or list(each) == sorted(each))
        for each in chosen
    )
    assert bool(matches) == expected


def places(words: list[str], word: str) -> list[int]:
    return [place for place, each in enumerate(words) if each == word]
