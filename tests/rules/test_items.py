"""NEAR, THEN and word lists in one text; what is refused is among the bad topic files."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.rules.book import Condition, Near
from bot.rules.files.items import NEAR_WORDS, ListUse, describe_list, parse_item
from bot.rules.terms import Term, TermError, parse_term

SITES = Condition(any=(parse_term("pier"), parse_term("quay")), label="$sites")
USES = {"sites": SITES, "odd": Condition(any=(parse_term("/a/"),), label="$odd")}


def find_list(name: str) -> ListUse | None:
    return describe_list(USES[name]) if name in USES else None


def test_a_list_that_holds_a_regular_expression_cannot_be_near():
    with pytest.raises(TermError, match="cannot place"):
        parse_item("pier NEAR $odd", find_list)


@pytest.mark.parametrize(
    ("text", "left", "right", "words", "ordered"),
    [
        ("pier NEAR/3 crane", "pier", "crane", 3, False),
        ("pier THEN/0 crane", "pier", "crane", 0, True),
        ("old pier NEAR crane*", "old pier", "crane*", NEAR_WORDS, False),
        ("~Kiel THEN =NATO", "~Kiel", "=NATO", NEAR_WORDS, True),
        ("title:pier NEAR crane", "title:pier", "crane", NEAR_WORDS, False),
    ],
)
def test_two_terms_stand_near_each_other(text, left, right, words, ordered):
    expected = Near(
        text=text,
        left=parse_term(left),
        right=parse_term(right),
        words=words,
        ordered=ordered,
    )
    assert parse_item(text, find_list) == expected


def test_a_word_list_stands_for_any_of_its_terms():
    assert parse_item("$sites", find_list) is SITES
    near = parse_item("$sites NEAR/2 crane", find_list)
    assert isinstance(near, Near)
    assert near.left is SITES


def test_what_names_an_unknown_list_is_nothing():
    assert parse_item("$boats", find_list) is None
    assert parse_item("crane NEAR $boats", find_list) is None


@pytest.mark.parametrize(
    "text", ["piers near quays", "nearNEAR", "/a NEAR b/", "THENCE", "NEARLY"]
)
def test_small_letters_and_parts_of_words_are_words(text):
    assert not isinstance(parse_item(text, find_list), Near)


@given(st.lists(st.sampled_from([*"=~$/*: a5", "NEAR", "THEN/", "title:", "$sites", "ż"])))
def test_any_text_is_an_item_or_refused_with_a_reason(parts):
    item, reason = None, ""

    def find(name):
        nonlocal reason
        reason = reason if name in USES else f"{name} is unknown"
        return find_list(name)

    try:
        item = parse_item("".join(parts), find)
    except TermError as error:
        reason = error.message
    assert (item is not None) != bool(reason), parts


def test_blanks_without_end_are_read_in_linear_time():
    begun = time.process_time()
    item = parse_item("a" + " " * 100_000 + "b", lambda name: None)
    assert isinstance(item, Term)
    assert item.words == ("a", "b")
    assert time.process_time() - begun < 1
